"""What was not loaded or not recognised, of one article or of all.

In: ``quality.rejected`` and ``quality.unrecognised``. Out: tables, with the place of each problem.
Separate because the pages of a race, of its source and of the site all show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pipelines.report import addresses, cells
from pipelines.report.frames import Frames, Row
from pipelines.report.model import Cell, Column, Table, TableRow


def problem_tables(frames: Frames, document_id: str | None = None) -> list[Table]:
    """Those of a document, or all; no table where there is no problem."""

    def rows(relation: str) -> Iterable[Row]:
        if document_id is None:
            return frames.rows(relation)
        return frames.of(relation, "document_id", document_id)

    tables = (
        _table("Not loaded", rows("quality.rejected"), _not_loaded),
        _table("Not recognised", rows("quality.unrecognised"), _not_recognised),
    )
    return [one for one in tables if one.rows]


def _table(caption: str, rows: Iterable[Row], what: Callable[[Row], Sequence[Cell]]) -> Table:
    columns = [Column("Where"), Column("What"), Column("Value"), Column("Reason and what to do")]
    return Table(caption, columns, [TableRow(what(row)) for row in rows])


def _place(row: Row) -> Cell:
    table, number = row["table_index"], row["row_index"]
    source = addresses.source_row(row["document_id"], table, number)
    if table is None:
        return Cell("the article", page=source)
    return Cell(f"table {table}" + (f", row {number}" if number is not None else ""), page=source)


def _not_loaded(row: Row) -> list[Cell]:
    what = row["column_name"] or row["level"]
    return [_place(row), cells.text(what), cells.text(row["value"]), cells.text(row["reason"])]


def _not_recognised(row: Row) -> list[Cell]:
    return [
        _place(row), cells.text(row["what"]), cells.text(row["value"]), cells.text(row["reason"]),
    ]  # fmt: skip
