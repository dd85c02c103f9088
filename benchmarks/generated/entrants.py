"""The cars of a season, and those of each of its races.

In: series and season. Out: ``Car`` values: full-timers, whose drivers mostly come back, and
guests. Separate because who is entered has nothing to do with who wins.
"""

from __future__ import annotations

from random import Random

from benchmarks.generated import names
from benchmarks.generated.forms import Form
from benchmarks.generated.race import Car

_ROOKIES = 3
_GUESTS = 6
# Beside a car number, 07 is another car than 7.
_ODD_NUMBERS = {11: "07", 20: "00", 29: "01"}
_SERIES_START = {"cup": 0, "nxs": 200, "truck": 420, "indycar": 600, "cart": 760, "f1": 900}


def regular_cars(series: str, season: int, form: Form) -> list[Car]:
    """The cars of every race, in the order of their numbers."""
    chance = Random(f"cars {series} {season}")
    makes = names.makes(series, season)
    cars = form.cars - 2
    first = _SERIES_START[series] + (season - 1949) * 2
    teams = [names.team(first // 7 + place) for place in range((cars + 1) // 2)]
    made = []
    for place in range(cars):
        driver = names.driver((first + place * 5) % 1_200)
        team = teams[place // 2]
        # Both cars of a team are of one make, as in the sport.
        make = makes[(place // 2 + first) % len(makes)]
        is_rookie = place >= cars - _ROOKIES
        marker = "R" if is_rookie and form.explains_rookies else ""
        made.append(Car(_ODD_NUMBERS.get(place, str(place + 1)), driver, team, make, marker))
    chance.shuffle(makes)
    return made


def guest_cars(series: str, season: int, form: Form, chance: Random) -> list[Car]:
    """Two further cars of one race: of drivers who score elsewhere, where an era marks them."""
    makes = names.makes(series, season)
    start = _SERIES_START[series] + (season - 1949) * 2 + 5 * form.cars
    made = []
    for number, guest in enumerate(chance.sample(range(_GUESTS), 4)):
        driver = names.driver((start + 7 + guest * 5) % 1_200)
        marker = "i" if form.explains_ineligible else ""
        team = names.team(start + guest)
        made.append(Car(str(80 + guest), driver, team, makes[number % len(makes)], marker))
    return made
