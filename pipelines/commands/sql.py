"""``sql``: a query on the published file, as a table, CSV or JSON.

In: a query. Out: its result on standard output. Separate because it runs what a stranger may
have written, on what strangers have written: see ``pipelines/warehouse/query.py`` for what a
query can reach, and ``pipelines/exports`` for how its result is made safe.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.exits import fail, until_the_reader_stops
from pipelines.commands.options import WarehouseOption, folders
from pipelines.terminal import on_lines

if TYPE_CHECKING:
    import duckdb

_SHOWN_ROWS = 200
_ROWS_AT_ONCE = 1000


class ResultFormat(StrEnum):
    """How a result is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def sql(
    query: Annotated[str, typer.Argument(help="A query, such as 'from marts.race_summary'.")],
    result_format: Annotated[
        ResultFormat,
        typer.Option(
            "--format",
            help="A table of up to 200 rows; or every row as CSV, safe for spreadsheets, or JSON.",
        ),
    ] = ResultFormat.TABLE,
    warehouse: WarehouseOption = None,
) -> None:
    """Run a query on the published warehouse, read-only, and print the result.

    A query reads the published file and nothing else: no other file, no network, no extension.
    In CSV, a text that a spreadsheet would run as a formula has an apostrophe before it.
    """
    import duckdb

    from pipelines.warehouse.query import NoWarehouse, open_read_only

    if isinstance(sys.stdout, io.TextIOWrapper):
        # Data are UTF-8 wherever they go; a terminal of another encoding shows what it can.
        is_table = result_format is ResultFormat.TABLE
        sys.stdout.reconfigure(encoding=None if is_table else "utf-8", errors="replace")
    texts = {ResultFormat.TABLE: _table, ResultFormat.CSV: _csv, ResultFormat.JSON: _json}
    try:
        database = folders(None, warehouse).database
        with open_read_only(database) as connection, until_the_reader_stops():
            for text in texts[result_format](connection, query):
                sys.stdout.write(text)
    except UnicodeEncodeError as error:
        fail(f"the query is no UTF-8: {error}")
    except (duckdb.Error, NoWarehouse) as error:
        fail(str(error))


def _table(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[str]:
    relation = connection.sql(query)
    if relation is not None:
        with contextlib.redirect_stdout(io.StringIO()) as shown:
            relation.show(max_width=_terminal_width(), max_rows=_SHOWN_ROWS)
        # DuckDB shows most control characters as \e, but not those beyond ASCII.
        yield on_lines(shown.getvalue())


def _csv(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[str]:
    from pipelines.exports.csv_cells import csv_line

    # To a file or a pipe, a text goes as it is.
    made_safe = _for_terminal if sys.stdout.isatty() else str
    names, rows = _result(connection, query)
    if names:
        yield made_safe(csv_line(names))
    for row in rows:
        yield made_safe(csv_line(row))


def _json(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[str]:
    from pipelines.exports.json_text import different_names, json_object

    names, rows = _result(connection, query)
    names = different_names(names)
    separator = "["
    for row in rows:
        yield f"{separator}\n{json_object(names, row)}"
        separator = ","
    yield "[]\n" if separator == "[" else "\n]\n"


def _result(
    connection: duckdb.DuckDBPyConnection, query: str
) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    """Names of columns, and rows as they come; of a query that says nothing, none."""
    result = connection.execute(query)
    if not (result and result.description):
        return [], iter(())

    def rows() -> Iterator[tuple[object, ...]]:
        while some := result.fetchmany(_ROWS_AT_ONCE):
            yield from some

    return [name for name, *_ in result.description], rows()


def _for_terminal(line: str) -> str:
    return on_lines(line.removesuffix("\r\n")) + "\n"


def _terminal_width() -> int:
    with contextlib.suppress(OSError):
        return os.get_terminal_size().columns
    return 200
