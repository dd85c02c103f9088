"""``restore``: put one of the last published files back in its place.

In: the number of a build. Out: the published file, replaced. Separate because it needs neither
raw/ nor Dagster: it works where a build cannot.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.commands.completion import complete_version
from pipelines.commands.exits import announce, fail, until_the_reader_stops
from pipelines.commands.json_output import JsonOption, print_json
from pipelines.commands.options import WarehouseOption, folders


def restore(
    build: Annotated[
        int | None,
        typer.Argument(
            help="Number of the build to bring back.",
            show_default="the newest older one",
            autocompletion=complete_version,
        ),
    ] = None,
    shows_list: Annotated[
        bool, typer.Option("--list", help="Only list the versions that are kept.")
    ] = False,
    json: JsonOption = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Bring back a published file of before.

    The next build replaces it again.

    With --json: `restored` (the number of the build; null for --list) and `database`; for
    --list, `versions`, a list of objects with `build`, `path`, `bytes` and `is_published`,
    newest first.

    Exit status: 0 restored, or listed; 1 there is no such version, and nothing was changed.

    Examples:
      nascar-warehouse restore --list
      nascar-warehouse restore
      nascar-warehouse restore 12
    """
    from pipelines.lock import FolderBusy, build_lock
    from pipelines.warehouse.versions import (
        VersionError,
        restore_version,
    )

    database = folders(None, warehouse).database
    if shows_list:
        with until_the_reader_stops():
            _print_versions(database, json)
        return
    try:
        with build_lock(database.parent, announce):
            number = restore_version(database, build)
    except (VersionError, FolderBusy, OSError) as error:
        fail(str(error))
    if json:
        print_json({"restored": number, "database": str(database)})
    else:
        typer.echo(f"Restored build {number}: {database}")


def _print_versions(database: Path, json: bool) -> None:
    from pipelines.warehouse.versions import kept_versions, published_number

    published = published_number(database)
    kept: list[dict[str, Any]] = [
        {
            "build": number,
            "path": str(path),
            "bytes": path.stat().st_size,
            "is_published": number == published,
        }
        for number, path in kept_versions(database).items()
    ]
    if json:
        print_json({"restored": None, "database": str(database), "versions": kept})
        return
    for one in kept:
        mark = "  published" if one["is_published"] else ""
        typer.echo(f"{one['build']:>6}  {one['bytes'] / 1e6:>9.1f} MB  {one['path']}{mark}")
    if not kept:
        announce(f"no version is kept beside {database}; a build keeps the last ones")
