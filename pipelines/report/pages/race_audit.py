"""What of an article was held against itself, and what of it was not understood.

In: ``marts.reconciliation``, ``quality.rejected`` and ``quality.unrecognised``. Out: a section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pipelines.report import addresses, cells
from pipelines.report.frames import Frames, Row
from pipelines.report.model import Cell, Column, Section, Table, TableRow
from pipelines.report.names import Names


def audit_section(frames: Frames, names: Names, race_id: str) -> Section:
    """How many facts agree; those that do not, and what was not loaded, as tables."""
    stated = frames.of("marts.reconciliation", "race_id", race_id, "reconciliation_id")
    apart = [row for row in stated if row["is_agreed"] is not True]
    race = frames.one("core.dim_race", "race_id", race_id)
    document = race["document_id"] if race else None
    tables = [
        _apart_table(apart),
        problems_table(
            "Not loaded", frames.of("quality.rejected", "document_id", document), not_loaded
        ),
        problems_table(
            "Not recognised",
            frames.of("quality.unrecognised", "document_id", document),
            not_recognised,
        ),
    ]
    note = (
        f"The article states {len(stated)} facts twice; {len(stated) - len(apart)} agree. "
        if stated
        else "The article states no fact twice. "
    )
    shown = [one for one in tables if one.rows]
    if not any(one.caption in ("Not loaded", "Not recognised") for one in shown):
        note += "Everything in it was loaded and understood."
    return Section("audit", "Audit", shown, note)


def problems_table(
    caption: str, rows: Iterable[Row], what: Callable[[Row], Sequence[Cell]]
) -> Table:
    """Rows of ``quality.rejected`` or ``quality.unrecognised``, with the place of each."""
    columns = [Column("Where"), Column("What"), Column("Value"), Column("Reason and what to do")]
    return Table(caption, columns, [TableRow(what(row)) for row in rows])


def _apart_table(rows: list[Row]) -> Table:
    return Table(
        "Facts stated twice that do not agree",
        [Column(one) for one in ("Fact", "Of", "First", "Value", "Second", "Value")],
        [
            TableRow(
                [
                    cells.text(row["fact"].replace("_", " ")),
                    cells.text(row["subject"]),
                    *_stated(row, "first"),
                    *_stated(row, "second"),
                ]
            )
            for row in rows
        ],
    )


def _stated(row: Row, which: str) -> list[Cell]:
    table, line = row[f"{which}_table_index"], row[f"{which}_line_number"]
    if table is None and line is not None:
        source = addresses.source_line(row["document_id"], line)
    else:
        source = addresses.source_row(row["document_id"], table, row[f"{which}_row_index"])
    return [
        cells.text(row[f"{which}_stated_in"].replace("_", " ")),
        cells.text(row[f"{which}_value"], source=source),
    ]


def _place(row: Row) -> Cell:
    table, number = row["table_index"], row["row_index"]
    source = addresses.source_row(row["document_id"], table, number)
    if table is None:
        return Cell("the article", page=source)
    return Cell(f"table {table}" + (f", row {number}" if number is not None else ""), page=source)


def not_loaded(row: Row) -> list[Cell]:
    """A row of ``quality.rejected``."""
    what = row["column_name"] or row["level"]
    return [_place(row), cells.text(what), cells.text(row["value"]), cells.text(row["reason"])]


def not_recognised(row: Row) -> list[Cell]:
    """A row of ``quality.unrecognised``."""
    return [
        _place(row), cells.text(row["what"]), cells.text(row["value"]), cells.text(row["reason"]),
    ]  # fmt: skip
