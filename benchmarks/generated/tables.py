"""The tables of an article.

In: a race, or a part of one. Out: ``Table`` values. Separate because each era has columns of
its own, and each kind of table its own habits: spans in entry lists, aligned cells in results.
"""

from __future__ import annotations

from itertools import groupby

from benchmarks.generated.blocks import Cell, Table
from benchmarks.generated.forms import Form
from benchmarks.generated.infobox import lap_time
from benchmarks.generated.names import Named
from benchmarks.generated.race import Car, Finish, Person, Practice, Race, Standing

_CENTRE = "text-align:center;"
_FOOTER = "{{small|[https://example.org/results.pdf Official results]}}"
_POSITION = "{{abbr|Pos|Position}}"


def driver(car: Car) -> str:
    """A driver with his marker, in bold for rookies."""
    marker = {"": "", "R": " '''(R)'''"}.get(car.marker, f" ({car.marker})")
    return f"{car.driver.wikitext}{marker}"


def entries(race: Race) -> Table:
    """Neighbours of one team share its cell, as in many lists."""
    rows: list[list[str | Cell]] = []
    for _, group in groupby(race.cars, key=lambda car: (car.team, car.make)):
        cars = list(group)
        for place, car in enumerate(cars):
            row: list[str | Cell] = [car.number, driver(car)]
            if len(cars) == 1:
                row += [car.team.wikitext, car.make.wikitext]
            elif place == 0:
                row.append(Cell(car.team.wikitext, rowspan=len(cars)))
                row.append(Cell(car.make.wikitext, rowspan=len(cars)))
            rows.append(row)
    header = ["{{abbr|No.|Car number}}", "Driver", "Team", "Manufacturer"]
    return Table(header, rows, "{{small|[https://example.org/e.pdf Official entry list]}}")


def practice(session: Practice) -> Table:
    rows: list[list[str | Cell]] = [
        [Cell(str(place), is_header=True), Cell(car.number, style=_CENTRE), driver(car),
         car.team.wikitext, car.make.wikitext, lap_time(time), f"{speed:.3f}"]
        for place, (car, time, speed) in enumerate(session.cars, start=1)
    ]  # fmt: skip
    header = [_POSITION, "No.", "Driver", "Team", "Manufacturer", "Time", "Speed"]
    return Table(header, rows, _FOOTER, is_compact=True)


def _entrant(car: Car, form: Form) -> list[str | Cell]:
    """Number, driver, team if the era shows it, and make."""
    team: list[str | Cell] = [car.team.wikitext] if form.has_teams else []
    return [car.number, driver(car), *team, car.make.wikitext]


def _entrant_header(race: Race, form: Form) -> list[str]:
    make = {"f1": "Constructor", "indycar": "Engine", "cart": "Engine"}.get(race.series)
    return ["No.", "Driver", *["Team"] * form.has_teams, make or "Manufacturer"]


def qualifying(race: Race, form: Form) -> Table:
    named = {1: ["Time"], 2: ["R1", "R2"], 3: ["Q1", "Q2", "Q3"]}[form.rounds]
    rows: list[list[str | Cell]] = []
    for position, (car, times) in enumerate(race.qualifying, start=1):
        shown: list[str | Cell] = [lap_time(time) if time else "0.000" for time in times]
        blank = Cell("&mdash;", style=_CENTRE)
        shown += [blank] * (len(named) - len(shown))
        rows.append([Cell(str(position), style=_CENTRE), *_entrant(car, form), *shown])
    header = [_POSITION, *_entrant_header(race, form), *named]
    return Table(header, rows, _FOOTER)


def absent(race: Race) -> Table:
    rows: list[list[str | Cell]] = [
        [car.number, driver(car), car.team.wikitext] for car in race.absent
    ]
    return Table(["No.", "Driver", "Team"], rows)


def stage(cars: list[Car]) -> Table:
    rows: list[list[str | Cell]] = [
        [Cell(str(place), is_header=True), Cell(car.number, style=_CENTRE), driver(car),
         car.team.wikitext, car.make.wikitext, Cell(str(11 - place), style="text-align:right")]
        for place, car in enumerate(cars, start=1)
    ]  # fmt: skip
    header = [_POSITION, "No", "Driver", "Team", "Manufacturer", "Points"]
    return Table(header, rows, "{{small|[https://example.org/s.pdf Official stage results]}}")


def result(race: Race, form: Form) -> Table:
    columns = {
        "Laps": True,
        "Led": form.has_laps_led,
        "Status" if form.is_stock_car else "Time/Retired": form.has_status,
        "Points": form.has_points,
    }
    shown = [name for name, is_shown in columns.items() if is_shown]
    header = ["Pos", "Grid", *_entrant_header(race, form), *shown]
    rows = [_result_row(one, form, shown) for one in race.finish]
    return Table(header, rows, _FOOTER, is_compact=race.number % 2 == 0)


def _result_row(one: Finish, form: Form, shown: list[str]) -> list[str | Cell]:
    texts = {
        "Laps": str(one.laps),
        "Led": str(one.laps_led),
        "Status": one.status,
        "Time/Retired": one.status,
        # Who scores nothing in Formula One has an empty cell.
        "Points": str(one.points) if one.points or not form.has_words else "",
    }
    position = Cell(one.word or str(one.position), is_header=True)
    rest: list[str | Cell] = [Cell(texts[name], style=_CENTRE) for name in shown]
    return [position, Cell(str(one.start), style=_CENTRE), *_entrant(one.car, form), *rest]


def standings(race: Race, form: Form, header: str, listed: list[Standing]) -> Table:
    """With arrows from the second race on; with the gap to the leader but in Formula One."""
    has_moves = race.number > 1
    rows: list[list[str | Cell]] = []
    for one in listed:
        gap = f"&nbsp;(–{one.behind})" if one.position > 1 and not form.has_words else ""
        row: list[str | Cell] = [Cell(_arrow(one.change))] if has_moves else []
        row += [Cell(str(one.position), style=_CENTRE), _name(one.entrant), f"{one.points}{gap}"]
        rows.append(row)
    return Table([*[""] * has_moves, "Pos", header, "Points"], rows)


def _name(entrant: Named) -> str:
    return entrant.wikitext


def _arrow(change: int) -> str:
    if change == 0:
        return "[[File:1rightarrow blue.svg|10px|link=|alt=steady]]"
    if change > 0:
        return f"[[File:1uparrow green.svg|10px|link=|alt=increase]] {change}"
    return f"[[File:1downarrow red.svg|10px|link=|alt=decrease]] {-change}"


def crew(persons: list[Person]) -> Table:
    """One row: a cell for each role, its persons in lines below each other."""
    titles = {
        "booth_announcer": "Booth announcers",
        "turn_announcer": "Turn announcers",
        "pit_reporter": "Pit reporters",
    }
    roles = dict.fromkeys(person.role for person in persons)
    cells: list[str | Cell] = [
        "<br />".join(
            f"'''{one.assignment}:''' {one.name}" if one.assignment else f"[[{one.name}]]"
            for one in persons
            if one.role == role
        )
        for role in roles
    ]
    return Table([titles[role] for role in roles], [cells], above=persons[0].network)
