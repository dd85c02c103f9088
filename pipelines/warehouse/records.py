"""What a build writes of itself, beside the records of earlier builds.

In: an open connection to the new file, loaded, and the build before. Out: rows of the
``quality`` tables that the build itself fills. Separate because these are what tells one
build from another; what the warehouse holds is the same without them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import duckdb

from pipelines.recognition.files import digest_of_files
from pipelines.staged import StagedSeason
from pipelines.warehouse.catalog import (
    BUILD,
    CHECK_HISTORY,
    CHECK_RESULT,
    COLUMN_LINEAGE,
    NULL_RATE,
    Catalog,
)
from pipelines.warehouse.changes import record_changes
from pipelines.warehouse.checks import CheckResult
from pipelines.warehouse.description import column_lineage, record_lineage
from pipelines.warehouse.history import Previous, copy_table, next_number
from pipelines.warehouse.null_rates import record_null_rates


@dataclass
class Recorder:
    """Writes what the build says of itself, beside what earlier ones said.

    A build of the same content as the one before is that build, made again: it keeps its
    number and its records.
    """

    connection: duckdb.DuckDBPyConnection
    catalog: Catalog
    target: Path
    content: str
    number: int = 0
    is_new: bool = True

    def record(self, previous: Previous | None) -> list[str]:
        """Add the records of this build to those of the builds before; what went wrong."""
        sql = _sql_digest(self.catalog)
        # After a restore, the build before is not the newest: this is not it again, but a new one.
        following = next_number(self.connection, self.target)
        self.is_new = (
            previous is None or previous.content != self.content or previous.number + 1 != following
        )
        if previous is not None and previous.sql == sql:
            copy_table(self.connection, previous, self.catalog.relations[COLUMN_LINEAGE])
        else:
            record_lineage(self.connection, column_lineage(self.catalog))
        if previous is not None and not self.is_new:
            self.number = previous.number
            copy_table(self.connection, previous, self.catalog.relations[NULL_RATE])
            return []
        core = [table for table in self.catalog.loaded_tables if table.schema == "core"]
        self.number = following
        self._record_build(previous, sql)
        notes = record_changes(self.connection, core, previous, self.number)
        return notes + record_null_rates(self.connection, core, previous)

    def _record_build(self, previous: Previous | None, sql: str) -> None:
        self.connection.execute(
            f"insert into {BUILD} select ?, ?, ?, ?, (select count(*) from staging.document), "
            "(select count(*) from core.dim_race), ?, ?, ?, ?",
            [
                self.number,
                datetime.now(UTC).replace(tzinfo=None),
                version("nascar-warehouse"),
                duckdb.__version__,
                self.content,
                sql,
                previous.number if previous else None,
                previous.file if previous else None,
            ],
        )

    def record_checks(self, results: Sequence[CheckResult]) -> None:
        """Record how each check came out."""
        rows = [
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
        insert_rows(self.connection, CHECK_RESULT, rows)
        if self.is_new:
            self.connection.execute(
                f"insert into {CHECK_HISTORY} select ?, check_name, relation, severity, is_passed, "
                f"offending_rows from {CHECK_RESULT}",
                [self.number],
            )


def content_digest(seasons: Mapping[int, StagedSeason], catalog: Catalog) -> str:
    """The sha256 of all that decides what a build holds: staged rows, SQL, this package."""
    folders = [f"{season} {one.folder}" for season, one in sorted(seasons.items())]
    parts = "\n".join([*folders, catalog.digest, _code_digest()])
    return hashlib.sha256(parts.encode()).hexdigest()


def _sql_digest(catalog: Catalog) -> str:
    """The sha256 of ``sql/`` and of all that reads the lineage from it."""
    parts = (catalog.digest, _code_digest(), version("sqlglot"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@lru_cache(maxsize=1)
def _code_digest() -> str:
    return digest_of_files(list(Path(__file__).parent.glob("*.py")))


def insert_rows(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]
) -> None:
    """Insert a few rows in one statement."""
    places = ", ".join("?" for _ in rows[0])
    values = ", ".join(f"({places})" for _ in rows)
    connection.execute(f"insert into {table} values {values}", [one for row in rows for one in row])
