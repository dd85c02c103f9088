"""Put a document together as a reader walks through it: headings, lines, tables, fields.

In: what a reader finds, in the order of the article. Out: a ``Document``. Separate because
all forms share it: which headings a table stands under, and which lines above it are its
captions, must not depend on the form.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipelines.documents.model import (
    Document,
    Fault,
    InfoboxField,
    LineKind,
    Row,
    Table,
    TableRole,
    TextLine,
    UnknownTemplate,
    UnreadableDocument,
)

# Captions are labels ("Stage One", "Laps: 90"); a longer line is prose.
LONGEST_CAPTION = 80
# MediaWiki's bold definition line (`;Drivers`), used in articles as the lowest heading.
DEFINITION_LEVEL = 7


@dataclass(slots=True)
class OpenTable:
    """A table that has begun: its number, and what stands above it."""

    index: int
    headings: tuple[str, ...]
    captions: list[TextLine]


class DocumentBuilder:
    """Takes headings, lines, tables and infobox fields in document order."""

    def __init__(self) -> None:
        self.title = ""
        self.headings: tuple[str, ...] = ()
        self._levels: list[int] = []
        self._infobox: list[InfoboxField] = []
        self._tables: list[Table | None] = []
        self._lines: list[TextLine] = []
        self._captions = 0
        self._last_line = self._last_field = 0
        self._unknown: dict[str, UnknownTemplate] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all has been found."""
        return not (self.title or self._tables or self._infobox or self._lines)

    @property
    def has_lines(self) -> bool:
        """Whether a line of text has been taken."""
        return bool(self._lines)

    @property
    def has_infobox(self) -> bool:
        """Whether an infobox field has been taken."""
        return bool(self._infobox)

    def open_heading(self, level: int, text: str) -> None:
        """Begin a section; sections of the same and deeper levels end."""
        kept = next(
            (place for place, known in enumerate(self._levels) if known >= level),
            len(self._levels),
        )
        self._levels = [*self._levels[:kept], level]
        self.headings = (*self.headings[:kept], text)
        self._captions = 0

    def add_line(self, number: int, kind: LineKind, text: str, fault: Fault | None = None) -> None:
        """Take a paragraph or list item; a short paragraph may be a caption of a table below.

        Each has a number of its own: where a line of the document gives two, the second
        takes the next number.
        """
        number = self._last_line = max(number, self._last_line + 1)
        self._lines.append(TextLine(number, kind, self.headings, text, fault))
        is_caption = kind == "paragraph" and len(text) <= LONGEST_CAPTION
        self._captions = self._captions + 1 if is_caption else 0

    def add_field(self, field: InfoboxField) -> None:
        """Take one key of an infobox; each has a line number of its own, as lines have."""
        number = self._last_field = max(field.line_number, self._last_field + 1)
        if number != field.line_number:
            field = replace(field, line_number=number)
        self._infobox.append(field)

    def open_table(self) -> OpenTable:
        """Begin a table; the short lines just above become its captions."""
        first = len(self._lines) - self._captions
        captions = [replace(line, kind="caption") for line in self._lines[first:]]
        # A caption belongs to the table below it, so it is not a paragraph as well.
        del self._lines[first:]
        self._captions = 0
        self._tables.append(None)
        return OpenTable(len(self._tables) - 1, self.headings, captions)

    def close_table(
        self, opened: OpenTable, rows: tuple[Row, ...], role: TableRole = "data"
    ) -> None:
        """End a table; tables that began inside it have their own numbers."""
        captions = tuple(opened.captions)
        self._tables[opened.index] = Table(opened.index, opened.headings, captions, rows, role)

    def add_unknown_template(
        self, name: str, line_number: int, table: int | None = None, row: int | None = None
    ) -> None:
        """Note a template that no rule names; its first place counts."""
        if name not in self._unknown:
            self._unknown[name] = UnknownTemplate(name, line_number, table, row)

    def finish(self) -> Document:
        """The document.

        Raises:
            UnreadableDocument: nothing was found in it.
        """
        if self.is_empty:
            raise UnreadableDocument("empty_document", "the file has no text; fetch it again")
        return Document(
            self.title,
            tuple(self._infobox),
            tuple(table for table in self._tables if table is not None),
            tuple(self._lines),
            tuple(self._unknown.values()),
        )
