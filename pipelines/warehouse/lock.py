"""One builder at a time, across processes.

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


class WarehouseBusy(RuntimeError):
    """Another process has been building for longer than one may wait."""


@contextmanager
def build_lock(
    folder: Path,
    announce: Callable[[str], None],
    wait_seconds: float = DEFAULT_WAIT_SECONDS,
) -> Iterator[None]:
    """Hold the build lock of a warehouse folder; ``announce`` is told if it must wait.

    Raises:
        WarehouseBusy: another builder still holds it after ``wait_seconds``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".build.lock").open("a+") as file:
        _acquire(file.fileno(), folder, announce, wait_seconds)
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


def _acquire(
    descriptor: int, folder: Path, announce: Callable[[str], None], wait_seconds: float
) -> None:
    deadline = time.monotonic() + wait_seconds
    has_announced = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            holder = (folder / ".build.lock").read_text().strip() or "unknown"
        if time.monotonic() >= deadline:
            raise WarehouseBusy(
                f"another build (process {holder}) is still writing to {folder}; waited "
                f"{wait_seconds:.0f} s; nothing was changed, try again when it has ended"
            )
        if not has_announced:
            announce(f"another build (process {holder}) is writing to {folder}; waiting for it")
            has_announced = True
        time.sleep(_POLL_SECONDS)
