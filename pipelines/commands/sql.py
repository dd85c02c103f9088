"""``sql``: a query on the published file, in a form for people or programs, or a prompt for many.

In: a query. Out: its result, on standard output or in a file. Separate because it runs what a
stranger may have written, on what strangers have written: see ``pipelines/warehouse/query.py``
for what a query can reach, and ``pipelines/exports`` for how its result is made safe.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from pipelines.commands.exits import fail, until_the_reader_stops
from pipelines.commands.interrupting import ending_at_once, interruptible
from pipelines.commands.options import WarehouseOption, folders
from pipelines.commands.results import ResultFormat, result_text
from pipelines.commands.statements import NotOneForm, statements
from pipelines.terminal import on_one_line

if TYPE_CHECKING:
    import duckdb

_SUFFIXES = {
    ".csv": ResultFormat.CSV,
    ".json": ResultFormat.JSON,
    ".parquet": ResultFormat.PARQUET,
}


def sql(
    query: Annotated[
        str | None,
        typer.Argument(
            help="A query, such as 'from standings limit 5'; - reads it from standard input.",
            show_default="a prompt, or standard input",
        ),
    ] = None,
    result_format: Annotated[
        ResultFormat | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORM",
            help="table (up to 200 rows), or with every row: line (one column to a line), csv "
            "(safe in spreadsheets), json or parquet.",
            show_default="by the name of the output, or table",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write to this file.", show_default="standard output"),
    ] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Run a query on the published warehouse, or start a prompt.

    A query reads the published file and nothing else: no other file, no network, no extension.
    Without a query, on a terminal, a prompt opens, with history and completion (.help tells
    more); else the query is read from standard input.

    A table as wide as a terminal may leave columns out: -f line has one column to a line, and
    cuts nothing. Few rows that do not fit are shown so by themselves. Piped, a table has every
    column; in a file, every row, too. Of several queries, a table and lines show each result.

    In CSV, a text that a spreadsheet would run as a formula has an apostrophe before it. A file
    named by --output is there when all is written, or not at all.

    Exit status: 0 done; 1 the query is wrong, or its result cannot be written; 2 there is none.

    Examples:
      nascar-warehouse sql
      nascar-warehouse sql "from standings limit 5"
      nascar-warehouse sql -f line "from quality.unrecognised"
      nascar-warehouse sql "from marts.race_results" -o results.parquet
      nascar-warehouse sql -f json < query.sql | jq length
    """
    # Where that is redirected to a file, it is a name of the file, which is not to be replaced.
    output = None if output in (Path("-"), Path("/dev/stdout")) else output
    form = result_format or _form_of(output)
    if query is None and sys.stdin.isatty():
        _start_prompt(form, output, warehouse)
        return
    if form is ResultFormat.PARQUET and output is None and sys.stdout.isatty():
        raise typer.BadParameter(
            "Parquet is nothing for a terminal; name a file with --output, or pipe it"
        )
    database = folders(None, warehouse).database
    text = _standard_input() if query is None or query == "-" else query
    _run(database, text, form, output)


def _form_of(output: Path | None) -> ResultFormat:
    if output is None:
        return ResultFormat.TABLE
    form = _SUFFIXES.get(output.suffix.lower())
    if form is None:
        known = ", ".join(_SUFFIXES)
        raise typer.BadParameter(
            f"the name of '{on_one_line(output.name)}' does not say what to write: "
            f"end it in one of {known}, or say --format"
        )
    return form


def _standard_input() -> str:
    try:
        text = sys.stdin.read()
    except UnicodeDecodeError as error:
        fail(f"the query is no UTF-8: {error}")
    if not text.strip():
        raise typer.BadParameter("standard input is empty; give a query")
    return text


def _start_prompt(form: ResultFormat, output: Path | None, warehouse: Path | None) -> None:
    if output is not None or form is ResultFormat.PARQUET or not sys.stdout.isatty():
        raise typer.BadParameter("give a query; a prompt writes to the terminal only")
    from pipelines.commands.prompt import start_prompt

    start_prompt(folders(None, warehouse).database, form)


def _run(database: Path, query: str, form: ResultFormat, output: Path | None) -> None:
    import duckdb

    from pipelines.commands.parquet import NotWritten
    from pipelines.commands.reading import unreadable
    from pipelines.warehouse.query import NoWarehouse, open_read_only

    try:
        with open_read_only(database) as connection:
            if not statements(connection, query):
                raise typer.BadParameter("there is no query in it", param_hint="QUERY")
            if output is None:
                with ending_at_once(), until_the_reader_stops():
                    _print(connection, query, form)
            else:
                from pipelines.commands.destination import new_file

                with new_file(output) as file:
                    interruptible(connection, lambda: _write(connection, query, form, file))
    except UnicodeEncodeError as error:
        fail(f"the query is no UTF-8: {error}")
    except (NotWritten, NotOneForm, NoWarehouse) as error:
        fail(str(error))
    except duckdb.Error as error:
        fail(unreadable(database, error))


def _print(connection: duckdb.DuckDBPyConnection, query: str, form: ResultFormat) -> None:
    if form is ResultFormat.PARQUET:
        _write(connection, query, form, sys.stdout.buffer)
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Data are UTF-8 wherever they go; a terminal of another encoding shows what it can.
        is_shown = form in (ResultFormat.TABLE, ResultFormat.LINE)
        sys.stdout.reconfigure(encoding=None if is_shown else "utf-8", errors="replace")
    for text in result_text(connection, query, form, sys.stdout.isatty()):
        sys.stdout.write(text)


def _write(
    connection: duckdb.DuckDBPyConnection, query: str, form: ResultFormat, file: IO[bytes]
) -> None:
    if form is ResultFormat.PARQUET:
        from pipelines.commands.parquet import write_parquet

        write_parquet(connection, query, file)
        return
    for text in result_text(connection, query, form, is_terminal=False, is_file=True):
        file.write(text.encode("utf-8", "replace"))
