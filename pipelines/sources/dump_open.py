"""Open a dump where it lies: a file, or an object of a store, read by ranges.

In: a location, and how far it is to be read. Out: what a reader needs of an open file; which
state of the dump it is. Separate because only here it matters where a dump lies, and so that
whoever is given a part of it asks for no byte beyond.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.locations import Location, LocationError, reaching
from pipelines.sources.dump_errors import DumpError

if TYPE_CHECKING:
    from upath import UPath

_LOCAL_REQUEST = 256 * 1024
# Asking takes a store some 50 ms, in which 5 MB could be sent.
_REMOTE_REQUEST = 8 * 1024 * 1024
# What stores and web servers call the state of an object.
_STATES = ("ETag", "etag", "md5Hash", "content_md5", "Content-MD5", "Digest", "LastModified",
           "last_modified", "Last-Modified", "updated", "mtime", "created")  # fmt: skip
_WEB = ("http", "https")
_DOWNLOAD = "download it, and import the file"


class RangedFile:
    """An open file up to ``end``, fetched by ranges of ``request_bytes`` at most."""

    def __init__(
        self,
        fetch: Callable[[int, int], bytes],
        end: int,
        request_bytes: int,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self._fetch, self._end, self._request_bytes = fetch, end, request_bytes
        self._close = close
        self._position = 0
        # The range that was fetched last, and where it begins.
        self._held, self._held_at = b"", 0

    def read(self, length: int, /) -> bytes:
        """Up to ``length`` bytes, fewer only at the end."""
        parts: list[bytes] = []
        while length > 0 and self._position < self._end:
            at = self._position - self._held_at
            if not 0 <= at < len(self._held):
                stop = min(self._position + self._request_bytes, self._end)
                self._held, self._held_at = self._fetch(self._position, stop), self._position
                at = 0
                if not self._held:
                    break
            parts.append(self._held[at : at + length])
            self._position += len(parts[-1])
            length -= len(parts[-1])
        return b"".join(parts)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place counted from the beginning (0) or the end (2)."""
        self._position = offset if whence == 0 else self._end + offset
        return self._position

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._position

    def close(self) -> None:
        """Keep nothing."""
        self._held = b""
        self._close()


def open_dump(
    path: Location, end: int | None = None, request_bytes: int | None = None
) -> tuple[RangedFile, int]:
    """An open dump and its length; with ``end`` it is as if it ended there.

    Raises:
        DumpError: it cannot be read, or is no file.
    """
    size, _ = state_of(path)
    limit = size if end is None else min(end, size)
    if not isinstance(path, Path):
        remote = path
        if remote.protocol in _WEB:
            _hold_to_ranges(remote)

        def ask(start: int, stop: int) -> bytes:
            with reaching(remote, "read"):
                return bytes(remote.fs.cat_file(remote.path, start=start, end=stop))

        return RangedFile(ask, limit, request_bytes or _REMOTE_REQUEST), size
    try:
        file = path.open("rb", buffering=0)
    except OSError as error:
        raise DumpError(f"{path} cannot be read: {error.strerror or error}") from error

    def read(start: int, stop: int) -> bytes:
        file.seek(start)
        return file.read(stop - start)

    return RangedFile(read, limit, request_bytes or _LOCAL_REQUEST, file.close), size


def _hold_to_ranges(dump: UPath) -> None:
    """See that a web server gives parts of files: else each of them would be the whole.

    Raises:
        DumpError: it does not.
    """
    gives_parts = True
    try:
        with reaching(dump, "read"), dump.fs.open(dump.path, cache_type="none") as file:
            file.seek(1)
            try:
                file.read(1)
            except ValueError:
                # Nothing but the head of its answer was read.
                gives_parts = False
    except LocationError as error:
        raise DumpError(str(error)) from None
    if not gives_parts:
        raise DumpError(f"{dump}: its server gives whole files only; {_DOWNLOAD}")


def state_of(path: Location) -> tuple[int, str]:
    """The length of a dump, and what changes whenever its content does.

    Raises:
        DumpError: it cannot be read, or is no file.
    """
    if not isinstance(path, Path):
        try:
            with reaching(path, "read"):
                found = path.fs.info(path.path)
        except LocationError as error:
            raise DumpError(str(error)) from None
        if found.get("type") != "file" or found.get("size") is None:
            raise DumpError(f"{path} is no ordinary file; give the dump's file")
        stated = [str(found[key]) for key in _STATES if key in found]
        if not stated:
            raise DumpError(
                f"{path}: its server tells neither its time nor a checksum (ETag), so that a part "
                f"read later might be another file's; {_DOWNLOAD}"
            )
        return int(found["size"]), repr(stated)
    try:
        status = path.stat()
    except OSError as error:
        raise DumpError(f"{path} cannot be read: {error.strerror or error}") from error
    if not stat.S_ISREG(status.st_mode):
        raise DumpError(f"{path} is no ordinary file; give the dump's file")
    return status.st_size, str(status.st_mtime_ns)
