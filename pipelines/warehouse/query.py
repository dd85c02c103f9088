"""Open the published file to read, so that no query can reach anything else.

In: its path. Out: a connection that reads this file and nothing but it. Separate because a
reader must never be able to write to the published file, and should hear in plain words if
there is none. Whatever reads for a person goes through here.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

_MOST_MEMORY = 4 * 1024**3
# What DuckDB takes when it opens a file only, or what is better in force from the first moment.
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_unsigned_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
    "python_scan_all_frames": False,
    # What does not fit into memory would be written to a folder beside the published file.
    "temp_directory": "",
}
_LAST_STATEMENTS = (
    # Without external access, `copy ... to` may still write over the file that is open, read-only
    # or not, and over its WAL (DuckDB 1.5 and 2.0). What is open is read without a file system.
    "set disabled_filesystems = 'LocalFileSystem'",
    "set lock_configuration = true",
)


# A name without a schema is looked for there, as by every command that takes one.
_SCHEMAS = ("marts", "core", "quality", "staging", "intermediate")


class NoWarehouse(FileNotFoundError):
    """There is no published file yet."""


def open_read_only(database: Path) -> duckdb.DuckDBPyConnection:
    """Open the published warehouse read-only: no other file, no extension, no network.

    DuckDB keeps one set of settings for all handles that a process has of a file: one that was
    opened in another way must be closed before.

    Raises:
        NoWarehouse: nothing has been published at this path.
    """
    if not database.exists():
        raise NoWarehouse(f"there is no warehouse at {database}; run 'nascar-warehouse build'")
    settings = _SETTINGS | {"memory_limit": f"{_memory_limit() // 1024**2}MiB"}
    connection = duckdb.connect(str(database), read_only=True, config=settings)
    # The one setting that each handle has of its own.
    connection.execute(f"set search_path = '{_search_path(connection)}'")
    if not _is_locked(connection):
        for statement in _LAST_STATEMENTS:
            connection.execute(statement)
    return connection


def _search_path(connection: duckdb.DuckDBPyConnection) -> str:
    """Those schemas that the file has: DuckDB refuses a path with others."""
    found = connection.execute(
        "select schema_name from duckdb_schemas() where database_name = current_database()"
    ).fetchall()
    return ",".join(schema for schema in _SCHEMAS if (schema,) in found)


def _is_locked(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether another handle of this process has locked the settings already."""
    return connection.execute("select current_setting('lock_configuration')").fetchall() == [
        (True,)
    ]


def _memory_limit() -> int:
    """Half of the machine's memory in bytes, and 4 GiB at most: a query leaves room for others."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(machine // 2, _MOST_MEMORY)
