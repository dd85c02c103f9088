"""The championship as a season goes on: points so far, order, gaps and moves.

In: results, race by race. Out: ``Standing`` values after each. Separate because standings are
sums, and the one thing in a race that depends on the races before it.
"""

from __future__ import annotations

from collections import Counter

from benchmarks.generated import rules
from benchmarks.generated.forms import Form
from benchmarks.generated.names import Named
from benchmarks.generated.race import Finish, Standing

_MOST_MAKES = 6


class Table:
    """One table of points, and the order before the race that was counted last."""

    def __init__(self) -> None:
        self.points: Counter[str] = Counter()
        self.names: dict[str, Named] = {}
        self.order: list[str] = []
        self.before: dict[str, int] = {}

    def add(self, entrant: Named, points: int) -> None:
        self.names[entrant.id] = entrant
        self.points[entrant.id] += points

    def settle(self) -> None:
        """Order by points; of two with the same, who stood ahead before."""
        self.before = {ident: place for place, ident in enumerate(self.order, start=1)}
        new = [ident for ident in self.names if ident not in self.before]
        self.before |= {ident: len(self.order) + 1 + more for more, ident in enumerate(new)}
        self.order = sorted(self.names, key=lambda one: (-self.points[one], self.before[one]))

    def standings(self, most: int) -> list[Standing]:
        leader = self.points[self.order[0]] if self.order else 0
        return [
            Standing(
                entrant=self.names[ident],
                position=position,
                points=self.points[ident],
                behind=leader - self.points[ident],
                change=self.before[ident] - position,
            )
            for position, ident in enumerate(self.order[:most], start=1)
        ]


class Championship:
    """Both championships of a season."""

    def __init__(self, series: str, season: int, form: Form) -> None:
        self._series, self._season, self._form = series, season, form
        self._drivers, self._makes = Table(), Table()

    def count(self, finish: list[Finish]) -> None:
        """Add the points of a race."""
        best: dict[str, Finish] = {}
        for one in finish:
            best.setdefault(one.car.make.id, one)
            if one.car.marker != "i":
                self._drivers.add(one.car.driver, one.points)
        for rank, one in enumerate(best.values(), start=1):
            points = rules.manufacturer_points(self._series, self._season, one.position, rank)
            self._makes.add(one.car.make, points)
        self._drivers.settle()
        self._makes.settle()

    def driver_standings(self) -> list[Standing]:
        return self._drivers.standings(self._form.standings)

    def manufacturer_standings(self) -> list[Standing]:
        return self._makes.standings(_MOST_MAKES if self._form.standings else 0)
