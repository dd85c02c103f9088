"""Build the warehouse: a new DuckDB file from staged Parquet and ``sql/``, checked, published.

In: staged seasons and the catalogue. Out: the published file and a ``BuildReport``. Separate
because the published file is never written in place: whatever goes wrong here, it is as it
was before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.staged import StagedDataError, StagedSeason, discard_damaged
from pipelines.warehouse.catalog import (
    BUILD_TABLES,
    CHECK_RESULT,
    ROW_COUNT,
    TABLE_SCHEMAS,
    VIEW_SCHEMA,
    Catalog,
    Relation,
)
from pipelines.warehouse.checks import (
    CheckResult,
    broken_contract_query,
    contract_result,
    offending,
    run_check,
)
from pipelines.warehouse.publish import discard_unfinished, publish, unfinished_path

# Files of this version are read by every DuckDB from 1.2 on.
STORAGE_VERSION = "v1.2.0"
# Checks on these say what of the input was not loaded, and so why a build is not fit.
_PROBLEM_TABLES = ("quality.rejected", "quality.unrecognised")


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build holds: rows by relation, and every check."""

    rows: Mapping[str, int]
    checks: tuple[CheckResult, ...]


class PublicationBlocked(RuntimeError):
    """The build is not fit to be published, and was not. ``report`` has the results."""

    def __init__(self, report: BuildReport, target: Path, reasons: Sequence[str]) -> None:
        state = "stays as it was" if target.exists() else "does not exist yet"
        problems = [
            check.message
            for check in report.checks
            if check.relation in _PROBLEM_TABLES and not check.is_passed
        ]
        lines = [f"- {line}" for line in (*reasons, *problems)]
        super().__init__("\n".join([f"nothing was published, {target} {state}:", *lines]))
        self.report = report


def build_warehouse(
    staged: Path, seasons: Mapping[int, StagedSeason], catalog: Catalog, target: Path
) -> BuildReport:
    """Build a new file from the staged seasons, check it and put it in the place of ``target``.

    The caller holds the build lock.

    Raises:
        PublicationBlocked: a blocking check failed, or a warehouse with races would be replaced
            by one without; ``target`` is as it was.
        StagedDataError: a staged file cannot be read; the next extraction makes it again.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    discard_unfinished(target)
    unfinished = unfinished_path(target)
    try:
        report = _write(unfinished, staged, seasons, catalog)
        reasons = [check.message for check in report.checks if check.stops_publication]
        if report.rows["core.dim_race"] == 0 and _has_races(target):
            reasons.append("no race could be loaded, and the published file has some")
        if reasons:
            raise PublicationBlocked(report, target, reasons)
        publish(unfinished, target)
    finally:
        discard_unfinished(target)
    return report


def _has_races(target: Path) -> bool:
    """Whether the published file holds any race; a damaged file holds nothing worth keeping.

    A file that somebody has opened to write cannot be looked into: it is taken to hold some.
    """
    if not target.exists():
        return False
    try:
        with duckdb.connect(str(target), read_only=True) as connection:
            return _count(connection, "core.dim_race") > 0
    except duckdb.Error as error:
        return "lock" in str(error)


def _write(
    path: Path, staged: Path, seasons: Mapping[int, StagedSeason], catalog: Catalog
) -> BuildReport:
    with duckdb.connect(
        str(path), config={"storage_compatibility_version": STORAGE_VERSION}
    ) as connection:
        connection.execute("begin transaction")
        for schema in (*TABLE_SCHEMAS, VIEW_SCHEMA):
            connection.execute(f"create schema {schema}")
        results: list[CheckResult] = []
        for table in catalog.tables:
            connection.execute(table.sql)
        results += [_load(connection, one, staged, seasons) for one in catalog.loaded_tables]
        for view in catalog.views:
            connection.execute(view.sql)
        connection.execute("commit")
        checked, rows = _examine(connection, catalog)
        results += checked
        rows |= {CHECK_RESULT: len(results), ROW_COUNT: len(catalog.relations)}
        _record(connection, results, rows)
        connection.execute("checkpoint")
    return BuildReport(rows, tuple(results))


def _examine(
    connection: duckdb.DuckDBPyConnection, catalog: Catalog
) -> tuple[list[CheckResult], dict[str, int]]:
    """Run every check and count every relation, two queries at a time.

    On few rows, most of a query's time is planning, which uses one core only.
    """
    names = [name for name in catalog.relations if name not in BUILD_TABLES]
    with ThreadPoolExecutor(2) as pool:
        checked = pool.map(lambda check: run_check(connection.cursor(), check), catalog.checks)
        counts = pool.map(lambda name: _count(connection.cursor(), name), names)
        return list(checked), dict(zip(names, counts, strict=True))


def _load(
    connection: duckdb.DuckDBPyConnection,
    table: Relation,
    staged: Path,
    seasons: Mapping[int, StagedSeason],
) -> CheckResult:
    """Insert the staged rows of a table, if they keep its contract."""
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


def _record(
    connection: duckdb.DuckDBPyConnection, results: list[CheckResult], rows: Mapping[str, int]
) -> None:
    """Write what the build says of itself."""
    checks = [
        (
            one.name,
            one.relation,
            one.severity,
            one.is_passed,
            one.offending_rows,
            one.sample,
            one.description,
        )
        for one in sorted(results, key=lambda one: (one.name, one.relation))
    ]
    _insert(connection, CHECK_RESULT, checks)
    _insert(connection, ROW_COUNT, sorted(rows.items()))


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]
) -> None:
    """Insert a few rows in one statement."""
    places = ", ".join("?" for _ in rows[0])
    values = ", ".join(f"({places})" for _ in rows)
    connection.execute(f"insert into {table} values {values}", [one for row in rows for one in row])


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    counted = connection.execute(f"select count(*) from {name}").fetchone()
    return int(counted[0]) if counted else 0
