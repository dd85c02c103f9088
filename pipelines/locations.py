"""A place for files: a folder, or the URL of an object store such as ``s3://bucket/prefix``.

In: a location, names below it. Out: bytes, sizes; files that are there whole or not at all.
Separate because an object store has no rename and answers slowly: whoever keeps files there asks
for many in one call, and hears in plain words why it could not be reached.
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from upath import UPath

# UPath, of universal_pathlib, is imported where there is a URL: it takes a third of a second.
Location: TypeAlias = "Path | UPath"

_URL = re.compile(r"[a-z][a-z0-9+.-]*://.+", re.IGNORECASE)
# Of one letter, it is a drive.
_LIKE_A_URL = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
# How the name of a file ends that is being written into a folder, or was when its writer died.
PARTIAL = ".partial"
_SECRETS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


class LocationError(RuntimeError):
    """An object store could not be reached, or refused; says which, why, and what to do."""


def location_of(text: str | Path | UPath) -> Location:
    """A folder as ``Path``, a URL as ``UPath``.

    Raises:
        LocationError: it is empty or half a URL, has a password in it, or what reads its kind is
            not installed.
    """
    if not isinstance(text, str):
        return text
    if not text.strip() or (_LIKE_A_URL.match(text) and not _URL.match(text)):
        raise LocationError(f"'{text}' is neither a folder nor a URL such as s3://bucket/prefix")
    if text.startswith("file://") or not _URL.match(text):
        return Path(text.removeprefix("file://")).resolve()
    if re.match(r"[^/]+//[^/]*@", text):
        raise LocationError(
            f"{_without_secrets(text)} has a user or password in it; name them by the variables "
            "of the store, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        )
    from upath import UPath

    with reaching(text, "used"):
        # What other processes write must be seen at once.
        location = UPath(text.rstrip("/"), use_listings_cache=False)
        _ = location.fs
    return location


def text_of(location: Location) -> str:
    """As a user writes it, and a name behind a slash can follow."""
    return str(location).rstrip("/")


def is_url(location: Location) -> bool:
    """Whether it is in an object store."""
    return not isinstance(location, Path)


def files_below(location: Location) -> dict[str, int]:
    """The size in bytes of each file by its name below the location, in one listing.

    A location that does not exist holds none.
    """
    if isinstance(location, Path):
        return dict(_files_of_folder(str(location), ""))
    root = location.path.rstrip("/") + "/"
    with reaching(location, "listed"):
        try:
            found: Mapping[str, Any] = location.fs.find(location.path, detail=True)
        except FileNotFoundError:
            return {}
    return {
        path.removeprefix(root): int(info["size"])
        for path, info in found.items()
        if path.startswith(root) and not path.endswith("/")
    }


def _files_of_folder(folder: str, prefix: str) -> Iterator[tuple[str, int]]:
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files_of_folder(entry.path, f"{prefix}{entry.name}/")
            else:
                with suppress(FileNotFoundError):
                    yield prefix + entry.name, entry.stat().st_size


def read_files(location: Location, names: Collection[str]) -> dict[str, bytes]:
    """The bytes of each of these files that is there, all asked for at once."""
    found: dict[str, bytes] = {}
    if isinstance(location, Path):
        for name in names:
            with suppress(FileNotFoundError, NotADirectoryError):
                found[name] = (location / name).read_bytes()
        return found
    paths = {f"{location.path.rstrip('/')}/{name}": name for name in names}
    # Else s3fs asks for the size of each file first.
    options = {"max_concurrency": 1} if location.protocol == "s3" else {}
    with reaching(location, "read"):
        answers = location.fs.cat([*paths], on_error="return", **options) if paths else {}
        for path, answer in answers.items():
            if isinstance(answer, bytes):
                found[paths[path]] = answer
            elif not isinstance(answer, FileNotFoundError):
                raise answer
    return found


def fetch_files(location: UPath, names: Mapping[str, str], folder: Path) -> None:
    """Copy files of an object store into a folder, under other names, all asked for at once.

    Raises:
        FileNotFoundError: one is not there.
    """
    missing: FileNotFoundError | None = None
    root = location.path.rstrip("/")
    targets = [str(folder / name) for name in names.values()]
    with reaching(location, "read"):
        try:
            location.fs.get([f"{root}/{name}" for name in names], targets)
        except FileNotFoundError as error:
            missing = error
    if missing is not None:
        raise FileNotFoundError(f"a file of {location} is missing: {missing}") from missing


def write_files(location: Location, files: Mapping[str, bytes]) -> None:
    """Write files, each whole or not at all, in no order."""
    if isinstance(location, Path):
        for name, content in files.items():
            _write_file(location / name, content)
        return
    root = location.path.rstrip("/")
    with reaching(location, "written to"):
        location.fs.pipe({f"{root}/{name}": content for name, content in files.items()})


def _write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Machines that share a folder may have processes of one number.
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}{PARTIAL}")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def remove_files(location: Location, names: Collection[str]) -> None:
    """Remove files, and folders that have become empty; one that is gone already is no error."""
    if not names:
        return
    if not isinstance(location, Path):
        with reaching(location, "written to"):
            _remove_from_store(location, names)
        return
    for name in names:
        (location / name).unlink(missing_ok=True)
    for parent in {parent for name in names for parent in Path(name).parents} - {Path()}:
        with suppress(OSError):
            (location / parent).rmdir()


def _remove_from_store(location: UPath, names: Collection[str]) -> None:
    paths = [f"{location.path.rstrip('/')}/{name}" for name in names]
    try:
        location.fs.rm(paths)
    except FileNotFoundError:
        # Some kinds of store stop at the first that is gone already.
        for path in paths:
            with suppress(FileNotFoundError):
                location.fs.rm_file(path)


@contextmanager
def reaching(location: UPath | str, done: str) -> Iterator[None]:
    """Say in one sentence what failed; every kind of store has exceptions of its own."""
    try:
        yield
    except ImportError as error:
        hint = "; install nascar-warehouse[s3]" if str(location).startswith("s3:") else ""
        raise LocationError(f"{location} cannot be {done}: {error}{hint}") from None
    except Exception as error:
        # Without the exception itself: its text is not ours to vouch for.
        raise LocationError(f"{location} cannot be {done}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    cause = error.__cause__ if isinstance(error, FileNotFoundError) else None
    if isinstance(cause, OSError) and not isinstance(cause, FileNotFoundError):
        # Of a web server that cannot be reached, fsspec says that it has no such file.
        error = cause
    text = _without_secrets(" ".join(str(error).split())) or type(error).__name__
    if isinstance(error, PermissionError) or "credentials" in text:
        return f"{text}; check the credentials, and what they may do there"
    if isinstance(error, FileNotFoundError):
        return f"{text}; check the name, and that the bucket exists"
    if isinstance(error, ValueError):
        return f"{text}; it is a folder, or a URL such as s3://bucket/prefix"
    return f"{text}; check that the store can be reached (for S3 AWS_ENDPOINT_URL), then try again"


def _without_secrets(text: str) -> str:
    for variable in _SECRETS:
        if secret := os.environ.get(variable):
            text = text.replace(secret, "...")
    return re.sub(r"//[^/@\s]*@", "//...@", text)
