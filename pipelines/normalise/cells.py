"""Every cell of every table, once, and what became of it.

In: documents with what was recognised, and all tables made of them. Out:
``staging.table_cell``. Separate because it is the account of "nothing is lost": each cell that
an article has is here, as a part of a fact, or named for what else it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from polars import selectors

from pipelines.normalise.frames import SOURCE
from pipelines.normalise.sheets import COLUMNS_READ
from pipelines.normalise.verbatim import ReadDocument
from pipelines.recognition.document import RecognisedTable

# A list for each cell is slow to make, so marks are one text at first; none holds this.
_BETWEEN = "\x1f"
CELL_KEY = (*SOURCE, "column_index")
# What a cell is takes several times the memory of what is kept of it; of ten times as many
# at a time, a season of hundreds of articles took 350 MB more.
_CELLS_AT_A_TIME = 50_000
# In these tables, every column is the role of the persons in it.
ROLE_TABLES = ("television_crew", "radio_crew")
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "document_id": pl.String,
    "table_index": pl.Int32,
    "row_index": pl.Int32,
    "column_index": pl.Int32,
    "row_span": pl.Int32,
    "column_span": pl.Int32,
    "is_header": pl.Boolean,
    "text": pl.String,
    "link": pl.String,
    "markers": pl.String,
    "footnotes": pl.String,
    "column_name": pl.String,
    "row_kind": pl.String,
    "source": pl.String,
    "is_read": pl.Boolean,
}


@dataclass(frozen=True, slots=True)
class _Fates:
    """What is loaded, and what is rejected: a row a document's table, row or cell."""

    loaded: pl.Series
    by_table: pl.DataFrame
    by_row: pl.DataFrame
    by_cell: pl.DataFrame


def table_cells(
    documents: Sequence[ReadDocument], tables: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """``staging.table_cell``: one row a cell, where it begins, with its ``cell_kind``, in order."""
    fates = _fates(tables)
    return pl.concat([cells.pipe(_with_kind, fates) for cells in _portions(documents)])


def _portions(documents: Sequence[ReadDocument]) -> Iterator[pl.DataFrame]:
    """The cells of all documents, in order, so many at a time; at least one frame."""
    values: dict[str, list[object]] = {name: [] for name in _SCHEMA}
    for one in sorted(documents, key=lambda read: read.raw.document_id):
        for table in one.recognition.tables:
            _append(values, one.raw.document_id, table)
        if len(values["text"]) >= _CELLS_AT_A_TIME:
            yield pl.DataFrame(values, schema=_SCHEMA)
            values = {name: [] for name in _SCHEMA}
    yield pl.DataFrame(values, schema=_SCHEMA)


def _with_kind(cells: pl.DataFrame, fates: _Fates) -> pl.DataFrame:
    known = cells.pipe(_with_fate, fates).with_columns(
        *(_as_list(name) for name in ("markers", "footnotes")),
        cell_kind=pl.when(pl.col("row_kind") == "unknown")
        .then(pl.lit("unrecognised"))
        .when(pl.col("row_kind") != "data")
        .then(pl.col("row_kind"))
        .when(pl.col("column_name").is_null())
        .then(pl.lit("unrecognised"))
        .when(~pl.col("is_loaded"))
        .then(pl.lit("not_loaded"))
        .when("is_rejected")
        .then(pl.lit("rejected"))
        .when("is_read")
        .then(pl.lit("fact"))
        .otherwise(pl.lit("known")),
    )
    # What is not staged would be kept of all.
    return known.drop("row_kind", "is_read", "is_loaded", selectors.ends_with("is_rejected"))


def _append(values: dict[str, list[object]], document_id: str, table: RecognisedTable) -> None:
    """Append the cells of a table, column by column: there are millions of them."""
    columns = table.match.columns if table.match else ()
    is_role = table.table_kind in ROLE_TABLES
    names = dict(enumerate(columns))
    for index, (row, match) in enumerate(zip(table.table.rows, table.rows, strict=True)):
        cells, places = row.own_cells, row.own_columns
        count = len(cells)
        own_names = (
            [names.get(place) for place in places] if match.kind == "data" else [None] * count
        )
        values["document_id"] += [document_id] * count
        values["table_index"] += [table.table.index] * count
        values["row_index"] += [index] * count
        values["column_index"] += places
        values["row_span"] += [cell.row_span for cell in cells]
        values["column_span"] += [cell.column_span for cell in cells]
        values["is_header"] += [cell.is_header for cell in cells]
        values["text"] += [cell.text for cell in cells]
        values["link"] += [cell.link for cell in cells]
        values["markers"] += [_BETWEEN.join(cell.markers) for cell in cells]
        values["footnotes"] += [_BETWEEN.join(cell.footnotes) for cell in cells]
        values["column_name"] += own_names
        values["row_kind"] += [match.kind] * count
        values["source"] += [cell.source for cell in cells]
        values["is_read"] += [is_role or is_read(name) for name in own_names]


def _as_list(name: str) -> pl.Expr:
    parts = pl.col(name).str.split(_BETWEEN)
    return pl.when(pl.col(name) == "").then(parts.list.head(0)).otherwise(parts).alias(name)


def is_read(column: str | None) -> bool:
    """Whether a fact is made of a column, beside the roles of persons."""
    return column is not None and (column in COLUMNS_READ or column.startswith("round_"))


def _fates(tables: Mapping[str, pl.DataFrame]) -> _Fates:
    """Which documents are loaded, and which tables, rows and cells are rejected."""
    rejected = tables["quality.rejected"]

    def marked(level: str, *key: str) -> pl.DataFrame:
        chosen = rejected.filter(level=level).select(key).unique()
        return chosen.with_columns(pl.lit(True).alias(f"{level}_is_rejected"))

    return _Fates(
        loaded=tables["staging.document"].filter("is_loaded")["document_id"].implode(),
        by_table=marked("table", *SOURCE[:2]),
        by_row=marked("row", *SOURCE),
        by_cell=marked("cell", *SOURCE, "column_name"),
    )


def _with_fate(cells: pl.DataFrame, fates: _Fates) -> pl.DataFrame:
    """Add whether the cell's document is loaded, and whether it, its row or table is rejected."""
    return (
        cells.join(fates.by_table, on=SOURCE[:2], how="left", validate="m:1")
        .join(fates.by_row, on=SOURCE, how="left", validate="m:1")
        .join(fates.by_cell, on=[*SOURCE, "column_name"], how="left", validate="m:1")
        .with_columns(
            is_loaded=pl.col("document_id").is_in(fates.loaded),
            is_rejected=pl.any_horizontal(
                "table_is_rejected", "row_is_rejected", "cell_is_rejected"
            ).fill_null(value=False),
        )
    )
