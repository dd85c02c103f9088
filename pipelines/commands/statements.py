"""The statements of what somebody has typed, since each of several may have a result.

In: a text. Out: statements, in order. Separate because a text of several has several results, of
which a table shows each, and a file of CSV, JSON or Parquet can hold one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# What answers with the number of rows that it has changed, which nobody asked for.
_CHANGING = ("CREATE", "INSERT", "UPDATE", "DELETE")


class NotOneForm(ValueError):
    """The result cannot be written in the form asked for; the message says what can be done."""


def statements(connection: duckdb.DuckDBPyConnection, text: str) -> list[duckdb.Statement]:
    """The statements of a text; none where it is blank, or comments only.

    Raises:
        UnicodeEncodeError: it is no UTF-8.
        duckdb.ParserException: it is no SQL.
    """
    # DuckDB would say this in its own way, which differs.
    text.encode()
    return list(connection.extract_statements(text))


def gives_rows(statement: duckdb.Statement) -> bool:
    """Whether it is a query."""
    kinds = [one.name for one in statement.expected_result_type]
    return "QUERY_RESULT" in kinds and statement.type.name not in _CHANGING


def relation_of(
    connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement
) -> duckdb.DuckDBPyRelation | None:
    """The result of a statement, to be shown or read."""
    text = statement.query
    ends = [place for place, mark in enumerate(text) if mark == ";"]
    # DuckDB 2 puts the text into a larger query, which a comment behind a semicolon breaks.
    end = next((one for one in ends if _says_nothing(connection, text[one:])), None)
    return connection.sql(statement if end is None else text[:end])


def _says_nothing(connection: duckdb.DuckDBPyConnection, text: str) -> bool:
    import duckdb

    try:
        return not connection.extract_statements(text)
    except duckdb.Error:
        # A semicolon inside of a text or a comment.
        return False


def refuse_several_results(found: Sequence[duckdb.Statement], form: str) -> None:
    """End where a file of this form would have to hold the results of several queries.

    Raises:
        NotOneForm: there are several.
    """
    count = sum(map(gives_rows, found))
    if count > 1:
        raise NotOneForm(
            f"{count} queries give {count} results, and {form} holds one; give one query"
        )
