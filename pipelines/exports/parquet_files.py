"""A table or view as a Parquet file, and its rows again, some at a time.

In: an open warehouse, a relation. Out: a file with its rows in the order of its key. Separate
because every other format is made of this file: a view is computed once, and no table has to fit
into memory twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.warehouse.catalog import Relation
from pipelines.warehouse.matching_rows import quoted

if TYPE_CHECKING:
    import duckdb
    import polars as pl

_ROWS_A_GROUP = 50_000
_ROWS_AT_ONCE = 20_000


def write_parquet(connection: duckdb.DuckDBPyConnection, relation: Relation, path: Path) -> None:
    """Write every row, in the order of the key; without a key, of all columns."""
    import polars as pl

    columns = ", ".join(quoted(column.name) for column in relation.columns)
    order = ", ".join(map(quoted, relation.key)) or columns
    found = connection.sql(f"select {columns} from {quoted(relation.name)} order by {order}")
    pl.scan_arrow_c_stream(found).cast(relation.polars_schema).sink_parquet(
        path,
        compression="zstd",
        row_group_size=_ROWS_A_GROUP,
        metadata={"description": relation.comment},
    )


def rows_of(path: Path) -> Iterator[pl.DataFrame]:
    """The rows of a file, in its order; of an empty one none."""
    import polars as pl

    for frame in pl.scan_parquet(path).collect_batches(chunk_size=_ROWS_AT_ONCE):
        if frame.height:
            yield frame
