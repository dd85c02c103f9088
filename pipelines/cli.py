"""The command line: ``nascar-warehouse build``, ``sql``, ``dev``.

In: arguments. Out: what people read, and an exit status that scripts read. Separate because
it only prints; imports are made where they are needed, so that ``sql`` starts at once.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from enum import IntEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from pipelines.paths import FOLDER_VARIABLE, RAW_VARIABLE, Paths


class Exit(IntEnum):
    """Exit statuses. 2 is a wrong use of the command line itself."""

    PUBLISHED = 0
    FAILED = 1
    PUBLISHED_WITH_REJECTIONS = 3


app = typer.Typer(
    help="A warehouse of stock-car racing results, made of Wikipedia articles.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

RawOption = Annotated[
    Path | None, typer.Option("--raw", help="Folder of raw documents.", show_default="raw/")
]
WarehouseOption = Annotated[
    Path | None,
    typer.Option("--warehouse", help="Folder of the warehouse.", show_default="warehouse/"),
]


@app.command()
def build(raw: RawOption = None, warehouse: WarehouseOption = None) -> None:
    """Build the warehouse from raw/ and publish it, recorded as a Dagster run.

    Exit status: 0 published; 1 nothing published, the file is as it was; 3 published, but
    part of the input was rejected or not recognised (it is listed).
    """
    paths = _paths(raw, warehouse)
    # Importing Dagster makes a million objects that all stay: collecting among them, now or
    # at exit, finds nothing. DuckDB is imported later, since it frees its objects at exit.
    gc.disable()
    from pipelines.building import open_instance, run_build

    instance = open_instance(paths)
    gc.freeze()
    try:
        outcome = run_build(instance)
    except ValueError as error:
        # A file of vocabulary/ or sql/ cannot be used; the message names it.
        _fail(str(error))
    if outcome.failure:
        _fail(outcome.failure)
    from pipelines.summary import all_is_understood, print_summary

    is_clean = all_is_understood(paths.database)
    try:
        print_summary(paths.database)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has seen enough; the warehouse is published all the same.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    _leave(Exit.PUBLISHED if is_clean else Exit.PUBLISHED_WITH_REJECTIONS)


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="A query, such as 'from marts.race_summary'.")],
    warehouse: WarehouseOption = None,
) -> None:
    """Run a query on the published warehouse, read-only, and print the result."""
    import duckdb

    from pipelines.warehouse.query import NoWarehouse, open_read_only

    try:
        with open_read_only(_paths(None, warehouse).database) as connection:
            relation = connection.sql(query)
            if relation is not None:
                relation.show(max_width=_terminal_width(), max_rows=200)
    except (duckdb.Error, NoWarehouse) as error:
        _fail(str(error))


@app.command()
def dev(
    port: Annotated[int, typer.Option(help="Port of the UI.")] = 3000,
    host: Annotated[
        str, typer.Option(help="Address to listen on; it has no password.")
    ] = "127.0.0.1",
) -> None:
    """Start the Dagster UI with the runs that builds have recorded."""
    paths = _paths(None, None)
    from pipelines.instance import prepare_dagster_home

    prepare_dagster_home(paths.dagster_home)
    workspace = Path(__file__).resolve().parent.parent / "workspace.yaml"
    command = [sys.executable, "-m", "dagster", "dev", "-w", str(workspace)]
    os.execv(sys.executable, [*command, "-h", host, "-p", str(port)])


def _paths(raw: Path | None, warehouse: Path | None) -> Paths:
    """The folders; an option counts for this process and those that it starts."""
    for variable, value in ((RAW_VARIABLE, raw), (FOLDER_VARIABLE, warehouse)):
        if value is not None:
            os.environ[variable] = str(value.resolve())
    return Paths.from_environment()


def _leave(status: Exit) -> NoReturn:
    """End the process at once; all files are closed, and the run is recorded.

    Python would take down the million objects of Dagster first: 0.12-0.18 s of about 3.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _terminal_width() -> int:
    with contextlib.suppress(OSError):
        return os.get_terminal_size().columns
    return 200


def _fail(message: str) -> NoReturn:
    typer.echo(f"nascar-warehouse: {message}", err=True)
    raise typer.Exit(Exit.FAILED)


def main() -> None:
    """Run the command line."""
    app(prog_name="nascar-warehouse")
