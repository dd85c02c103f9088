"""The command line: ``nascar-warehouse build``, ``add``, ``fetch``, ``status``, ``sql`` and so on.

In: arguments. Out: what people read, and an exit status that scripts read. Separate because
it only prints; imports are made where they are needed, so that ``sql`` starts at once.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipelines.commands.build import build
from pipelines.commands.check import check
from pipelines.commands.describe import describe
from pipelines.commands.dev import dev
from pipelines.commands.diff import diff
from pipelines.commands.dump import import_dump
from pipelines.commands.exits import Exit, announce, discard_output
from pipelines.commands.export import export
from pipelines.commands.help import Command, Group, help_texts
from pipelines.commands.publish import publish
from pipelines.commands.report import report
from pipelines.commands.restore import restore
from pipelines.commands.sql import sql
from pipelines.commands.status import status
from pipelines.commands.tables import tables
from pipelines.commands.trace import trace
from pipelines.commands.wikipedia import add, fetch

# In the order in which the help shows them.
PANELS = {
    "Query": (sql, tables, describe, check, trace, diff),
    "Fetch and build": (add, fetch, import_dump, build, status),
    "Pass on": (export, report, publish),
    "Look after": (restore, dev),
}

app = typer.Typer(cls=Group, no_args_is_help=True, pretty_exceptions_enable=False)
for panel, commands in PANELS.items():
    for command in commands:
        app.command(cls=Command, rich_help_panel=panel, **help_texts(command))(command)


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version

        typer.echo(f"nascar-warehouse {version('nascar-warehouse')}")
        raise typer.Exit


def nascar_warehouse(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """A warehouse of stock-car racing results, made of Wikipedia articles.

    Examples:
      nascar-warehouse build
      nascar-warehouse sql "select driver_name, points from race_results"
      nascar-warehouse COMMAND --help

    Exit status:
      0    done
      1    failed, with a message; the published file is as it was
      2    the command line was wrong
      3    done, but something was not understood, not found, or breaks a rule
      130  stopped by Ctrl-C
    """


app.callback(**help_texts(nascar_warehouse))(nascar_warehouse)


def main() -> None:
    """Run the command line."""
    try:
        app(prog_name="nascar-warehouse")
    except OSError as error:
        # A full disk behind standard output, a folder that may not be written.
        announce(f"{error.filename or 'the output'}: {error.strerror or error}")
        discard_output()
        sys.exit(Exit.FAILED)
