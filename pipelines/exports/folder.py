"""A folder that is there whole, under a name that says what is in it, or not at all.

In: a parent folder, files written into an unfinished folder. Out: the finished one. Separate
because it knows nothing of what is exported: whoever is interrupted leaves no half of it, and
what is there already is neither written again nor ever removed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipelines.warehouse.publish import sync

CHECKSUMS = "SHA256SUMS"
_DIGITS = 12


class DamagedFolder(RuntimeError):
    """A folder of this name has other files than it should; it was left as it is."""


@contextmanager
def unfinished_folder(parent: Path, name: str) -> Iterator[Path]:
    """A new folder beside the finished ones, removed at the end if it was not renamed.

    It is locked while its writer lives, so that nobody else takes it for one left behind.
    """
    parent.mkdir(parents=True, exist_ok=True)
    _discard_left_behind(parent, name)
    folder = parent / f".{name}.{os.getpid()}.partial"
    descriptor = _made_and_locked(folder)
    try:
        yield folder
    finally:
        os.close(descriptor)
        shutil.rmtree(folder, ignore_errors=True)


def _made_and_locked(folder: Path) -> int:
    """Who comes before the lock takes the folder for one left behind: then it is made again."""
    while True:
        folder.mkdir()
        with suppress(FileNotFoundError):
            descriptor = os.open(folder, os.O_RDONLY)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if folder.exists():
                return descriptor
            os.close(descriptor)


def write_checksums(folder: Path) -> str:
    """Write a line for each file, as ``sha256sum`` does; the first digits of what they sum up to.

    Two folders with the same digits have the same files.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{digest_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
    return digest_of(folder / CHECKSUMS)[:_DIGITS]


def finish(folder: Path, target: Path) -> bool:
    """Give an unfinished folder its name, durably; ``False`` if a whole one is there already.

    Raises:
        DamagedFolder: one is there, and is not whole.
    """
    for path in (*folder.rglob("*"), folder):
        sync(path)
    try:
        folder.rename(target)
    except OSError:
        if not target.is_dir():
            raise
        if damaged := _damaged_file(target, folder / CHECKSUMS):
            raise DamagedFolder(
                f"{target} is there already, but its {damaged} is not as it was written; move the "
                "folder away and export again"
            ) from None
        return False
    sync(target.parent)
    return True


def digest_of(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged_file(folder: Path, checksums: Path) -> str | None:
    for line in checksums.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        path = folder / name
        if not path.is_file() or digest_of(path) != digest:
            return name
    return None


def _discard_left_behind(parent: Path, name: str) -> None:
    """Remove the folders of writers that were killed: nobody holds their locks."""
    for path in parent.glob(f".{name}.*.partial"):
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(descriptor)
