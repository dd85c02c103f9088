"""A glimpse of a table or view: how many rows, the first of them, and what its chart shows.

In: an open connection, a relation. Out: a ``Glimpse``. Separate because all of it is asked for
in one query: planning takes most of the time of a view with few rows, and three queries would
be planned three times.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from pipelines.warehouse.catalog import CatalogError, Relation

_FIRST_ROWS = 8
# What is shown beside each other in a chart, the rest being left out.
_BARS = 12
_CHART = re.compile(r"(\w+) by (\w+)(?: in order of (\w+(?:, \w+)*))?")
# The chart of a view with many races or seasons is that of its newest one.
_NEWEST = {
    "race_id": "select races.race_id from {source} as shown inner join core.dim_race as races "
    "on shown.race_id = races.race_id order by races.race_date desc nulls last, "
    "races.race_number desc nulls last, races.race_id desc limit 1",
    "season_id": "select seasons.season_id from {source} as shown inner join core.dim_season "
    "as seasons on shown.season_id = seasons.season_id "
    "order by seasons.season desc, seasons.season_id limit 1",
}


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What a relation holds, as far as it is shown.

    ``bars``: label and number of each bar of its chart; ``bars_of``: the race or season that
    they are of, where they are of one.
    """

    rows: int
    first_rows: Sequence[Mapping[str, Any]]
    bars: Sequence[tuple[str | None, float]] = ()
    bars_of: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """What the head of a view says of its chart.

    ``points by driver_name``: a bar for each row of the newest race, the longest first, or in
    the order of ``order``; ``rows by status``: a bar for each status, how many rows have it.
    """

    number: str
    label: str
    order: str | None

    @property
    def is_of_counts(self) -> bool:
        """Whether bars show how many rows have a value."""
        return self.number == "rows"


def chart_of(relation: Relation) -> Chart | None:
    """Read "-- chart: gap by driver_name in order of position".

    Raises:
        CatalogError: it is written otherwise, or names no column.
    """
    stated = relation.head.get("chart")
    if stated is None:
        return None
    found = _CHART.fullmatch(stated)
    columns = {column.name for column in relation.columns}
    named = re.split(r", ", ", ".join(filter(None, found.groups()))) if found else ["?"]
    if missing := [one for one in named if one not in {*columns, "rows"}]:
        raise CatalogError(
            f"sql/{relation.name.replace('.', '/')}.sql: '-- chart: {stated}' cannot be drawn "
            f"({', '.join(missing)}); write '<column> by <column>', with 'in order of <columns>' "
            "behind it where the longest bar is not to be the first, or 'rows by <column>'"
        )
    assert found is not None
    return Chart(found[1], found[2], found[3])


def glimpse(connection: duckdb.DuckDBPyConnection, relation: Relation) -> Glimpse:
    """Count and look at a relation."""
    source = relation.name
    order = f"order by {', '.join(relation.key)}" if relation.is_view and relation.key else ""
    found = connection.execute(
        f"select (select count(*) from {source}), "
        f"(select list(one) from (from {source} {order} limit {_FIRST_ROWS}) as one), "
        f"{_bars(relation, source)}"
    ).fetchone()
    assert found is not None
    rows, first_rows, bars, bars_of = found
    return Glimpse(rows, first_rows or (), [(one["label"], one["number"]) for one in bars], bars_of)


def _bars(relation: Relation, source: str) -> str:
    """The two last columns of the query: bars, and what they are of."""
    chart = chart_of(relation)
    if chart is None:
        return "[], null"
    if chart.is_of_counts:
        counted = (
            f"select {chart.label} as label, count(*) as number from {source} group by all "
            "order by number desc, label"
        )
        return f"{_listed(counted)}, null"
    columns = [column.name for column in relation.columns]
    scope = next((one for one in _NEWEST if one in columns), None)
    newest = _NEWEST[scope].format(source=source) if scope else "null"
    condition = f"and {scope} = ({newest})" if scope else ""
    order = chart.order or f"{chart.number} desc, {chart.label}"
    chosen = (
        f"select {chart.label} as label, {chart.number} as number from {source} "
        f"where {chart.number} is not null {condition} order by {order}"
    )
    return f"{_listed(chosen)}, ({newest})"


def _listed(query: str) -> str:
    pair = "struct_pack(label := cast(label as text), number := cast(number as double))"
    return f"(select coalesce(list({pair}), []) from ({query} limit {_BARS}))"
