"""The result of a query as text: a table, lines, CSV or JSON.

In: an open file, a query. Out: pieces of text. Separate because a result holds strangers' texts,
which must come out safe whichever form is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from pipelines.commands.box import table_text, terminal_width, whole_table_text
from pipelines.commands.lines import lines_text
from pipelines.commands.statements import (
    gives_rows,
    refuse_several_results,
    relation_of,
    statements,
)
from pipelines.terminal import on_lines

if TYPE_CHECKING:
    import duckdb

_ROWS_AT_ONCE = 1000


class ResultFormat(StrEnum):
    """How a result is written."""

    TABLE = "table"
    LINE = "line"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


# For people: one result after the other.
_SHOWN = (ResultFormat.TABLE, ResultFormat.LINE)


def result_text(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    form: ResultFormat,
    is_terminal: bool,
    is_file: bool = False,
) -> Iterator[str]:
    """Write the result of a query in a form of text, some rows at a time, as they come.

    Of several queries, a table and lines show every result.

    Raises:
        NotOneForm: the form cannot hold the result, or the results.
    """
    found = statements(connection, query)
    if form in _SHOWN:
        return _shown(connection, found, form, is_terminal, is_file)
    refuse_several_results(found, form)
    if form is ResultFormat.CSV:
        return _csv(connection, found, is_terminal)
    return _json(connection, found)


def _shown(
    connection: duckdb.DuckDBPyConnection,
    found: Sequence[duckdb.Statement],
    form: ResultFormat,
    is_terminal: bool,
    is_file: bool,
) -> Iterator[str]:
    width = terminal_width() if is_terminal else None
    between = ""
    for statement in found:
        if not gives_rows(statement):
            connection.execute(statement)
        elif form is ResultFormat.LINE:
            yield between
            yield from lines_text(*_result(connection, statement), width)
            between = "\n"
        elif (relation := relation_of(connection, statement)) is not None:
            if is_file:
                yield whole_table_text(relation)
            else:
                yield from table_text(relation, width)


def _csv(
    connection: duckdb.DuckDBPyConnection, found: Sequence[duckdb.Statement], is_terminal: bool
) -> Iterator[str]:
    from pipelines.exports.csv_cells import csv_line

    # To a file or a pipe, a text goes as it is.
    made_safe = _for_terminal if is_terminal else str
    for statement in found:
        names, parts = _result(connection, statement)
        if names:
            yield made_safe(csv_line(names))
        for rows in parts:
            yield "".join(made_safe(csv_line(row)) for row in rows)


def _json(
    connection: duckdb.DuckDBPyConnection, found: Sequence[duckdb.Statement]
) -> Iterator[str]:
    from pipelines.exports.json_text import different_names, json_object

    before = "[\n"
    for statement in found:
        names, parts = _result(connection, statement)
        names = different_names(names)
        for rows in parts:
            yield before + ",\n".join(json_object(names, row) for row in rows)
            before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _result(
    connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement
) -> tuple[list[str], Iterator[list[tuple[object, ...]]]]:
    """Names of columns, and rows as they come; of what is no query, none."""
    result = connection.execute(statement)
    if not (result and result.description and gives_rows(statement)):
        return [], iter(())
    parts = iter(lambda: result.fetchmany(_ROWS_AT_ONCE), [])
    return [name for name, *_ in result.description], parts


def _for_terminal(line: str) -> str:
    return on_lines(line.removesuffix("\r\n")) + "\n"
