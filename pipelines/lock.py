"""One builder, or one fetcher, at a time, across processes.

In: a folder. Out: a lock held for the length of a ``with`` block. Separate because the lock
is the operating system's (``flock``): it is gone when its holder dies, however it dies.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

DEFAULT_WAIT_SECONDS = 1800.0
_POLL_SECONDS = 0.1


class FolderBusy(RuntimeError):
    """Another process has been writing for longer than one may wait."""


@contextmanager
def build_lock(
    folder: Path, announce: Callable[[str], None], wait_seconds: float = DEFAULT_WAIT_SECONDS
) -> Iterator[None]:
    """Hold the lock of whoever builds into a folder; ``announce`` is told if it must wait.

    Raises:
        FolderBusy: another builder still holds it after ``wait_seconds``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".build.lock").open("a+") as file:

        def holder() -> str:
            file.seek(0)
            return f"another build (process {file.read().strip() or 'unknown'})"

        _acquire(file.fileno(), folder, holder, announce, wait_seconds)
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def fetch_lock(
    raw: Path, announce: Callable[[str], None], wait_seconds: float = DEFAULT_WAIT_SECONDS
) -> Iterator[None]:
    """Hold the lock of whoever lands documents in a raw folder.

    It is the folder that is locked: a fetch that finds nothing new changes no file there.

    Raises:
        FolderBusy: another process still holds it after ``wait_seconds``.
        OSError: the folder cannot be made or opened.
    """
    raw.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(raw, os.O_RDONLY)
    try:
        _acquire(descriptor, raw, lambda: "another fetch or import", announce, wait_seconds)
        yield
    finally:
        os.close(descriptor)


def _acquire(
    descriptor: int,
    folder: Path,
    holder: Callable[[], str],
    announce: Callable[[str], None],
    wait_seconds: float,
) -> None:
    deadline = time.monotonic() + wait_seconds
    has_announced = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            pass
        if time.monotonic() >= deadline:
            raise FolderBusy(
                f"{holder()} is still writing to {folder}; waited {wait_seconds:.0f} s; nothing "
                "was changed, try again when it has ended"
            )
        if not has_announced:
            announce(f"{holder()} is writing to {folder}; waiting for it")
            has_announced = True
        time.sleep(_POLL_SECONDS)
