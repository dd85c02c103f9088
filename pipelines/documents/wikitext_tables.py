"""A wikitext table as it is read: its open row, its open cell, its caption.

In: cell marks and lines, in order. Out: the rows of the table. Separate because it knows
what a mark does to the table, and nothing of where the marks come from: wikitext lines and
HTML tags in wikitext drive the same table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from pipelines.documents.builder import DocumentBuilder, OpenTable
from pipelines.documents.grid import OpenRow, SlotBudget, lay_out
from pipelines.documents.infobox import InfoboxRows
from pipelines.documents.model import Cell, Fault, InfoboxField, TableRole
from pipelines.documents.protection import LINE_BREAK, unprotect
from pipelines.documents.roles import stated_role
from pipelines.documents.wikitext_cells import CellReader

# Between the sources of rows, which are made readable all at once; no document holds a zero.
_BETWEEN = "\0"
_PRESENTATION = re.compile(r"\brole\s*=\s*[\"']?presentation", re.IGNORECASE)
_CLASS = re.compile(r"\bclass\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s|]+))", re.IGNORECASE)


class WikitextTable:
    """An open table. ``is_html``: begun by a tag, in which lines are no marks."""

    def __init__(self, opened: OpenTable, attributes: str, is_html: bool) -> None:
        self.opened = opened
        self.is_html = is_html
        self.has_nested_table = False
        # After a heading in a cell, lines are text of the article and no longer of the cell.
        self.is_flowing = False
        self.caption: list[str] | None = None
        found = _CLASS.search(attributes)
        classes = next(filter(None, found.groups()), "") if found else ""
        is_presentation = _PRESENTATION.search(attributes) is not None
        self._stated_role = stated_role(frozenset(classes.split()), is_presentation)
        self._rows: list[OpenRow] = []
        self._cells: list[Cell] = []
        self._lines: list[str] = []
        self._row_line = 0
        self._row_fault: Fault | None = None
        self._cell: list[str] | None = None
        self._cell_is_header = False
        self._flowed = 0

    @property
    def may_be_layout(self) -> bool:
        """Whether the table is no data table, should it hold another one."""
        return self._stated_role in (None, "layout")

    @property
    def role(self) -> TableRole:
        """What the table is for, by its classes or by what it holds."""
        return self._stated_role or ("layout" if self.has_nested_table else "data")

    @property
    def row_index(self) -> int:
        """The number of the open row, as it will be."""
        return len(self._rows)

    @property
    def has_open_cell(self) -> bool:
        """Whether a cell is open, so that a line continues it."""
        return self._cell is not None

    def lines_to_flow(self) -> list[str]:
        """The lines of the open cell that have not been asked for yet, without attributes."""
        lines = list(self._cell or ())
        if lines:
            lines[0] = lines[0].rpartition("|")[2]
        new, self._flowed = lines[self._flowed :], len(lines)
        return new

    def take_source(self, number: int, line: str) -> None:
        """Note a line as part of the open row's source."""
        if not self._lines:
            self._row_line = number
        self._lines.append(line)

    def take_fault(self, fault: Fault | None) -> None:
        """Note that a line of the open row has a fault."""
        self._row_fault = fault or self._row_fault

    def take_plain_lines(
        self, lines: Sequence[str], place: int, number: int, reader: CellReader
    ) -> int:
        """Take lines from ``place`` on while they are row marks or cells; the next place.

        Nearly all lines of tables are; they are taken in one loop without a call for each.
        """
        known, headers = reader.remembered(is_header=False), reader.remembered(is_header=True)
        waiting = None if self._cell is None else "\n".join(self._cell)
        is_header, first_place, count = self._cell_is_header, place, len(lines)
        cells, row_lines = self._cells, self._lines
        while place < count:
            line = lines[place]
            mark, second = line[:1], line[1:2]
            if (mark != "|" and mark != "!") or second == "}" or second == "+":
                break
            if LINE_BREAK in line:
                break
            if waiting is not None:
                cell = (headers if is_header else known).get(waiting)
                cells.append(cell or reader.read(waiting, is_header))
                waiting = None
            if second == "-" and mark == "|":
                self.end_row()
                cells, row_lines = self._cells, self._lines
            else:
                waiting, is_header = line[1:], mark == "!"
                if "||" in waiting or (is_header and "!!" in waiting):
                    *whole, waiting = split_cells(waiting, is_header)
                    cells += [reader.read(raw, is_header) for raw in whole]
            if not row_lines:
                self._row_line = number + place - first_place
            row_lines.append(line)
            place += 1
        if place > first_place:
            self.is_flowing, self._flowed = False, 0
        self._cell = None if waiting is None else [waiting]
        self._cell_is_header = is_header
        return place

    def begin_cells(self, raws: list[str], is_header: bool, reader: CellReader) -> None:
        """Begin the cells of one line; all but the last are whole, and lines may continue it."""
        self.end_cell(reader)
        self.is_flowing = False
        for raw in raws[:-1]:
            self._cells.append(reader.read(raw, is_header))
        self._cell = [raws[-1]]
        self._flowed = 0
        self._cell_is_header = is_header

    def continue_cell(self, line: str) -> None:
        """Add a line to the open cell, or to the open caption."""
        if self._cell is not None:
            self._cell.append(line)
        elif self.caption is not None:
            self.caption.append(line)

    def end_cell(self, reader: CellReader) -> None:
        """End the open cell, if there is one."""
        if self._cell is not None:
            raw = self._cell[0] if len(self._cell) == 1 else "\n".join(self._cell)
            self._cells.append(reader.read(raw, self._cell_is_header))
            self._cell = None

    def end_row(self) -> None:
        """End the open row, whose cells are whole; one without a cell is none, as in MediaWiki."""
        if self._cells:
            source = "\n".join(self._lines)
            self._rows.append(OpenRow(self._cells, source, self._row_line, self._row_fault))
            self._cells = []
        self._lines, self._row_fault = [], None

    def finish(self, reader: CellReader, builder: DocumentBuilder, budget: SlotBudget) -> None:
        """End the table and give it to the document."""
        self.end_cell(reader)
        self.end_row()
        sources = unprotect(_BETWEEN.join(row.source for row in self._rows)).split(_BETWEEN)
        for row, source in zip(self._rows, sources, strict=False):
            row.source = source
        if reader.has_unknown_templates:
            self._report_unknown_templates(builder)
        if self.role == "infobox":
            self._add_fields(builder)
        builder.close_table(self.opened, lay_out(self._rows, budget), self.role)

    def _add_fields(self, builder: DocumentBuilder) -> None:
        """An infobox written as a table, before there were templates for it, has fields too."""
        infobox = InfoboxRows()
        for field in [*chain.from_iterable(map(infobox.take, self._rows)), *infobox.finish()]:
            builder.add_field(InfoboxField(field.line, field.key, field.value, link=field.link))

    def _report_unknown_templates(self, builder: DocumentBuilder) -> None:
        for index, row in enumerate(self._rows):
            for cell in row.cells:
                for name in cell.unknown_templates:
                    builder.add_unknown_template(name, row.line_number, self.opened.index, index)


def split_cells(text: str, is_header: bool) -> list[str]:
    """Split the cells of one line: by ``||``, in a line of headers by ``!!`` as well."""
    return (text.replace("!!", "||") if is_header else text).split("||")
