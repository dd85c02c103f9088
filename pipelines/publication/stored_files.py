"""The files of a publication where they are published: sent, listed, held against their checksums.

In: a location, local files. Out: the same files there, or an error. Separate because it knows
nothing of versions: a file is written whole, is never changed, and is not sent again where it
lies already.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.locations import PARTIAL, Location, files_below, reaching
from pipelines.warehouse.publish import sync

_FILES_AT_ONCE = 8
_BYTES_AT_ONCE = 1 << 20
# Names that kinds of object stores have for it.
_CHANGED_AT = ("LastModified", "last_modified", "updated", "mtime", "created")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as the store lists it; ``md5`` and ``changed_at`` only where it says so."""

    size: int
    md5: str | None = None
    changed_at: datetime | None = None


def stored_files(location: Location) -> dict[str, StoredFile]:
    """Each file below a location by its name, in one listing."""
    if isinstance(location, Path):
        return dict(_local_files(location))
    root = location.path.rstrip("/") + "/"
    with reaching(location, "listed"):
        try:
            found: Mapping[str, Any] = location.fs.find(location.path, detail=True)
        except FileNotFoundError:
            return {}
    return {
        path.removeprefix(root): StoredFile(int(info["size"]), _md5(info), _changed_at(info))
        for path, info in found.items()
        if path.startswith(root) and not path.endswith("/")
    }


def _local_files(folder: Path) -> Iterator[tuple[str, StoredFile]]:
    for name, size in files_below(folder).items():
        with suppress(FileNotFoundError):
            changed_at = datetime.fromtimestamp((folder / name).stat().st_mtime, UTC)
            yield name, StoredFile(size, changed_at=changed_at)


def _md5(info: Mapping[str, Any]) -> str | None:
    """What S3 gives as the ETag of a file that was sent in one piece, if it is not encrypted."""
    tag = str(info.get("ETag", "")).strip('"')
    return tag if len(tag) == 32 else None


def _changed_at(info: Mapping[str, Any]) -> datetime | None:
    found = next((info[name] for name in _CHANGED_AT if info.get(name)), None)
    if isinstance(found, str):
        found = datetime.fromisoformat(found)
    if isinstance(found, int | float):
        return datetime.fromtimestamp(found, UTC)
    if isinstance(found, datetime):
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def send_files(location: Location, files: Mapping[str, Path]) -> Iterator[int]:
    """Send files, each whole or not at all; how many are there, after each few."""
    names = list(files)
    for start in range(0, len(names), _FILES_AT_ONCE):
        few = names[start : start + _FILES_AT_ONCE]
        if isinstance(location, Path):
            for name in few:
                _copy(files[name], location / name)
        else:
            root = location.path.rstrip("/")
            sources, targets = [str(files[one]) for one in few], [f"{root}/{one}" for one in few]
            # Else s3fs holds ten parts of 50 MB of a large file in memory.
            options = {"max_concurrency": 2} if location.protocol == "s3" else {}
            with reaching(location, "written to"):
                location.fs.put(sources, targets, **options)
        yield start + len(few)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{uuid.uuid4().hex}{PARTIAL}")
    try:
        shutil.copyfile(source, partial)
        sync(partial)
        partial.replace(target)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def wrong_files(
    location: Location, files: Mapping[str, Path], sha256: Mapping[str, str]
) -> list[str]:
    """The names under which the store has nothing, or something else.

    It is read again only where the store gives no checksum that could be compared.
    """
    there = stored_files(location)
    return [
        name
        for name in files
        if name not in there
        or there[name].size != files[name].stat().st_size
        or not (
            there[name].md5 == _digest(files[name], "md5")
            or _stored_sha256(location, name) == sha256[name]
        )
    ]


def _digest(path: Path, kind: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, kind).hexdigest()


def _stored_sha256(location: Location, name: str) -> str:
    digest = hashlib.sha256()
    if isinstance(location, Path):
        return _digest(location / name, "sha256")
    with reaching(location, "read"), (location / name).open("rb") as file:
        while some := file.read(_BYTES_AT_ONCE):
            digest.update(some)
    return digest.hexdigest()
