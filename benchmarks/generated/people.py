"""Who is on the broadcast: two networks' crews by race.

In: season and race number. Out: ``Person`` values in the order of the article. Separate because
crews have names and assignments of their own, and no part in the race.
"""

from __future__ import annotations

from benchmarks.generated.race import Person

_VOICES = (
    "Alan Brook", "Bella Carver", "Corey Dunn", "Dana Ellis", "Eddie Farrow", "Fay Goodwin",
    "Gus Harlan", "Holly Irwin", "Ike Jansen", "June Keller", "Kurt Lyle", "Lena Marsh",
)  # fmt: skip
_TELEVISION = ("NBC", "Fox", "TNT", "ESPN")
_RADIO = ("MRN", "PRN")


def crew_of(season: int, number: int) -> list[Person]:
    """Three in the booth and two in the pits on television; five on the radio."""
    voices = [_VOICES[(season + number // 6 + place) % len(_VOICES)] for place in range(11)]
    television, radio = _TELEVISION[(season + number // 12) % 4], _RADIO[number % 2]
    assigned = (
        ("television", television, "booth_announcer", "Lap-by-lap", False),
        ("television", television, "booth_announcer", "Color-commentator", False),
        ("television", television, "booth_announcer", "Color-commentator", False),
        ("television", television, "pit_reporter", None, False),
        ("television", television, "pit_reporter", None, False),
        ("radio", radio, "booth_announcer", "Lead announcer", False),
        ("radio", radio, "booth_announcer", "Announcer", False),
        ("radio", radio, "turn_announcer", "Turns 1 & 2", False),
        ("radio", radio, "turn_announcer", "Turns 3 & 4", False),
        ("radio", radio, "pit_reporter", None, False),
        ("radio", radio, "pit_reporter", None, False),
    )
    return [
        Person(medium, network, role, name, assignment, is_inferred)
        for name, (medium, network, role, assignment, is_inferred) in zip(
            voices, assigned, strict=True
        )
    ]
