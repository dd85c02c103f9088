"""The races that the article of a season lists, with the articles that they link to.

In: a ``Document`` and the ``Vocabulary``. Out: ``ScheduledRace`` values. Separate because it
is read to find race articles, not to make facts: of each row, only number, name and link count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.documents.model import Document, Row, Table
from pipelines.recognition.text import comparable
from pipelines.recognition.vocabulary import Vocabulary

_KIND = "season_calendar"
_HEADER_ROWS_TRIED = 3
# A table of races has one of these beside their names.
_SOMETHING_OF_A_RACE = frozenset({"date", "track", "winner", "pole", "report", "race_number"})


@dataclass(frozen=True, slots=True)
class ScheduledRace:
    """A race of a season; ``link`` is the title of its own article, if one is linked.

    ``race_number`` is ``None`` for exhibitions, which have none.
    """

    race_number: int | None
    race_name: str
    link: str | None


def names_season(title: str, season: int) -> bool:
    """Whether a title holds the year: ``"2023 Ally 400"``, not ``"Ally 400"``."""
    return bool(re.search(rf"(?<!\d){season}(?!\d)", title))


def scheduled_races(
    document: Document, season: int, vocabulary: Vocabulary
) -> tuple[ScheduledRace, ...]:
    """The races of every table that names races, each race once, in the order of first mention.

    A calendar often links to the event of all years, and a table of results further down to
    the race itself: of one race, the link to an article of its season counts.
    """
    found: dict[object, ScheduledRace] = {}
    for table in document.tables:
        if table.role == "data":
            for race in _races(table, season, vocabulary):
                key = race.race_number or comparable(race.race_name)
                known = found.get(key)
                if known is None or (known.link is None and race.link is not None):
                    found[key] = ScheduledRace(
                        race.race_number, known.race_name if known else race.race_name, race.link
                    )
    return tuple(found.values())


def _races(table: Table, season: int, vocabulary: Vocabulary) -> Iterator[ScheduledRace]:
    header = _header(table, vocabulary)
    if header is None:
        return
    index, columns = header
    for row in table.rows[index + 1 :]:
        # A row of one cell is a title among the races, such as "Playoffs".
        if row.fault is None and len(row.own_cells) > 1:
            name = row.cells[columns["race_name"]].text.replace("\n", " ").strip()
            if name:
                yield ScheduledRace(_number(row, columns), name, _link(row, columns, season))


def _header(table: Table, vocabulary: Vocabulary) -> tuple[int, dict[str, int]] | None:
    """The header row that names races and something that a race has, with its columns."""
    for index, row in enumerate(table.rows[:_HEADER_ROWS_TRIED]):
        columns: dict[str, int] = {}
        for place, text in enumerate(row.texts):
            name = vocabulary.column(text, _KIND)
            if name is not None:
                columns.setdefault(name, place)
        if "race_name" in columns and not _SOMETHING_OF_A_RACE.isdisjoint(columns):
            return index, columns
    return None


def _number(row: Row, columns: dict[str, int]) -> int | None:
    text = row.cells[columns["race_number"]].text if "race_number" in columns else ""
    return int(text) if re.fullmatch(r"[0-9]{1,3}", text) and int(text) else None


def _link(row: Row, columns: dict[str, int], season: int) -> str | None:
    """The article of the race: what its report or its name links to, if that names the season."""
    for name in ("report", "race_name"):
        link = row.cells[columns[name]].link if name in columns else None
        if link is not None and names_season(link, season):
            return link
    return None
