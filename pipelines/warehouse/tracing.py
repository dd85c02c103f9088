"""Where a value comes from: its row, the row of the article behind it, or the columns below it.

In: the published file, a column and some identifiers. Out: a ``Trace``. Separate because it only
asks what the file itself holds: the dictionary, the lineage, and the verbatim rows that every
fact leads back to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

import duckdb

from pipelines.warehouse.catalog import COLUMN_LINEAGE, DATA_DICTIONARY
from pipelines.warehouse.matching_rows import (
    columns_below,
    columns_of,
    find_rows,
)
from pipelines.warehouse.origins import find_origin
from pipelines.warehouse.rows_below import RowsBelow, rows_below
from pipelines.warehouse.shared_identifiers import IDENTIFIERS
from pipelines.warehouse.sources import Source


class TraceError(ValueError):
    """What was asked for is not there; the message says what is."""


@dataclass(frozen=True, slots=True)
class TracedRow:
    """One row that has the value: its identifiers, and where in an article it stands.

    ``reason``: what the sources leave open, or why there are none. ``values``: the whole row.
    """

    relation: str
    column: str
    value: Any
    identifiers: Mapping[str, Any]
    is_inferred: bool
    sources: Sequence[Source]
    reason: str | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trace:
    """The rows that were asked for, the first of them traced, and what a view's column is of.

    ``made_of``: (relation, column) pairs, down to tables, nearest first.
    """

    description: str
    row_count: int
    rows: Sequence[TracedRow]
    made_of: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TracedBelow:
    """Rows of a table behind a row of a view, each traced; see ``RowsBelow``."""

    found: RowsBelow
    rows: Sequence[TracedRow]


def trace(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    column: str,
    chosen: Mapping[str, str],
    most: int,
) -> Trace:
    """Trace the values of a column in the rows with these values in these columns.

    Raises:
        TraceError: there is no such relation, column or row.
    """
    columns = columns_of(connection, relation)
    if not columns:
        raise _no_relation(connection, relation)
    if "position" in chosen and "position" not in columns and "finish_position" in columns:
        chosen = {"finish_position" if one == "position" else one: chosen[one] for one in chosen}
    for name in (column, *chosen):
        if name not in columns:
            raise TraceError(
                f"{relation} has no column '{name}'{_nearest(name, columns)}; "
                f"it has: {', '.join(columns)}"
            )
    conditions = {name: [value] for name, value in chosen.items()}
    count, rows = find_rows(connection, relation, conditions, most)
    if count == 0:
        shown = ", ".join(f"{name} = '{value}'" for name, value in chosen.items())
        raise TraceError(f"no row of {relation} has {shown or 'any value'}")
    return Trace(
        columns[column],
        count,
        [_traced(connection, relation, column, row) for row in rows],
        columns_below(connection, relation, column),
    )


def trace_below(
    connection: duckdb.DuckDBPyConnection,
    row: TracedRow,
    made_of: Sequence[tuple[str, str]],
    most: int,
) -> list[TracedBelow]:
    """The rows of tables behind a row of a view; none where the row itself has its places."""
    if any(source.label in ("first", "second") for source in row.sources):
        return []
    found = rows_below(connection, row.relation, row.column, row.values, made_of, most)
    return [
        TracedBelow(
            one,
            [
                _labelled(_traced(connection, one.relation, one.column, values), one.is_source)
                for values in one.rows
            ],
        )
        for one in found
    ]


def why_nothing(connection: duckdb.DuckDBPyConnection, relation: str) -> str:
    """What is to be said of a value of a view that no row below has."""
    found = connection.execute(
        f"select distinct source_relation from {COLUMN_LINEAGE} where relation = ? order by all",
        [relation],
    ).fetchall()
    reads = ", ".join(name for (name,) in found)
    return f"the view counts, joins or computes it; it reads {reads or 'no other relation'}"


def _traced(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str, row: Mapping[str, Any]
) -> TracedRow:
    origin = find_origin(connection, relation, column, row)
    return TracedRow(
        relation,
        column,
        row[column],
        {name: row[name] for name in IDENTIFIERS if name in row and name != column},
        bool(row.get(f"{column}_is_inferred", row.get("is_inferred", False))),
        origin.sources,
        origin.reason,
        row,
    )


def _labelled(row: TracedRow, is_source: bool) -> TracedRow:
    """A row that only belongs is no source of the value above it."""
    if is_source:
        return row
    return replace(row, sources=[replace(one, label="its row") for one in row.sources])


def _no_relation(connection: duckdb.DuckDBPyConnection, relation: str) -> TraceError:
    found = connection.execute(
        f"select distinct relation from {DATA_DICTIONARY} order by all"
    ).fetchall()
    names = [name for (name,) in found]
    return TraceError(
        f"there is no table or view '{relation}'{_nearest(relation, names)}; "
        f"there are: {', '.join(names)}"
    )


def _nearest(name: str, names: Sequence[str] | Mapping[str, str]) -> str:
    near = get_close_matches(name, list(names), n=1)
    return f" (did you mean {near[0]}?)" if near else ""
