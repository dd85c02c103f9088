"""How much of each column of core is unknown, season by season, and what went empty.

In: an open connection, loaded, with the build before attached if there is one. Out: rows of
``quality.null_rate``. Separate because nothing fails where a column goes empty in silence: a
header that is spelled anew, a reader that is mended and breaks another table.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import duckdb

from pipelines.warehouse.catalog import NULL_RATE, Relation
from pipelines.warehouse.history import PREVIOUS, Previous, in_transaction

# A column that the season before has in fewer rows is one that articles state now and then.
_MOSTLY_KNOWN = 0.5


def record_null_rates(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[Relation], previous: Previous | None
) -> list[str]:
    """Fill ``quality.null_rate`` for the columns of these tables that may be unknown.

    Returns why the rates of the build before could not be used, if so.
    """
    counts = " union all ".join(filter(None, map(_counts, tables)))
    notes: list[str] = []
    if previous is not None and NULL_RATE in previous.tables:
        try:
            in_transaction(connection, partial(_insert, connection, counts, _BEFORE))
            return notes
        except duckdb.Error as error:
            notes.append(f"{NULL_RATE} cannot be compared with {previous.file}: {error}")
    in_transaction(connection, partial(_insert, connection, counts, _NOTHING_BEFORE))
    return notes


def _insert(connection: duckdb.DuckDBPyConnection, counts: str, before: str) -> None:
    connection.execute(f"insert into {NULL_RATE} by name {_rates(counts, before)}")


_BEFORE = (
    "(select cast(relation as text) as relation, cast(column_name as text) as column_name, "
    "cast(season_id as text) as season_id, cast(null_rate as double) as null_rate, "
    f"cast(alarm as text) as alarm from {PREVIOUS}.{NULL_RATE})"
)
_NOTHING_BEFORE = f"(select * from {NULL_RATE} limit 0)"


def _counts(table: Relation) -> str | None:
    """A query for rows and unknown values, by column and season."""
    names = {column.name for column in table.columns}
    nullable = [column.name for column in table.columns if column.is_nullable]
    if not nullable:
        return None
    source, season = table.name, "cast(null as text)"
    if "season_id" in names:
        season = "season_id"
    elif "race_id" in names:
        source = (
            f"{source} left join (select race_id, season_id from core.dim_race) using (race_id)"
        )
        season = "season_id"
    filled = ", ".join(f"count({name}) as {name}_filled" for name in nullable)
    columns = ", ".join(
        f"struct_pack(column_name := '{name}', filled := {name}_filled)" for name in nullable
    )
    return (
        f"select '{table.name}' as relation, season_id, row_count, unnest([{columns}]) as counted "
        f"from (select {season} as season_id, count(*) as row_count, {filled} from {source} "
        "group by all) where row_count > 0"
    )


def _rates(counts: str, before: str) -> str:
    return f"""
with rates as (
    select relation, counted.column_name as column_name, season_id, row_count,
        row_count - counted.filled as null_count, 1 - counted.filled / row_count as null_rate
    from ({counts})
),
in_order as (
    select rates.*, lag(null_rate) over (
        partition by relation, column_name, series_id order by season
    ) as null_rate_season_before
    from rates left join core.dim_season using (season_id)
),
-- whole tables that a season has no more; what was empty before is no loss
gone as (
    select before.relation, before.column_name, before.season_id, 0 as row_count,
        0 as null_count, cast(1 as double) as null_rate, cast(null as double)
            as null_rate_season_before, before.null_rate as null_rate_build_before,
        coalesce(before.alarm, 'no rows now; the build before had some') as alarm
    from {before} as before
    anti join rates
        on rates.relation = before.relation and rates.column_name = before.column_name
        and rates.season_id = before.season_id
    where before.season_id in (select season_id from core.dim_season)
        and (before.null_rate < 1 or before.alarm is not null)
),
compared as (
    select in_order.*, before.null_rate as null_rate_build_before, before.alarm as alarm_before
    from in_order left join {before} as before
        on in_order.relation = before.relation and in_order.column_name = before.column_name
        and in_order.season_id is not distinct from before.season_id
)
select relation, column_name, season_id, row_count, null_count, null_rate,
    case when season_id is not null then null_rate_season_before end as null_rate_season_before,
    null_rate_build_before,
    case
        when null_count < row_count then null
        when null_rate_build_before < 1 then 'empty now; the build before had values'
        when season_id is not null and null_rate_season_before <= {_MOSTLY_KNOWN}
            then 'empty in this season; the season before has values in most rows'
        -- as long as nobody has mended it
        else alarm_before
    end as alarm
from compared
union all by name
select * from gone
order by all
"""
