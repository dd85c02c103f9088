"""What of an article was held against itself, and what of it was not understood.

In: ``marts.reconciliation`` of a race. Out: a section.
"""

from __future__ import annotations

from pipelines.report import addresses, cells
from pipelines.report.frames import Frames, Row
from pipelines.report.model import Cell, Column, Section, Table, TableRow
from pipelines.report.names import Names
from pipelines.report.pages.problems import problem_tables


def audit_section(frames: Frames, names: Names, race_id: str) -> Section:
    """How many facts agree; those that do not, and what was not loaded, as tables."""
    stated = frames.of("marts.reconciliation", "race_id", race_id, "reconciliation_id")
    apart = [row for row in stated if row["is_agreed"] is not True]
    race = frames.one("core.dim_race", "race_id", race_id)
    document = race["document_id"] if race else None
    problems = problem_tables(frames, document)
    note = (
        f"Facts that the article states twice: {len(stated)}; of these, "
        f"{len(stated) - len(apart)} agree. "
        if stated
        else "The article states no fact twice. "
    )
    if not problems:
        note += "Everything in it was loaded and understood."
    tables = [*([_apart_table(apart)] if apart else []), *problems]
    return Section("audit", "Audit", tables, note)


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
