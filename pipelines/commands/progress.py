"""Progress bars: on a terminal only, on standard error, gone when the work is done.

In: how much is done. Out: a bar. Separate so that no command draws one of its own, and output
that is piped holds results only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipelines.terminal import on_one_line


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
def _progress(label: str, is_bytes: bool) -> Iterator[Callable[[int, int], None]]:
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    # rich takes a twentieth of a second to import, which a script need not wait.
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    counters = (DownloadColumn(), TransferSpeedColumn()) if is_bytes else (MofNCompleteColumn(),)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        *counters,
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(on_one_line(label), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
