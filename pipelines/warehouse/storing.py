"""Store the rows of a view in the file, under the view's name.

In: an open connection in which all that the view reads is there. Out: a table. Separate because
a view over tens of thousands of races is made a portion of them at a time: at once, its
intermediate results would take many times the memory that its rows do.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import duckdb

from pipelines.warehouse.catalog import Relation

# Whatever their number, so many races are made at a time. Each portion looks at whole tables, so
# that more of them take longer; of 36,000 races, a thousand at a time took twice as long.
RACES_A_PORTION = 4_000


def store_view(connection: duckdb.DuckDBPyConnection, view: Relation) -> None:
    """Create the table, in the order of its key; columns and comments are those of the view."""
    # What the head of a view says whose rows of one race are made of that race alone.
    is_divided = view.head.get("portions") == "race_id"
    conditions = (_portions(connection) if is_divided else []) or ["true"]
    order = f"order by {', '.join(view.key)}" if view.key else ""
    first, *others = (f"from ({view.query}\n) where {one} {order}" for one in conditions)
    connection.execute(f"create table {view.name} as {first}")
    for one in others:
        connection.execute(f"insert into {view.name} {one}")
    connection.execute(view.stored_comments)


def _portions(connection: duckdb.DuckDBPyConnection) -> Sequence[str]:
    """Conditions that divide all races, in the order of their ids; none where they are few."""
    found = connection.execute(
        "select race_id from (select race_id, row_number() over (order by race_id) as number "
        f"from core.dim_race) where number > 1 and number % {RACES_A_PORTION} = 1 order by race_id"
    ).fetchall()
    bounds = [_text(race) for (race,) in found]
    if not bounds:
        return []
    between = [f"race_id >= {after} and race_id < {before}" for after, before in pairwise(bounds)]
    return [f"race_id < {bounds[0]}", *between, f"race_id >= {bounds[-1]}"]


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
