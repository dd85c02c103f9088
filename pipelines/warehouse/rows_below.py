"""The rows of tables behind a row of a view, and whether one of them is the source of its value.

In: a traced row of a view, the columns that its column is made of. Out: a ``RowsBelow`` for each
table. Separate because a view keeps no way back: the rows are found by what they share, and only
a value that is the same, in the only row there is, is called the source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from pipelines.warehouse.catalog import VIEW_SCHEMAS
from pipelines.warehouse.matching_rows import Conditions, find_rows
from pipelines.warehouse.shared_identifiers import shared_identifiers

# What a view puts before or behind the name of a column that it takes over.
_ADDED = re.compile(r"^(teammate|previous|published|championship)_")
_WHEN = re.compile(r"_(before|after)$")
_STAGE = re.compile(r"^stage_\d+_(.+)$")


@dataclass(frozen=True, slots=True)
class RowsBelow:
    """A column of a table that a view's column is made of, and its rows that belong.

    ``rows``: none if there are more than were asked for. ``shared``: by what they were found.
    ``is_source``: the only row has the value itself, under the same name.
    """

    relation: str
    column: str
    count: int
    rows: Sequence[Mapping[str, Any]]
    shared: Sequence[str]
    is_source: bool


def rows_below(
    connection: duckdb.DuckDBPyConnection,
    view: str,
    column: str,
    row: Mapping[str, Any],
    made_of: Sequence[tuple[str, str]],
    most: int,
) -> list[RowsBelow]:
    """The rows of each table behind a row of a view; tables with nothing in common are left out."""
    tables = [one for one in made_of if one[0].partition(".")[0] not in VIEW_SCHEMAS]
    found = []
    matching: dict[str, tuple[Conditions, int, list[dict[str, Any]]]] = {}
    for relation, name in tables:
        if relation not in matching:
            by = shared_identifiers(connection, view, column, row, relation)
            matching[relation] = (by, *_matching(connection, relation, by, most))
        shared, count, rows = matching[relation]
        is_source = (
            count == 1
            and _is_same(row[column], rows[0][name])
            and _is_taken_over(column, relation, name, is_alone=len(tables) == 1)
        )
        if shared:
            found.append(RowsBelow(relation, name, count, rows, list(shared), is_source))
    # Two that have the value: which of them it was taken from is not known.
    if len({one.relation for one in found if one.is_source}) > 1:
        return [replace(one, is_source=False) for one in found]
    return found


def _matching(
    connection: duckdb.DuckDBPyConnection, relation: str, shared: Conditions, most: int
) -> tuple[int, list[dict[str, Any]]]:
    count, rows = find_rows(connection, relation, shared, most) if shared else (0, [])
    return count, rows if count <= most else []


def _is_same(value: object, below: object) -> bool:
    """``True`` is not 1 here, and nothing is not the same as nothing."""
    if isinstance(value, bool) != isinstance(below, bool):
        return False
    return value is not None and bool(value == below)


def _is_taken_over(column: str, relation: str, name: str, *, is_alone: bool) -> bool:
    """Whether the names say that the value is the same thing, not one of its parts."""
    kind = relation.removeprefix("core.fct_").removesuffix("_result")
    if stage := _STAGE.match(column):
        return kind == "stage" and name in (stage[1], f"stage_{stage[1]}")
    plain = _ADDED.sub("", column)
    if name in (column, plain) or column == f"{kind}_{name}":
        return True
    # Who it is: an entrant_name is a driver_name.
    if any(column.endswith(end) and name.endswith(end) for end in ("_name", "_id")):
        return True
    plain = _WHEN.sub("", plain)
    return is_alone and (plain.endswith(name) or name.endswith(f"_{plain}"))
