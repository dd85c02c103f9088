"""The published file, held open for a person, and opened anew when a build has replaced it.

In: its path. Out: a connection to what is published now. Separate because whoever has the old
file open keeps it as it was: after a build, an answer from it would be out of date.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from pipelines.warehouse.catalog import BUILD
from pipelines.warehouse.query import open_read_only


class NewestFile:
    """Opens the published file once for as long as it stays the same."""

    def __init__(self, database: Path, announce: Callable[[str], None]) -> None:
        self._database = database
        self._announce = announce
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._identity: tuple[int, ...] | None = None

    def connection(self) -> duckdb.DuckDBPyConnection:
        """The open file; one that was replaced is opened anew, and that is said.

        Raises:
            NoWarehouse: there is no published file any more.
        """
        identity = _identity(self._database)
        if self._connection is not None and identity == self._identity:
            return self._connection
        was_open = self._connection is not None
        # DuckDB would give the old file again while a handle of it is open.
        self.close()
        self._connection = open_read_only(self._database)
        self._identity = identity
        if was_open:
            self._announce(f"a build was published meanwhile; {self.label(self._connection)}")
        return self._connection

    def close(self) -> None:
        """Close it; the next query opens it anew."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def label(self, connection: duckdb.DuckDBPyConnection) -> str:
        """In one line: ``"nascar.duckdb, build 3 of 2026-11-24 20:13 UTC, 36 races"``."""
        try:
            found = connection.execute(
                f"select build_number, made_at, races from {BUILD} "
                "order by build_number desc limit 1"
            ).fetchall()
        except duckdb.CatalogException:
            found = []
        if not found:
            return self._database.name
        number, made_at, races = found[0]
        counted = f"{races:,} race{'' if races == 1 else 's'}"
        return f"{self._database.name}, build {number} of {made_at:%Y-%m-%d %H:%M} UTC, {counted}"


def _identity(database: Path) -> tuple[int, ...] | None:
    try:
        found = database.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size)
