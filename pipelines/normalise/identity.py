"""Which race does a document describe, and may it be loaded?

In: a raw document, its content as a ``Document`` and its ``Recognition``. Out: a
``RaceIdentity``, or the reason why the document is not loaded. Separate because every fact
hangs on the race id, so nothing may be guessed here: what the article states counts, the
folder fills what it leaves out, and where they disagree the document is not loaded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.documents.model import Document, Fault
from pipelines.recognition.document import Recognition
from pipelines.recognition.text import comparable
from pipelines.recognition.vocabulary import SeriesName, Vocabulary
from pipelines.sources.raw import RawDocument

RACE_TABLES = {"entry", "practice", "qualifying", "stage_result", "race_result"}

# The end of a reason code for a page that is known to be something else.
OTHER_PAGE = "_article"
# A race may be run in two parts; more results than that are those of several races.
_MANY_RACES = 4

_RACE_OF = re.compile(
    r"\b(?:race|round)\s+#?(?P<number>[0-9]+)\s+of\s+(?P<races>[0-9]+)\b", re.IGNORECASE
)
_NTH_RACE = re.compile(
    r"\b(?P<number>[0-9]+(?:st|nd|rd|th)|[a-z]+(?:-[a-z]+)?)\s+(?:race|round)\b"
    r"(?:\s+of\s+(?P<races>[0-9]{1,2})\b)?",
    re.IGNORECASE,
)
# `2nd of 36 races`
_NTH_OF = re.compile(
    r"\b(?P<number>[0-9]+)(?:st|nd|rd|th)?\s+of\s+(?P<races>[0-9]{1,2})\s+(?:races|rounds)\b",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(19[0-9]{2}|20[0-9]{2})\b")
# MediaWiki refuses these in titles as well: they could lead a path out of its folder.
_UNSAFE_TITLE = re.compile(r"(?:^|[/\\])\.{1,2}(?:[/\\]|$)|^[/\\~]|[\x00-\x1f\x7f<>\[\]{}|#]")


@dataclass(frozen=True, slots=True)
class RaceIdentity:
    """The race and season of a document; ``scheduled_races`` where it is stated."""

    race_id: str
    season_id: str
    race_number: int | None
    season_name: str
    scheduled_races: int | None


@dataclass(frozen=True, slots=True)
class StatedRace:
    """What an article itself states of its race; ``None`` where it states nothing."""

    season: int | None
    series: SeriesName | None
    race_number: int | None
    scheduled_races: int | None


def identify_race(
    raw: RawDocument, document: Document, recognition: Recognition, vocabulary: Vocabulary
) -> RaceIdentity | Fault:
    """Say which race a document describes, or why it is not loaded."""
    fault = _refuse(raw, document, recognition, vocabulary)
    if fault is not None:
        return fault
    stated = state_race(document, recognition, vocabulary)
    if stated.season is not None and stated.season != raw.season:
        return Fault(
            "wrong_season",
            f"the article says {stated.season}, but it lies in a folder of {raw.season}; move it "
            f"to raw/{raw.series_id}/{stated.season}/",
        )
    name, number = stated.series, stated.race_number
    if name is not None and name.series_id != raw.series_id:
        return Fault(
            "wrong_series",
            f"the article says {name.series_name}, but it lies in a folder of {raw.series_id}; "
            f"move it to raw/{name.series_id}/{raw.season}/",
        )
    season_id = f"{raw.series_id}-{raw.season}"
    return RaceIdentity(
        race_id=f"{season_id}-{number or _title_slug(raw)}",
        season_id=season_id,
        race_number=number,
        season_name=f"{raw.season} {_name_in_season(raw, name, vocabulary)}",
        scheduled_races=stated.scheduled_races,
    )


def state_race(document: Document, recognition: Recognition, vocabulary: Vocabulary) -> StatedRace:
    """Say which race the infobox names; where it leaves out the numbers, the lead does."""
    fields = stated_fields(document, recognition)
    description = " ".join(fields.get(name, "") for name in ("description", "series"))
    season = _stated_season(fields)
    number, races = stated_numbers(description, fields, vocabulary)
    return StatedRace(
        season,
        series_named(description, season, vocabulary),
        number or number_in_words(recognition.lead.get("race_number", ""), vocabulary),
        races or _count(recognition.lead.get("scheduled_races", "")),
    )


def _refuse(
    raw: RawDocument, document: Document, recognition: Recognition, vocabulary: Vocabulary
) -> Fault | None:
    titles = (document.title, raw.sidecar.title or "")
    for title in titles:
        if fault := refuse_unsafe_title(title):
            return fault
    if raw.series_id not in vocabulary.series:
        known = ", ".join(vocabulary.series)
        return Fault(
            "unknown_series",
            f"the folder names series '{raw.series_id}'; known are {known}; add a row to "
            "pipelines/vocabulary/series.csv or move the file",
        )
    for title in titles:
        if fault := refuse_title(title, vocabulary):
            return fault
    return refuse_tables(recognition)


def refuse_unsafe_title(title: str) -> Fault | None:
    """Refuse what cannot be the title of an article, such as a path."""
    if not _UNSAFE_TITLE.search(title):
        return None
    return Fault(
        "unsafe_title",
        f"the title {title!r} holds a path or a character that no article title may have; check "
        "where the document comes from",
    )


def refuse_title(title: str, vocabulary: Vocabulary) -> Fault | None:
    """Refuse the title of a season, a list and whatever else is no article of one race."""
    shown = re.sub(r"[\s_-]+", " ", title)
    for rule in vocabulary.titles:
        if rule.pattern.search(shown):
            return Fault(
                rule.reason_code,
                f"{rule.reason}: '{title}'; only articles of one race are loaded; if it is one, "
                "see pipelines/vocabulary/titles.csv",
            )
    return None


def refuse_tables(recognition: Recognition) -> Fault | None:
    """Tell pages that are no article of one race by what their tables are."""
    kinds = [table.table_kind for table in recognition.tables]
    if "season_calendar" in kinds and not RACE_TABLES - {"entry"} & set(kinds):
        return Fault(
            "season_article",
            "a table lists races with their dates, and there is no practice, qualifying or race "
            "result: the article of a season",
        )
    if not RACE_TABLES & set(kinds):
        if "past_winners" in kinds:
            return Fault(
                "event_article",
                "a table lists years with their winners, and there is no result: the article of "
                "an event, a person or a track, not of one race",
            )
        return Fault(
            "no_race_tables",
            "none of its tables is an entry list, practice, qualifying, stage or race result; "
            "it is not the article of one race, or its headers are not in the vocabulary yet",
        )
    if kinds.count("race_result") >= _MANY_RACES:
        return Fault(
            "several_races",
            f"it has {kinds.count('race_result')} tables of race results, of which none is known "
            "to be that of the race; only articles of one race are loaded",
        )
    return None


def stated_fields(document: Document, recognition: Recognition) -> dict[str, str]:
    """What the infobox states, by field; the first statement of a field counts."""
    fields: dict[str, str] = {}
    for field, name in zip(document.infobox, recognition.infobox, strict=True):
        if name is not None and field.fault is None:
            fields.setdefault(name, field.value)
    return dict(recognition.key_fields) | fields


def stated_numbers(
    description: str, fields: dict[str, str], vocabulary: Vocabulary
) -> tuple[int | None, int | None]:
    """Race number and races of the season: ``"Race 17 of 36 in the ..."`` to 17 and 36."""
    for pattern in (_RACE_OF, _NTH_OF, _NTH_RACE):
        for found in pattern.finditer(description):
            if number := number_in_words(found["number"], vocabulary):
                return number, _count(found["races"] or fields.get("scheduled_races", "").strip())
    return (
        _count(fields.get("race_number", "").strip()),
        _count(fields.get("scheduled_races", "").strip()),
    )


def number_in_words(text: str, vocabulary: Vocabulary) -> int | None:
    """``"eleventh"``, ``"11th"`` or ``"11"`` to 11."""
    return vocabulary.ordinals.get(comparable(text)) or _count(text)


def _count(text: str) -> int | None:
    """A count from 1 in plain digits, perhaps with a remark: ``"18 (of 36)"`` is 18."""
    found = re.match(r"([0-9]{1,4})(?:\s*\(.*\))?$", text)
    return int(found[1]) or None if found else None


def _stated_season(fields: dict[str, str]) -> int | None:
    for name in ("description", "series", "race_date", "year"):
        if found := YEAR.search(fields.get(name, "")):
            return int(found[1])
    return None


def series_named(text: str, season: int | None, vocabulary: Vocabulary) -> SeriesName | None:
    """The longest series name that a text holds, by preference one of the season."""
    folded = text.casefold().replace("’", "'")
    found = [name for name in vocabulary.series_names if _names(name.series_name, folded)]
    return max(
        found,
        key=lambda name: (len(name.series_name), season is not None and _is_used(name, season)),
        default=None,
    )


def _names(series_name: str, folded: str) -> bool:
    """Whether a text holds a name as words of its own: no ``CART`` in ``cartoon``."""
    return bool(re.search(rf"(?<!\w){re.escape(series_name.casefold())}(?!\w)", folded))


def _is_used(name: SeriesName, season: int) -> bool:
    return name.first_season <= season <= (name.last_season or season)


def _name_in_season(raw: RawDocument, stated: SeriesName | None, vocabulary: Vocabulary) -> str:
    if stated is not None:
        return stated.series_name
    for name in vocabulary.series_names:
        if name.series_id == raw.series_id and _is_used(name, raw.season):
            return name.series_name
    return vocabulary.series[raw.series_id]


def _title_slug(raw: RawDocument) -> str:
    """The file's own slug without its year: ``"2023-ally-400"`` to ``"ally-400"``."""
    slug = re.sub(r"[^a-z0-9]+", "-", raw.slug.casefold()).strip("-")
    slug = slug.removeprefix(f"{raw.season}-") or "race"
    # A number at the end of an id is one that the article states.
    return f"race-{slug}" if slug.isdecimal() else slug
