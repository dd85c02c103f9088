"""Prose of a race article: sentences with links, references and templates.

In: a race. Out: paragraphs. Separate because most bytes of an article are prose of which no
table is made, and a reader has to get past them.
"""

from __future__ import annotations

from random import Random

from benchmarks.generated.race import Race

_CAUSES = ("debris", "a spin", "rain", "a stalled car", "oil on the track", "a crash")


def paragraph(race: Race, chance: Random) -> str:
    """Six to fourteen sentences."""
    return " ".join(_sentence(race, chance, number) for number in range(chance.randrange(6, 14)))


def _sentence(race: Race, chance: Random, number: int) -> str:
    one, other = chance.sample(race.cars, 2)
    lap, cause = chance.randrange(1, race.laps), chance.choice(_CAUSES)
    reference = (
        f'<ref name="r{chance.randrange(40)}">{{{{cite web|url=https://example.org/{race.season}/'
        f"{race.number}|title=Report of lap {lap}|website=Example|date=June 25, {race.season}}}}}"
        "</ref>"
    )
    remark = "<!-- see the box score -->" if number % 5 == 0 else ""
    return (
        f"On lap {lap}, {one.driver.wikitext} of {one.team.wikitext} passed "
        f"{other.driver.wikitext} for position {chance.randrange(1, 20)} and held it until a "
        f"caution for {cause} in turn {chance.randrange(1, 5)}.{remark}{reference}"
    )
