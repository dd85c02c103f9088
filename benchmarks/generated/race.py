"""A race that never was: who was entered, what happened, and who stood where after it.

In: nothing. Out: the values that ``season`` makes, and that articles and truth are written from.
Separate because an article and the truth about it must come from one place, and neither of
them from the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from benchmarks.generated.names import Named


@dataclass(frozen=True, slots=True)
class Car:
    """A car and who drives it. ``marker``: behind the driver's name, such as ``R``."""

    number: str
    driver: Named
    team: Named
    make: Named
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """The order of a session with lap times and speeds, as they are printed."""

    cars: list[tuple[Car, float, float]]


@dataclass(frozen=True, slots=True)
class Finish:
    """A car in the result; ``word`` stands in place of the position, where one does."""

    car: Car
    position: int
    start: int
    laps: int
    laps_led: int
    status: str
    points: int
    word: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands where; ``change``: places moved since the race before, up is positive."""

    entrant: Named
    position: int
    points: int
    behind: int
    change: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the broadcast."""

    medium: str
    network: str
    role: str
    name: str
    assignment: str | None = None
    is_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Race:
    """All of a race. ``rounds``: of each qualifying position, the times; 0: took part, no time."""

    series: str
    season: int
    number: int
    scheduled: int
    name: str
    date: date
    track: Named
    place: str
    miles: float
    laps: int
    seconds: int
    speed: float
    lead_changes: int
    leaders: int
    cautions: int
    caution_laps: int
    most_led: int
    most_leader: Car
    cars: list[Car]
    absent: list[Car]
    practices: list[Practice]
    qualifying: list[tuple[Car, tuple[float, ...]]]
    stage_laps: tuple[int, ...]
    stages: list[list[Car]]
    finish: list[Finish]
    drivers: list[Standing]
    manufacturers: list[Standing]
    crew: list[Person]

    @property
    def race_id(self) -> str:
        return f"{self.series}-{self.season}-{self.number}"

    @property
    def title(self) -> str:
        return f"{self.season} {self.name}"

    @property
    def distance(self) -> float:
        return round(self.laps * self.miles, 1)
