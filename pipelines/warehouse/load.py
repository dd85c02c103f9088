"""Load a table from staged Parquet files, if their rows keep its contract.

In: an open connection, a table, the staged seasons. Out: rows in the table, and the result of
its contract check. Separate because a table is loaded whole or not at all: what breaks its
contract is shown, and stops the build from being published.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from pipelines.staged import StagedDataError, StagedSeason, discard_damaged
from pipelines.warehouse.catalog import Relation
from pipelines.warehouse.checks import (
    CheckResult,
    broken_contract_query,
    contract_result,
    offending,
)


def load_table(
    connection: duckdb.DuckDBPyConnection,
    table: Relation,
    staged: Path,
    seasons: Mapping[int, StagedSeason],
) -> CheckResult:
    """Insert the staged rows of a table, if they keep its contract.

    Raises:
        StagedDataError: a staged file cannot be read; the next extraction makes it again.
    """
    files = [
        str(staged / season.folder / f"{table.name}.parquet")
        for season in seasons.values()
        if season.rows.get(table.name)
    ]
    if not files:
        return contract_result(table, 0, None)
    columns = [column.name for column in table.columns]
    try:
        connection.execute(
            f"create or replace temp table incoming as {_incoming(connection, table, files)}"
        )
    except duckdb.Error as error:
        discard_damaged(staged, str(error))
        raise StagedDataError(
            f"staged rows of {table.name} cannot be read, run the build again: {error}"
        ) from error
    count, sample = offending(connection, broken_contract_query(table, "incoming"))
    if count:
        return contract_result(table, count, sample)
    order = ", ".join(table.primary_key or columns)
    connection.execute(f"insert into {table.name} by name select * from incoming order by {order}")
    connection.execute("drop table incoming")
    return contract_result(table, 0, None)


def _incoming(connection: duckdb.DuckDBPyConnection, table: Relation, files: list[str]) -> str:
    """A query for the staged rows; of a dimension, the spelling with most mentions."""
    names = ", ".join(column.name for column in table.columns)
    quoted = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    source = f"read_parquet([{quoted}])"
    described = connection.execute(f"describe select * from {source}").fetchall()
    if "mentions" not in {row[0] for row in described}:
        return f"select {names} from {source}"
    key = ", ".join(table.primary_key)
    chosen = ", ".join(
        f"first({name} order by mentions desc, {name}) filter (where {name} is not null) as {name}"
        for name in (column.name for column in table.columns)
        if name not in table.primary_key
    )
    return (
        f"with counted as (select {names}, sum(mentions) as mentions from {source} group by all) "
        f"select {key}, {chosen} from counted group by {key}"
    )
