"""The staged files of a table, on this machine, for as long as they are loaded.

In: a table, where the staged files lie. Out: paths. Separate because of object stores: DuckDB
would ask three times for each file, and for one after the other. To fetch those of a table
together, and read them then, takes an eighth of the time, and leaves nothing to be lost in the
middle of a query.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from pipelines.locations import Location, fetch_files
from pipelines.staged import StagedDataError, StagedSeason, is_named_by
from pipelines.warehouse.catalog import Relation


@contextmanager
def local_files(
    connection: duckdb.DuckDBPyConnection,
    table: Relation,
    staged: Location,
    seasons: Sequence[StagedSeason],
) -> Iterator[list[str]]:
    """The files of a table that these seasons have rows of.

    Raises:
        FileNotFoundError: one is gone.
        LocationError: the object store cannot be reached.
        StagedDataError: one does not hold what was written.
    """
    names = [season.path(table.name) for season in seasons]
    if isinstance(staged, Path):
        files = [staged / name for name in names]
        _hold_to_their_names(names, files)
        yield [str(file) for file in files]
        return
    with _temporary_folder(connection) as folder:
        # A folder of a season stands in its files' names: DuckDB names them in its errors.
        files = [Path(folder, f"{season.folder}.parquet") for season in seasons]
        fetch_files(
            staged, {name: file.name for name, file in zip(names, files, strict=True)}, Path(folder)
        )
        _hold_to_their_names(names, files)
        yield [str(file) for file in files]


def _hold_to_their_names(names: Sequence[str], files: Sequence[Path]) -> None:
    """A bit that a disk or a network has turned may be another value to whoever reads it."""
    for name, file in zip(names, files, strict=True):
        with file.open("rb") as opened:
            if not is_named_by(name, hashlib.file_digest(opened, "sha256").hexdigest()):
                raise StagedDataError(f"{name} is damaged")


def _temporary_folder(connection: duckdb.DuckDBPyConnection) -> TemporaryDirectory[str]:
    """A folder beside the file that is built, where the next build removes what is left behind."""
    found = connection.execute(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchone()
    if found is None or not found[0]:
        return TemporaryDirectory()
    built = Path(found[0])
    return TemporaryDirectory(prefix=f"{built.name}.", dir=built.parent)
