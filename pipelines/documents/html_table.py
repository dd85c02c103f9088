"""Read one HTML table: its rows with their own cells, its captions, and what it is for.

In: a ``<table>`` tag. Out: an ``HtmlTable``; the tables in its cells are named in it, not read.
Separate because a table is found in the flow of an article, in a cell, or in another table, and
is the same thing everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from bs4.element import NavigableString, PageElement, Tag

from pipelines.documents.grid import (
    MAXIMUM_COLUMN_SPAN,
    MAXIMUM_ROW_SPAN,
    OpenRow,
    parse_span,
)
from pipelines.documents.html_attributes import Attributes, table_role
from pipelines.documents.html_text import (
    HEADINGS,
    LISTS,
    OPAQUE,
    Reading,
    loose_cells,
    read_text,
    source_of,
    start_tag,
)
from pipelines.documents.marks import split_marks
from pipelines.documents.markup import MarkupRules
from pipelines.documents.model import Cell, Fault, TableRole

_GROUPS = frozenset(["tbody", "thead", "tfoot"])
_FLOW = HEADINGS | LISTS | {"p"}
FaultOf = Callable[[str], Fault | None]


@dataclass(slots=True)
class HtmlTable:
    """A table as read.

    ``inside`` is what is in its cells and is not their text, with the number of the row: tables,
    and all from the first heading of a cell on. ``between`` is what stands between the cells.
    ``loose`` are the ids of cells and rows in it that unclosed elements have swallowed: they
    have been read.
    """

    role: TableRole
    rows: list[OpenRow] = field(default_factory=list)
    captions: list[Tag] = field(default_factory=list)
    cells: list[Tag] = field(default_factory=list)
    inside: list[tuple[int, PageElement]] = field(default_factory=list)
    between: list[PageElement] = field(default_factory=list)
    loose: set[int] = field(default_factory=set)


def read_table(
    tag: Tag, rules: MarkupRules, fault_of: FaultOf, role: TableRole | None = None
) -> HtmlTable:
    """Read a table; ``role`` is that of the table around it, where it has that one too."""
    reader = _TableReader(rules, fault_of)
    reader.read(tag)
    table = reader.table
    table.role = table_role(tag.attrs) or role or reader.guess_role()
    return table


_End = Literal["row", "group"]


class _TableReader:
    """One walk over the rows of a table, not into its cells."""

    def __init__(self, rules: MarkupRules, fault_of: FaultOf) -> None:
        self.table = HtmlTable("data")
        self._rules = rules
        self._fault_of = fault_of
        self._row: OpenRow | None = None
        self._row_tag: Tag | None = None
        self._begins_group = False
        self._has_flow = False
        self._has_lists = False
        self._steps: list[PageElement | _End] = []

    def read(self, tag: Tag) -> None:
        steps = self._steps
        steps.extend(tag.contents[::-1])
        while steps:
            step = steps.pop()
            if isinstance(step, Tag):
                self._take(step)
            elif type(step) is NavigableString:
                if not step.isspace():
                    self.table.between.append(step)
            elif type(step) is str:
                self._end(step)
        self._close_row()

    def guess_role(self) -> TableRole:
        """A table without a class that holds tables, sections or lists side by side."""
        is_side_by_side = self._has_lists and len(self.table.rows) == 1
        return "layout" if self._has_flow or is_side_by_side else "data"

    def _take(self, tag: Tag) -> None:
        name = tag.name
        if name in ("td", "th"):
            self._add_cell(tag)
        elif name == "tr":
            self._close_row()
            self._open_row(tag.sourceline, tag)
            self._steps.append("row")
            self._steps.extend(tag.contents[::-1])
        elif name in _GROUPS:
            self._close_row()
            self._begins_group = True
            self._steps.append("group")
            self._steps.extend(tag.contents[::-1])
        elif name == "caption":
            self.table.captions.append(tag)
        elif name == "table" or name in _FLOW:
            self.table.between.append(tag)
            self._add_loose([] if name == "table" else loose_cells([tag]))
            self._has_flow = self._has_flow or name != "p"
        elif name not in OPAQUE and name not in ("col", "colgroup"):
            # `<table><form><tr>`: what should not stand here is looked through.
            self._steps.extend(tag.contents[::-1])

    def _end(self, end: _End | str) -> None:
        self._close_row()
        if end == "group":
            self._begins_group = True

    def _open_row(self, line: int | None, tag: Tag | None) -> OpenRow:
        row = OpenRow([], "", line or 1, begins_group=self._begins_group)
        self._row, self._row_tag, self._begins_group = row, tag, False
        return row

    def _close_row(self) -> None:
        row, tag = self._row, self._row_tag
        if row is None:
            return
        start = start_tag(tag) if tag is not None else "<tr>"
        row.source = f"{start}{''.join([cell.source for cell in row.cells])}</tr>"
        row.fault = self._fault_of(row.source)
        # A row without a cell is left out later; it must not take its group's beginning with it.
        self._begins_group = self._begins_group or (row.begins_group and not row.cells)
        if row.cells:
            self.table.rows.append(row)
        self._row = self._row_tag = None

    def _add_cell(self, tag: Tag) -> None:
        row = self._row or self._open_row(tag.sourceline, None)
        reading = read_text(tag, self._rules)
        row.cells.append(_cell(tag, reading))
        self.table.cells.append(tag)
        self._has_lists = self._has_lists or reading.has_list
        if reading.loose:
            self._add_loose(reading.loose)
        if reading.tables or reading.following:
            self._has_flow = True
            index = len(self.table.rows)
            inside = [*reading.tables, *reading.following]
            self.table.inside.extend((index, node) for node in inside)

    def _add_loose(self, tags: list[Tag]) -> None:
        """Cells and rows that an unclosed element has swallowed come next, each on its own."""
        self._steps.extend(tags[::-1])
        self.table.loose.update(map(id, tags))


def _cell(tag: Tag, reading: Reading) -> Cell:
    text, markers, footnotes = split_marks(reading.text)
    attributes: Attributes = tag.attrs
    row_span = column_span = 1
    if attributes:
        if "rowspan" in attributes:
            row_span = parse_span(attributes["rowspan"], MAXIMUM_ROW_SPAN)
        if "colspan" in attributes:
            column_span = parse_span(attributes["colspan"], MAXIMUM_COLUMN_SPAN)
    return Cell(
        text,
        source_of(tag),
        reading.link,
        tag.name == "th",
        markers,
        (*footnotes, *reading.footnotes) if reading.footnotes else footnotes,
        row_span,
        column_span,
    )
