"""Build the warehouse: a new DuckDB file from staged Parquet and ``sql/``, checked, published.

In: staged seasons and the catalogue. Out: the published file and a ``BuildReport``. Separate
because the published file is never written in place: whatever goes wrong here, it is as it
was before.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from pipelines.locations import Location
from pipelines.progress import counted, tell
from pipelines.staged import StagedSeason
from pipelines.warehouse.catalog import (
    BUILD_TABLES,
    CHANGE_COUNT,
    COLUMN_LINEAGE,
    NULL_RATE,
    ROW_COUNT,
    TABLE_SCHEMAS,
    VIEW_SCHEMAS,
    Catalog,
)
from pipelines.warehouse.checks import CheckResult, run_check
from pipelines.warehouse.description import describe_columns
from pipelines.warehouse.glimpse import Glimpse, glimpse
from pipelines.warehouse.history import previous_build
from pipelines.warehouse.load import load_table
from pipelines.warehouse.publish import (
    QUIET,
    discard_unfinished,
    open_quietly,
    publish,
    unfinished_path,
)
from pipelines.warehouse.records import Recorder, content_digest, insert_rows
from pipelines.warehouse.source_revisions import SourceRevisions, source_revisions
from pipelines.warehouse.storing import store_view
from pipelines.warehouse.versions import (
    keep_version,
    kept_versions,
    kept_versions_wanted,
    published_number,
)

# Files of this version are read by every DuckDB from 1.2 on.
STORAGE_VERSION = "v1.2.0"
# An eighth of DuckDB's own: with hundreds of columns, a file of one article has 4 MB instead of 24,
# and one of thousands is a little smaller too.
_BLOCK_BYTES = 32_768
# What DuckDB may take while it builds; the rest goes to disk, beside the file. Without a limit it
# takes most of the machine's memory, which others need too.
MEMORY_VARIABLE = "NASCAR_WAREHOUSE_MEMORY"
DEFAULT_MEMORY = "600MB"
# Checks on these say what of the input was not loaded, and so why a build is not fit.
_PROBLEM_TABLES = ("quality.rejected", "quality.unrecognised")


@dataclass(frozen=True, slots=True)
class TableChange:
    """Rows of a table that came, went and changed since the build before."""

    added: int
    removed: int
    changed: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build holds: rows by stored relation, every check, and what is new in it.

    ``number``: of the build; ``changes`` by table, where there are any; ``lineage``: of the
    columns of views; ``alarms``: columns that went empty, by table; ``notes``: what went wrong
    and did not stop the build; ``glimpses``: what there is to see of each relation;
    ``revisions``: of which articles each is made; ``last_change``: by table of core, the newest
    build in which it changed.
    """

    rows: Mapping[str, int]
    checks: tuple[CheckResult, ...]
    number: int
    changes: Mapping[str, TableChange]
    lineage: Sequence[tuple[str, str, str, str]]
    alarms: Mapping[str, Sequence[str]]
    notes: tuple[str, ...] = field(default=())
    glimpses: Mapping[str, Glimpse] = field(default_factory=dict)
    revisions: Mapping[str, SourceRevisions] = field(default_factory=dict)
    last_change: Mapping[str, int] = field(default_factory=dict)


class MemoryTooSmall(RuntimeError):
    """DuckDB may not take what the build needs; nothing was published."""

    def __init__(self, error: duckdb.OutOfMemoryException) -> None:
        what = str(error).partition("\n")[0]
        super().__init__(
            f"nothing was published, {_memory_limit()} of memory for DuckDB are too few: set "
            f"{MEMORY_VARIABLE} ({what})"
        )


