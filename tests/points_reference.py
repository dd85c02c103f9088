"""The points of section 3 of the domain notes, written out again, knowing nothing of the project.

Whatever the vocabulary and the views say is held against this.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST_SEASON = {"cup": 1975, "nxs": 1982, "truck": 1995}
LAST_SEASON = 2026
FIRST_CONTENDERS = {"cup": 2014, "nxs": 2016, "truck": 2016}


@dataclass
class Start:
    """What one driver did in a race, and how he is marked (``None``: not at all)."""

    position: int
    is_eligible: bool
    is_disqualified: bool
    laps_led: int
    stage_positions: list[int | None]
    has_fastest_lap: bool = False
    is_contender: bool = False


def is_known(series: str, season: int) -> bool:
    return FIRST_SEASON[series] <= season <= LAST_SEASON


def has_lead_bonus(series: str, season: int) -> bool:
    if series == "nxs" and season <= 1997:
        return False
    if series == "truck" and season <= 1998:
        return False
    return season <= 2016


def finish_points(series: str, season: int, position: int) -> int | None:
    """Points for the position alone; ``None``: no rule says."""
    if not is_known(series, season):
        return None
    if season <= 2010:
        return _points_until_2010(series, season, position)
    if season <= 2015:
        return 44 - position if position <= 43 else None
    if season == 2016:
        places = 32 if series == "truck" else 40
        return places + 1 - position if position <= places else None
    if position == 1:
        return 55 if season == 2026 else 40
    if position <= 35:
        return 37 - position
    return 1 if position <= 40 else None


def _points_until_2010(series: str, season: int, position: int) -> int:
    if position == 1:
        if not has_lead_bonus(series, season):
            return 180
        return 175 if season <= 2003 else 180 if season <= 2006 else 185
    if position <= 6:
        return 170 - 5 * (position - 2)
    if position <= 11:
        return 150 - 4 * (position - 6)
    return 130 - 3 * (position - 11)


def race_points(series: str, season: int, start: Start, most_laps_led: int, last: int) -> int:
    """What a driver scores where a rule says; ``last``: the last position of the race."""
    if not start.is_eligible:
        return 0
    if start.is_disqualified:
        return finish_points(series, season, last) or 0
    points = finish_points(series, season, start.position) or 0
    if not (start.is_contender and season <= 2016):
        points += win_and_lead_points(series, season, start, most_laps_led)
    if season >= 2017 and not start.is_contender:
        points += sum(11 - place for place in start.stage_positions if place and place <= 10)
    if season >= 2025 and start.has_fastest_lap:
        points += 1
    return points


def win_and_lead_points(series: str, season: int, start: Start, most_laps_led: int) -> int:
    if not has_lead_bonus(series, season):
        return 0
    bonus = 5 if season <= 2010 else 1
    points = bonus if start.laps_led else 0
    points += bonus if start.laps_led == most_laps_led else 0
    return points + (3 if season >= 2011 and start.position == 1 else 0)
