"""Generated race articles in wikitext: as large, as repetitive and as varied as real ones.

In: a number. Out: the wikitext of a race that never was. Separate because benchmarks must not
need real articles, and must be able to ask for thousands.
"""

from __future__ import annotations

import random

_FIRST = [
    "Aaron",
    "Blake",
    "Carl",
    "Dale",
    "Ernest",
    "Frank",
    "Glen",
    "Harvey",
    "Ivan",
    "Jody",
    "Kenny",
    "Leon",
    "Marvin",
    "Neil",
    "Otto",
    "Parker",
    "Quinn",
    "Rex",
    "Sterling",
    "Tyler",
    "Ulrich",
    "Vernon",
    "Wade",
    "Xavier",
    "Yates",
    "Zane",
]
_LAST = [
    "Abbott",
    "Barlow",
    "Crane",
    "Dawson",
    "Eaves",
    "Fenton",
    "Granger",
    "Hollis",
    "Ingram",
    "Jessup",
    "Kirby",
    "Lomax",
    "Mercer",
    "Norwood",
    "Ogden",
    "Pruitt",
    "Quarles",
    "Rudd",
    "Spears",
    "Tillman",
    "Upton",
    "Vance",
    "Whitlock",
    "Yarrow",
    "Zeller",
]
_MAKES = (
    "[[Chevrolet Camaro (sixth generation)|Chevrolet]]",
    "[[Ford Mustang (sixth generation)|Ford]]",
    "[[Toyota Camry (XV70)|Toyota]]",
)


def article(number: int) -> str:
    """The wikitext of race ``number``: some 35 kB, 8 tables, 36 cars."""
    chance = random.Random(number)
    season, race = 1990 + number // 36, number % 36 + 1
    cars = _cars(chance, season)
    parts = [_infobox(season, race, cars), _prose(chance, cars, race, season)]
    parts.append(_table("==Entry list==", "No. !! Driver !! Team !! Manufacturer", [
        f"| {car['number']}\n| {car['driver']}\n| {car['team']}\n| {car['make']}" for car in cars
    ]))  # fmt: skip
    parts.append("==Qualifying==\n" + _prose(chance, cars, race, season))
    chance.shuffle(cars)
    parts.append(_table("===Qualifying results===",
        "{{abbr|Pos|Position}} !! No. !! Driver !! Team !! Manufacturer !! R1 !! R2", [
        f'| style="text-align:center;" | {place}\n| style="text-align:center;" | {car["number"]}\n'
        f"| {car['driver']}\n| {car['team']}\n| {car['make']}\n"
        f"| {28 + chance.random() * 3:.3f}\n| {_second_lap(chance, place)}"
        for place, car in enumerate(cars, start=1)
    ]))  # fmt: skip
    grid = {car["number"]: place for place, car in enumerate(cars, start=1)}
    parts.append("==Race==\n" + _prose(chance, cars, race, season))
    for stage in (1, 2):
        top = chance.sample(cars, 10)
        parts.append(_table(f"===Stage results===\n'''Stage {stage}'''\n'''Laps:''' {80 + stage}",
            "Pos !! No !! Driver !! Team !! Manufacturer !! Points", [
            f'! scope="row" | {place}\n| {car["number"]}\n| {car["driver"]} || {car["team"]}'
            f' || {car["make"]}\n| style="text-align:right" | {11 - place}'
            for place, car in enumerate(top, start=1)
        ]))  # fmt: skip
    chance.shuffle(cars)
    parts.append(_table("===Race results===",
        "Pos !! Grid !! No !! Driver !! Team !! Manufacturer !! Laps !! Points", [
        f'! scope="row" | {place}\n| style="text-align:center;" | {grid[car["number"]]} || '
        f'style="text-align:center;" | {car["number"]}\n| data-sort-value="x" | {car["driver"]} || '
        f'{car["team"]} || {car["make"]}\n| align=center | {300 - place // 8}\n'
        f'|align="right"| {max(41 - place, 1)}'
        for place, car in enumerate(cars, start=1)
    ]))  # fmt: skip
    parts.append(_statistics(chance))
    parts.append(_table("==Standings after the race==\n;Drivers' Championship standings",
        "!! Pos !! Driver !! Points", [
        f"| [[File:1uparrow green.svg|10px|link=|alt=increase]] {place % 3 + 1}\n| {place}\n"
        f"| {car['driver']}\n| {900 - place * 9}&nbsp;(–{place * 9})"
        for place, car in enumerate(cars[:16], start=1)
    ]))  # fmt: skip
    return "\n\n".join(parts)


