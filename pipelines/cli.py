"""The command line: ``nascar-warehouse build``, ``add``, ``fetch``, ``status``, ``sql`` and so on.

In: arguments. Out: what people read, and an exit status that scripts read. Separate because
it only prints; imports are made where they are needed, so that ``sql`` starts at once.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.build import build
from pipelines.commands.diff import diff
from pipelines.commands.dump import import_dump
from pipelines.commands.options import folders
from pipelines.commands.restore import restore
from pipelines.commands.sql import sql
from pipelines.commands.status import status
from pipelines.commands.trace import trace
from pipelines.commands.wikipedia import add, fetch

app = typer.Typer(
    help="A warehouse of stock-car racing results, made of Wikipedia articles.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (build, add, fetch, import_dump, status, sql, trace, diff, restore):
    app.command()(command)


@app.command()
def dev(
    port: Annotated[int, typer.Option(help="Port of the UI.")] = 3000,
    host: Annotated[
        str, typer.Option(help="Address to listen on; it has no password.")
    ] = "127.0.0.1",
) -> None:
    """Start the Dagster UI with the runs that builds have recorded."""
    paths = folders(None, None)
    from pipelines.instance import prepare_dagster_home

    prepare_dagster_home(paths.dagster_home)
    workspace = Path(__file__).resolve().parent.parent / "workspace.yaml"
    # A script's background programs ignore it, and Dagster's own is stopped by nothing else.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    command = [sys.executable, "-m", "dagster", "dev", "-w", str(workspace)]
    os.execv(sys.executable, [*command, "-h", host, "-p", str(port)])


def main() -> None:
    """Run the command line."""
    app(prog_name="nascar-warehouse")
