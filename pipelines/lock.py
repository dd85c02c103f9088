"""One builder, or one fetcher, at a time, across processes.

In: a folder. Out: a lock held for the length of a ``with`` block. Separate because the lock
is the operating system's (``flock``): it is gone when its holder dies, however it dies.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

DEFAULT_WAIT_SECONDS = 1800.0
_POLL_SECONDS = 0.1


class FolderBusy(RuntimeError):
    """Another process has been writing for longer than one may wait."""


def build_lock(
    folder: Path, announce: Callable[[str], None], wait_seconds: float = DEFAULT_WAIT_SECONDS
) -> AbstractContextManager[None]:
    """Hold the lock of whoever builds into a warehouse folder; see ``folder_lock``."""
    return folder_lock(folder, "build", announce, wait_seconds)


def fetch_lock(
    folder: Path, announce: Callable[[str], None], wait_seconds: float = DEFAULT_WAIT_SECONDS
) -> AbstractContextManager[None]:
    """Hold the lock of whoever lands documents in a raw folder; see ``folder_lock``."""
    return folder_lock(folder, "fetch", announce, wait_seconds)


@contextmanager
def folder_lock(
    folder: Path, activity: str, announce: Callable[[str], None], wait_seconds: float
) -> Iterator[None]:
    """Hold the lock of one activity in a folder; ``announce`` is told if it must wait.

    Raises:
        FolderBusy: another process still holds it after ``wait_seconds``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".{activity}.lock"
    with path.open("a+") as file:
        _acquire(file.fileno(), path, activity, announce, wait_seconds)
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


def _acquire(
    descriptor: int,
    path: Path,
    activity: str,
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
            holder = path.read_text().strip() or "unknown"
        if time.monotonic() >= deadline:
            raise FolderBusy(
                f"another {activity} (process {holder}) is still writing to {path.parent}; waited "
                f"{wait_seconds:.0f} s; nothing was changed, try again when it has ended"
            )
        if not has_announced:
            announce(
                f"another {activity} (process {holder}) is writing to {path.parent}; waiting for it"
            )
            has_announced = True
        time.sleep(_POLL_SECONDS)
