"""The flattened-text reader: ``| a | b |`` rows, ``==X==`` headings, ``- Key: value`` infobox.

In: the bytes of a ``.txt`` document. Out: a ``Document``. Separate because the form is its
own small language: it has no header marker, no spans and no links, cell attributes may have
leaked into cells of their own (``| 47 | nowrap| Ricky Stenhouse Jr. |``), and a table is
whatever lines begin with a pipe.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.documents.builder import DEFINITION_LEVEL, LONGEST_CAPTION, DocumentBuilder
from pipelines.documents.decoding import decode_lines
from pipelines.documents.marks import split_marks
from pipelines.documents.model import (
    Cell,
    Document,
    Fault,
    InfoboxField,
    Row,
)

_TITLE = re.compile(r"^=([^=].*?)=$")
_HEADING = re.compile(r"^(={2,6})\s*(.+?)\s*\1$")
_LIST_ITEM = re.compile(r"^[-*•]\s+(.*)$")
_SPACE = re.compile(r"\s+")

# HTML cell attributes that the flattening leaves behind: `nowrap|`, `align="center" |`.
_ATTRIBUTE = (
    r"(?:nowrap|(?:nowrap|align|valign|style|class|scope|width|height|bgcolor|rowspan|colspan|"
    r"id|title|lang|dir|abbr|headers|data-[a-z-]+)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'|]+))"
)
_LEAKED_ATTRIBUTES = re.compile(rf"^{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*$", re.IGNORECASE)


def read_plaintext(content: bytes) -> Document:
    """Read a flattened article into a ``Document``.

    Raises:
        UnreadableDocument: empty, too large or binary content, or no usable title.
    """
    reader = _Reader()
    for number, line, fault in decode_lines(content):
        reader.take(number, line, fault)
    return reader.finish()


class _Reader:
    """Takes one line at a time; remembers the open table and whether this is the infobox."""

    def __init__(self) -> None:
        self._builder = DocumentBuilder()
        self._rows: list[Row] = []
        self._is_in_infobox = False

    def take(self, number: int, line: str, fault: Fault | None) -> None:
        text = _SPACE.sub(" ", line).strip()
        if text.startswith("|"):
            self._rows.append(_read_row(number, text, line, fault))
            self._is_in_infobox = False
            return
        self._close_table()
        if not text:
            return
        builder = self._builder
        if heading := _HEADING.match(text):
            self._open_heading(len(heading[1]), heading[2])
        elif not builder.title and not builder.has_lines and (title := _TITLE.match(text)):
            builder.title = title[1].strip()
        elif text.startswith(";"):
            self._open_heading(DEFINITION_LEVEL, text.lstrip("; ").strip())
        elif text.casefold() == "infobox" and not builder.has_infobox:
            self._is_in_infobox = True
        else:
            self._take_line(number, text, fault)

    def finish(self) -> Document:
        self._close_table()
        return replace(self._builder.finish(), keeps_spans=False)

    def _open_heading(self, level: int, text: str) -> None:
        self._builder.open_heading(level, text)
        self._is_in_infobox = False

    def _take_line(self, number: int, text: str, fault: Fault | None) -> None:
        item = _LIST_ITEM.match(text)
        is_prose = not item and len(text) > LONGEST_CAPTION
        self._is_in_infobox = self._is_in_infobox and not is_prose
        text = item[1] if item else text
        if self._is_in_infobox:
            # A line without a colon is a key that no vocabulary has, and is reported as one.
            key, _, value = text.partition(":")
            self._builder.add_field(InfoboxField(number, key.strip(), value.strip(), fault))
        else:
            self._builder.add_line(number, "list_item" if item else "paragraph", text, fault)

    def _close_table(self) -> None:
        if self._rows:
            self._builder.close_table(self._builder.open_table(), _mark_unterminated(self._rows))
            self._rows = []


def _read_row(number: int, text: str, source: str, fault: Fault | None) -> Row:
    """Read ``| 47 | nowrap| Ricky Stenhouse Jr. |`` to ``("47", "Ricky Stenhouse Jr.")``."""
    inner = text[1:-1] if text.endswith("|") and len(text) > 1 else text[1:]
    cells: list[Cell] = []
    pieces = [piece.strip() for piece in inner.split("|")]
    for position, piece in enumerate(pieces):
        is_last = position == len(pieces) - 1
        if not is_last and _LEAKED_ATTRIBUTES.match(piece):
            continue
        value, markers, footnotes = split_marks(piece)
        cells.append(Cell(value, piece, markers=markers, footnotes=footnotes))
    return Row(tuple(cells), source, number, fault)


def _mark_unterminated(rows: list[Row]) -> tuple[Row, ...]:
    """A row without its closing pipe, in a table whose first row has one, was cut."""
    if not rows[0].source.rstrip().endswith("|"):
        return tuple(rows)
    return tuple(
        row
        if row.fault or row.source.rstrip().endswith("|")
        else Row(
            row.cells,
            row.source,
            row.line_number,
            Fault("unterminated_row", "the row does not end in '|'; the document was cut here"),
        )
        for row in rows
    )
