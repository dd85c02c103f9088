"""Generated race articles by number: those of Cup seasons from 1990 on, 36 races each.

In: a number. Out: the wikitext of a race that never was. Separate because dumps and tests want
any number of articles, and no season, truth or folder.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from benchmarks.generated.article import article as article_of
from benchmarks.generated.calendar import SeasonPlan
from benchmarks.generated.race import Race
from benchmarks.generated.rules import series_name
from benchmarks.generated.season import races
from benchmarks.generated.wikitext import wikitext

SERIES_NAME = "NASCAR Cup Series"
_FIRST_SEASON, _RACES = 1990, 36


def article(number: int) -> str:
    """The wikitext of race ``number``: some 35 kB, in the form of its time.

    The series is called by one name in all of them, for which callers may put another.
    """
    season, place = divmod(number, _RACES)
    race = _season(_FIRST_SEASON + season)[place]
    text = wikitext(article_of(replace(race, name=f"Generated {place + 1}")))
    return text.replace(series_name("cup", race.season, longest=True), SERIES_NAME)


@lru_cache(maxsize=4)
def _season(season: int) -> list[Race]:
    return list(races(SeasonPlan("cup", season, _RACES)))
