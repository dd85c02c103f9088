"""The bytes of a dump file: plain, bzip2 or gzip, read and decompressed by a thread of its own.

In: a location, and the place to begin at. Out: pieces of XML, how far the file is read, and the
place from which a later run can go on. Separate because it knows nothing of XML; and because
decompression, which lets other threads run, costs no time beside whoever reads the pieces.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from pipelines.locations import Location, LocationError
from pipelines.sources.dump_errors import DumpDamaged, DumpError, DumpUnreadable
from pipelines.sources.dump_open import open_dump
from pipelines.sources.dump_streams import Form, StreamReader, form_of

_PIECE_BYTES = 1024 * 1024
_QUEUED_PIECES = 4
_POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go on: the beginning of a compressed stream, and the first byte that is wanted.

    ``stream_offset`` counts bytes of the file; ``stream_position`` (where that stream begins)
    and ``position`` count bytes of XML.
    """

    stream_offset: int = 0
    stream_position: int = 0
    position: int = 0


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some XML, how far the file was read for it, and the streams that begin in it."""

    content: bytes
    bytes_read: int
    streams: tuple[tuple[int, int], ...] = ()


class DumpFile:
    """An open dump file; a context manager. ``bytes_read`` of ``bytes_total`` are in use.

    With ``end``, where another bzip2 stream begins, what comes from there on is not read, and
    ``is_followed`` says whether there is anything.

    Raises:
        DumpError: when it is opened, if it is no file or of a kind that cannot be read.
    """

    def __init__(self, path: Location, start: Place | None = None, end: int | None = None) -> None:
        self.path, self.start = path, start or Place()
        self._file, self.bytes_total = open_dump(path, end)
        self.is_followed = end is not None and end < self.bytes_total
        try:
            self._form: Form = "bzip2" if end is not None else form_of(self._file, path)
        except BaseException:
            self._file.close()
            raise
        self.bytes_read = self.start.stream_offset
        self._streams = deque([(self.start.stream_position, self.start.stream_offset)])
        self._pieces: queue.Queue[_Piece | DumpError | None] = queue.Queue(_QUEUED_PIECES)
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._work, name="dump", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop reading."""
        self._is_closed.set()
        self._thread.join()
        self._file.close()

    def read(self) -> bytes:
        """The next piece of XML, about 1 MiB; empty at the end.

        Raises:
            DumpGap: a part is lost; call again for what comes after it.
            DumpDamaged: nothing more can be read.
        """
        piece = self._pieces.get()
        if piece is None:
            self._pieces.put(None)
            return b""
        if isinstance(piece, DumpError):
            raise piece
        self.bytes_read = piece.bytes_read
        self._streams.extend(piece.streams)
        return piece.content

    def place(self, position: int) -> Place:
        """Where a later run goes on that needs the XML from ``position`` on; it only grows."""
        if self._form == "plain":
            return Place(position, position, position)
        while len(self._streams) > 1 and self._streams[1][0] <= position:
            self._streams.popleft()
        stream_position, stream_offset = self._streams[0]
        return Place(stream_offset, stream_position, position)

    def _work(self) -> None:
        """Read the file and queue its pieces, then ``None``; run by the thread."""
        try:
            for piece in self._plain() if self._form == "plain" else self._decompressed():
                self._put(piece)
        except DumpError as error:
            self._put(error)
        except Exception as error:
            # Whoever reads would wait for ever for a thread that ends without a word.
            reason = (isinstance(error, OSError) and error.strerror) or error
            is_told = isinstance(error, LocationError)
            self._put(
                DumpUnreadable(str(error) if is_told else f"{self.path} cannot be read: {reason!s}")
            )
        self._put(None)

    def _put(self, piece: _Piece | DumpError | None) -> None:
        while not self._is_closed.is_set():
            try:
                return self._pieces.put(piece, timeout=_POLL_SECONDS)
            except queue.Full:
                continue
        return None

    def _plain(self) -> Iterator[_Piece]:
        self._file.seek(self.start.position)
        while not self._is_closed.is_set() and (content := self._file.read(_PIECE_BYTES)):
            yield _Piece(content, self._file.tell())

    def _decompressed(self) -> Iterator[_Piece | DumpError]:
        """Small steps put together; what came out before an error comes before it."""
        start = self.start
        reader = StreamReader(
            self._file,
            self.path,
            self._form,
            start.stream_offset,
            start.stream_position,
            self.is_followed,
        )
        while not self._is_closed.is_set():
            content, error = self._gather(reader)
            if content:
                yield _Piece(content, reader.offset, tuple(reader.streams))
                reader.streams.clear()
            if error is not None:
                yield error
            elif not content:
                return
            if isinstance(error, DumpDamaged):
                return

    def _gather(self, reader: StreamReader) -> tuple[bytes, DumpError | None]:
        """About a piece's length of what is wanted, or what is left before an error."""
        parts: list[bytes] = []
        gathered = 0
        while gathered < _PIECE_BYTES and not self._is_closed.is_set():
            try:
                content = reader.read()
            except DumpError as error:
                return b"".join(parts), error
            if not content:
                break
            # Up to ``position`` an earlier run has read it.
            unwanted = self.start.position - (reader.position - len(content))
            if unwanted < len(content):
                parts.append(content[unwanted:] if unwanted > 0 else content)
                gathered += len(parts[-1])
        return b"".join(parts), None
