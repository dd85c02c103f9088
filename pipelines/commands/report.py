"""``report``: the warehouse as a site of pages and charts.

In: the published file. Out: a folder to open in a browser. Separate because it only asks for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.exits import fail
from pipelines.commands.json_output import JsonOption, print_json
from pipelines.commands.options import WarehouseOption, folders
from pipelines.commands.progress import article_progress


def report(
    output: Annotated[
        Path | None,
        typer.Option(
            help="Folder to write; a report in it is replaced.", show_default="warehouse/report/"
        ),
    ] = None,
    json: JsonOption = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Write pages and charts of every race, driver, team, manufacturer and season.

    The pages need no server and no network: open index.html, or put the folder on any web server.

    Exit status: 0 written; 1 not written, an earlier report is as it was.

    Examples:
      nascar-warehouse report
      nascar-warehouse report --output site
    """
    import duckdb

    from pipelines.report.site import write_report
    from pipelines.report.writing import ReportError
    from pipelines.warehouse.query import NoWarehouse

    paths = folders(None, warehouse)
    folder = (output or paths.warehouse / "report").resolve()
    try:
        with article_progress("writing pages") as update:
            summary = write_report(paths.database, folder, update)
    except duckdb.CatalogException as error:
        fail(f"the warehouse was made by another version; run 'nascar-warehouse build' ({error})")
    except (duckdb.Error, NoWarehouse, ReportError, OSError) as error:
        fail(f"no report was written: {error}")
    if json:
        print_json({"folder": summary.folder, "pages": summary.pages, "races": summary.races})
        return
    races = "1 race" if summary.races == 1 else f"{summary.races} races"
    typer.echo(f"{summary.pages} pages of {races}: {summary.folder / 'index.html'}")
