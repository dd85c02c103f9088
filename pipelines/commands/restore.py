"""``restore``: put one of the last published files back in its place.

In: the number of a build. Out: the published file, replaced. Separate because it needs neither
raw/ nor Dagster: it works where a build cannot.
"""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.commands.exits import announce, fail
from pipelines.commands.options import WarehouseOption, folders


def restore(
    build: Annotated[
        int | None,
        typer.Argument(
            help="Number of the build to bring back.", show_default="the newest older one"
        ),
    ] = None,
    shows_list: Annotated[
        bool, typer.Option("--list", help="Only list the versions that are kept.")
    ] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Bring back a published file of before; the next build replaces it again.

    Exit status: 0 restored, or listed; 1 there is no such version, and nothing was changed.
    """
    from pipelines.lock import FolderBusy, build_lock
    from pipelines.warehouse.versions import (
        VersionError,
        kept_versions,
        published_number,
        restore_version,
    )

    database = folders(None, warehouse).database
    if shows_list:
        published = published_number(database)
        for number, path in kept_versions(database).items():
            mark = "  published" if number == published else ""
            typer.echo(f"{number:>6}  {path.stat().st_size / 1e6:>9.1f} MB  {path}{mark}")
        return
    try:
        with build_lock(database.parent, announce):
            number = restore_version(database, build)
    except (VersionError, FolderBusy, OSError) as error:
        fail(str(error))
    typer.echo(f"Restored build {number}: {database}")
