"""An open engine, as those see it who have work for it.

In: nothing. Out: the type ``Engine`` and its error. Separate so that whoever submits work
imports neither process pools nor Dask.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor
from dataclasses import dataclass


class EngineError(RuntimeError):
    """Work cannot be done where it was to be done; the message says what to do."""


def _nothing_to_watch() -> None:
    """An executor of this machine says by its futures all that there is to say."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Who does the work: ``workers`` calls at a time.

    Where it ``is_remote``, workers need not see the files of this machine: what a call reads
    must travel with it. ``deaths`` are the errors of a call whose worker died; ``watch`` raises
    an ``EngineError`` when work that was submitted will never be done.
    """

    executor: Executor
    workers: int
    is_remote: bool = False
    name: str = "this machine"
    deaths: tuple[type[BaseException], ...] = (BrokenExecutor,)
    watch: Callable[[], None] = _nothing_to_watch
