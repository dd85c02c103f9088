"""Many calls, a bounded number of them at a time, each given back when it is done.

In: an engine and calls, made one by one. Out: a finished future of each. Separate because what
waits must not lie in memory, here or at a scheduler: the next call is made, and what it reads
is read, when there is somebody to do it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pipelines.engine.model import Engine, EngineError

Key = TypeVar("Key")
Result = TypeVar("Result")

# One that is done, and one that waits behind it, so that no worker waits for its next call.
_CALLS_A_WORKER = 2
# Of what travels with calls, at most this is on its way, whatever the number of workers.
_BYTES_ON_THEIR_WAY = 256 * 1024 * 1024
_SECONDS_BETWEEN_LOOKS = 5.0


@dataclass(frozen=True, slots=True)
class Call(Generic[Key, Result]):
    """A function of a module and its arguments; ``size`` is in bytes, where it is large."""

    key: Key
    function: Callable[..., Result]
    arguments: tuple[Any, ...]
    size: int = 0


def completed(
    engine: Engine, calls: Iterable[Call[Key, Result]]
) -> Iterator[tuple[Key, Future[Result]]]:
    """The calls' keys and their finished futures, in the order in which they are done.

    A future may hold an error, also one of ``engine.deaths``. Whoever stops early cancels what
    has not begun.

    Raises:
        EngineError: what was submitted will never be done.
    """
    waiting = iter(calls)
    running: dict[Future[Result], tuple[Key, int]] = {}
    try:
        while True:
            _submit(engine, waiting, running)
            if not running:
                return
            for future in _finished(engine, running):
                key, _ = running.pop(future)
                if future.cancelled():
                    raise EngineError(
                        f"the connection to {engine.name} was lost; what was done is kept: run the "
                        "same command again to go on from there"
                    )
                yield key, future
    finally:
        for future in running:
            future.cancel()


def _submit(
    engine: Engine,
    waiting: Iterator[Call[Key, Result]],
    running: dict[Future[Result], tuple[Key, int]],
) -> None:
    """Submit calls until there are enough of them, or one is done."""
    while (
        len(running) < _CALLS_A_WORKER * engine.workers
        and sum(size for _, size in running.values()) < _BYTES_ON_THEIR_WAY
        and not any(future.done() for future in running)
    ):
        call = next(waiting, None)
        if call is None:
            return
        future = engine.executor.submit(call.function, *call.arguments)
        running[future] = (call.key, call.size)


def _finished(engine: Engine, running: Iterable[Future[Result]]) -> set[Future[Result]]:
    while True:
        done, _ = wait(running, _SECONDS_BETWEEN_LOOKS, FIRST_COMPLETED)
        if done:
            return done
        engine.watch()