def _cars(chance: random.Random, season: int) -> list[dict[str, str]]:
    """36 cars; the drivers of one season are mostly those of the season before."""
    cars = []
    for place in range(36):
        person = (place * 17 + season // 3 * 5) % (len(_FIRST) * len(_LAST))
        name = f"{_FIRST[person % len(_FIRST)]} {_LAST[person // len(_FIRST)]}"
        link = f"{name} (racing driver)|{name}" if place % 5 == 0 else name
        marker = " '''(R)'''" if place % 11 == 0 else " (i)" if place % 13 == 0 else ""
        team = f"[[{_LAST[(place // 2 + season) % len(_LAST)]} Racing]]"
        cars.append({
            "number": str(place + 1), "driver": f"[[{link}]]{marker}", "team": team,
            "make": _MAKES[chance.randrange(3)], "name": name,
        })  # fmt: skip
    return cars


def _infobox(season: int, race: int, cars: list[dict[str, str]]) -> str:
    month, day = race % 9 + 2, race % 27 + 1
    return (
        "{{Short description|NASCAR Cup Series race}}\n{{Infobox NASCAR race report\n"
        f"| Description = Race {race} of 36 in the [[{season} NASCAR Cup Series]]\n"
        f"| Race_Name = Generated {race}\n| Fulldate = {{{{Start date|{season}|{month}|{day}}}}}\n"
        f"| Location = [[Track {race % 23} Speedway]] in [[Somewhere, Tennessee]]\n"
        "| Course_mi = 1.333\n| Distance_laps = 300\n| Distance_mi = 400\n"
        "| Avg = {{convert|132.914|mph|km/h|3|abbr=on}}<!-- box score -->\n"
        f"| Pole_Driver = [[{cars[0]['name']}]]\n| First_Driver = [[{cars[1]['name']}]]\n}}}}"
    )


def _prose(chance: random.Random, cars: list[dict[str, str]], race: int, season: int) -> str:
    sentences = []
    for _ in range(chance.randrange(6, 14)):
        one, other = chance.sample(cars, 2)
        sentences.append(
            f"On lap {chance.randrange(1, 300)}, {one['driver']} passed [[{other['name']}]] for "
            f"the lead and held it until a caution for debris in turn {chance.randrange(1, 5)}."
            f'<ref name="r{chance.randrange(40)}">{{{{cite web|url=https://example.org/{season}/'
            f"{race}|title=Race report|website=Example|date=June 25, {season}}}}}</ref>"
        )
    return " ".join(sentences)


def _statistics(chance: random.Random) -> str:
    return (
        "===Race statistics===\n"
        f"* Lead changes: {chance.randrange(5, 30)} among {chance.randrange(4, 14)} drivers\n"
        f"* Cautions/Laps: {chance.randrange(3, 12)} for {chance.randrange(15, 70)} laps\n"
        "* Red flags: 0\n* Time of race: 3 hours, 0 minutes, and 7 seconds\n"
        "* Average speed: {{convert|132.914|mph|km/h|3|abbr=on}}"
    )


def _second_lap(chance: random.Random, place: int) -> str:
    if place <= 10:
        return f"{28 + chance.random() * 3:.3f}"
    return 'style="text-align:center;" | &mdash;'


def _table(heading: str, header: str, rows: list[str]) -> str:
    body = "\n|-\n".join(rows)
    width = header.count("!!") + 1
    link = "{{small|[https://example.org/x.pdf Official results]}}"
    footer = f'|-\n! colspan="{width}" | {link}'
    return f'{heading}\n{{| class="wikitable sortable"\n! {header}\n|-\n{body}\n{footer}\n|}}'