class PublicationBlocked(RuntimeError):
    """The build is not fit to be published, and was not. ``report`` has the results."""

    def __init__(self, report: BuildReport, target: Path, reasons: Sequence[str]) -> None:
        state = "stays as it was" if target.exists() else "does not exist yet"
        warned = [one for one in report.checks if one.severity == "warn" and not one.is_passed]
        # Where no race is left, what was not loaded is why.
        causes = [one for one in warned if one.relation in _PROBLEM_TABLES and _is_empty(report)]
        lines = [f"- {line}" for line in (*reasons, *(one.message for one in causes))]
        if others := len(warned) - len(causes):
            warn, them = ("check warns", "it") if others == 1 else ("checks warn", "them")
            lines.append(
                f"{others} {warn} as well, which stops nothing (nascar-warehouse dev shows {them})"
            )
        super().__init__("\n".join([f"nothing was published, {target} {state}:", *lines]))
        self.report = report


def build_warehouse(
    staged: Location, seasons: Mapping[int, StagedSeason], catalog: Catalog, target: Path
) -> BuildReport:
    """Build a new file from the staged seasons, check it and put it in the place of ``target``.

    The caller holds the build lock. Files published last are kept, see ``versions``.

    Raises:
        PublicationBlocked: a blocking check failed, or a warehouse with races would be replaced
            by one without; ``target`` is as it was.
        MemoryTooSmall: DuckDB may take too little memory.
        StagedDataError: a staged file cannot be read; the next extraction makes it again.
    """
    wanted = kept_versions_wanted()
    if target.is_dir():
        raise IsADirectoryError(f"{target} is a folder: move it away, the file is published there")
    target.parent.mkdir(parents=True, exist_ok=True)
    discard_unfinished(target)
    unfinished = unfinished_path(target)
    try:
        _keep_published(target, wanted)
        try:
            report = _write(unfinished, staged, seasons, catalog, target)
        except duckdb.OutOfMemoryException as error:
            raise MemoryTooSmall(error) from error
        reasons = [check.message for check in report.checks if check.stops_publication]
        if _is_empty(report) and _has_races(target):
            reasons.append("no race could be loaded, and the published file has some")
        if reasons:
            raise PublicationBlocked(report, target, reasons)
        tell("Publishing")
        publish(unfinished, target)
    finally:
        discard_unfinished(target)
    problem = keep_version(target, report.number, wanted)
    return replace(report, notes=(*report.notes, *([problem] if problem else [])))


def _keep_published(target: Path, wanted: int) -> None:
    """Keep the published file, if whoever published it was killed before it was kept."""
    number = published_number(target)
    if number is not None and wanted and number not in kept_versions(target):
        keep_version(target, number, wanted)


def _is_empty(report: BuildReport) -> bool:
    return report.rows["core.dim_race"] == 0


def _has_races(target: Path) -> bool:
    """Whether the published file holds any race; a damaged file holds nothing worth keeping.

    A file that somebody has opened to write cannot be looked into: it is taken to hold some.
    """
    if not target.exists():
        return False
    try:
        with open_quietly(target) as connection:
            return _count(connection, "core.dim_race") > 0
    except duckdb.Error as error:
        return "lock" in str(error)


def _memory_limit() -> str:
    """What DuckDB may take.

    Raises:
        ValueError: the environment says something that is no size.
    """
    text = os.environ.get(MEMORY_VARIABLE) or DEFAULT_MEMORY
    if not re.fullmatch(r"\d+(\.\d+)? ?[KMGT]i?B", text, re.IGNORECASE):
        raise ValueError(f"{MEMORY_VARIABLE} is '{text}', it should be a size, such as 2GB")
    return text


