"""Divide a dump's XML into pages, by bytes, in bounded memory.

In: pieces of XML. Out: each page with its newest revision, as XML, and what is too large or
lost. Separate because it never parses: most pages of a dump are no race articles, and looking
at their bytes is enough to leave them out.

MediaWiki writes ``<`` as ``&lt;`` inside a text, so that a ``<`` is always markup, and ``<page>``
in a text cannot be taken for a page. Where XML allows otherwise (CDATA, comments), both begin
with ``<!``: then their ends are looked for first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape

from pipelines.sources.dump_errors import DumpDamaged, DumpError, DumpGap
from pipelines.sources.revision import PageProblem

LARGEST_PAGE = 64 * 1024 * 1024
_LONGEST_HEADER = 1024 * 1024
# Where a revision ends after its text: a checksum at most.
_LONGEST_END = 400
# Enough of a revision for its id and timestamp, which come first.
_HEAD_BYTES = 4096
_LONGEST_MARK = 16

_BETWEEN_PAGES = re.compile(rb"<page[\s>]|<!--|</mediawiki")
_IN_PAGE = re.compile(rb"<revision[\s>]|</page>|<page[\s>]|<!--|<!\[CDATA\[")
_MARKS = re.compile(rb"<!|</?page|</?revision>?")
_COMMENT_OR_CDATA = re.compile(rb"<!--|<!\[CDATA\[")
_CLOSED_BY = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_TITLE = re.compile(rb"<title>([^<]*)</title>")
_ID = re.compile(rb"<id>\s*([0-9]{1,18})\s*</id>")
_TIMESTAMP = re.compile(rb"<timestamp>\s*([^<\s]*)\s*</timestamp>")
_WITHOUT_TEXT = re.compile(rb"<text\b[^<>]*\bdeleted=")


@dataclass(frozen=True, slots=True)
class RawPage:
    """``<page>...</page>`` with one revision, the newest; where it begins in the XML."""

    xml: bytes
    position: int

    @property
    def title(self) -> str:
        """The title, by the bytes."""
        return _title(self.xml)


class _TooLong(Exception):
    """What was looked for is further away than it may be."""


class PageScanner:
    """Pages of pieces of XML that ``read`` gives, up to an empty one.

    ``done`` is the position up to which ``pages_done`` pages were given, and the caller has come
    back for more. With ``is_followed``, another part of the dump comes after the last piece.
    """

    def __init__(
        self,
        read: Callable[[], bytes],
        name: str,
        position: int = 0,
        largest: int = LARGEST_PAGE,
        xml: str = "the dump's XML",
        is_followed: bool = False,
    ) -> None:
        self._read, self._name, self._largest, self._xml = read, name, largest, xml
        self.done = position
        self.pages = self.pages_done = 0
        # The piece of XML in hand, where it begins in all of it, and where we are in it.
        self._buffer, self._base, self._at = b"", position, 0
        self._is_complete = self._is_followed = is_followed
        self._where = ""
        # What comes after the buffer: whole pages in it are given first.
        self._error: DumpError | None = None

    def __iter__(self) -> Iterator[RawPage | PageProblem]:
        """Each page in its order; lost parts and pages that are too large are problems.

        Raises:
            DumpDamaged: the XML ends before ``</mediawiki>``; every whole page was given.
        """
        while True:
            self.done, self.pages_done = self._base + self._at, self.pages
            self._where = "after its last whole page"
            try:
                if not self._go_to_page():
                    return
                page = self._short_page() or self._long_page()
            except DumpGap as gap:
                self._base, self._at = self._base + len(self._buffer), 0
                self._buffer = b""
                page = PageProblem(self._name, "damaged", str(gap))
            else:
                self.pages += 1
            yield page

    def _go_to_page(self) -> bool:
        """Go to the next ``<page>``; whether there is one."""
        while (found := self._search(_BETWEEN_PAGES, 0)) is not None:
            self._at = found.end() if found[0] == b"<!--" else found.start()
            if found[0] == b"<!--":
                self._go_past(b"-->")
            elif found[0] == b"</mediawiki":
                self._is_complete = True
                self._at = found.end()
            else:
                # Dumps that were put one after another are one.
                self._is_complete = self._is_followed
                return True
        if not self._is_complete:
            raise self._cut()
        return False

    def _short_page(self) -> RawPage | None:
        """A page in hand that has one revision and nothing unusual: nearly every one."""
        buffer, start = self._buffer, self._at
        text = buffer.find(b"<text", start)
        # The next "<" is the text's end: one byte is found much faster than a word.
        text_end = buffer.find(b"<", text + 1)
        end = buffer.find(b"</page>", text_end, text_end + _LONGEST_END) + len(b"</page>")
        if (
            text < 0
            or end < text_end
            or end - start > self._largest
            or not buffer.startswith(b"</text>", text_end)
            or _MARKS.findall(buffer, start + 1, text) != [b"<revision>"]
            or _MARKS.findall(buffer, text_end, end) != [b"</revision>", b"</page"]
        ):
            return None
        self._at = end
        return RawPage(buffer[start:end], self._base + start)

    def _long_page(self) -> RawPage | PageProblem:
        """A page read revision by revision, of which the newest is kept."""
        position = self._base + self._at
        try:
            header, mark = self._header()
        except _TooLong:
            self._at += len(b"<page")
            return self._problem(b"", position, "damaged", "it does not begin as a page does")
        newest: tuple[tuple[bool, bytes, int], bytes | None] | None = None
        while mark.startswith(b"<revision"):
            revision = self._revision()
            if newest is None or revision[0] > newest[0]:
                newest = revision
            mark = self._go_to_mark()
        if mark != b"</page>":
            return self._problem(header, position, "damaged", "another page begins inside it")
        self._at += len(mark)
        if newest is not None and newest[1] is None:
            limit = f"its newest revision is larger than {self._largest} bytes"
            return self._problem(header, position, "too_large", limit)
        xml = newest[1] if newest is not None and newest[1] is not None else b""
        return RawPage(b"%b%b</page>" % (header, xml), position)

    def _header(self) -> tuple[bytes, bytes]:
        """What stands before the first revision; the mark after it, at which we are."""
        found, passed = None, 1
        while found is None or found[0] in _CLOSED_BY:
            found = self._search(_IN_PAGE, passed, _LONGEST_HEADER)
            if found is None:
                self._where = f"in the page '{_title(self._buffer[self._at :])}'"
                raise self._cut()
            passed = found.end() - self._at
            if found[0] in _CLOSED_BY:
                closing = _CLOSED_BY[found[0]]
                passed = self._find(closing, passed, _LONGEST_HEADER) + len(closing)
        header = self._buffer[self._at : found.start()]
        self._where = f"in the page '{_title(header)}'"
        self._at = found.start()
        return header, found[0]

    def _go_to_mark(self) -> bytes:
        """Go to the next revision or the page's end; uploads and comments are passed over."""
        while (found := self._search(_IN_PAGE, 0)) is not None:
            self._at = found.start()
            if found[0] not in _CLOSED_BY:
                return found[0]
            self._go_past(_CLOSED_BY[found[0]])
        raise self._cut()

    def _revision(self) -> tuple[tuple[bool, bytes, int], bytes | None]:
        """How new the revision at hand is, and its XML: ``None`` if it is too large."""
        try:
            length = self._revision_length()
        except _TooLong:
            key = _age(self._buffer[self._at : self._at + _HEAD_BYTES])
            self._go_past(b"</revision>")
            return key, None
        xml = self._buffer[self._at : self._at + length]
        self._at += length
        return _age(xml), xml

    def _revision_length(self) -> int:
        end, passed = -1, 0
        while True:
            if end < passed:
                end = self._find(b"</revision>", passed, self._largest)
            opening = self._buffer.find(b"<!", self._at + passed, self._at + end)
            if opening < 0:
                return end + len(b"</revision>")
            passed = opening + len(b"<!") - self._at
            unusual = _COMMENT_OR_CDATA.match(self._buffer, opening)
            if unusual:
                closing = _CLOSED_BY[unusual[0]]
                passed = self._find(closing, passed, self._largest) + len(closing)

    def _search(
        self, mark: re.Pattern[bytes], passed: int, longest: int | None = None
    ) -> re.Match[bytes] | None:
        """The next mark, looked for ``passed`` bytes on from here; ``None`` at the end.

        Without ``longest``, what is passed over is forgotten.
        """
        while (found := mark.search(self._buffer, self._at + passed)) is None:
            passed = max(passed, len(self._buffer) - self._at - _LONGEST_MARK)
            if longest is None:
                self._at, passed = self._at + passed, 0
            elif passed > longest:
                raise _TooLong
            if not self._refill():
                return None
        return found

    def _find(self, mark: bytes, passed: int, longest: int) -> int:
        """How far from here a mark is, looked for ``passed`` bytes on."""
        while (found := self._buffer.find(mark, self._at + passed)) < 0:
            passed = max(passed, len(self._buffer) - self._at - len(mark) + 1)
            if passed > longest:
                raise _TooLong
            if not self._refill():
                raise self._cut()
        if found - self._at > longest:
            raise _TooLong
        return found - self._at

    def _go_past(self, mark: bytes) -> None:
        """Go behind the next mark; what is passed over is forgotten."""
        while (found := self._buffer.find(mark, self._at)) < 0:
            self._at = max(self._at, len(self._buffer) - len(mark) + 1)
            if not self._refill():
                raise self._cut()
        self._at = found + len(mark)

    def _refill(self) -> bool:
        """Forget what was passed, and take more, as much as is kept; whether there was more."""
        kept = len(self._buffer) - self._at
        pieces = [self._buffer[self._at :]]
        self._base, self._at = self._base + self._at, 0
        taken = 0
        while taken <= kept and self._error is None:
            try:
                piece = self._read()
            except DumpError as raised:
                self._error = raised
                break
            if not piece:
                break
            pieces.append(piece)
            taken += len(piece)
        self._buffer = b"".join(pieces)
        if not taken and self._error is not None:
            error, self._error = self._error, None
            raise error
        return taken > 0

    def _problem(self, header: bytes, position: int, code: str, reason: str) -> PageProblem:
        return PageProblem(_title(header), code, f"{reason} (byte {position} of {self._xml})")

    def _cut(self) -> DumpDamaged:
        length = self._base + len(self._buffer)
        return DumpDamaged(
            f"{self._name} is cut off {self._where}, at byte {length} of {self._xml}; download "
            "the dump again"
        )


def _title(page: bytes) -> str:
    found = _TITLE.search(page, 0, _HEAD_BYTES)
    return unescape(found[1].decode(errors="replace")) if found else "(without a title)"


def _age(revision: bytes) -> tuple[bool, bytes, int]:
    """What orders revisions: whether there is a text, the timestamp, the id."""
    number, timestamp = _ID.search(revision), _TIMESTAMP.search(revision)
    has_text = _WITHOUT_TEXT.search(revision) is None
    return has_text, timestamp[1] if timestamp else b"", int(number[1]) if number else 0
