"""Load a table from staged Parquet files, if their rows keep its contract.

In: an open connection, a table, the staged seasons. Out: rows in the table, and the result of
its contract check. Separate because a table is loaded whole or not at all: what breaks its
contract is shown, and stops the build from being published.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import duckdb

from pipelines.locations import Location
from pipelines.staged import StagedDataError, StagedSeason, discard_damaged
from pipelines.warehouse.catalog import Relation
from pipelines.warehouse.checks import (
    CheckResult,
    broken_contract_query,
    contract_result,
    offending,
)
from pipelines.warehouse.staged_files import local_files


def load_table(
    connection: duckdb.DuckDBPyConnection,
    table: Relation,
    staged: Location,
    seasons: Mapping[int, StagedSeason],
) -> CheckResult:
    """Insert the staged rows of a table, if they keep its contract.

    Raises:
        StagedDataError: a staged file cannot be read; the next extraction makes it again.
    """
    filled = [season for season in seasons.values() if season.rows.get(table.name)]
    if not filled:
        return contract_result(table, 0, None)
    try:
        with local_files(connection, table, staged, filled) as files:
            return _insert(connection, table, files)
    except duckdb.OutOfMemoryException:
        # No fault of the files.
        raise
    except (duckdb.Error, FileNotFoundError, StagedDataError) as error:
        discard_damaged(staged, str(error))
        raise StagedDataError(
            f"staged rows of {table.name} cannot be read, run the build again: {error}"
        ) from error


def _insert(
    connection: duckdb.DuckDBPyConnection, table: Relation, files: list[str]
) -> CheckResult:
    """Insert the rows of these files, or say which of them break the table's contract."""
    rows = _incoming(connection, table, files)
    # Verbatim rows keep the order of their files, each of which is in order: to sort the millions
    # of them anew would take longer than all the rest. Tables for people are in order as a whole.
    is_sorted = table.schema == "core" and table.primary_key
    order = f"order by {', '.join(table.primary_key)}" if is_sorted else ""
    try:
        connection.execute(f"insert into {table.name} by name {rows} {order}")
    except duckdb.ConstraintException as error:
        # DuckDB names one row that breaks one rule; the query, all of them.
        count, sample = offending(connection, broken_contract_query(table, f"({rows})"))
        return contract_result(table, max(count, 1), sample or json.dumps(str(error)))
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
