"""The streams of a compressed file, one after another: bzip2 and gzip, told by their content.

In: an open file and where a stream begins in it. Out: small pieces of what was compressed.
Separate because it knows only compression: what to do with a file's content is for others.
"""

from __future__ import annotations

import bz2
import re
import zlib
from collections.abc import Callable
from typing import Literal, Protocol

from pipelines.locations import Location
from pipelines.sources.dump_errors import DumpDamaged, DumpError, DumpGap
from pipelines.sources.dump_open import RangedFile

Form = Literal["plain", "bzip2", "gzip"]

_READ_BYTES = 256 * 1024
# What one call of a decompressor may give; damage takes with it no more than that.
_STEP_BYTES = 64 * 1024
_GZIP_HEADER = 16 + zlib.MAX_WBITS
_FIRST_BYTES = 10
_BEGINNINGS: dict[Form, re.Pattern[bytes]] = {
    "bzip2": re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),
    "gzip": re.compile(rb"\x1f\x8b\x08"),
}
_UNSUPPORTED = {
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"\xfd7zXZ\x00": "compressed by xz",
    b"\x28\xb5\x2f\xfd": "compressed by Zstandard",
    b"PK\x03\x04": "a ZIP archive",
    b"\x04\x22\x4d\x18": "compressed by LZ4",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


class _Decompressor(Protocol):
    """What the decompressors of ``bz2`` and of this module have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _GzipDecompressor:
    """``zlib``'s decompressor with the manners of that of ``bz2``: it keeps what it was given."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(_GZIP_HEADER)
        self._is_full = False

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._is_full and not self._inner.unconsumed_tail

    def decompress(self, data: bytes, max_length: int) -> bytes:
        content = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self._is_full = len(content) == max_length
        return content


_DECOMPRESSORS: dict[Form, Callable[[], _Decompressor]] = {
    "bzip2": bz2.BZ2Decompressor,
    "gzip": _GzipDecompressor,
}


def form_of(file: RangedFile, path: Location) -> Form:
    """How a file is compressed, by its first bytes; the file is left at its beginning.

    Raises:
        DumpError: it is empty, or compressed in a way that is not supported.
    """
    first = file.read(_FIRST_BYTES)
    file.seek(0)
    if not first:
        raise DumpError(f"{path} is empty; download the dump again")
    for beginning, kind in _UNSUPPORTED.items():
        if first.startswith(beginning):
            raise DumpError(
                f"{path} is {kind}, which is not supported; a dump may be XML in UTF-8 (.xml), "
                "or that compressed by bzip2 (.xml.bz2, multistream or not) or gzip (.xml.gz)"
            )
    found = (form for form, beginning in _BEGINNINGS.items() if beginning.match(first))
    return next(found, "plain")


class StreamReader:
    """Reads concatenated streams in steps.

    ``offset`` counts the bytes of the file that were used, ``position`` those that came out;
    ``streams`` has the position and offset of each stream begun, for the caller to take. With
    ``is_followed`` another stream begins where the file ends, which is not read here.
    """

    def __init__(
        self,
        file: RangedFile,
        path: Location,
        form: Form,
        offset: int = 0,
        position: int = 0,
        is_followed: bool = False,
    ) -> None:
        self._file, self._path, self._form = file, path, form
        self._is_followed = is_followed
        self.offset, self.position = offset, position
        self.streams: list[tuple[int, int]] = []
        self._stream_offset = offset
        self._inner: _Decompressor | None = None
        self._held = b""
        file.seek(offset)

    def read(self) -> bytes:
        """Some of the content, at most 64 KiB; empty at the end of the last stream.

        Raises:
            DumpGap: the rest of a stream is lost; the next call goes on with the next stream.
            DumpDamaged: nothing more can be read.
        """
        content = b""
        while not content and (self._inner is not None or self._begin_stream()):
            content = self._step()
        self.position += len(content)
        return content

    def _begin_stream(self) -> bool:
        """Begin the next stream; whether there is one."""
        # Zeros fill the last block of a tape, and gzip's own program passes over them.
        self._held = self._held.lstrip(b"\0")
        while not self._held:
            data = self._file.read(_READ_BYTES)
            if not data:
                return False
            self._held = data.lstrip(b"\0")
        self._held += self._file.read(_FIRST_BYTES)
        self._stream_offset = self.offset = self._file.tell() - len(self._held)
        if not _BEGINNINGS[self._form].match(self._held):
            raise self._damaged("is followed by something else")
        self.streams.append((self.position, self.offset))
        self._inner = _DECOMPRESSORS[self._form]()
        return True

    def _step(self) -> bytes:
        assert self._inner is not None
        data = b""
        if self._inner.needs_input:
            data, self._held = self._held or self._file.read(_READ_BYTES), b""
            if not data and self._is_followed:
                raise self._damaged("is damaged")
            if not data:
                self._inner = None
                raise DumpDamaged(
                    f"{self._path} is cut off at byte {self._file.tell()}: its last {self._form} "
                    "stream does not end; download the dump again"
                )
        try:
            content = self._inner.decompress(data, _STEP_BYTES)
        except (OSError, zlib.error) as error:
            raise self._damaged("is damaged") from error
        self.offset = self._file.tell()
        if self._inner.eof:
            self._held, self._inner = self._inner.unused_data, None
            self.offset -= len(self._held)
        return content

    def _damaged(self, what: str) -> DumpError:
        """The error to raise; the file is then at the next stream, if there is one."""
        self._inner, self._held = None, b""
        place = f"{self._path}: the {self._form} stream at byte {self._stream_offset} {what}"
        following = self._find_stream(self._stream_offset + 1)
        if following is None:
            return DumpDamaged(f"{place}, and no other follows; download the dump again")
        self._file.seek(following)
        return DumpGap(f"{place}; what it held up to byte {following} is left out")

    def _find_stream(self, offset: int) -> int | None:
        """Where the next bzip2 stream begins: its first 10 bytes are found nowhere by chance."""
        self._file.seek(offset)
        window = b""
        while self._form == "bzip2" and (data := self._file.read(_READ_BYTES)):
            window = window[1 - _FIRST_BYTES :] + data
            if found := _BEGINNINGS["bzip2"].search(window):
                return self._file.tell() - len(window) + found.start()
        end = self._file.seek(0, 2)
        return end if self._is_followed else None
