"""``export``: the published warehouse as a folder of files that other programs read.

In: formats and schemas. Out: a folder, and where it is. Separate because it writes beside the
warehouse and never into it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.exits import described, fail
from pipelines.commands.json_output import JsonOption, print_json
from pipelines.commands.options import WarehouseOption, folders
from pipelines.commands.progress import article_progress
from pipelines.exports.formats import Format, Schema


def export(
    output: Annotated[
        Path | None,
        typer.Option(
            help="Folder in which the folder of the export is made.",
            show_default="warehouse/exports/",
        ),
    ] = None,
    formats: Annotated[
        list[Format] | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="parquet, csv, sqlite or json; may be given again.",
            show_default="all",
        ),
    ] = None,
    schemas: Annotated[
        list[Schema] | None,
        typer.Option(
            "--schema",
            metavar="SCHEMA",
            help="core, marts, staging or quality; may be given again.",
            show_default="all",
        ),
    ] = None,
    json: JsonOption = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Write the warehouse as Parquet, CSV, SQLite and JSON.

    Makes a folder with every table and view, datapackage.json, a data dictionary, checksums and
    a README that says what it is. Its name has the version of the schema and a digest: the same
    articles give the same folder, byte by byte, and one that is there already is left as it is.
    Old exports are never removed.

    With --json: `folder`, `version` (of the schema), `is_new`, `tables`, `files`, `bytes`.

    Exit status: 0 exported, or there already; 1 nothing was exported.

    Examples:
      nascar-warehouse export
      nascar-warehouse export --format parquet --schema core --schema marts
      nascar-warehouse export --output /mnt/shared
    """
    import sqlite3

    import duckdb
    from polars.exceptions import PolarsError

    from pipelines.exports.export import ExportError, export_warehouse
    from pipelines.exports.folder import DamagedFolder
    from pipelines.warehouse.catalog import load_catalog

    paths = folders(None, warehouse)
    target = (output or paths.exports).resolve()
    try:
        with article_progress("Exporting") as progress:
            done = export_warehouse(
                paths.database,
                load_catalog(paths.sql),
                paths.schema_changelog,
                target,
                formats or list(Format),
                schemas or list(Schema),
                progress,
            )
    except (ExportError, DamagedFolder, ValueError, OSError, duckdb.Error) as error:
        # ValueError: a file of sql/ cannot be used. NoWarehouse is an OSError.
        fail(described(error, target, "nothing was exported"))
    except (sqlite3.Error, PolarsError) as error:
        fail(f"nothing was exported, {target} could not be written: {error}")
    if json:
        print_json(
            {
                "folder": done.folder,
                "version": done.version,
                "is_new": done.is_new,
                "tables": done.tables,
                "files": done.files,
                "bytes": done.size,
            }
        )
        return
    what = f"{done.tables} tables and views, {done.files} files, {done.size / 1e6:,.1f} MB"
    state = "Exported" if done.is_new else "This export is there already, and was left as it is"
    typer.echo(f"{what}, schema {done.version}\n{state}: {done.folder}")
