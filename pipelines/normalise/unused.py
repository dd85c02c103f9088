"""Rows that came to nothing: the last net under everything that reads tables.

In: all tables of a season. Out: a rejection for each data row that no fact was made of and
that nothing has rejected. Separate because it asks all tables together.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.normalise.frames import SOURCE


def unused_rows(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Data rows of loaded documents that no fact was made of and that nothing has rejected.

    Such as a row whose only text stands in a column that is not recognised.
    """
    loaded = tables["staging.document"].filter("is_loaded").select("document_id")
    rows = tables["staging.table_row"].filter(row_kind="data").select(*SOURCE, "source")
    data = rows.join(loaded, on="document_id", how="semi")
    facts = [frame for name, frame in tables.items() if name.startswith("core.fct_")]
    rejected = tables["quality.rejected"]
    used = pl.concat(frame.select(SOURCE) for frame in (*facts, rejected))
    whole_tables = rejected.filter(level="table").select(SOURCE[:2])
    unused = data.join(used, on=SOURCE, how="anti").join(whole_tables, on=SOURCE[:2], how="anti")
    return unused.select(
        *SOURCE,
        level=pl.lit("row"),
        column_name=pl.lit(None, pl.String),
        value=pl.col("source"),
        reason_code=pl.lit("nothing_recognised"),
        reason=pl.lit("no cell of the row stands in a recognised column; the row is not loaded"),
    )
