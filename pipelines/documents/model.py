"""The document model: what every reader produces and everything behind it consumes.

In: nothing. Out: value classes. Separate because all readers (wikitext, HTML, flattened text)
meet here, and nothing here knows of racing or of a file format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

LineKind = Literal["paragraph", "list_item", "caption"]
# What a table is for. Only a data table can be of a kind that recognition knows: an infobox
# gives fields as well, a layout table holds other tables and text side by side, a navigation
# table holds links and messages.
TableRole = Literal["data", "infobox", "layout", "navigation"]


class UnreadableDocument(Exception):
    """A document of which nothing can be used.

    Attributes:
        reason_code: a stable short name, such as ``empty_document``.
    """

    def __init__(self, reason_code: str, reason: str) -> None:
        super().__init__(reason)
        self.reason_code = reason_code


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in one row or line; the row is kept, but its values are not used."""

    reason_code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    ``text`` is clean: no markup, no markers (``R`` of ``(R)``), no footnote marks (``†``,
    ``²``, ``[1]``); ``\\n`` stands where the article breaks the line. ``source`` is the markup
    as it stands, attributes and all. ``link`` is the title of the first page linked to.
    """

    text: str
    source: str = ""
    link: str | None = None
    is_header: bool = False
    markers: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    row_span: int = 1
    column_span: int = 1
    unknown_templates: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The text as a reader sees it, with its markers: ``Noah Gragson (R)``."""
        if not self.markers:
            return self.text
        return " ".join([self.text, *(f"({marker})" for marker in self.markers)]).strip()


class Row(NamedTuple):
    """One table row, and its source verbatim. (A named tuple: there are millions of them.)

    ``cells`` has one cell for each slot of the row: a cell that spans several stands in each
    of them. ``origins`` are the columns in which the row's own cells begin, ``None`` where
    every slot holds a cell of its own; the other slots are filled from the left, from above,
    or, at the end of a short row, by nothing.
    """

    cells: tuple[Cell, ...]
    source: str
    line_number: int
    fault: Fault | None = None
    origins: tuple[int, ...] | None = None

    @property
    def own_columns(self) -> tuple[int, ...]:
        """The columns in which cells of this row begin."""
        return tuple(range(len(self.cells))) if self.origins is None else self.origins

    @property
    def own_cells(self) -> tuple[Cell, ...]:
        """The cells that begin in this row, each once."""
        if self.origins is None:
            return self.cells
        return tuple(self.cells[column] for column in self.origins)

    @property
    def texts(self) -> tuple[str, ...]:
        """The clean text of every slot."""
        return tuple([cell.text for cell in self.cells])

    @property
    def uncovered_columns(self) -> tuple[int, ...]:
        """The columns behind the row's own cells that no cell covers: its markup is short."""
        if not self.origins:
            return ()
        last = self.origins[-1]
        behind = range(last + self.cells[last].column_span, len(self.cells))
        # Whatever reaches down from another row spans rows.
        return tuple(column for column in behind if self.cells[column].row_span == 1)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A paragraph, list item or table caption. ``line_number`` counts from 1."""

    line_number: int
    kind: LineKind
    headings: tuple[str, ...]
    text: str
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class InfoboxField:
    """One ``key: value`` of the infobox, in the article's order and spelling.

    ``link`` is the title of the first page that the value links to.
    """

    line_number: int
    key: str
    value: str
    fault: Fault | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the headings it stands under (outermost first) and its captions."""

    index: int
    headings: tuple[str, ...]
    captions: tuple[TextLine, ...]
    rows: tuple[Row, ...]
    role: TableRole = "data"

    @property
    def width(self) -> int:
        """The number of columns: of the widest row."""
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class UnknownTemplate:
    """A wikitext template that no rule names: where it first stands in the document."""

    name: str
    line_number: int
    table_index: int | None = None
    row_index: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """An article: title, infobox, tables and every line that is in neither.

    ``keeps_spans``: its form says which cells span rows; where it does not, a row may have
    lost a cell, and its other cells have moved.
    """

    title: str
    infobox: tuple[InfoboxField, ...]
    tables: tuple[Table, ...]
    lines: tuple[TextLine, ...]
    unknown_templates: tuple[UnknownTemplate, ...] = ()
    keeps_spans: bool = True
