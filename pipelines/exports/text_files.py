"""A table as CSV and as JSON.

In: a Parquet file, its relation. Out: a text file with the same rows. Separate because texts
need care that Parquet does not: lists in cells, formulas, marks that steer a terminal.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.exports.csv_cells import UNSAFE, csv_line, safe_text
from pipelines.exports.json_text import json_text, without_strange_marks
from pipelines.exports.parquet_files import rows_of
from pipelines.warehouse.catalog import Relation

if TYPE_CHECKING:
    import polars as pl


def write_csv(parquet: Path, relation: Relation, path: Path) -> None:
    """Write UTF-8 as RFC 4180 has it: NULL is nothing, an empty text is ``""``, lists are JSON."""
    with path.open("wb") as file:
        file.write(csv_line(column.name for column in relation.columns).encode())
        for frame in rows_of(parquet):
            _made_safe(with_lists_as_json(frame)).write_csv(
                file, include_header=False, line_terminator="\r\n"
            )


def write_json(parquet: Path, path: Path) -> None:
    """Write an array of objects, one a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        separator = "["
        for frame in rows_of(parquet):
            text = without_strange_marks(frame.write_ndjson()).removesuffix("\n")
            for line in text.split("\n"):
                file.write(f"{separator}\n{line}")
                separator = ","
        file.write("[]\n" if separator == "[" else "\n]\n")


def with_lists_as_json(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows; where a column holds lists, their JSON text: ``["R", "i"]``."""
    import polars as pl

    lists = [name for name, data_type in frame.schema.items() if data_type == pl.List]
    return frame.with_columns(
        pl.Series(
            name,
            [None if one is None else json_text(one) for one in frame[name].to_list()],
            pl.String,
        )
        for name in lists
    )


def _made_safe(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows, with ``safe_text`` of each text; most stay, so these are found first."""
    import polars as pl

    changed = []
    for name, data_type in frame.schema.items():
        if data_type != pl.String:
            continue
        column = frame[name]
        unsafe = column.filter(column.str.contains(UNSAFE)).unique().to_list()
        if unsafe:
            changed.append(column.replace(unsafe, [safe_text(text) for text in unsafe]))
    return frame.with_columns(changed)
