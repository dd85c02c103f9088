"""A race at a glance: what the infobox and the race statistics state.

In: a race. Out: facts, each with the line of the article that states it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.report import addresses, cells
from pipelines.report.frames import Frames, Row
from pipelines.report.model import Cell, Fact
from pipelines.report.names import Names
from pipelines.report.pages.winners import winner_cells

# Label, column of ``marts.race_summary`` (and name of the statement), unit, decimals.
_NUMBERS = (
    ("Distance", "distance_miles", "miles", 1),
    ("Track length", "track_length_miles", "miles", 3),
    ("Average speed", "average_speed_mph", "mph", 3),
    ("Lead changes", "lead_changes", "", 0),
    ("Leaders", "leaders", "", 0),
    ("Cautions", "cautions", "", 0),
    ("Caution laps", "caution_laps", "", 0),
    ("Red flags", "red_flags", "", 0),
)


def race_facts(frames: Frames, names: Names, race: Row) -> list[Fact]:
    """The facts that are known."""
    stated = frames.one("core.dim_race", "race_id", race["race_id"]) or {}
    lines = _lines(frames, race["race_id"])
    laps = cells.number(race["laps"], lines.get("laps", ""))
    time = cells.duration(race["race_time_seconds"], lines.get("race_time_seconds", ""))
    pole_time = cells.duration(race["pole_time_seconds"], lines.get("pole_time_seconds", ""))
    most_led = cells.number(race["most_laps_led"], lines.get("most_laps_led", ""))
    facts = [
        Fact("Winner", _winner(frames, names, race, lines)),
        Fact("Laps", [laps, *_scheduled(race, lines)]),
        Fact("Time of race", [time]),
        Fact("Pole", [names.driver(stated.get("pole_driver_id")), pole_time]),
        Fact("Most laps led", [names.driver(stated.get("most_laps_led_driver_id")), most_led]),
        *(_number(race, lines, *one) for one in _NUMBERS),
    ]
    return [one for one in facts if any(value.text for value in one.values)]


def _lines(frames: Frames, race_id: str) -> dict[str, str]:
    """Where each field is stated first."""
    lines: dict[str, str] = {}
    for row in frames.of("quality.race_statement", "race_id", race_id, "statement_number"):
        address = addresses.source_line(row["document_id"], row["line_number"])
        lines.setdefault(row["field"], address)
    return lines


def _number(
    race: Row, lines: Mapping[str, str], label: str, column: str, unit: str, digits: int
) -> Fact:
    cell = cells.number(race[column], lines.get(column, ""), digits)
    return Fact(label, [cell, cells.text(unit)] if cell.text and unit else [cell])


def _winner(frames: Frames, names: Names, race: Row, lines: Mapping[str, str]) -> Sequence[Cell]:
    car = race["winner_car_number"]
    source = lines.get("winner_car_number", "")
    driver, team, make = winner_cells(frames, names, race)
    number = cells.text(f"No. {car}" if car else None, source=source)
    return [driver, number, team, make]


def _scheduled(race: Row, lines: Mapping[str, str]) -> list[Cell]:
    """How long it was to be, where that is another number."""
    if race["scheduled_laps"] in (None, race["laps"]):
        return []
    source = lines.get("scheduled_laps", "")
    return [cells.text("scheduled:"), cells.number(race["scheduled_laps"], source)]
