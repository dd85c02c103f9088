"""Ctrl-C while a query runs.

In: work that DuckDB does. Out: its result, or an end of it. Separate because DuckDB returns to
Python when a query is done, and not before: a signal that Python keeps for then comes too late.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import duckdb

Result = TypeVar("Result")
_SECONDS_TO_LOOK_AGAIN = 0.05


@contextlib.contextmanager
def ending_at_once() -> Iterator[None]:
    """Let Ctrl-C end the process inside, where there is nothing to tidy up; a shell says 130."""
    try:
        before = signal.getsignal(signal.SIGINT)
        # A script's background programs ignore it, and go on doing so.
        if before is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
    except ValueError:
        # Only the main thread is asked.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def interruptible(connection: duckdb.DuckDBPyConnection, work: Callable[[], Result]) -> Result:
    """Do the work in a thread; at Ctrl-C, stop its query, and raise ``KeyboardInterrupt``."""
    from concurrent.futures import ThreadPoolExecutor, wait

    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(work)
        try:
            # A signal that another thread has got does not wake this one.
            while not wait([result], timeout=_SECONDS_TO_LOOK_AGAIN).done:
                pass
        except KeyboardInterrupt:
            # A query that has not begun yet hears nothing: it is told until it ends.
            while not wait([result], timeout=_SECONDS_TO_LOOK_AGAIN).done:
                connection.interrupt()
            raise
        return result.result()


def each_interruptible(
    connection: duckdb.DuckDBPyConnection, items: Iterable[Result]
) -> Iterator[Result]:
    """The items one by one, each as ``interruptible`` work."""
    waiting = iter(items)
    while (item := interruptible(connection, lambda: next(waiting, None))) is not None:
        yield item
