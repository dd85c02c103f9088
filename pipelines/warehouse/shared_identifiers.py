"""Which rows of a table belong to a row of a view: the values that both must have.

In: a row of a view, one of its columns, a table. Out: values by column of the table. Separate
because a view may speak of another driver, stage or race than its row is of: a teammate, the
stage before, the standings before the race.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import duckdb

from pipelines.warehouse.matching_rows import SEASON_OF_RACE, columns_below, columns_of

Row = Mapping[str, Any]
# By these a row is told from others, in tables and views alike.
IDENTIFIERS = (
    "race_id", "season_id", "series_id", "season", "race_number", "finish_position", "position",
    "stage_number", "session_number", "round_number", "medium", "person_number", "car_number",
    "driver_id", "team_id", "manufacturer_id", "track_id", "fact", "subject",
)  # fmt: skip
_POSITIONS = ("finish_position", "position")
# What is of one car: not of the teammate's.
_OF_A_CAR = (*_POSITIONS, "car_number", "manufacturer_id")
_BEFORE = {
    ("marts.standings_roll_forward", "points_before"),
    ("marts.manufacturer_roll_forward", "published_before"),
}
_STAGE = re.compile(r"stage_(\d+)_")
_ENTITIES = ("driver_id", "team_id", "manufacturer_id")
_RACE_PREFIXES = ("pole", "most_laps_led", "winner")


def shared_identifiers(
    connection: duckdb.DuckDBPyConnection, view: str, column: str, row: Row, table: str
) -> dict[str, list[str]]:
    """The values that rows of the table have in common with the row; none: nothing in common."""
    columns = columns_of(connection, table)
    known = {name: row[name] for name in IDENTIFIERS if row.get(name) is not None}
    # A position means nothing without what it is a position in.
    is_other = (table, "position") not in columns_below(connection, view, "position")
    if "position" in known and "position" in columns and is_other:
        del known["position"]
    known = _of_the_column(connection, view, column, row, known)
    known = {**_season_of(connection, known), **known}
    # A driver's row of the standings has nothing of the manufacturers, and the other way round.
    if "championship" in row and not set(columns).intersection(_ENTITIES) <= set(known):
        return {}
    if (ident := _named_by(table)) and ident not in known:
        known |= _only_one(connection, ident, known)
    shared = {name: [str(value)] for name, value in known.items() if name in columns}
    if "both_drivers" in known and "driver_id" in columns:
        shared["driver_id"] = known["both_drivers"]
    if "race_id" in columns and "race_id" not in shared and "season_id" in known:
        shared[SEASON_OF_RACE] = [str(known["season_id"])]
    return shared


def _of_the_column(
    connection: duckdb.DuckDBPyConnection, view: str, column: str, row: Row, known: Row
) -> dict[str, Any]:
    """The identifiers of what this column is about, where it is not what the row is about."""
    changed = dict(known)
    if (view, column) in _BEFORE:
        changed = _without(changed, _POSITIONS)
        changed["race_id"] = _race_before(connection, row)
    if stage := _STAGE.match(column):
        changed["stage_number"] = int(stage[1])
    if column.startswith("previous_stage_"):
        changed = _without(changed, _POSITIONS)
        changed["stage_number"] = row["stage_number"] - 1
    if "teammate_id" in row and column.startswith("teammate_"):
        changed = {**_without(changed, _OF_A_CAR), "driver_id": row["teammate_id"]}
    if "teammate_id" in row and column.endswith("_advantage"):
        changed = _without(changed, _OF_A_CAR)
        changed["both_drivers"] = [row["driver_id"], row["teammate_id"]]
    if "best_driver_id" in row and column.startswith("best_"):
        changed["driver_id"] = row["best_driver_id"]
    if "championship" in row:
        changed[f"{row['championship']}_id"] = row["entrant_id"]
    if view == "marts.race_summary":
        changed |= _of_summary(connection, column, row)
    return changed


def _of_summary(connection: duckdb.DuckDBPyConnection, column: str, row: Row) -> dict[str, Any]:
    """The track of the race, and the driver whom a column of its summary is about."""
    names = ("track_id", "pole_driver_id", "most_laps_led_driver_id", "winner_driver_id")
    found = connection.execute(
        f"select {', '.join(names)} from core.dim_race where race_id = ?", [row["race_id"]]
    ).fetchone()
    race = dict(zip(names, found or [None] * len(names), strict=True))
    about = next((one for one in _RACE_PREFIXES if column.startswith(f"{one}_")), None)
    values = {"track_id": race["track_id"], "driver_id": race.get(f"{about}_driver_id")}
    if about == "winner":
        values["finish_position"] = 1
    if about == "winner" and column != "winner_driver_name":
        # The rest is of the car that is first in the result.
        del values["driver_id"]
    return {name: value for name, value in values.items() if value is not None}


def _race_before(connection: duckdb.DuckDBPyConnection, row: Row) -> str:
    found = connection.execute(
        "select race_before_id from intermediate.season_progress where race_id = ?",
        [row["race_id"]],
    ).fetchone()
    # No race has this id, so no row is taken for one of the race before.
    return str(found[0]) if found and found[0] is not None else ""


def _season_of(connection: duckdb.DuckDBPyConnection, known: Row) -> dict[str, Any]:
    """Series and season of a row's race: by these, rules are told from others."""
    found = connection.execute(
        "select season_id, series_id, season from core.dim_race "
        "inner join core.dim_season using (season_id) where race_id = ?",
        [known.get("race_id")],
    ).fetchone()
    return dict(zip(("season_id", "series_id", "season"), found, strict=True)) if found else {}


def _named_by(table: str) -> str | None:
    """Turn "core.dim_team" into "team_id"; what is no dimension of somebody gives nothing."""
    ident = f"{table.removeprefix('core.dim_')}_id"
    return ident if ident in _ENTITIES else None


def _only_one(connection: duckdb.DuckDBPyConnection, ident: str, known: Row) -> dict[str, Any]:
    """Who the row's car is of, by the result of the stage or race, if that is one."""
    table = "core.fct_stage_result" if "stage_number" in known else "core.fct_race_result"
    columns = columns_of(connection, table)
    chosen = {name: value for name, value in known.items() if name in columns}
    if "race_id" not in chosen or not {"driver_id", "finish_position", "car_number"} & {*chosen}:
        return {}
    condition = " and ".join(f"{name} = ?" for name in chosen)
    found = connection.execute(
        f"select distinct {ident} from {table} where {condition} and {ident} is not null",
        list(chosen.values()),
    ).fetchall()
    return {ident: found[0][0]} if len(found) == 1 else {}


def _without(known: Row, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in known.items() if name not in names}
