"""What the published file holds, as it says itself: its tables and views, and one of them.

In: an open file. Out: ``RelationSummary`` and ``RelationDescription`` values. Separate because
it only asks ``quality``: a view is not counted again, which may take long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from pipelines.warehouse.catalog import COLUMN_LINEAGE, DATA_DICTIONARY, ROW_COUNT
from pipelines.warehouse.matching_rows import quoted


@dataclass(frozen=True, slots=True)
class RelationSummary:
    """A table or view; ``rows`` are those that the build counted."""

    name: str
    kind: str
    rows: int | None
    description: str


@dataclass(frozen=True, slots=True)
class ColumnDescription:
    """A column; ``made_of`` are the columns that the SQL of a view makes it of."""

    name: str
    data_type: str
    is_nullable: bool
    is_key: bool
    unit: str | None
    description: str
    made_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelationDescription:
    """A table or view with its columns, and the rules that its values keep to."""

    summary: RelationSummary
    columns: tuple[ColumnDescription, ...]
    value_rules: tuple[str, ...]


def relation_summaries(connection: duckdb.DuckDBPyConnection) -> list[RelationSummary]:
    """Every table and view of the file."""
    found = connection.execute(
        "select distinct relation, relation_kind, row_count, relation_description "
        f"from {DATA_DICTIONARY} left join {ROW_COUNT} using (relation) order by all"
    ).fetchall()
    return [RelationSummary(*row) for row in found]


def describe_relation(connection: duckdb.DuckDBPyConnection, name: str) -> RelationDescription:
    """Describe a relation of this name, which the file has."""
    summary = next(one for one in relation_summaries(connection) if one.name == name)
    made_of = _made_of(connection, name)
    columns = connection.execute(
        "select column_name, data_type, is_nullable, is_key, unit, description "
        f"from {DATA_DICTIONARY} where relation = ? order by column_number",
        [name],
    ).fetchall()
    rules = connection.execute(
        "select expression from duckdb_constraints() where constraint_type = 'CHECK' "
        "and database_name = current_database() and schema_name || '.' || table_name = ? "
        "order by all",
        [name],
    ).fetchall()
    return RelationDescription(
        summary,
        tuple(
            ColumnDescription(
                column, kind, is_nullable, is_key, unit, text, made_of.get(column, ())
            )
            for column, kind, is_nullable, is_key, unit, text in columns
        ),
        tuple(rule for (rule,) in rules),
    )


def first_rows(
    connection: duckdb.DuckDBPyConnection, name: str, most: int
) -> list[tuple[object, ...]]:
    """The first rows of a relation, in the order of its columns, so that they are always these."""
    query = f"from {quoted(name)} order by all limit {most}"
    return connection.execute(query).fetchall()


def _made_of(connection: duckdb.DuckDBPyConnection, name: str) -> Mapping[str, tuple[str, ...]]:
    found: list[tuple[str, list[Any]]] = connection.execute(
        "select column_name, list(source_relation || '.' || source_column "
        f"order by source_relation, source_column) from {COLUMN_LINEAGE} where relation = ? "
        "group by column_name",
        [name],
    ).fetchall()
    return {column: tuple(sources) for column, sources in found}
