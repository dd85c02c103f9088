"""The list of a season's articles: ``raw/<series>/<season>/articles.json``.

In: a season's folder. Out: a ``SeasonList``, read and written. Separate because it is what a
person reviews: which articles there are, how each was found, and which are no races and why.
It also spares requests: where a season is looked for is found once.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from pipelines.sources.landed import SEASON, LandingError

_NAME = "articles.json"
_LARGEST_ID = 2**63 - 1
# A season of 40 races has some 10 kB.
_LARGEST_LIST = 16 * 1024 * 1024
# What each field of the file must be; people edit it.
_TYPES: Mapping[str, Any] = {
    "category": str | None,
    "template": str | None,
    "title": str,
    "page_id": int,
    "revision_id": int,
    "race_number": int | None,
    "race_name": str,
    "reason": str,
}
_Part = TypeVar(
    "_Part", "SeasonList", "SchedulePage", "NoRace", "ListedArticle", "RaceWithoutArticle"
)


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
    """The articles of a season by page id, and the pages that name them.

    ``template`` is one whose users were listed once: to list them takes many requests.
    """

    series_id: str
    season: int
    category: str | None = None
    schedule: SchedulePage | None = None
    template: str | None = None
    articles: Mapping[int, ListedArticle] = field(default_factory=dict)
    without_article: tuple[RaceWithoutArticle, ...] = ()

    @property
    def has_source(self) -> bool:
        """Whether it is known where the season's articles are looked for."""
        return bool(self.category or self.schedule or self.template)

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
        if SEASON.fullmatch(folder.name) and not folder.parent.name.startswith("."):
            found.setdefault(int(folder.name), []).append(folder.parent.name)
    return {season: tuple(found[season]) for season in sorted(found)}


def read_season_list(raw: Path, series_id: str, season: int) -> SeasonList | None:
    """The list as it was written; ``None`` where there is none, or none that can be used."""
    try:
        with (season_folder(raw, series_id, season) / _NAME).open("rb") as file:
            content = file.read(_LARGEST_LIST + 1)
        if len(content) > _LARGEST_LIST:
            return None
        values = json.loads(content)
        schedule = values["schedule"]
        return _checked(
            SeasonList(
                series_id,
                season,
                category=values["category"],
                template=values["template"],
                schedule=_checked(SchedulePage(**schedule)) if schedule else None,
                articles={one.page_id: one for one in map(_article, values["articles"])},
                without_article=tuple(
                    _checked(RaceWithoutArticle(**one)) for one in values["without_article"]
                ),
            )
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # It can be made anew from the wiki.
        return None


def write_season_list(raw: Path, found: SeasonList) -> None:
    """Write the list in one step; a list that is the same leaves its file untouched.

    The caller holds the fetch lock.

    Raises:
        LandingError: it cannot be written; the list that was there stays.
    """
    if read_season_list(raw, found.series_id, found.season) == found:
        return
    folder = season_folder(raw, found.series_id, found.season)
    articles = sorted(found.articles.values(), key=_order)
    values = asdict(found) | {"articles": [asdict(one) for one in articles]}
    temporary = folder / f".{_NAME}.partial"
    text = json.dumps(values, indent=1, ensure_ascii=False) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # A link of this name would lead elsewhere.
        temporary.unlink(missing_ok=True)
        with temporary.open("x", encoding="utf-8") as file:
            file.write(text)
        temporary.replace(folder / _NAME)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise LandingError(
            f"{folder / _NAME} cannot be written: {error.strerror or error}; make room or see to "
            "the rights of the folder, and run it again: what was landed stays"
        ) from error


def _order(article: ListedArticle) -> tuple[bool, int, str]:
    """By race number; what has none comes last, by title."""
    return (article.race_number is None, article.race_number or 0, article.title)


def _article(values: dict[str, Any]) -> ListedArticle:
    no_race = values.pop("no_race")
    found_by = values.pop("found_by")
    if not isinstance(found_by, list) or not all(isinstance(one, str) for one in found_by):
        raise TypeError("found_by is no list of texts")
    return _checked(
        ListedArticle(
            **values,
            found_by=tuple(found_by),
            no_race=_checked(NoRace(**no_race)) if no_race else None,
        )
    )


def _checked(part: _Part) -> _Part:
    """What was read, if each field has its type and each id can be one.

    Raises:
        TypeError, ValueError: the file was edited to something else.
    """
    for one in fields(part):
        value = getattr(part, one.name)
        if one.name in _TYPES and not isinstance(value, _TYPES[one.name]):
            raise TypeError(f"{one.name} is {value!r}")
        if one.name.endswith("_id") and isinstance(value, int) and not 0 <= value <= _LARGEST_ID:
            raise ValueError(f"{one.name} is {value}")
        if isinstance(value, str):
            # Half a character, as JSON may hold, cannot be asked for or written.
            value.encode()
    return part
