"""Open the published file to read.

In: its path. Out: a read-only connection. Separate because a reader must never be able to
write to the published file, and should hear in plain words if there is none.
"""

from __future__ import annotations

from pathlib import Path

import duckdb


class NoWarehouse(FileNotFoundError):
    """There is no published file yet."""


def open_read_only(database: Path) -> duckdb.DuckDBPyConnection:
    """Open the published warehouse read-only, without access to other files.

    Raises:
        NoWarehouse: nothing has been published at this path.
    """
    if not database.exists():
        raise NoWarehouse(f"there is no warehouse at {database}; run 'nascar-warehouse build'")
    connection = duckdb.connect(str(database), read_only=True)
    connection.execute("set enable_external_access = false; set lock_configuration = true")
    return connection
