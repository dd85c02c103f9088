"""What an article of a series and season shows: which tables, with which columns.

In: series and season. Out: a ``Form``. Separate because articles of 1956 and of 2023 differ in
what they state, and truth is what an article states: a column that is not shown is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

_STOCK_CARS = ("cup", "nxs", "truck")


@dataclass(frozen=True, slots=True)
class Form:
    """What is shown. ``rounds``: of qualifying; 0: no qualifying at all."""

    is_stock_car: bool
    has_infobox: bool
    has_entries: bool
    explains_rookies: bool
    explains_ineligible: bool
    practices: int
    rounds: int
    has_stages: bool
    has_laps_led: bool
    has_status: bool
    has_points: bool
    has_teams: bool
    has_words: bool
    has_crew: bool
    standings: int
    cars: int


@lru_cache(maxsize=1000)
def form_of(series: str, season: int) -> Form:
    """The form of every article of a season."""
    return _stock_car_form(series, season) if series in _STOCK_CARS else _open_wheel(series, season)


def _stock_car_form(series: str, season: int) -> Form:
    has_rules = season >= 1975
    return Form(
        is_stock_car=True,
        has_infobox=season >= 1960,
        has_entries=season >= 2011,
        explains_rookies=season >= 2011,
        explains_ineligible=season >= 2011,
        practices=0 if season < 2004 else 2 if season >= 2011 else 1,
        rounds=0 if season < 1960 else 1 if season < 2014 else 2,
        has_stages=season >= 2017,
        has_laps_led=season < 2017,
        has_status=season < 2011,
        has_points=has_rules,
        has_teams=season >= 1972,
        has_words=False,
        has_crew=season >= 2001,
        standings=0 if not has_rules else 16 if season >= 2014 else 12,
        cars=_stock_cars(series, season),
    )


def _stock_cars(series: str, season: int) -> int:
    if series == "truck":
        return 32 if season >= 2016 else 36
    if season < 1975:
        return 34
    return 43 if season < 2016 else 38 if series == "cup" else 40


def _open_wheel(series: str, season: int) -> Form:
    return Form(
        is_stock_car=False,
        has_infobox=True,
        has_entries=False,
        explains_rookies=series != "f1",
        explains_ineligible=False,
        practices=0,
        rounds=3 if series == "f1" and season >= 2006 else 1,
        has_stages=False,
        has_laps_led=series != "f1",
        has_status=True,
        has_points=True,
        has_teams=series != "f1",
        has_words=series == "f1",
        has_crew=False,
        standings=10,
        cars=22 if series == "f1" else 26,
    )
