"""Totals over seasons, as drivers, teams and manufacturers have them.

In: rows of ``marts.driver_season``, ``team_season`` or ``manufacturer_season``. Out: columns and
cells. Separate because the three views count the same things.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.report import cells
from pipelines.report.frames import Row
from pipelines.report.model import Cell, Column, Fact

COLUMNS = (
    Column("Races", is_number=True),
    Column("Starts", is_number=True),
    Column("Wins", is_number=True),
    Column("Poles", "times first in a qualifying that the articles list", True),
    Column("Top 5", is_number=True),
    Column("Top 10", is_number=True),
    Column("Avg. start", "average starting position", True),
    Column("Avg. finish", "average finishing position", True),
    Column("Best", "best finish", True),
    Column("Led", "laps led", True),
    Column("Stages", "stages won, as far as the articles list them", True),
    Column("Points", "sum over the races that are here", True),
)
_WHOLE = ("races", "starts", "wins", "poles", "top_fives", "top_tens")
NOTE = "Totals are over the races that are in this warehouse, not over whole seasons."


def totals(row: Row, source: str) -> list[Cell]:
    """The totals of one season; ``source``: where the rows are that they sum up."""
    return [
        *(cells.number(row[name], source) for name in _WHOLE),
        cells.number(row["average_start"], source, 1),
        cells.number(row["average_finish"], source, 1),
        cells.number(row["best_finish"], source),
        cells.number(row["laps_led"], source),
        cells.number(row["stage_wins"], source),
        cells.number(row["points"], source),
    ]


def career(rows: Sequence[Row], source: str) -> list[Fact]:
    """The totals over all seasons."""
    labels = ("Races", "Starts", "Wins", "Poles in listed qualifying", "Top fives", "Top tens")
    facts = [
        Fact(label, [cells.number(sum(row[name] for row in rows), source)])
        for label, name in zip(labels, _WHOLE, strict=True)
    ]
    led = [row["laps_led"] for row in rows if row["laps_led"] is not None]
    best = [row["best_finish"] for row in rows if row["best_finish"] is not None]
    return [
        *facts,
        *([Fact("Laps led", [cells.number(sum(led), source)])] if led else []),
        *([Fact("Best finish", [cells.number(min(best), source)])] if best else []),
    ]
