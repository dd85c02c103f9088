"""Points systems: what a position, a win, a lap led or a stage was worth, by series and season.

In: ``points_systems.csv`` and ``position_points.csv``. Out: one ``PointsSystem`` and the
``PositionPoints`` of each range of seasons. Separate because the two files must agree: each
position of a season is stated once, from the first on, and none is worth more than the one
before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.recognition.files import VocabularyError, VocabularyFiles

POINTS_KINDS = ("finish", "stage")
# What the contenders for the title do not score in the finale.
FORGONE = ("", "bonuses", "stages")
# What a disqualified driver scores, without stage points.
DISQUALIFIED_POINTS = ("", "last_place")
# What a manufacturer scores in a race.
MANUFACTURER_POINTS = ("", "best_finish")
# As sql/core/dim_season.sql, and beyond any field of cars.
_SEASONS = range(1900, 2201)
_POSITIONS = range(1, 1000)
_POINTS = range(10_000)


@dataclass(frozen=True, slots=True)
class PositionPoints:
    """Points by position: ``first_points - step * (position - first_position)``."""

    kind: str
    series_id: str
    first_season: int
    last_season: int
    first_position: int
    last_position: int
    first_points: int
    step: int

    @property
    def seasons(self) -> range:
        """The seasons in which a position was worth that."""
        return range(self.first_season, self.last_season + 1)

    def by_position(self) -> dict[int, int]:
        """The points of each position."""
        positions = range(self.first_position, self.last_position + 1)
        return {
            position: self.first_points - self.step * (position - self.first_position)
            for position in positions
        }


@dataclass(frozen=True, slots=True)
class PointsSystem:
    """What a series paid beside positions, from one season to another; ``None``: not known."""

    series_id: str
    first_season: int
    last_season: int
    led_lap_points: int
    most_laps_led_points: int
    win_points: int
    fastest_lap_points: int
    fewest_paid_stages: int
    most_paid_stages: int
    finale_contenders: int | None
    contenders_forgo: str | None
    disqualified_points: str | None
    has_declared_series: bool
    manufacturer_points: str | None
    smallest_penalty: int | None
    largest_penalty: int | None
    penalty_step: int | None
    qualifying_races: str | None

    @property
    def seasons(self) -> range:
        """The seasons in which these rules held."""
        return range(self.first_season, self.last_season + 1)


# The lines that state something, by what they state.
_Systems = dict[tuple[str, int], tuple[PointsSystem, int]]
_Positions = dict[tuple[str, str, int, int], tuple[int, int]]


def read_points(
    read: VocabularyFiles,
) -> tuple[tuple[PointsSystem, ...], tuple[PositionPoints, ...]]:
    """Both files, as far as they agree.

    Raises:
        VocabularyError: names the file, the line and what is wrong with it.
    """
    series = tuple(read.pairs("series.csv", "series_id", "series_name"))
    by_season: _Systems = {}
    by_position: _Positions = {}
    systems = tuple(_systems(read, series, by_season))
    positions = tuple(_positions(read, series, by_season, by_position))
    for (series_id, season), (system, line) in by_season.items():
        kinds = POINTS_KINDS if system.most_paid_stages else POINTS_KINDS[:1]
        for kind in kinds:
            if (kind, series_id, season, 1) not in by_position:
                raise VocabularyError(
                    f"points_systems.csv, line {line}: no row of position_points.csv says what "
                    f"{kind} position 1 of {series_id} {season} is worth"
                )
    return systems, positions


def _systems(
    read: VocabularyFiles, series: tuple[str, ...], by_season: _Systems
) -> Iterator[PointsSystem]:
    for row in read("points_systems.csv", *PointsSystem.__dataclass_fields__):
        system = _system(read, series, row)
        for season in system.seasons:
            if (known := by_season.get((system.series_id, season))) is not None:
                raise read.wrong(f"line {known[1]} is of {system.series_id} {season} too")
            by_season[system.series_id, season] = system, read.line_number
        yield system


def _system(read: VocabularyFiles, series: tuple[str, ...], row: tuple[str, ...]) -> PointsSystem:
    text = dict(zip(PointsSystem.__dataclass_fields__, row, strict=True))
    first_season, last_season = _range(read, text["first_season"], text["last_season"], _SEASONS)

    def number(name: str) -> int:
        return read.integer_in(text[name], _POINTS)

    def size(name: str) -> int | None:
        return read.integer_in(text[name], _POINTS[1:]) if text[name] else None

    system = PointsSystem(
        series_id=read.one_of(text["series_id"], series),
        first_season=first_season,
        last_season=last_season,
        led_lap_points=number("led_lap_points"),
        most_laps_led_points=number("most_laps_led_points"),
        win_points=number("win_points"),
        fastest_lap_points=number("fastest_lap_points"),
        fewest_paid_stages=number("fewest_paid_stages"),
        most_paid_stages=number("most_paid_stages"),
        finale_contenders=size("finale_contenders"),
        contenders_forgo=read.one_of(text["contenders_forgo"], FORGONE) or None,
        disqualified_points=read.one_of(text["disqualified_points"], DISQUALIFIED_POINTS) or None,
        has_declared_series=read.one_of(text["has_declared_series"], ("yes", "no")) == "yes",
        manufacturer_points=read.one_of(text["manufacturer_points"], MANUFACTURER_POINTS) or None,
        smallest_penalty=size("smallest_penalty"),
        largest_penalty=size("largest_penalty"),
        penalty_step=size("penalty_step"),
        qualifying_races=text["qualifying_races"] or None,
    )
    if (problem := _contradiction(system)) is not None:
        raise read.wrong(problem)
    return system


def _contradiction(system: PointsSystem) -> str | None:
    """What cannot be so, of one row alone."""
    penalties = (system.smallest_penalty, system.largest_penalty, system.penalty_step)
    if system.fewest_paid_stages > system.most_paid_stages:
        return "fewest_paid_stages is more than most_paid_stages"
    if (system.finale_contenders is None) != (system.contenders_forgo is None):
        return "finale_contenders and contenders_forgo need one another"
    if 0 < sum(size is None for size in penalties) < len(penalties):
        return "smallest_penalty, largest_penalty and penalty_step need one another"
    if (system.smallest_penalty or 0) > (system.largest_penalty or 0):
        return "smallest_penalty is more than largest_penalty"
    return None


def _positions(
    read: VocabularyFiles, series: tuple[str, ...], by_season: _Systems, by_position: _Positions
) -> Iterator[PositionPoints]:
    for row in read("position_points.csv", *PositionPoints.__dataclass_fields__):
        kind, series_id, first_season, last_season, first_position, last_position, *points = row
        one = PositionPoints(
            read.one_of(kind, POINTS_KINDS),
            read.one_of(series_id, series),
            *_range(read, first_season, last_season, _SEASONS),
            *_range(read, first_position, last_position, _POSITIONS),
            *(read.integer_in(text, _POINTS) for text in points),
        )
        for season in one.seasons:
            _state(read, one, season, by_season, by_position)
        yield one


def _state(
    read: VocabularyFiles,
    one: PositionPoints,
    season: int,
    by_season: _Systems,
    by_position: _Positions,
) -> None:
    """Enter the positions of one season, each of which must follow from those above."""
    what = f"{one.series_id} {season}"
    if (one.series_id, season) not in by_season:
        raise read.wrong(f"no row of points_systems.csv is of {what}")
    if one.kind == "stage" and not by_season[one.series_id, season][0].most_paid_stages:
        raise read.wrong(f"points_systems.csv says that no stage of {what} is paid")
    for position, points in one.by_position().items():
        key = (one.kind, one.series_id, season, position)
        if (known := by_position.get(key)) is not None:
            raise read.wrong(f"line {known[1]} states {one.kind} position {position} of {what} too")
        before = by_position.get((*key[:3], position - 1))
        if before is None and position > 1:
            raise read.wrong(f"no line above states {one.kind} position {position - 1} of {what}")
        if points < 0 or (before is not None and points > before[0]):
            raise read.wrong(
                f"{one.kind} position {position} of {what} would be worth {points}; that is less "
                "than none, or more than the position before"
            )
        by_position[key] = points, read.line_number


def _range(read: VocabularyFiles, first: str, last: str, known: range) -> tuple[int, int]:
    start, end = read.integer_in(first, known), read.integer_in(last, known)
    if start > end:
        raise read.wrong(f"{start} to {end} is no range")
    return start, end
