"""What goes on from build to build: their numbers, and the records of earlier ones.

In: an open connection to the new file, the published file and the kept versions. Out: the
build before, attached to the connection as ``previous`` for as long as it is compared.
Separate because the history lies in the published file itself: it is published with it, in
one step, and where that file is damaged, the newest kept version that can be read is used.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from pipelines.warehouse.catalog import BUILD, CHECK_HISTORY, HISTORY_TABLES
from pipelines.warehouse.publish import unfinished_path
from pipelines.warehouse.versions import kept_versions

PREVIOUS = "previous"
_BUILDS_OF_CHECKS = 1_000


@dataclass(frozen=True, slots=True)
class Previous:
    """The build before, attached as ``previous``: its number, and its tables with their columns.

    ``content`` and ``sql`` are checksums, ``None`` in files of before there were any.
    """

    file: str
    number: int
    content: str | None
    sql: str | None
    tables: Mapping[str, tuple[str, ...]]

    def shared_columns(self, connection: duckdb.DuckDBPyConnection, name: str) -> tuple[str, ...]:
        """The columns of a table that both builds have, in today's order."""
        described = connection.execute(f"describe {name}").fetchall()
        return tuple(row[0] for row in described if row[0] in self.tables.get(name, ()))


def with_previous(
    connection: duckdb.DuckDBPyConnection,
    target: Path,
    record: Callable[[Previous | None], None],
) -> tuple[str, ...]:
    """Call ``record`` in one transaction, with the newest build before that can be read.

    A file that turns out to be damaged while it is read is left, and what was recorded from
    it taken back. Returns what was wrong with the files that could not be used.
    """
    problems: list[str] = []
    for path in (target, *kept_versions(target).values()):
        if not path.is_file():
            continue
        try:
            with _attached(connection, path, target) as previous:
                _in_transaction(connection, partial(record, previous))
        except (duckdb.Error, OSError) as error:
            problems.append(f"records of earlier builds cannot be taken from {path}: {error}")
        else:
            return tuple(problems)
    _in_transaction(connection, partial(record, None))
    return tuple(problems)


def next_number(target: Path, previous: Previous | None) -> int:
    """A number that no build has had, whatever the clock says and whichever file is lost."""
    return 1 + max((previous.number if previous else 0, *kept_versions(target)), default=0)


def carry_history(connection: duckdb.DuckDBPyConnection, previous: Previous) -> None:
    """Copy the records of earlier builds; checks of the last 1,000 builds."""
    for name in HISTORY_TABLES:
        copy_table(connection, previous, name)
    connection.execute(
        f"delete from {CHECK_HISTORY} where build_number <= ?",
        [previous.number - _BUILDS_OF_CHECKS],
    )


def copy_table(connection: duckdb.DuckDBPyConnection, previous: Previous, name: str) -> None:
    """Copy a table of the build before, as far as it had its columns."""
    columns = ", ".join(previous.shared_columns(connection, name))
    if columns:
        connection.execute(
            f"insert into {name} by name select {columns} from {PREVIOUS}.{name} order by all"
        )


def _in_transaction(connection: duckdb.DuckDBPyConnection, work: Callable[[], None]) -> None:
    connection.execute("begin transaction")
    try:
        work()
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


@contextmanager
def _attached(
    connection: duckdb.DuckDBPyConnection, path: Path, target: Path
) -> Iterator[Previous]:
    """Attach a file read-only; of one that somebody has opened to write, a copy."""
    copy = Path(f"{unfinished_path(target)}.previous")
    try:
        try:
            _attach(connection, path)
        except duckdb.Error as error:
            if "lock" not in str(error):
                raise
            shutil.copyfile(path, copy)
            _attach(connection, copy)
        try:
            yield _describe(connection, path)
        finally:
            connection.execute(f"detach {PREVIOUS}")
    finally:
        copy.unlink(missing_ok=True)


def _attach(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    quoted = str(path).replace("'", "''")
    connection.execute(f"attach '{quoted}' as {PREVIOUS} (read_only)")


def _describe(connection: duckdb.DuckDBPyConnection, path: Path) -> Previous:
    tables: dict[str, tuple[str, ...]] = {}
    for name, column in connection.execute(
        "select schema_name || '.' || table_name, column_name from duckdb_columns() "
        "semi join duckdb_tables() using (database_name, schema_name, table_name) "
        "where database_name = ? order by 1, column_index",
        [PREVIOUS],
    ).fetchall():
        tables[name] = (*tables.get(name, ()), column)
    newest = None
    if BUILD in tables:
        newest = connection.execute(
            f"select build_number, content_sha256, sql_sha256 from {PREVIOUS}.{BUILD} "
            "order by build_number desc limit 1"
        ).fetchone()
    number, content, sql = newest or (0, None, None)
    return Previous(path.name, number, content, sql, tables)
