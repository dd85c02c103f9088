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
    --list, `versions`, a list of objects with `build`, `made_at` (UTC), `races`, `documents`
    (null where the file cannot tell), `path`, `bytes` and `is_published`, newest first.

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
    from pipelines.warehouse.versions import (
        contents_of,
        kept_folder,
        kept_versions,
        published_number,
    )

    published = published_number(database)
    kept: list[dict[str, Any]] = [
        {
            "build": number,
            **dict(zip(("made_at", "races", "documents"), contents_of(path, number), strict=True)),
            "path": str(path),
            "bytes": path.stat().st_size,
            "is_published": number == published,
        }
        for number, path in kept_versions(database).items()
    ]
    if json:
        print_json({"restored": None, "database": str(database), "versions": kept})
        return
    if not kept:
        announce(f"no version is kept beside {database}; a build keeps the last ones")
        return
    typer.echo(f"{'build':>6}  {'made at (UTC)':<19}  {'races':>7}  {'documents':>9}  {'size':>9}")
    for one in kept:
        mark = "  published" if one["is_published"] else ""
        typer.echo(
            f"{one['build']:>6}  {_known(one['made_at'], '%Y-%m-%d %H:%M:%S'):<19}  "
            f"{_known(one['races'], ','):>7}  {_known(one['documents'], ','):>9}  "
            f"{one['bytes'] / 1e6:>6.1f} MB{mark}"
        )
    typer.echo(f"They are in {kept_folder(database)}")


def _known(value: object, form: str) -> str:
    return "?" if value is None else format(value, form)
