"""The result of a query as Parquet, with its types.

In: an open file, a query. Out: bytes of Parquet, written as the rows come. Separate because a
query can write no file itself, and because only this form needs Polars.
"""

from __future__ import annotations

import os
import re
from typing import IO, TYPE_CHECKING

from pipelines.commands.statements import (
    gives_rows,
    refuse_several_results,
    relation_of,
    statements,
)

if TYPE_CHECKING:
    import duckdb

# What Polars does not take, or takes without a part of it (the offset of a time).
_NO_PARQUET = re.compile(r"\b(INTERVAL|UNION|BIT|TIME WITH TIME ZONE|VARIANT|GEOMETRY)\b")
_SYSTEM_ERROR = re.compile(r"IO error: .*(?:os error |Errno )(\d+)")


class NotWritten(ValueError):
    """The result has no form in Parquet, or could not be written; the message says why."""


def write_parquet(connection: duckdb.DuckDBPyConnection, query: str, file: IO[bytes]) -> None:
    """Write the result of a query; memory is needed for some batches of rows, not for all.

    Raises:
        NotWritten: the query gives no rows, or a value that Parquet cannot hold.
        NotOneForm: several queries give rows.
    """
    relation = _result(connection, query)
    if relation is None:
        raise NotWritten("the query gives no rows, so there is nothing to write")
    # Of two columns of one name, the second is called name_1.
    relation = relation.project("*")
    for name, data_type in zip(relation.columns, relation.types, strict=True):
        if _NO_PARQUET.search(str(data_type)):
            raise NotWritten(
                f"the column {name} is of type {data_type}, which Parquet does not have; "
                f'write it as text: "{name}"::text'
            )
    import polars as pl

    try:
        pl.scan_arrow_c_stream(relation).sink_parquet(file)
    except pl.exceptions.PolarsError as error:
        reason = str(error)
        # What the system says of the file, Polars puts into a text.
        if found := _SYSTEM_ERROR.search(reason):
            number = int(found[1])
            raise OSError(number, os.strerror(number)) from error
        # An error of the query itself comes through both.
        raise NotWritten(reason.removeprefix("got external error: ")) from error


def _result(connection: duckdb.DuckDBPyConnection, query: str) -> duckdb.DuckDBPyRelation | None:
    """Run what is typed up to the one query in it."""
    found = statements(connection, query)
    refuse_several_results(found, "a Parquet file")
    for statement in found:
        if gives_rows(statement):
            return relation_of(connection, statement)
        connection.execute(statement)
    return None
