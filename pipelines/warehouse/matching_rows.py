"""Rows of a relation that have given values in given columns.

In: an open file, a relation and values by column. Out: rows as mappings, and how many there are.
Separate because every query about a relation that is only named goes through here: a name is
quoted, and it is one that the file's own dictionary has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from pipelines.warehouse.catalog import COLUMN_LINEAGE, DATA_DICTIONARY

# By column: the values that a row may have there, as text.
Conditions = Mapping[str, Sequence[str]]
# Not a column: the season of the row's race.
SEASON_OF_RACE = "season of race_id"


def quoted(name: str) -> str:
    """Write ``core.dim_race`` as SQL: "core"."dim_race"."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """The columns of a relation with what they mean; none where there is no such relation."""
    return dict(
        connection.execute(
            f"select column_name, description from {DATA_DICTIONARY} where relation = ? "
            "order by column_number",
            [relation],
        ).fetchall()
    )


def find_rows(
    connection: duckdb.DuckDBPyConnection, relation: str, chosen: Conditions, most: int
) -> tuple[int, list[dict[str, Any]]]:
    """How many rows of the relation have these values, and the first of them.

    One query: some views take long.
    """
    cursor = connection.execute(
        f"select *, count(*) over () from {quoted(relation)} where {_condition(chosen)} "
        f"order by all limit {most}",
        _values(chosen),
    )
    names = [one[0] for one in cursor.description or ()][:-1]
    rows = cursor.fetchall()
    count = rows[0][-1] if rows else 0
    return count, [dict(zip(names, row[:-1], strict=True)) for row in rows]


def columns_below(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str
) -> list[tuple[str, str]]:
    """The columns that a view's column is made of, nearest first, each once; of a table none."""
    return connection.execute(
        "with recursive below as (select source_relation, source_column, 1 as depth "
        f"from {COLUMN_LINEAGE} where relation = ? and column_name = ? "
        "union select lineage.source_relation, lineage.source_column, below.depth + 1 "
        f"from below inner join {COLUMN_LINEAGE} as lineage "
        "on below.source_relation = lineage.relation "
        "and below.source_column = lineage.column_name where below.depth < 20) "
        "select source_relation, source_column from below group by all "
        "order by min(depth), source_relation, source_column",
        [relation, column],
    ).fetchall()


def _condition(chosen: Conditions) -> str:
    """Compared as text: what stands on a command line has no type, and 07 is not 7."""
    return " and ".join(_one_of(name, values) for name, values in chosen.items()) or "true"


def _one_of(name: str, values: Sequence[str]) -> str:
    places = ", ".join("?" for _ in values)
    if name == SEASON_OF_RACE:
        return f"race_id in (select race_id from core.dim_race where season_id in ({places}))"
    return f"cast({quoted(name)} as text) in ({places})"


def _values(chosen: Conditions) -> list[str]:
    return [value for values in chosen.values() for value in values]
