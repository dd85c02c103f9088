"""Where a correction applies: the one cell or field of an article, and whether it still fits.

In: a correction and a document with what was recognised in it. Out: its ``Place``, with what
stands there and the status that follows. Separate because finding the place asks what the
article says, and never changes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pipelines.documents.model import Row
from pipelines.normalise.cells import ROLE_TABLES, is_read
from pipelines.normalise.races import field_texts
from pipelines.normalise.sheets import RaceDocument, tables_of_facts
from pipelines.recognition.corrections import RACE, Correction, one_line
from pipelines.recognition.tables import FACT_KINDS
from pipelines.recognition.vocabulary import Vocabulary

Status = Literal[
    "applied", "already_correct", "no_longer_matches", "no_such_row", "several_rows",
    "no_such_column", "not_read", "corrected_twice", "unreadable",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a correction was looked for. ``None``: outside tables, or not found.

    ``rows``: how many rows it selects.
    """

    correction: Correction
    status: Status
    table_index: int | None = None
    row_index: int | None = None
    column_index: int | None = None
    found: str | None = None
    rows: int = 0

    @property
    def cell(self) -> tuple[object, ...]:
        """What is corrected: two corrections of it would contradict each other."""
        if self.correction.table_kind == RACE:
            return (self.correction.column,)
        return (self.table_index, self.row_index, self.column_index)


@dataclass(frozen=True, slots=True)
class _SelectableRow:
    """A data row with all that may select it."""

    table_index: int
    row_index: int
    row: Row
    columns: tuple[str | None, ...]
    numbers: Mapping[str, int | None]

    def text(self, name: str) -> str | None:
        """What a key is compared with: a number of the row, or the text of a column."""
        if name in self.numbers:
            return str(self.numbers[name])
        if name not in self.columns:
            return None
        return one_line(self.row.cells[self.columns.index(name)].shown)

    def fits(self, keys: Mapping[str, str]) -> bool:
        """Whether every key selects this row."""
        return all(self.text(name) == text for name, text in keys.items())


def find_place(correction: Correction, document: RaceDocument, vocabulary: Vocabulary) -> Place:
    """Find what a correction is about, in the texts as the article has them."""
    if correction.table_kind == RACE:
        return _field_place(correction, document)
    kind, column = correction.table_kind, correction.column
    if kind not in FACT_KINDS or not (kind in ROLE_TABLES or is_read(column)):
        return Place(correction, "not_read")
    rows = list(_rows_of(kind, document, vocabulary))
    chosen = [row for row in rows if row.fits(correction.keys)]
    if not chosen and column in correction.keys:
        # The row is selected by the very text that is wrong: it may have been mended.
        mended = {**correction.keys, column: one_line(correction.corrected)}
        chosen = [row for row in rows if row.fits(mended)]
    if len(chosen) != 1:
        return Place(correction, "several_rows" if chosen else "no_such_row", rows=len(chosen))
    return _cell_place(correction, chosen[0])


def _field_place(correction: Correction, document: RaceDocument) -> Place:
    texts = field_texts(document)
    if correction.column not in texts:
        return Place(correction, "not_read")
    found = (texts[correction.column] or "").strip()
    return Place(correction, _status(found, correction), found=found)


def _cell_place(correction: Correction, row: _SelectableRow) -> Place:
    if correction.column not in row.columns:
        return Place(correction, "no_such_column", row.table_index, row.row_index, rows=1)
    index = row.columns.index(correction.column)
    found = row.row.cells[index].shown
    status = _status(found, correction)
    if correction.table_kind in ROLE_TABLES and index not in row.row.own_columns:
        # Of a cell that spans rows, the persons are read where it begins.
        status = "not_read"
    return Place(correction, status, row.table_index, row.row_index, index, found, rows=1)


def _status(found: str, correction: Correction) -> Status:
    if one_line(found) == one_line(correction.expected):
        return "applied"
    is_mended = one_line(found) == one_line(correction.corrected)
    return "already_correct" if is_mended else "no_longer_matches"


def _rows_of(kind: str, document: RaceDocument, vocabulary: Vocabulary) -> Iterator[_SelectableRow]:
    for table, match, number in tables_of_facts(document, vocabulary):
        if match.table_kind != kind:
            continue
        place = table.table.index
        for index, (row, row_match) in enumerate(zip(table.table.rows, table.rows, strict=True)):
            if row_match.kind == "data":
                numbers = {
                    "table_index": place,
                    "row_index": index,
                    "stage_number": number,
                    "session_number": number,
                }
                yield _SelectableRow(place, index, row, match.columns, numbers)
