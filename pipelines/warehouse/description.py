"""What the file says of itself: every column, and what each column of a view is made of.

In: an open connection with everything created, the catalogue. Out: rows of
``quality.data_dictionary`` and ``quality.column_lineage``. Separate because it is read from
the SQL files alone: the same for every content.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.warehouse.catalog import COLUMN_LINEAGE, DATA_DICTIONARY, Catalog, Relation

if TYPE_CHECKING:
    from sqlglot.schema import MappingSchema

LineageRow = tuple[str, str, str, str]
_DIALECT = "duckdb"

# By the end of a column's name; what has none is a count, a number or a text.
_DICTIONARY = """
select
    columns.schema_name || '.' || columns.table_name as relation,
    columns.column_index as column_number,
    columns.column_name,
    columns.data_type,
    columns.is_nullable and not coalesce(list_contains(keys.key, columns.column_name), false)
        as is_nullable,
    coalesce(list_contains(keys.key, columns.column_name), false) as is_key,
    case
        when columns.data_type = 'BOOLEAN' then null
        when columns.column_name like '%\\_seconds' escape '\\' then 's'
        when columns.column_name like '%\\_mph' escape '\\' then 'mph'
        when columns.column_name like '%\\_miles' escape '\\' then 'mi'
    end as unit,
    coalesce(columns.comment, '') as description,
    relations.relation_kind,
    coalesce(relations.comment, '') as relation_description
from duckdb_columns() as columns
inner join (
    select schema_name, table_name, 'table' as relation_kind, comment
    from duckdb_tables() where database_name = current_database()
    union all
    select schema_name, view_name, 'view', comment
    from duckdb_views() where database_name = current_database() and not internal
) as relations using (schema_name, table_name)
left join (
    select schema_name, table_name, constraint_column_names as key
    from duckdb_constraints()
    where constraint_type = 'PRIMARY KEY' and database_name = current_database()
) as keys using (schema_name, table_name)
where columns.database_name = current_database() and columns.schema_name in
    ('staging', 'core', 'quality', 'intermediate', 'marts')
order by all
"""


def describe_columns(connection: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """Fill ``quality.data_dictionary``; the keys of views are known to the catalogue alone."""
    connection.execute(f"insert into {DATA_DICTIONARY} by name {_DICTIONARY}")
    keys = [(one.name, column) for one in catalog.relations.values() for column in one.key]
    connection.execute(
        f"update {DATA_DICTIONARY} set is_key = true where (relation, column_name) in "
        "(select (unnest($1::text[]), unnest($2::text[])))",
        [[relation for relation, _ in keys], [column for _, column in keys]],
    )


def record_lineage(connection: duckdb.DuckDBPyConnection, rows: Sequence[LineageRow]) -> None:
    """Fill ``quality.column_lineage``."""
    columns = list(map(list, zip(*rows, strict=True))) or [[], [], [], []]
    connection.execute(
        f"insert into {COLUMN_LINEAGE} select unnest($1::text[]), unnest($2::text[]), "
        "unnest($3::text[]), unnest($4::text[])",
        columns,
    )


# It takes half as long as all else in a build of one article; a process may build often.
@lru_cache(maxsize=1)
def column_lineage(catalog: Catalog) -> Sequence[LineageRow]:
    """What each column of each view is made of: (view, column, relation, column).

    One step: a view that a view reads is a source, not what that is made of in turn. Columns
    that choose, join or order rows are none; those of a window are.
    """
    # A build whose SQL has not changed does without; the import takes a tenth of a second.
    from sqlglot.schema import MappingSchema

    columns: dict[str, Any] = {}
    for one in catalog.relations.values():
        types = {column.name: column.data_type for column in one.columns}
        columns.setdefault(one.schema, {})[one.name.partition(".")[2]] = types
    # Made once: from a dict, sqlglot would make it anew for each view.
    schema = MappingSchema(columns, dialect=_DIALECT)
    return tuple(sorted({row for view in catalog.views for row in _view_lineage(view, schema)}))


def _view_lineage(view: Relation, schema: MappingSchema) -> list[LineageRow]:
    from sqlglot import exp, parse_one
    from sqlglot.lineage import lineage

    create = parse_one(view.definition, dialect=_DIALECT)
    columns = lineage(None, create.expression, schema, dialect=_DIALECT, trim_selects=False)
    return [
        (view.name, name, f"{leaf.expression.db}.{leaf.expression.name}", _column(leaf.name))
        for name, node in columns.items()
        for leaf in node.walk()
        if isinstance(leaf.expression, exp.Table)
    ]


def _column(name: str) -> str:
    """``"races"."race_id"`` to ``race_id``."""
    return name.rpartition(".")[2].strip('"')
