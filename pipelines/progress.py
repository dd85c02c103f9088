"""How far a long work has come, for whoever wants to show it.

In: steps, told by the code that does them. Out: calls of the one listener, if there is one.
Separate because that code runs inside Dagster, which passes nothing but the folders on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

# What is done, how much of it is done, of how much (``None``: that is not known).
Listener = Callable[[str, int, int | None], None]

Item = TypeVar("Item")

_listeners: list[Listener] = []


def tell(step: str, done: int = 0, total: int | None = None) -> None:
    """Say how far the work is."""
    for listener in _listeners:
        listener(step, done, total)


def counted(step: str, items: Iterable[Item], total: int) -> Iterator[Item]:
    """The items one by one, while it is said how many of them are done."""
    done = 0
    for item in items:
        tell(step, done, total)
        yield item
        done += 1
    tell(step, done, total)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Hear what is told in this process meanwhile."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
