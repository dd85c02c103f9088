"""Put a finished file in the place of the published one, in one step.

In: a closed DuckDB file beside the target. Out: the target, replaced. Separate because the
order of these few calls is what makes the file always readable: whoever has the old one open
keeps it, whoever opens the name gets a whole one.
"""

from __future__ import annotations

import os
from pathlib import Path

_WRITERS = 0o222


def unfinished_path(target: Path) -> Path:
    """Where a build writes: beside the target, so that a rename cannot cross file systems."""
    return target.with_name(f".{target.name}.{os.getpid()}.building")


def discard_unfinished(target: Path) -> None:
    """Remove what killed builds have left. The caller holds the build lock."""
    for path in target.parent.glob(f".{target.name}.*.building*"):
        path.unlink(missing_ok=True)


def publish(finished: Path, target: Path) -> None:
    """Replace ``target`` by ``finished``, durably.

    Nobody may write to it: whoever opens it read-write by mistake is refused, instead of
    locking out the readers. (Not so root, whom no file mode stops.)
    """
    finished.chmod(finished.stat().st_mode & ~_WRITERS)
    sync(finished)
    # A log of an older file under this name would make the new one unreadable.
    target.with_name(target.name + ".wal").unlink(missing_ok=True)
    finished.replace(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Force a file, or the names in a folder, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
