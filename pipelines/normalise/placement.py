"""Which series and season does an article belong to, before it lies in a folder?

In: a title and wikitext, the vocabulary, what a caller knows. Out: a ``Placement``, or the
reason why there is none. Separate because a build finds an article in a folder that says so,
and whoever lands it must choose that folder; both read the same statements, and neither guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from pipelines.documents.decoding import decode_text
from pipelines.documents.model import Document, Fault, UnreadableDocument
from pipelines.documents.reading import read_document
from pipelines.normalise.identity import (
    YEAR,
    StatedRace,
    refuse_tables,
    refuse_title,
    refuse_unsafe_title,
    series_named,
    state_race,
)
from pipelines.recognition.document import DocumentRecogniser, Recognition
from pipelines.recognition.vocabulary import SeriesName, Vocabulary

_TEMPLATE_END = re.compile(r"^\}\}[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^(?==)", re.MULTILINE)
# What an article says of itself does not stand in comments, nor where markup is shown as it is.
_NOT_READ = re.compile(r"<!--.*?(?:-->|\Z)|<nowiki>.*?(?:</nowiki>|\Z)", re.DOTALL | re.IGNORECASE)
_CATEGORY = re.compile(r"\[\[[\s_]*category[\s_]*:([^\[\]|{}\n]+)", re.IGNORECASE)
_WORD = re.compile(r"\w+")
# Beside year and series, the category of a season's races has no other words: that of its
# champions holds persons.
_CATEGORY_WORDS = frozenset(
    {"the", "in", "of", "season", "race", "races", "round", "rounds", "event", "events"}
)
_TITLE_YEAR = re.compile(
    r"^(?P<first>(?:19|20)[0-9]{2})(?![\w–-])|(?<![\w–-])(?P<last>(?:19|20)[0-9]{2})\W*$"
)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article belongs; ``race_number`` where it states one."""

    series_id: str
    season: int
    race_number: int | None


def place_article(
    title: str,
    content: bytes,
    vocabulary: Vocabulary,
    series_id: str | None = None,
    season: int | None = None,
) -> Placement | Fault:
    """Say where the article of a race belongs: what it states counts, what is given fills in.

    ``content`` is wikitext. An article whose tables are not understood is placed, and left to
    the build to report. Never raises.
    """
    if series_id is not None and series_id not in vocabulary.series:
        known = ", ".join(vocabulary.series)
        return Fault("unknown_series", f"'{series_id}' is no series; known are {known}")
    fault = refuse_unsafe_title(title) or refuse_title(title, vocabulary)
    if fault is not None:
        return fault
    try:
        stated = _read(title, content, vocabulary)
    except UnreadableDocument as error:
        is_redirect = error.reason_code == "redirect"
        return Fault("redirect_page" if is_redirect else error.reason_code, str(error))
    except Exception as error:
        return Fault(
            "cannot_read",
            "a fault of this program, please report it with the article: "
            f"{type(error).__name__}: {error}",
        )
    return stated if isinstance(stated, Fault) else _agreed(stated, series_id, season)


def _read(title: str, content: bytes, vocabulary: Vocabulary) -> StatedRace | Fault:
    """What the article states, read no further than it takes to know all.

    To read every table takes ten times as long as the infobox; and an infobox that states the
    number of a race is that of one.
    """
    text, faults = decode_text(content)
    for beginning in () if faults else _beginnings(text):
        # Templates and comments alone are no document; what follows may be.
        with suppress(UnreadableDocument):
            stated = state_race(*_recognised(beginning.encode(), vocabulary), vocabulary)
            if stated.series and stated.season and stated.race_number:
                return stated
    document, recognition = _recognised(content, vocabulary)
    fault = refuse_tables(recognition)
    if fault is not None and fault.reason_code != "no_race_tables":
        return fault
    stated = state_race(document, recognition, vocabulary)
    return _completed(stated, recognition, title, text, vocabulary)


def _beginnings(text: str) -> Iterator[str]:
    """The text to the end of a template that ends on a line of its own, and to a heading."""
    for end in (_TEMPLATE_END, _HEADING):
        if found := end.search(text):
            yield text[: found.end()]


def _recognised(content: bytes, vocabulary: Vocabulary) -> tuple[Document, Recognition]:
    document = read_document(".wikitext", content, vocabulary.markup)
    return document, DocumentRecogniser(vocabulary).recognise(document)


def _completed(
    stated: StatedRace, recognition: Recognition, title: str, text: str, vocabulary: Vocabulary
) -> StatedRace:
    """What the infobox leaves out: by the lead's date, by categories, by the title."""
    held = YEAR.search(recognition.lead.get("race_date", ""))
    season = stated.season or (int(held[1]) if held else None)
    series = stated.series
    category = _season_of_categories(text, vocabulary)
    if category is not None and season in (None, category[1]):
        series, season = series or category[0], category[1]
    return StatedRace(
        season or _year_of_title(title), series, stated.race_number, stated.scheduled_races
    )


def _season_of_categories(text: str, vocabulary: Vocabulary) -> tuple[SeriesName, int] | None:
    """The season that categories name, ``[[Category:2023 NASCAR Cup Series races]]``.

    ``None`` where there are none, or they name more than one.
    """
    found: dict[tuple[str, int], SeriesName] = {}
    for category in _CATEGORY.finditer(_NOT_READ.sub("", text)):
        name = category[1].replace("_", " ").casefold().replace("’", "'")
        years = set(YEAR.findall(name))
        series = series_named(name, int(min(years)), vocabulary) if len(years) == 1 else None
        if series is None:
            continue
        others = name.replace(series.series_name.casefold(), " ")
        if set(_WORD.findall(others)) <= years | _CATEGORY_WORDS:
            found[series.series_id, int(years.pop())] = series
    if len(found) != 1:
        return None
    [((_, season), series)] = found.items()
    return series, season


def _year_of_title(title: str) -> int | None:
    """``"2023 Ally 400"`` and ``"Ally 400 (2023)"`` are of 2023; two years are none."""
    years = {found["first"] or found["last"] for found in _TITLE_YEAR.finditer(title)}
    return int(years.pop()) if len(years) == 1 else None


def _agreed(stated: StatedRace, series_id: str | None, season: int | None) -> Placement | Fault:
    """What is stated, and what is given where that is nothing; the two must not differ."""
    if stated.series and series_id not in (None, stated.series.series_id):
        return Fault(
            "wrong_series",
            f"the article says {stated.series.series_name}, which is series "
            f"{stated.series.series_id}, but {series_id} was asked for",
        )
    if stated.season and season not in (None, stated.season):
        return Fault(
            "wrong_season", f"the article says {stated.season}, but {season} was asked for"
        )
    series_id = stated.series.series_id if stated.series else series_id
    season = stated.season or season
    if series_id is None:
        return Fault(
            "no_series",
            "neither its infobox nor its categories name a series of "
            "pipelines/vocabulary/series_names.csv; if it is the article of a race, give its "
            "series with --series",
        )
    if season is None:
        return Fault(
            "no_season",
            "neither its infobox, its lead, its categories nor its title tell one season; if it is "
            "the article of a race, give its year with --season",
        )
    return Placement(series_id, season, stated.race_number)
