"""The list of a season's articles: ``raw/<series>/<season>/articles.json``.

In: a season's folder. Out: a ``SeasonList``, read and written. Separate because it is what a
person reviews: which articles there are, how each was found, and which are no races and why.
It also spares requests: where a season is looked for is found once.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

_NAME = "articles.json"
_SEASON = re.compile("(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class SchedulePage:
    """The article whose schedule table was read, at a revision (0: not read yet)."""

    title: str
    page_id: int
    revision_id: int = 0


@dataclass(frozen=True, slots=True)
class NoRace:
    """Why a listed page is not landed, and the revision that was looked at."""

    revision_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article that may be of a race of the season; ``found_by`` says what named it."""

    title: str
    page_id: int
    race_number: int | None = None
    found_by: tuple[str, ...] = ()
    no_race: NoRace | None = None


@dataclass(frozen=True, slots=True)
class RaceWithoutArticle:
    """A race of the schedule for which there is no article, and why."""

    race_number: int | None
    race_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class SeasonList:
    """The articles of a season by page id, and the pages that name them."""

    series_id: str
    season: int
    category: str | None = None
    schedule: SchedulePage | None = None
    articles: Mapping[int, ListedArticle] = field(default_factory=dict)
    without_article: tuple[RaceWithoutArticle, ...] = ()

    def with_article(self, article: ListedArticle) -> SeasonList:
        """The list with this article, or with what it adds to the one that is known."""
        known = self.articles.get(article.page_id)
        if known is not None:
            article = replace(
                article,
                race_number=article.race_number or known.race_number,
                found_by=tuple(sorted({*known.found_by, *article.found_by})),
                no_race=article.no_race or known.no_race,
            )
        return replace(self, articles={**self.articles, article.page_id: article})


def season_folder(raw: Path, series_id: str, season: int) -> Path:
    """The folder of a season: ``raw/cup/2023``."""
    return raw / series_id / str(season)


def series_of_seasons(raw: Path) -> dict[int, tuple[str, ...]]:
    """The seasons that raw/ has folders of, each with its series: ``{2023: ("cup", "nxs")}``."""
    found: dict[int, list[str]] = {}
    for folder in sorted(raw.glob("*/*/")):
        if _SEASON.fullmatch(folder.name) and not folder.parent.name.startswith("."):
            found.setdefault(int(folder.name), []).append(folder.parent.name)
    return {season: tuple(found[season]) for season in sorted(found)}


def read_season_list(raw: Path, series_id: str, season: int) -> SeasonList | None:
    """The list as it was written; ``None`` where there is none, or none that can be used."""
    try:
        values = json.loads((season_folder(raw, series_id, season) / _NAME).read_bytes())
        return SeasonList(
            series_id,
            season,
            category=values["category"],
            schedule=SchedulePage(**values["schedule"]) if values["schedule"] else None,
            articles={one.page_id: one for one in map(_article, values["articles"])},
            without_article=tuple(RaceWithoutArticle(**one) for one in values["without_article"]),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        # It can be made anew from the wiki.
        return None


def write_season_list(raw: Path, found: SeasonList) -> None:
    """Write the list in one step; a list that is the same leaves its file untouched."""
    if read_season_list(raw, found.series_id, found.season) == found:
        return
    folder = season_folder(raw, found.series_id, found.season)
    folder.mkdir(parents=True, exist_ok=True)
    articles = sorted(found.articles.values(), key=_order)
    values = asdict(found) | {"articles": [asdict(one) for one in articles]}
    temporary = folder / f".{_NAME}.{os.getpid()}.partial"
    temporary.write_text(json.dumps(values, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    temporary.replace(folder / _NAME)


def _order(article: ListedArticle) -> tuple[bool, int, str]:
    """By race number; what has none comes last, by title."""
    return (article.race_number is None, article.race_number or 0, article.title)


def _article(values: dict[str, Any]) -> ListedArticle:
    no_race = values.pop("no_race")
    found_by = tuple(values.pop("found_by"))
    return ListedArticle(
        **values, found_by=found_by, no_race=NoRace(**no_race) if no_race else None
    )
