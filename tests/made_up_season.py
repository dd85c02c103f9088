"""Races of the made-up season ``cup-2019``, added to the warehouse in memory as a test needs them.

In: who finished and who is listed, in order. Out: rows of ``core``. Separate because views over
a season need many races with little in them, where ``two_races.sql`` has two with everything.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

SEASON = "cup-2019"
DOCUMENT = "cup/2019/made-up.txt"
Listed = Sequence[tuple[str, int | None]]


def race_id(number: int | str) -> str:
    return f"{SEASON}-{number}"


def add_season(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(
        f"insert into core.dim_season values ('{SEASON}', 'cup', 2019, '2019 Cup Series', 36)"
    )


def add_race(
    warehouse: duckdb.DuckDBPyConnection,
    number: int,
    result: Listed = (),
    standings: Listed = (),
    manufacturers: Listed = (),
) -> None:
    """A race whose result and standings list these, from the first position on."""
    name = race_id(number)
    warehouse.execute(
        "insert into core.dim_race by name select ? as race_id, ? as season_id, "
        "? as race_number, 'A race' as race_name, ? as document_id",
        [name, SEASON, number, DOCUMENT],
    )
    for driver_id in {driver for driver, _ in (*result, *standings)}:
        warehouse.execute(
            "insert or ignore into core.dim_driver values (?, ?, null)", [driver_id, driver_id]
        )
    for position, (driver_id, points) in enumerate(result, start=1):
        add_result(warehouse, number, position, driver_id, points)
    for position, (driver_id, points) in enumerate(standings, start=1):
        _add_standing(warehouse, "driver", name, position, driver_id, points)
    for position, (manufacturer_id, points) in enumerate(manufacturers, start=1):
        _add_standing(warehouse, "manufacturer", name, position, manufacturer_id, points)


def add_result(
    warehouse: duckdb.DuckDBPyConnection,
    number: int,
    position: int,
    driver_id: str,
    points: int | None,
) -> None:
    """A row of the result; who ends on an odd position drives a Chevrolet, else a Ford."""
    warehouse.execute(
        "insert into core.fct_race_result by name select ? as race_id, ? as finish_position, "
        "false as finish_position_is_inferred, false as is_disqualified, ? as car_number, "
        "? as driver_id, "
        "? as manufacturer_id, ? as points, true as is_points_eligible, ? as document_id, "
        "6 as table_index, ? as row_index",
        [
            race_id(number),
            position,
            str(position),
            driver_id,
            "chevrolet" if position % 2 else "ford",
            points,
            DOCUMENT,
            position,
        ],
    )


def _add_standing(
    warehouse: duckdb.DuckDBPyConnection,
    championship: str,
    race: str,
    position: int,
    entrant_id: str,
    points: int | None,
) -> None:
    warehouse.execute(
        f"insert into core.fct_{championship}_standing by name select ? as race_id, "
        f"? as position, ? as {championship}_id, ? as points, "
        "false as position_change_is_inferred, ? as document_id, 7 as table_index, ? as row_index",
        [race, position, entrant_id, points, DOCUMENT, position],
    )
