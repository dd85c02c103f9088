"""Who won a race, as three cells: driver, team and manufacturer of the car that won.

In: a row of ``marts.race_summary``. Out: cells. Separate because three pages list winners, and
where infobox and result name different ones, team and make must be those of the same driver.
"""

from __future__ import annotations

from pipelines.report import cells
from pipelines.report.frames import Frames, Row
from pipelines.report.model import Cell
from pipelines.report.names import Names


def winner_cells(frames: Frames, names: Names, race: Row) -> tuple[Cell, Cell, Cell]:
    """The stated winner, or else the first in the result."""
    stated = frames.one("core.dim_race", "race_id", race["race_id"]) or {}
    results = frames.of("core.fct_race_result", "race_id", race["race_id"], "finish_position")
    driver = stated.get("winner_driver_id")
    if driver is None:
        row = next((one for one in results if one["finish_position"] == 1), None)
    else:
        row = next((one for one in results if one["driver_id"] == driver), None)
    if row is None:
        return names.driver(driver), cells.UNKNOWN, cells.UNKNOWN
    return (
        names.driver(row["driver_id"]),
        names.team(row["team_id"]),
        names.manufacturer(row["manufacturer_id"]),
    )
