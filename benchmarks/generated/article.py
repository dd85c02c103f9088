"""Make the article of a race: sections and tables in the form of its era.

In: a ``Race``. Out: an ``Article``. Separate because what is shown depends on the era, and
nothing here may be read back for the truth, which ``truth`` takes from the race alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from benchmarks.generated import rules, tables
from benchmarks.generated.blocks import (
    Article,
    Block,
    Bullets,
    Caption,
    Heading,
    Paragraph,
)
from benchmarks.generated.forms import Form, form_of
from benchmarks.generated.infobox import INFOBOXES, infobox
from benchmarks.generated.prose import paragraph
from benchmarks.generated.race import Race


def article(race: Race) -> Article:
    form = form_of(race.series, race.season)
    name = rules.series_name(race.series, race.season, longest=True)
    return Article(
        title=race.title,
        kind=f"{name} race",
        infobox_name=INFOBOXES["stock car" if form.is_stock_car else race.series],
        infobox=infobox(race, form),
        blocks=list(_blocks(race, form)),
        categories=[
            f"{race.season} {name} races",
            f"{race.season} in motorsport",
            f"Motorsport in {race.place}",
        ],
    )


def _blocks(race: Race, form: Form) -> Iterator[Block]:
    chance = Random(f"prose {race.race_id}")
    yield Paragraph(_lead(race))
    yield Heading("Background")
    yield Paragraph(paragraph(race, chance))
    if form.has_entries:
        yield from _entries(race)
    for number, practice in enumerate(race.practices, start=1):
        yield Heading("Practice" if len(race.practices) == 1 else f"Practice {number}")
        yield tables.practice(practice)
    if form.rounds:
        yield Heading("Qualifying")
        yield Paragraph(paragraph(race, chance))
        yield Heading("Qualifying results", 3)
        yield tables.qualifying(race, form)
    if race.absent:
        yield Heading("Failed to qualify", 3)
        yield tables.absent(race)
    yield Heading("Race")
    yield Paragraph(paragraph(race, chance))
    for number, (laps, cars) in enumerate(zip(race.stage_laps, race.stages, strict=False), 1):
        yield Heading("Stage results", 3) if number == 1 else Paragraph(paragraph(race, chance))
        yield Caption(f"Stage {('One', 'Two')[number - 1]}")
        yield Caption(f"Laps: {laps}")
        yield tables.stage(cars)
    yield Heading("Race results" if not race.stages else "Final Stage results", 3)
    if race.stages:
        yield Caption("Stage Three")
        yield Caption(f"Laps: {race.stage_laps[-1]}")
    yield tables.result(race, form)
    yield from _statistics(race, form)
    yield from _media(race)
    yield from _standings(race, form)


def _lead(race: Race) -> str:
    name = rules.series_name(race.series, race.season, longest=True)
    return (
        f"The '''{race.title}''' was the {_ordinal(race.number)} race of the [[{race.season} "
        f"{name}]] season, held on {race.date:%B} {race.date.day}, {race.season} at "
        f"{race.track.wikitext} in [[{race.place}]]."
    )


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def _entries(race: Race) -> Iterator[Block]:
    yield Heading("Entry list", 3)
    yield Bullets([
        "'''(R)''' denotes rookie driver.",
        "'''(i)''' denotes driver who is ineligible for series driver points.",
    ])  # fmt: skip
    yield tables.entries(race)


def _statistics(race: Race, form: Form) -> Iterator[Block]:
    hours, minutes, seconds = race.seconds // 3600, race.seconds // 60 % 60, race.seconds % 60
    if not form.is_stock_car:
        return
    yield Heading("Race statistics", 3)
    yield Bullets([
        f"Lead changes: {race.lead_changes} among {race.leaders} different drivers",
        f"Cautions/Laps: {race.cautions} for {race.caution_laps} laps",
        "Red flags: 0",
        f"Time of race: {hours} hours, {minutes} minutes, and {seconds} seconds",
        f"Average speed: {{{{convert|{race.speed:.3f}|mph|km/h|3|abbr=on}}}}",
    ])  # fmt: skip


def _media(race: Race) -> Iterator[Block]:
    media = dict.fromkeys(person.medium for person in race.crew)
    if media:
        yield Heading("Media")
    for medium in media:
        yield Heading(medium.capitalize(), 3)
        yield tables.crew([person for person in race.crew if person.medium == medium])


def _standings(race: Race, form: Form) -> Iterator[Block]:
    if not race.drivers:
        return
    makers = "Manufacturers" if form.is_stock_car or race.series != "f1" else "Constructors"
    yield Heading("Standings after the race")
    yield Caption("Drivers' Championship standings", is_term=True)
    yield tables.standings(race, form, "Driver", race.drivers)
    yield Caption(f"{makers}' Championship standings", is_term=True)
    yield tables.standings(race, form, makers.removesuffix("s"), race.manufacturers)
    yield Bullets([f"'''Note''': Only the first {form.standings} positions are included."])
