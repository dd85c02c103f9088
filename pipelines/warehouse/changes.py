"""What changed in core from the build before to this one.

In: an open connection with the build before attached. Out: rows of ``quality.change_count``
and ``quality.change``. Separate because it compares two warehouses, and needs to know nothing
of how they were made: rows by their key, values by their column.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import duckdb

from pipelines.warehouse.catalog import CHANGE, CHANGE_COUNT, Relation
from pipelines.warehouse.history import PREVIOUS, Previous, in_transaction

# Where a row stands in its article says nothing of what it states.
_SOURCE_COLUMNS = ("document_id", "table_index", "row_index")
# Of a table, in one build. More come from other code or vocabulary, not from articles.
LISTED_ROWS = 10_000
_DIFFERENCE = "temp.difference"


def record_changes(
    connection: duckdb.DuckDBPyConnection,
    tables: Iterable[Relation],
    previous: Previous | None,
    number: int,
) -> list[str]:
    """Record which rows of these tables came, went and changed; of the first build, how many.

    Returns what could not be compared, and why: such a table is only counted.
    """
    notes: list[str] = []
    if previous is not None:
        _remember_documents(connection)
    for table in tables:
        shared = previous.shared_columns(table) if previous else ()
        count = partial(_count_all, connection, table, bool(shared), number)
        if previous is None or not set(table.primary_key) <= set(shared) or not table.primary_key:
            in_transaction(connection, count)
            continue
        try:
            compare = partial(_compare, connection, table, previous, shared, number)
            in_transaction(connection, compare)
        except duckdb.Error as error:
            notes.append(f"{table.name} cannot be compared with {previous.file}: {error}")
            in_transaction(connection, partial(_count_all, connection, table, False, number))
    return notes


def _remember_documents(connection: duckdb.DuckDBPyConnection) -> None:
    """Tables of the races that the build before had, and of their documents, as far as known."""
    for name, columns, source in _REMEMBERED:
        typed = ", ".join(f"try_cast({column} as {kind}) as {column}" for column, kind in columns)
        empty = ", ".join(f"cast(null as {kind}) as {column}" for column, kind in columns)
        try:
            connection.execute(f"create or replace temp table {name} as select {typed} {source}")
        except duckdb.Error:
            # A file of an earlier schema: no cause can be told.
            connection.execute(f"create or replace temp table {name} as select {empty} limit 0")


_REMEMBERED = (
    ("previous_race", (("race_id", "text"),), f"from {PREVIOUS}.core.dim_race"),
    (
        "previous_document",
        (
            ("race_id", "text"),
            ("document_id", "text"),
            ("revision_id", "bigint"),
            ("sha256", "text"),
        ),
        f"from {PREVIOUS}.staging.document where is_loaded",
    ),
)


def _count_all(
    connection: duckdb.DuckDBPyConnection, table: Relation, has_previous: bool, number: int
) -> None:
    """A table that cannot be compared: all rows of it are new, and all that were before gone."""
    gone = f"(select count(*) from {PREVIOUS}.{table.name})" if has_previous else "0"
    connection.execute(
        f"insert into {CHANGE_COUNT} select * from (select ?, ?, count(*) as added, "
        f"{gone} as gone, 0, false from {table.name}) where added + gone > 0",
        [number, table.name],
    )


def _compare(
    connection: duckdb.DuckDBPyConnection,
    table: Relation,
    previous: Previous,
    shared: Sequence[str],
    number: int,
) -> None:
    difference = _difference(table, previous, shared)
    connection.execute(f"create or replace temp table difference as {difference}")
    counted = connection.execute(
        "select count(*) filter (where change = 'added'), "
        "count(*) filter (where change = 'removed'), "
        "count(*) filter (where change = 'changed'), "
        f"count(*) filter (where not is_whole_race) from {_DIFFERENCE}"
    ).fetchone()
    added, removed, changed, to_list = counted or (0, 0, 0, 0)
    if added or removed or changed:
        connection.execute(
            f"insert into {CHANGE_COUNT} values (?, ?, ?, ?, ?, ?)",
            [number, table.name, added, removed, changed, to_list <= LISTED_ROWS],
        )
        connection.execute(
            f"insert into {CHANGE} by name {_LISTED}",
            {"number": number, "relation": table.name, "most": LISTED_ROWS},
        )
    connection.execute(f"drop table {_DIFFERENCE}")


def _difference(table: Relation, previous: Previous, shared: Sequence[str]) -> str:
    """A query for the rows that only one of the builds has, or that have other values."""
    key = table.primary_key
    today = {column.name: column.data_type for column in table.columns}
    retyped = {one for one in shared if previous.tables[table.name][one] != today[one]}

    def compared(build: str, name: str) -> str:
        """A column whose type has changed is compared as text."""
        return f"cast({build}.{name} as text)" if name in retyped else f"{build}.{name}"

    values = [name for name in shared if name not in (*key, *_SOURCE_COLUMNS)]
    race = "cast(null as text)"
    if "race_id" in shared:
        race = "coalesce(cast(new.race_id as text), cast(old.race_id as text))"
    shown = " || ', ' || ".join(
        f"'{name}=' || coalesce(cast(new.{name} as text), cast(old.{name} as text))" for name in key
    )
    pairs = ", ".join(
        f"struct_pack(column_name := '{name}', old_value := cast(old.{name} as text), "
        f"new_value := cast(new.{name} as text))"
        for name in values
    )
    empty = "struct_pack(column_name := '', old_value := '', new_value := '')"
    is_pair = " and ".join(f"{compared('old', name)} = {compared('new', name)}" for name in key)
    differs = [f"old.{key[0]} is null", f"new.{key[0]} is null"]
    differs += [
        f"{compared('old', name)} is distinct from {compared('new', name)}" for name in values
    ]
    return (
        f"select {race} as race_id, {shown} as row_key, "
        f"case when old.{key[0]} is null then 'added' when new.{key[0]} is null then 'removed' "
        "else 'changed' end as change, "
        f"[{pairs or empty}] as pairs, "
        f"case when {race} is null then false "
        f"when old.{key[0]} is null "
        f"then {race} not in (select race_id from previous_race) "
        f"when new.{key[0]} is null then {race} not in (select race_id from core.dim_race) "
        "else false end as is_whole_race "
        f"from {PREVIOUS}.{table.name} as old full join {table.name} as new on {is_pair} "
        f"where {' or '.join(differs)}"
    )


# Races that came or went as a whole are one row; of other rows, the first by key are listed.
_LISTED = f"""
with documents as (
    select
        coalesce(old.race_id, new.race_id) as race_id,
        old.document_id as old_document_id,
        old.revision_id as old_revision_id,
        new.document_id as new_document_id,
        new.revision_id as new_revision_id,
        case
            when old.race_id is null then 'new race'
            when new.race_id is null then 'race gone'
            when old.sha256 = new.sha256 then 'same text'
            else 'new text'
        end as cause
    from previous_document as old
    full join (select * from staging.document where is_loaded) as new using (race_id)
),
listed as (
    select * from {_DIFFERENCE} where not is_whole_race order by row_key limit $most
),
found as (
    select race_id, null as row_key, change, null as column_name, null as old_value,
        null as new_value, count(*) as row_count
    from {_DIFFERENCE} where is_whole_race group by race_id, change
    union all
    select race_id, row_key, change, null, null, null, 1 from listed where change != 'changed'
    union all
    select race_id, row_key, change, pair.column_name, pair.old_value, pair.new_value, 1
    from (select *, unnest(pairs) as pair from listed where change = 'changed')
    where pair.old_value is distinct from pair.new_value
)
select $number as build_number, $relation as relation, found.*, documents.* exclude (race_id)
from found left join documents on found.race_id = documents.race_id
order by all
"""
