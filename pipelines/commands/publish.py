"""``publish``: the published warehouse in a folder or an object store, for readers elsewhere.

In: where to. Out: a version there, and ``latest.json`` that names it. Separate from a build, which
needs no network and is published on this machine first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.exits import announce, described, fail
from pipelines.commands.json_output import JsonOption, print_json
from pipelines.commands.options import WarehouseOption, folders
from pipelines.commands.progress import build_progress
from pipelines.paths import PUBLISH_VARIABLE

if TYPE_CHECKING:
    from pipelines.publication.publishing import Published


def publish(
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL",
            envvar=PUBLISH_VARIABLE,
            help="A folder, or a URL such as s3://bucket/prefix.",
            show_default=False,
        ),
    ],
    keep: Annotated[
        int, typer.Option(min=2, max=9999, help="How many versions stay there, the new one too.")
    ] = 3,
    json: JsonOption = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Upload the warehouse to an object store, for readers elsewhere.

    Uploads the DuckDB file, Parquet of every table and view, and their description under
    versions/, and checks what has arrived. Then latest.json is written, in one step: it says
    where each table lies. Whoever reads an older version is not disturbed. An upload that was
    broken off changes nothing for readers; publish again, and it goes on where it was. Users and
    passwords are those of the standard variables, such as AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY and AWS_ENDPOINT_URL.

    With --json: `url`, `version`, `build` (its number), `made_at` (UTC), `is_new`,
    `tables`, `files`, `bytes`; `sent` (how many files); `removed` (old versions).

    Exit status: 0 published, or there already; 1 nothing was published.

    Examples:
      nascar-warehouse publish s3://my-bucket/nascar
      nascar-warehouse publish s3://my-bucket/nascar --keep 10
      nascar-warehouse publish /mnt/shared/nascar
    """
    import duckdb
    from polars.exceptions import PolarsError

    from pipelines.exports.export import ExportError
    from pipelines.exports.folder import DamagedFolder
    from pipelines.locations import LocationError, location_of, text_of
    from pipelines.publication.publishing import PublicationError, publish_to
    from pipelines.warehouse.catalog import load_catalog

    paths = folders(None, warehouse)
    try:
        location = location_of(url)
        with build_progress("Looking at what is published"):
            done = publish_to(
                location, paths.database, load_catalog(paths.sql), paths.schema_changelog, keep
            )
    except (LocationError, PublicationError, ExportError, DamagedFolder) as error:
        fail(str(error))
    except (ValueError, OSError, duckdb.Error) as error:
        # ValueError: a file of sql/ cannot be used. NoWarehouse is an OSError.
        fail(described(error, paths.warehouse, "nothing was published"))
    except PolarsError as error:
        fail(f"nothing was published, the tables could not be exported: {error}")
    if json:
        print_json(_values(text_of(location), done))
        return
    if done.overtaken_by:
        announce(f"version {done.overtaken_by} was published meanwhile, it is newer and stays")
    _print(text_of(location), done)


def _values(url: str, done: Published) -> dict[str, object]:
    manifest = done.manifest
    return {
        "url": url,
        "version": manifest.version,
        "build": manifest.build,
        "made_at": manifest.made_at,
        "is_new": done.is_new,
        "tables": len(manifest.tables),
        "files": len(manifest.files),
        "bytes": sum(one.bytes for one in manifest.files),
        "sent": done.sent,
        "removed": list(done.removed),
    }


def _print(url: str, done: Published) -> None:
    manifest = done.manifest
    size = sum(one.bytes for one in manifest.files) / 1e6
    typer.echo(
        f"{len(manifest.tables)} tables and views, {len(manifest.files)} files, {size:,.1f} MB, "
        f"build {manifest.build}"
    )
    state = "Published" if done.is_new else "Published already"
    typer.echo(f"{state}: {url}/latest.json, version {manifest.version}")
    if done.removed:
        typer.echo(f"Removed: {', '.join(done.removed)}")
