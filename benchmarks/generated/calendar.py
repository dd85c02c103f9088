"""Which seasons are made: series, season and how many races each has.

In: how many articles. Out: ``SeasonPlan`` values whose races are that many. Separate because
from one article to tens of thousands, the shape of the calendar decides what can be shared
out: a few articles are those of one season, many are those of all that there were.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.generated.forms import form_of

FIRST_SEASON, LAST_SEASON = 1949, 2025
_MOST_IN_PROSE = 60.0
# From a season on, so many races; 0: the series is over.
_RACES: dict[str, dict[int, int]] = {
    "cup": {1949: 8, 1950: 45, 1972: 30, 1997: 32, 2001: 36},
    "nxs": {1982: 29, 1999: 32, 2001: 33},
    "truck": {1995: 20, 1998: 24, 2015: 23},
    "indycar": {1996: 10, 2003: 16},
    "cart": {1979: 15, 2008: 0},
    "f1": {1950: 7, 1955: 8, 1964: 10, 1973: 15, 1984: 16, 2004: 18, 2016: 21, 2022: 22},
}
SERIES = tuple(_RACES)


@dataclass(frozen=True, slots=True)
class SeasonPlan:
    """A season to be made, with its first ``races`` races."""

    series: str
    season: int
    races: int


def races_of(series: str, season: int) -> int:
    """How many races the series had in a season."""
    return next((races for first, races in reversed(_RACES[series].items()) if first <= season), 0)


def plan(count: int) -> list[SeasonPlan]:
    """Seasons with ``count`` races together, the newest first.

    More than there were make every season longer, by the same factor as far as that goes.
    """
    natural = [
        SeasonPlan(series, season, races)
        for season in range(LAST_SEASON, FIRST_SEASON - 1, -1)
        for series in SERIES
        if (races := races_of(series, season))
    ]
    wanted = _lengthened(natural, count)
    plans, before, taken = [], 0.0, 0
    for one in natural:
        before += wanted[one]
        upto = min(round(before), count)
        if upto > taken:
            plans.append(SeasonPlan(one.series, one.season, upto - taken))
        taken = upto
    return plans


def _lengthened(natural: list[SeasonPlan], count: int) -> dict[SeasonPlan, float]:
    """How many races each season is to have, so that there are ``count`` at least.

    Where prose alone states the number of a race, it is an ordinal that real articles have.
    """
    races = sum(one.races for one in natural)
    if count <= races:
        return {one: float(one.races) for one in natural}
    limited = [one for one in natural if not form_of(one.series, one.season).has_infobox]
    wanted = {one: min(one.races * count / races, _MOST_IN_PROSE) for one in limited}
    rest = races - sum(one.races for one in limited)
    factor = (count - sum(wanted.values())) / rest
    return {one: wanted.get(one, one.races * factor) for one in natural}
