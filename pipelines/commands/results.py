"""The result of a query as text: a table, CSV or JSON.

In: an open file, a query. Out: pieces of text. Separate because a result holds strangers' texts,
which must come out safe whichever form is asked for.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

from pipelines.terminal import on_lines

if TYPE_CHECKING:
    import duckdb

_SHOWN_ROWS = 200
_ROWS_AT_ONCE = 1000
_WIDTH_OF_A_FILE = 200


class ResultFormat(StrEnum):
    """How a result is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def result_text(
    connection: duckdb.DuckDBPyConnection, query: str, form: ResultFormat, is_terminal: bool
) -> Iterator[str]:
    """Write the result of a query in a form of text, some rows at a time, as they come."""
    if form is ResultFormat.TABLE:
        return _table(connection, query)
    if form is ResultFormat.CSV:
        return _csv(connection, query, is_terminal)
    return _json(connection, query)


def _table(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[str]:
    relation = connection.sql(query)
    if relation is not None:
        yield table_text(relation)


def table_text(relation: duckdb.DuckDBPyRelation) -> str:
    """Draw a table as wide as the terminal, of 200 rows at most."""
    with contextlib.redirect_stdout(io.StringIO()) as shown:
        relation.show(max_width=_terminal_width(), max_rows=_SHOWN_ROWS)
    # DuckDB shows most control characters as \e, but not those beyond ASCII.
    return on_lines(shown.getvalue())


def _csv(connection: duckdb.DuckDBPyConnection, query: str, is_terminal: bool) -> Iterator[str]:
    from pipelines.exports.csv_cells import csv_line

    # To a file or a pipe, a text goes as it is.
    made_safe = _for_terminal if is_terminal else str
    names, parts = _result(connection, query)
    if names:
        yield made_safe(csv_line(names))
    for rows in parts:
        yield "".join(made_safe(csv_line(row)) for row in rows)


def _json(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[str]:
    from pipelines.exports.json_text import different_names, json_object

    names, parts = _result(connection, query)
    names = different_names(names)
    before = "[\n"
    for rows in parts:
        yield before + ",\n".join(json_object(names, row) for row in rows)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _result(
    connection: duckdb.DuckDBPyConnection, query: str
) -> tuple[list[str], Iterator[list[tuple[object, ...]]]]:
    """Names of columns, and rows as they come; of a query that says nothing, none."""
    result = connection.execute(query)
    if not (result and result.description):
        return [], iter(())
    parts = iter(lambda: result.fetchmany(_ROWS_AT_ONCE), [])
    return [name for name, *_ in result.description], parts


def _for_terminal(line: str) -> str:
    return on_lines(line.removesuffix("\r\n")) + "\n"


def _terminal_width() -> int:
    with contextlib.suppress(OSError):
        return os.get_terminal_size().columns
    return _WIDTH_OF_A_FILE
