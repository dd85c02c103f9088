"""The first rows of a table, of a view or of what breaks a rule, as the Dagster UI shows them.

In: rows. Out: metadata. Separate because a value may be as long as an article, and each build
records some rows of everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

from pipelines.defs.markdown import markdown_table
from pipelines.terminal import on_one_line

_CELL_LETTERS = 40
_SAMPLE_LETTERS = 200
# A table with more columns is wider than a screen: it is turned, one line for each column.
_MOST_COLUMNS = 10
_TURNED_ROWS = 5
# What breaks a rule is shown in a part of the screen only.
_SAMPLE_COLUMNS = 3
_SAMPLE_ROWS = 2

Rows = Sequence[Mapping[str, Any]]


def preview(rows: Rows, row_count: int) -> dg.MetadataValue:
    """A table that opens in a window; how many rows there are beyond it is said below it."""
    if not rows:
        return dg.MetadataValue.text("no rows")
    columns, lines, shown = _table(rows, _MOST_COLUMNS, _TURNED_ROWS)
    note = f"and {row_count - shown:,} more rows" if row_count > shown else ""
    return markdown_table(columns, lines, most_letters=_CELL_LETTERS, note=note)


def sample(rows: Rows) -> dg.MetadataValue:
    """A table that is seen at once."""
    if not rows:
        return dg.MetadataValue.text("none")
    columns, lines, _ = _table(rows, _SAMPLE_COLUMNS, _SAMPLE_ROWS)
    records = [dict(zip(columns, map(_cut, line), strict=True)) for line in lines]
    return dg.MetadataValue.table(
        [dg.TableRecord(record) for record in records],
        schema=dg.TableSchema([dg.TableColumn(column) for column in columns]),
    )


def _table(
    rows: Rows, most_columns: int, turned_rows: int
) -> tuple[Sequence[str], Sequence[Sequence[str]], int]:
    """Columns, lines, and how many of the rows are in it."""
    columns = list(rows[0])
    if len(columns) <= most_columns:
        return columns, [[_shown(row[one]) for one in columns] for row in rows], len(rows)
    first = rows[:turned_rows]
    numbers = [f"row {number}" for number in range(1, len(first) + 1)]
    lines = [[column, *(_shown(row[column]) for row in first)] for column in columns]
    return ["column", *numbers], lines, len(first)


def _cut(text: str) -> str:
    shown = on_one_line(text)
    return shown if len(shown) <= _SAMPLE_LETTERS else f"{shown[:_SAMPLE_LETTERS]}..."


def _shown(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, list):
        return " | ".join(map(_shown, value))
    return str(value)
