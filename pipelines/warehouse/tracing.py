"""Where a value comes from: its row, the row of the article behind it, or the columns below it.

In: the published file, a column and some identifiers. Out: ``TracedRow`` and ``Source`` values.
Separate because it only asks what the file itself holds: the dictionary, the lineage, and the
verbatim rows that every fact leads back to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import duckdb

from pipelines.warehouse.catalog import COLUMN_LINEAGE, DATA_DICTIONARY, VIEW_SCHEMAS
from pipelines.warehouse.sources import Source, find_sources

# By these a row is told from others, in tables and views alike.
IDENTIFIERS = (
    "race_id", "season_id", "series_id", "season", "race_number", "finish_position", "position",
    "stage_number", "session_number", "round_number", "medium", "person_number", "car_number",
    "driver_id", "team_id", "manufacturer_id", "track_id", "fact", "subject",
)  # fmt: skip


class TraceError(ValueError):
    """What was asked for is not there; the message says what is."""


@dataclass(frozen=True, slots=True)
class TracedRow:
    """One row that has the value: its identifiers, and where in an article it stands."""

    relation: str
    column: str
    value: Any
    identifiers: Mapping[str, Any]
    is_inferred: bool
    sources: Sequence[Source]


@dataclass(frozen=True, slots=True)
class Trace:
    """The rows that were asked for, the first of them traced, and what a view's column is of.

    ``made_of``: (relation, column) pairs, down to tables, nearest first.
    """

    description: str
    row_count: int
    rows: Sequence[TracedRow]
    made_of: Sequence[tuple[str, str]]


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
    columns = _columns(connection, relation)
    if "position" in chosen and "position" not in columns and "finish_position" in columns:
        chosen = {"finish_position" if one == "position" else one: chosen[one] for one in chosen}
    for name in (column, *chosen):
        if name not in columns:
            raise TraceError(
                f"{relation} has no column '{name}'{_nearest(name, columns)}; "
                f"it has: {', '.join(columns)}"
            )
    count = _count(connection, relation, chosen)
    if count == 0:
        shown = ", ".join(f"{name} = '{value}'" for name, value in chosen.items())
        raise TraceError(f"no row of {relation} has {shown or 'any value'}")
    rows = _rows(connection, relation, column, chosen, most)
    made_of = _made_of(connection, relation, column)
    return Trace(columns[column], count, rows, made_of)


def trace_below(
    connection: duckdb.DuckDBPyConnection,
    row: TracedRow,
    made_of: Sequence[tuple[str, str]],
    most: int,
) -> Sequence[tuple[str, str, int, Sequence[TracedRow]]]:
    """The rows of tables behind a row of a view, as far as they share its identifiers.

    Returns (relation, column, matching rows, those rows if there are no more than ``most``).
    """
    known = {**row.identifiers, **_season_of(connection, row)}
    found = []
    for relation, column in made_of:
        columns = _columns(connection, relation)
        shared = {name: str(value) for name, value in known.items() if value is not None}
        shared = {name: value for name, value in shared.items() if name in columns}
        if relation.partition(".")[0] in VIEW_SCHEMAS or not shared:
            continue
        count = _count(connection, relation, shared)
        rows = _rows(connection, relation, column, shared, most) if count <= most else []
        found.append((relation, column, count, rows))
    return found


def _season_of(connection: duckdb.DuckDBPyConnection, row: TracedRow) -> Mapping[str, Any]:
    """Series and season of a row's race: by these, rules are told from others."""
    cursor = connection.execute(
        "select season_id, series_id, season from core.dim_race "
        "inner join core.dim_season using (season_id) where race_id = ?",
        [row.identifiers.get("race_id")],
    )
    found = cursor.fetchone()
    return dict(zip(("season_id", "series_id", "season"), found, strict=True)) if found else {}


def _count(connection: duckdb.DuckDBPyConnection, relation: str, chosen: Mapping[str, str]) -> int:
    counted = connection.execute(
        f"select count(*) from {relation} where {_condition(chosen)}", list(chosen.values())
    ).fetchone()
    return int(counted[0]) if counted else 0


def _columns(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """The columns of a relation, with what they mean."""
    columns = dict(
        connection.execute(
            f"select column_name, description from {DATA_DICTIONARY} where relation = ? "
            "order by column_number",
            [relation],
        ).fetchall()
    )
    if not columns:
        names = [
            name
            for (name,) in connection.execute(
                f"select distinct relation from {DATA_DICTIONARY} order by all"
            ).fetchall()
        ]
        raise TraceError(
            f"there is no table or view '{relation}'{_nearest(relation, names)}; "
            f"there are: {', '.join(names)}"
        )
    return columns


def _nearest(name: str, names: Sequence[str] | Mapping[str, str]) -> str:
    near = get_close_matches(name, list(names), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _condition(chosen: Mapping[str, str]) -> str:
    """Compared as text: what stands on a command line has no type, and 07 is not 7."""
    return " and ".join(f"cast({name} as text) = ?" for name in chosen) or "true"


def _rows(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    column: str,
    chosen: Mapping[str, str],
    most: int,
) -> list[TracedRow]:
    cursor = connection.execute(
        f"select * from {relation} where {_condition(chosen)} order by all limit {most}",
        list(chosen.values()),
    )
    names = [one[0] for one in cursor.description or ()]
    found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [
        TracedRow(
            relation,
            column,
            row[column],
            {name: row[name] for name in IDENTIFIERS if name in row and name != column},
            bool(row.get(f"{column}_is_inferred", row.get("is_inferred", False))),
            find_sources(connection, relation, column, row),
        )
        for row in found
    ]


def _made_of(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str
) -> list[tuple[str, str]]:
    """The columns below a view's column, nearest first, each once."""
    return connection.execute(
        f"with recursive below as (select source_relation, source_column, 1 as depth "
        f"from {COLUMN_LINEAGE} where relation = ? and column_name = ? "
        "union all select lineage.source_relation, lineage.source_column, below.depth + 1 "
        f"from below inner join {COLUMN_LINEAGE} as lineage "
        "on below.source_relation = lineage.relation "
        "and below.source_column = lineage.column_name where below.depth < 20) "
        "select source_relation, source_column from below group by all "
        "order by min(depth), source_relation, source_column",
        [relation, column],
    ).fetchall()
