"""Read the fields of an infobox that is a table, or of Parsoid's record of its template.

In: rows as read, or Parsoid's ``data-mw``. Out: ``(line, key, cell or wikitext)`` in order.
Separate because infoboxes have a grammar of their own: a heading over the whole width is the
first half of the keys below it, and a row is a label and one value or two.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.documents.grid import OpenRow
from pipelines.documents.model import Cell

# `Previous: 1953 | Next: 1955`: cells that are a key and a value each.
_LONGEST_KEY = 40


@dataclass(frozen=True, slots=True)
class Field:
    """One key and value of an infobox, and the line they stand in."""

    line: int
    key: str
    value: str
    link: str | None = None


class InfoboxRows:
    """Takes the rows of an infobox, those of the tables in it among them, in order."""

    def __init__(self, title: str = "") -> None:
        self._has_title = bool(title)
        self._group = ""
        self._group_line = 0
        self._is_group_used = True
        # How many whole rows stand under the heading, before any row with a label.
        self._whole_rows = 0
        self._has_keys = False
        self._heads: Sequence[Cell] = ()

    def take(self, row: OpenRow) -> Iterator[Field]:
        """The fields of one row."""
        cells = row.cells
        if not any(cell.text for cell in cells):
            return
        if len(cells) == 1:
            yield from self._take_whole_row(row.line_number, cells[0])
        elif all(cell.is_header for cell in cells):
            # Labels side by side, over a row of values: `Wins | Podiums | Poles`.
            self._heads = cells
        else:
            yield from self._take_values(row.line_number, cells)
            self._heads = ()

    def finish(self) -> Iterator[Field]:
        """A heading with nothing below it is kept as a key without a value."""
        if not self._is_group_used:
            yield Field(self._group_line, self._group, "")
        self._is_group_used = True

    def _take_whole_row(self, line: int, cell: Cell) -> Iterator[Field]:
        self._heads = ()
        if cell.is_header and self._has_title:
            yield from self.finish()
            self._group, self._group_line = cell.text, line
            self._is_group_used, self._whole_rows = False, 0
        elif cell.is_header:
            self._has_title = True
            yield Field(line, "title", cell.shown, cell.link)
        elif self._has_keys and self._group and self._is_group_used == (self._whole_rows > 0):
            # `Pole position` over a row that is the driver's name alone.
            self._whole_rows += 1
            yield self._field(line, "", self._whole_rows, cell)
        else:
            key = "caption" if "<img " in cell.source else "description"
            yield Field(line, key, cell.shown, cell.link)

    def _take_values(self, line: int, cells: Sequence[Cell]) -> Iterator[Field]:
        self._has_keys, self._whole_rows = True, 0
        if not cells[0].is_header and len(self._heads) == len(cells):
            for head, cell in zip(self._heads, cells, strict=True):
                yield self._field(line, head.text, 1, cell)
            return
        if not any(cell.is_header for cell in cells) and all(_is_pair(cell) for cell in cells):
            for cell in cells:
                key, _, value = cell.shown.partition(":")
                yield Field(line, self._key(key.strip(), 1), value.strip(), cell.link)
            return
        # The first cell is a label even where it is no `<th>`, as in the infoboxes of 2013.
        label, number = cells[0].text, 0
        for cell in cells[1:]:
            if cell.is_header:
                label, number = cell.text, 0
                continue
            number += 1
            if number == 1 or cell.text:
                yield self._field(line, label, number, cell)

    def _field(self, line: int, label: str, number: int, cell: Cell) -> Field:
        return Field(line, self._key(label, number), cell.shown, cell.link)

    def _key(self, label: str, number: int) -> str:
        self._is_group_used = True
        label = " ".join(label.split())
        names = [name for name in (" ".join(self._group.split()), label) if name]
        if number > 1:
            names.append(str(number))
        return ": ".join(names) or "description"


def _is_pair(cell: Cell) -> bool:
    key, colon, value = cell.shown.partition(":")
    return bool(colon and key.strip() and value.strip()) and len(key) <= _LONGEST_KEY


def template_parameters(data: str) -> list[tuple[str, str]] | None:
    """The parameters of the infobox template in Parsoid's ``data-mw``, as wikitext, in order."""
    try:
        parts = json.loads(data)["parts"]
        templates = [part["template"] for part in parts if isinstance(part, dict)]
        for template in templates:
            name = template["target"]["wt"].strip().replace("_", " ").casefold()
            if name.removeprefix("template:").lstrip().startswith("infobox"):
                parameters = template["params"].items()
                return [(str(key).strip(), str(value["wt"])) for key, value in parameters]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # Not Parsoid's, or damaged: the rows that it was rendered to say the same.
        return None
    return None