def _write(
    path: Path,
    staged: Location,
    seasons: Mapping[int, StagedSeason],
    catalog: Catalog,
    target: Path,
) -> BuildReport:
    settings = {
        "storage_compatibility_version": STORAGE_VERSION,
        "default_block_size": str(_BLOCK_BYTES),
        "memory_limit": _memory_limit(),
        **QUIET,
    }
    with duckdb.connect(str(path), config=settings) as connection:
        connection.execute("begin transaction")
        for schema in (*TABLE_SCHEMAS, *VIEW_SCHEMAS):
            connection.execute(f"create schema {schema}")
        for table in catalog.tables:
            connection.execute(table.sql)
        connection.execute("commit")
        # Each in a transaction of its own: what breaks a rule of one ends that one only.
        tables = counted("Loading tables", catalog.loaded_tables, len(catalog.loaded_tables))
        contracts = [load_table(connection, one, staged, seasons) for one in tables]
        connection.execute("begin transaction")
        for view in counted("Computing views", catalog.views, len(catalog.views)):
            store_view(connection, view) if view.is_stored else connection.execute(view.sql)
        describe_columns(connection, catalog)
        connection.execute("commit")
        recorder = Recorder(connection, catalog, target, content_digest(seasons, catalog))
        tell("Comparing with the build before")
        with previous_build(connection, catalog, target) as (previous, problems):
            notes = (*problems, *recorder.record(previous))
        checked, glimpses = _examine(connection, catalog)
        results = [*contracts, *checked]
        recorder.record_checks(results)
        glimpses |= _examine_build_tables(connection, catalog, glimpses)
        report = _report(connection, catalog, glimpses, results, recorder.number, notes)
        connection.execute("checkpoint")
    return report


def _examine(
    connection: duckdb.DuckDBPyConnection, catalog: Catalog
) -> tuple[list[CheckResult], dict[str, Glimpse]]:
    """Run every check and look at every relation, two queries at a time.

    On few rows, most of a query's time is planning, which uses one core only.
    """
    names = [
        name
        for name, one in catalog.relations.items()
        if one.is_stored and name not in BUILD_TABLES
    ]
    relations = [catalog.relations[name] for name in names]
    with ThreadPoolExecutor(2) as pool:
        checked = pool.map(lambda check: run_check(connection.cursor(), check), catalog.checks)
        seen = pool.map(lambda one: glimpse(connection.cursor(), one), relations)
        results = list(counted("Checking", checked, len(catalog.checks)))
        return results, dict(zip(names, seen, strict=True))


def _examine_build_tables(
    connection: duckdb.DuckDBPyConnection, catalog: Catalog, others: Mapping[str, Glimpse]
) -> dict[str, Glimpse]:
    """Look at the tables that the build writes itself; fill the last one, of all row counts."""
    names = [name for name in BUILD_TABLES if name != ROW_COUNT]
    seen = {name: glimpse(connection, catalog.relations[name]) for name in names}
    counts = {name: one.rows for name, one in {**others, **seen}.items()}
    counts[ROW_COUNT] = len(counts) + 1
    insert_rows(connection, ROW_COUNT, sorted(counts.items()))
    return seen | {ROW_COUNT: glimpse(connection, catalog.relations[ROW_COUNT])}


def _report(
    connection: duckdb.DuckDBPyConnection,
    catalog: Catalog,
    glimpses: Mapping[str, Glimpse],
    results: Sequence[CheckResult],
    number: int,
    notes: tuple[str, ...],
) -> BuildReport:
    changes = connection.execute(
        f"select relation, rows_added, rows_removed, rows_changed from {CHANGE_COUNT} "
        "where build_number = ?",
        [number],
    ).fetchall()
    alarms = connection.execute(
        "select relation, list(concat_ws(', ', column_name, season_id) "
        f"order by column_name, season_id) from {NULL_RATE} where alarm is not null "
        "group by relation"
    ).fetchall()
    lineage = connection.execute(f"from {COLUMN_LINEAGE}").fetchall()
    last_change = connection.execute(
        f"select relation, max(build_number) from {CHANGE_COUNT} group by relation"
    ).fetchall()
    return BuildReport(
        rows={name: one.rows for name, one in glimpses.items()},
        checks=tuple(results),
        number=number,
        changes={name: TableChange(*counts) for name, *counts in changes},
        lineage=lineage,
        alarms=dict(alarms),
        notes=notes,
        glimpses=glimpses,
        revisions=source_revisions(connection, catalog),
        last_change=dict(last_change),
    )


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    counted = connection.execute(f"select count(*) from {name}").fetchone()
    return int(counted[0]) if counted else 0
