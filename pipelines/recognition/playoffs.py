"""Playoffs: who gets in by the rules of a season, as two files of the vocabulary say.

In: the rows of ``playoff_fields.csv`` and ``uncounted_wins.csv``. Out: ``Playoffs``. Separate
because the rules of one season must not be stated twice, which no single row can tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.recognition.files import VocabularyFiles


@dataclass(frozen=True, slots=True)
class PlayoffField:
    """The playoffs of a series from one season to another.

    The first ``drivers_on_points`` positions are in, and who is within
    ``within_points_of_leader``; then ``drivers_on_wins`` of the others, by wins; what is left
    goes by points. A win counts at ``sure_winner_position`` and above, and not below
    ``last_winner_position``; in between nobody has confirmed it (``None``: it counts anywhere).
    """

    series_id: str
    first_season: int
    last_season: int
    drivers: int
    drivers_on_points: int
    drivers_on_wins: int
    within_points_of_leader: int | None
    sure_winner_position: int | None
    last_winner_position: int | None
    regular_season_races: int
    reset_after_races: tuple[int, ...]

    @property
    def seasons(self) -> range:
        """The seasons that it is of."""
        return range(self.first_season, self.last_season + 1)


@dataclass(frozen=True, slots=True)
class UncountedWin:
    """A race whose win was ruled not to count for the playoffs; the winner keeps it."""

    series_id: str
    season: int
    race_number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Playoffs:
    """What the vocabulary says of playoffs."""

    fields: tuple[PlayoffField, ...]
    uncounted_wins: tuple[UncountedWin, ...]


def read_playoffs(read: VocabularyFiles) -> Playoffs:
    """Read both files.

    Raises:
        VocabularyError: names the file, the line and what is wrong with it.
    """
    return Playoffs(tuple(_fields(read)), tuple(_uncounted_wins(read)))


def _fields(read: VocabularyFiles) -> Iterator[PlayoffField]:
    lines: dict[tuple[str, int], int] = {}
    for row in read("playoff_fields.csv", *PlayoffField.__dataclass_fields__):
        found = _field(read, row)
        _refuse_nonsense(read, found)
        for season in found.seasons:
            first = lines.setdefault((found.series_id, season), read.line_number)
            if first != read.line_number:
                raise read.wrong(f"line {first} has the playoffs of {found.series_id} {season} too")
        yield found


def _field(read: VocabularyFiles, row: Sequence[str]) -> PlayoffField:
    first_season, last_season, *places = map(read.integer, row[1:6])
    drivers, drivers_on_points, drivers_on_wins = places
    within, sure, last = (read.integer(text) if text else None for text in row[6:9])
    return PlayoffField(
        series_id=row[0],
        first_season=first_season,
        last_season=last_season,
        drivers=drivers,
        drivers_on_points=drivers_on_points,
        drivers_on_wins=drivers_on_wins,
        within_points_of_leader=within,
        sure_winner_position=sure,
        last_winner_position=last,
        regular_season_races=read.integer(row[9]),
        reset_after_races=tuple(map(read.integer, row[10].split())),
    )


def _refuse_nonsense(read: VocabularyFiles, found: PlayoffField) -> None:
    """Rules that contradict themselves would give wrong standings without a trace."""
    if not found.seasons:
        raise read.wrong(f"{found.first_season} is after {found.last_season}")
    if found.drivers_on_points + found.drivers_on_wins > found.drivers:
        raise read.wrong(
            f"{found.drivers_on_points} drivers on points and {found.drivers_on_wins} on wins are "
            f"more than {found.drivers}"
        )
    sure, last = found.sure_winner_position, found.last_winner_position
    if (sure is None) != (last is None) or (sure or 0) > (last or 0):
        raise read.wrong(
            "sure_winner_position and last_winner_position are both empty, or the first is not "
            "below the second"
        )
    resets = found.reset_after_races
    if list(resets) != sorted(set(resets)) or resets[:1] != (found.regular_season_races,):
        raise read.wrong(
            "reset_after_races must be rising numbers of races, the first of them "
            f"{found.regular_season_races}, the last race of the regular season"
        )


def _uncounted_wins(read: VocabularyFiles) -> Iterator[UncountedWin]:
    known: set[tuple[str, int, int]] = set()
    for row in read("uncounted_wins.csv", *UncountedWin.__dataclass_fields__):
        found = UncountedWin(row[0], read.integer(row[1]), read.integer(row[2]), row[3])
        race = (found.series_id, found.season, found.race_number)
        if race in known:
            raise read.wrong(f"race {found.race_number} of {row[0]} {row[1]} is listed already")
        known.add(race)
        yield found
