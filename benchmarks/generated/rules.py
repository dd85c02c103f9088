"""Points by the rules of a season, and what the series was called: read from ``vocabulary/``.

In: the CSV files that hold the rules as data. Out: functions of series, season and position.
Separate because the rules are facts of the sport; how they are applied is written here anew,
so that the audit's own reckoning is held against another one.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

_VOCABULARY = Path(__file__).resolve().parent.parent.parent / "pipelines" / "vocabulary"
# What the other series pay is in no file: the audit does not validate it.
_F1 = {1950: (8, 6, 4, 3, 2), 1960: (8, 6, 4, 3, 2, 1), 1961: (9, 6, 4, 3, 2, 1),
       1991: (10, 6, 4, 3, 2, 1), 2003: (10, 8, 6, 5, 4, 3, 2, 1),
       2010: (25, 18, 15, 12, 10, 8, 6, 4, 2, 1)}  # fmt: skip
_CART = (20, 16, 14, 12, 10, 8, 6, 5, 4, 3, 2, 1)
_INDYCAR = (50, 40, 35, 32, 30, 28, 26, 24, 22, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7)
_MANUFACTURER = (9, 6, 4, 3, 2, 1)


@lru_cache(maxsize=1)
def _rows() -> dict[str, list[dict[str, str]]]:
    found = {}
    for name in ("position_points", "points_systems", "series_names"):
        with (_VOCABULARY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found[name] = list(csv.DictReader(file))
    return found


def _of_season(name: str, series: str, season: int) -> list[dict[str, str]]:
    return [
        row
        for row in _rows()[name]
        if row["series_id"] == series
        and int(row["first_season"]) <= season <= int(row["last_season"] or season)
    ]


@lru_cache(maxsize=1000)
def system(series: str, season: int) -> dict[str, int]:
    """Whole numbers of the season's row of ``points_systems.csv``; empty: no rule is known."""
    rows = _of_season("points_systems", series, season)
    return {key: int(text) for key, text in rows[0].items() if text.isdigit()} if rows else {}


@lru_cache(maxsize=100_000)
def position_points(kind: str, series: str, season: int, position: int) -> int:
    """What a position at the ``finish`` or in a ``stage`` pays."""
    for row in _of_season("position_points", series, season):
        first, last = int(row["first_position"]), int(row["last_position"])
        if row["kind"] == kind and first <= position <= last:
            return int(row["first_points"]) - int(row["step"]) * (position - first)
    paid = _other_points(series, season) if kind == "finish" else ()
    if position <= len(paid):
        return paid[position - 1]
    return 5 if series == "indycar" and kind == "finish" else 0


def _other_points(series: str, season: int) -> tuple[int, ...]:
    if series == "f1":
        return max((first, paid) for first, paid in _F1.items() if first <= season)[1]
    return {"cart": _CART, "indycar": _INDYCAR}.get(series, ())


def manufacturer_points(series: str, season: int, best: int, rank: int) -> int:
    """Of a make whose best car came in at ``best``, and which is the ``rank``th of the makes."""
    if series in ("cup", "nxs", "truck") and season >= 2017:
        return position_points("finish", series, season, best)
    return _MANUFACTURER[rank - 1] if rank <= len(_MANUFACTURER) else 0


@lru_cache(maxsize=1000)
def series_name(series: str, season: int, longest: bool) -> str:
    """What the series was called: by the longest name, or by the first row of the file."""
    names = [row["series_name"] for row in _of_season("series_names", series, season)]
    return max(names, key=len) if longest else names[0]
