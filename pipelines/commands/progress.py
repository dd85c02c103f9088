"""Progress bars: on a terminal only, on standard error, gone when the work is done.

In: how much is done. Out: a bar. Separate so that no command draws one of its own, and output
that is piped holds results only.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipelines.terminal import on_one_line

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn, TextColumn


@contextmanager
def article_progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that counts articles; call what it gives with (done, of how many)."""
    with _progress(label, is_bytes=False) as update:
        yield update


@contextmanager
def byte_progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that counts bytes, with speed and time left; call with (done, of how many)."""
    with _progress(label, is_bytes=True) as update:
        yield update


@contextmanager
def build_progress(first: str = "Loading Dagster") -> Iterator[None]:
    """A bar that says what a build does, told by ``pipelines/progress.py``."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn

    from pipelines.progress import listening

    columns = (_text_column(), BarColumn(), TextColumn("{task.fields[count]}"), TimeElapsedColumn())
    with _bar(*columns) as bar:
        # What takes a second before anything is told.
        task = bar.add_task(first, total=None, count="")

        def update(step: str, done: int, total: int | None) -> None:
            count = "" if total is None else f"{done}/{total}"
            bar.update(task, description=step, completed=done, total=total, count=count)

        with listening(update):
            yield


@contextmanager
def _progress(label: str, is_bytes: bool) -> Iterator[Callable[[int, int], None]]:
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    # rich takes a twentieth of a second to import, which a script need not wait.
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    counters = (DownloadColumn(), TransferSpeedColumn()) if is_bytes else (MofNCompleteColumn(),)
    with _bar(_text_column(), BarColumn(), *counters, TimeRemainingColumn()) as bar:
        task = bar.add_task(on_one_line(label), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _text_column() -> TextColumn:
    from rich.progress import TextColumn

    # What stands in brackets is no style.
    return TextColumn("{task.description}", markup=False)


@contextmanager
def _bar(*columns: ProgressColumn) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import Progress

    # While a step runs, Dagster keeps what goes to standard error for its own log.
    with (
        os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding=sys.stderr.encoding) as terminal,
        Progress(*columns, console=Console(file=terminal), transient=True) as bar,
    ):
        yield bar
