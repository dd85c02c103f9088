"""Open the published file for a command that only reads it.

In: the ``--warehouse`` option. Out: an open connection; whatever keeps it from being read ends
the command with a message. Separate because all that read it fail in the same few ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.commands.exits import fail, until_the_reader_stops
from pipelines.commands.interrupting import ending_at_once
from pipelines.commands.options import folders

if TYPE_CHECKING:
    import duckdb


@contextmanager
def published_file(warehouse: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, open; print inside."""
    import duckdb

    from pipelines.warehouse.query import NoWarehouse, open_read_only

    database = folders(None, warehouse).database
    try:
        with (
            open_read_only(database) as connection,
            ending_at_once(),
            until_the_reader_stops(),
        ):
            yield connection
    except NoWarehouse as error:
        fail(str(error))
    except duckdb.CatalogException as error:
        # Only our own queries come here: the file is older or newer than this program.
        fail(f"{database} was made by another version, run 'nascar-warehouse build': {error}")
    except duckdb.Error as error:
        fail(unreadable(database, error))


def unreadable(database: Path, error: Exception) -> str:
    """Why a published file cannot be read, in plain words where they are known."""
    if database.is_dir():
        return f"{database} is a folder; move it away, the warehouse is a file"
    return str(error)
