"""Values of the reference article, traced as ``nascar-warehouse trace`` does."""

from __future__ import annotations

import duckdb

from pipelines.warehouse.tracing import Trace, trace

RACE = {"race_id": "cup-2023-17"}


def traced(file: duckdb.DuckDBPyConnection, name: str, **chosen: str) -> Trace:
    """Trace a column, such as ``core.fct_race_result.points``, in the rows chosen."""
    relation, _, column = name.rpartition(".")
    return trace(file, relation, column, {**RACE, **chosen}, 5)
