"""Names for generated races: persons, teams, makes and tracks.

In: numbers. Out: names, each with the id that ``core`` must have for it. Separate because an
id is told here from the name alone, by code of its own: it is held against the pipeline's.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_FIRST_NAMES = (
    "Aaron Blake Carl Dale Ernest Frank Glen Harvey Ivan Jody Kenny Leon Marvin Neil Otto "
    "Parker Quinn Rex Sterling Tyler Ulrich Vernon Wade Xavier Yates Zane Björn José Hélio"
)
_LAST_NAMES = (
    "Abbott Barlow Crane Dawson Eaves Fenton Granger Hollis Ingram Jessup Kirby Lomax Mercer "
    "Norwood Ogden Pruitt Quarles Rudd Spears Tillman Upton Vance Whitlock Yarrow Zeller Suárez "
    "Müller Gonçalves O'Dell Van-Horn Ashby Brandt Castell Denham Elwood"
)
_FIRST = (*_FIRST_NAMES.split(), "Rubén", "A. J.", "T. J.", "J. R.", "Mary Ann", "Jean-Luc")
_LAST = _LAST_NAMES.split()
_TEAM_WORDS = ("Racing", "Motorsports", "Brothers Racing", "Enterprises", "Autosport", "& Sons")
_PLACES = ("Harbor", "Canyon", "Prairie", "Orchard", "Granite", "Lakeside", "Foundry", "Summit")
_THINGS = ("Tool", "Lumber", "Seed", "Paint", "Engine", "Biscuit", "Battery", "Tire")
_COUNTRIES = (
    "Alpine", "Baltic", "Coastal", "Danubian", "Emerald", "Flemish", "Galician", "Highland",
    "Iberian", "Jutland", "Karelian", "Ligurian", "Moravian", "Nordic", "Orcadian", "Pannonian",
    "Rhenish", "Saxon", "Tyrolean", "Umbrian", "Valencian", "Walloon", "Adriatic", "Bohemian",
)  # fmt: skip
_STATES = ("Tennessee", "Virginia", "Ohio", "California", "Texas", "Michigan", "Iowa", "Florida")
# Of each make, the page that an article of the time links to.
_MAKES: dict[str, tuple[tuple[int, str], ...]] = {
    "cup": (
        (1949, "Oldsmobile|Hudson Motor Car Company#Hornet~Hudson|Ford Motor Company~Ford|Plymouth "
               "(automobile)~Plymouth"),
        (1957, "Chevrolet|Ford Motor Company~Ford|Pontiac|Plymouth (automobile)~Plymouth|Mercury "
               "(automobile)~Mercury"),
        (1972, "Chevrolet Monte Carlo~Chevrolet|Ford Thunderbird~Ford|Buick Regal~Buick|Dodge"),
        (1993, "Chevrolet Monte Carlo~Chevrolet|Ford Taurus~Ford|Pontiac Grand Prix~Pontiac"),
        (2007, "Chevrolet Impala~Chevrolet|Ford Fusion (Americas)~Ford|Dodge Charger (LX)~Dodge|"
               "Toyota Camry~Toyota"),
        (2013, "Chevrolet Camaro (sixth generation)~Chevrolet|Ford Mustang (sixth generation)~Ford|"
               "Toyota Camry (XV70)~Toyota"),
    ),
    "f1": (
        (1950, "Alfa Romeo|Scuderia Ferrari~Ferrari|Maserati|Gordini"),
        (1960, "Scuderia Ferrari~Ferrari|Team Lotus~Lotus|Brabham|British Racing Motors~BRM|"
               "McLaren"),
        (1978, "McLaren|Williams Grand Prix Engineering~Williams|Scuderia Ferrari~Ferrari|Team "
               "Lotus~Lotus|Tyrrell Racing~Tyrrell|Brabham"),
        (2000, "Scuderia Ferrari~Ferrari|McLaren|Williams F1~Williams|Renault F1~Renault|Sauber "
               "Motorsport~Sauber|Toyota F1~Toyota"),
    ),
    "indycar": ((1996, "Chevrolet|Honda"),),
    "cart": ((1979, "Cosworth|Chevrolet|Offenhauser"), (1994, "Honda|Toyota|Ford Cosworth")),
}  # fmt: skip
_MAKES["nxs"] = _MAKES["truck"] = _MAKES["cup"]


@lru_cache(maxsize=100_000)
def id_of(name: str) -> str:
    """``"Rubén O'Dell"`` to ``"ruben-odell"``."""
    letters = unicodedata.normalize("NFKD", name.lower())
    plain = "".join(one for one in letters if not unicodedata.combining(one)).replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@dataclass(frozen=True, slots=True)
class Named:
    """A name as shown and the page it links to; without one, it is plain text."""

    name: str
    page: str | None = None

    @property
    def id(self) -> str:
        return id_of(self.name)

    @property
    def wikitext(self) -> str:
        if self.page is None:
            return self.name
        return f"[[{self.name}]]" if self.page == self.name else f"[[{self.page}|{self.name}]]"


def driver(number: int) -> Named:
    """One of some 1,200 drivers: one in five has a remark in his title, one in twelve no page."""
    first, last = _FIRST[number % len(_FIRST)], _LAST[number // len(_FIRST) % len(_LAST)]
    name = f"{first} {last}" + (" Jr." if number % 17 == 0 else "")
    if number % 12 == 7:
        return Named(name)
    return Named(name, f"{name} (racing driver)" if number % 5 == 0 else name)


def team(number: int) -> Named:
    name = f"{_LAST[number * 7 % len(_LAST)]} {_TEAM_WORDS[number % len(_TEAM_WORDS)]}"
    return Named(name, name if number % 6 else None)


def makes(series: str, season: int) -> list[Named]:
    """The makes that race in a season."""
    listed = max((era for era in _MAKES[series] if era[0] <= season), default=_MAKES[series][0])
    pairs = (one.rpartition("~") for one in listed[1].split("|"))
    return [Named(name, page or name) for page, _, name in pairs]


def track(number: int) -> tuple[Named, str]:
    """A track and where it lies."""
    place = f"{_LAST[number * 5 % 25]}ville, {_STATES[number % len(_STATES)]}"
    kind = ("Speedway", "Raceway", "International Speedway")[number % 3]
    name = f"{_PLACES[number % 8]} {_LAST[number % 30]} {kind}"
    return Named(name, name), place


def race_name(series: str, number: int) -> str:
    """A name that no other race of a season has."""
    if series == "f1":
        turn, country = divmod(number, len(_COUNTRIES))
        before = ("", "Spring ", "Summer ", "Autumn ", "Winter ", "Night ")[turn % 6]
        return f"{before}{_COUNTRIES[country]} Grand Prix" + (f" {turn // 6 + 1}" * (turn > 5))
    return f"{_PLACES[number % 8]} {_THINGS[number // 8 % 8]} {200 + number}"
