"""What goes on from build to build: their numbers, and the records of earlier ones.

In: an open connection to the new file, the published file and the kept versions. Out: the
records of earlier builds in the new file, and the build before, attached as ``previous``.
Separate because the history lies in the published file itself: it is published with it, in
one step, and where that file is damaged, the newest kept version that can be read is used.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from pipelines.warehouse.catalog import BUILD, CHECK_HISTORY, HISTORY_TABLES, Catalog, Relation
from pipelines.warehouse.publish import unfinished_path
from pipelines.warehouse.versions import kept_versions

PREVIOUS = "previous"
_NEWER = "newer"
_BUILDS_OF_CHECKS = 1_000
# What stands in a required column that a file of an earlier schema does not have.
_UNKNOWN = {"VARCHAR": "''", "BOOLEAN": "false", "TIMESTAMP": "timestamp '1970-01-01'"}


@dataclass(frozen=True, slots=True)
class Previous:
    """The build before, attached: its number, and its tables with the types of their columns.

    ``number`` is 0, and ``content`` and ``sql`` (checksums) are ``None``, in files of before
    builds were numbered.
    """

    file: str
    number: int
    content: str | None
    sql: str | None
    tables: Mapping[str, Mapping[str, str]]

    def shared_columns(self, table: Relation) -> tuple[str, ...]:
        """The columns of a table that both builds have, in today's order."""
        before = self.tables.get(table.name, {})
        return tuple(column.name for column in table.columns if column.name in before)


@contextmanager
def previous_build(
    connection: duckdb.DuckDBPyConnection, catalog: Catalog, target: Path
) -> Iterator[tuple[Previous | None, list[str]]]:
    """The build before, and what was wrong with the files that could not be used.

    It is the published file, or the newest kept version, whose records can be read; they are
    taken over. Records of newer versions than that, as after a restore, are taken over too.
    """
    notes: list[str] = []
    kept = kept_versions(target)
    with ExitStack() as attached:
        found = None
        for path in (target, *kept.values()):
            found = _attached_with_records(connection, catalog, path, target, attached, notes)
            if found is not None:
                break
        newest = max(kept, default=0)
        if found is not None and newest > found.number:
            with ExitStack() as newer:
                _attached_with_records(
                    connection, catalog, kept[newest], target, newer, notes, _NEWER
                )
        yield found, notes


def next_number(connection: duckdb.DuckDBPyConnection, target: Path) -> int:
    """A number that no build has had, whatever the clock says and whichever file is lost."""
    recorded = connection.execute(f"select coalesce(max(build_number), 0) from {BUILD}").fetchone()
    return 1 + max(recorded[0] if recorded else 0, *kept_versions(target), 0)


def copy_table(connection: duckdb.DuckDBPyConnection, previous: Previous, table: Relation) -> None:
    """Copy a table of the build before, as far as it had its columns."""
    columns = ", ".join(previous.shared_columns(table))
    connection.execute(
        f"insert into {table.name} by name select {columns} from {PREVIOUS}.{table.name} "
        "order by all"
    )


def in_transaction(connection: duckdb.DuckDBPyConnection, work: Callable[[], None]) -> None:
    """Do a piece of work whole or not at all."""
    connection.execute("begin transaction")
    try:
        work()
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def _attached_with_records(
    connection: duckdb.DuckDBPyConnection,
    catalog: Catalog,
    path: Path,
    target: Path,
    attached: ExitStack,
    notes: list[str],
    name: str = PREVIOUS,
) -> Previous | None:
    """Attach a file and take over its records; ``None``, and a note, if it cannot be read."""
    if not path.is_file():
        return None
    with ExitStack() as attempt:
        try:
            found = attempt.enter_context(_attached(connection, path, target, name))
            in_transaction(connection, partial(_carry_history, connection, catalog, found, name))
        except (duckdb.Error, OSError) as error:
            notes.append(f"records of earlier builds cannot be taken from {path}: {error}")
            return None
        attached.push(attempt.pop_all())
        return found


def _carry_history(
    connection: duckdb.DuckDBPyConnection, catalog: Catalog, previous: Previous, database: str
) -> None:
    """Copy the records of earlier builds, in the place of what was copied before.

    What a file of an earlier schema does not have is unknown; rows that no longer fit are left.
    """
    for name in HISTORY_TABLES:
        table, before = catalog.relations[name], previous.tables.get(name, {})
        if "build_number" not in before:
            continue
        connection.execute(f"delete from {name}")
        values = ", ".join(
            f"try_cast({one.name} as {one.data_type}) as {one.name}"
            if one.name in before
            else f"{'null' if one.is_nullable else _UNKNOWN.get(one.data_type, '0')} as {one.name}"
            for one in table.columns
        )
        fits = " and ".join(f"{one} is not null" for one in table.required)
        key = ", ".join(table.primary_key)
        once = f"qualify row_number() over (partition by {key}) = 1" if key else ""
        connection.execute(
            f"insert into {name} by name select * from "
            f"(select {values} from {database}.{name}) where {fits} {once} order by all"
        )
    connection.execute(
        f"delete from {CHECK_HISTORY} where build_number <= ?",
        [previous.number - _BUILDS_OF_CHECKS],
    )


@contextmanager
def _attached(
    connection: duckdb.DuckDBPyConnection, path: Path, target: Path, name: str
) -> Iterator[Previous]:
    """Attach a file read-only; of one that somebody has opened to write, a copy."""
    copy = Path(f"{unfinished_path(target)}.{name}")
    try:
        try:
            _attach(connection, path, name)
        except duckdb.Error as error:
            if "lock" not in str(error):
                raise
            shutil.copyfile(path, copy)
            _attach(connection, copy, name)
        try:
            yield _describe(connection, path, name)
        finally:
            connection.execute(f"detach {name}")
    finally:
        copy.unlink(missing_ok=True)


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    quoted = str(path).replace("'", "''")
    # A file of another kind must not make DuckDB look for an extension that reads it.
    connection.execute(f"attach '{quoted}' as {name} (type duckdb, read_only)")


def _describe(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> Previous:
    tables: dict[str, dict[str, str]] = {}
    for table, column, data_type in connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
        "semi join duckdb_tables() using (database_name, schema_name, table_name) "
        "where database_name = ? order by 1, column_index",
        [name],
    ).fetchall():
        tables.setdefault(table, {})[column] = data_type
    newest = None
    if {"build_number", "content_sha256", "sql_sha256"} <= set(tables.get(BUILD, ())):
        newest = connection.execute(
            "select try_cast(build_number as integer) as number, cast(content_sha256 as text), "
            f"cast(sql_sha256 as text) from {name}.{BUILD} where number is not null "
            "order by number desc limit 1"
        ).fetchone()
    number, content, sql = newest or (0, None, None)
    return Previous(path.name, number, content, sql, tables)
