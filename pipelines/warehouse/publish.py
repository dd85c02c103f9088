"""Put a finished file in the place of the published one, in one step.

In: a closed DuckDB file beside the target. Out: the target, replaced. Separate because the
order of these few calls is what makes the file always readable: whoever has the old one open
keeps it, whoever opens the name gets a whole one.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

_WRITERS = 0o222
# A file of another kind must not make DuckDB look on the network for what could read it.
QUIET: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def open_quietly(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a published or kept file to look into it.

    Raises:
        duckdb.Error: it is damaged, or no file of DuckDB.
    """
    return duckdb.connect(str(path), read_only=True, config=QUIET)


def unfinished_path(target: Path) -> Path:
    """Where a build writes: beside the target, so that a rename cannot cross file systems."""
    return target.with_name(f".{target.name}.{os.getpid()}.building")


def discard_unfinished(target: Path) -> None:
    """Remove what killed builds have left. The caller holds the build lock."""
    for path in target.parent.glob(f".{target.name}.*.building*"):
        _remove(path)


def _remove(path: Path) -> None:
    """Remove a file, or a folder: DuckDB makes one where it runs out of memory."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def publish(finished: Path, target: Path) -> None:
    """Replace ``target`` by ``finished``, durably.

    Nobody may write to it: whoever opens it read-write by mistake is refused, instead of
    locking out the readers. (Not so root, whom no file mode stops.)
    """
    finished.chmod(finished.stat().st_mode & ~_WRITERS)
    sync(finished)
    # A log of an older file under this name would make the new one unreadable.
    _remove(target.with_name(target.name + ".wal"))
    finished.replace(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Force a file, or the names in a folder, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
