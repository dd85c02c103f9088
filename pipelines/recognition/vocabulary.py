"""The vocabulary: the CSV files of a folder, checked and indexed.

In: a folder of CSV files (``pipelines/vocabulary``). Out: one ``Vocabulary`` value, and the
digest that tells when it changed. Separate because era, series and spelling are data: code
asks this value and never knows a header by heart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pipelines.documents.markup import (
    TEMPLATE_ACTIONS,
    MarkupRules,
    TemplateAction,
    TemplateRule,
    fold_name,
)
from pipelines.recognition.corrections import Correction, read_corrections
from pipelines.recognition.files import VocabularyError, VocabularyFiles, digest_of_files
from pipelines.recognition.playoffs import Playoffs, read_playoffs
from pipelines.recognition.points import PointsSystem, PositionPoints, read_points
from pipelines.recognition.text import beginning, comparable

__all__ = ["Vocabulary", "VocabularyError", "digest_of_files", "load_vocabulary"]

# What vocabulary/rows.csv may call a row with one text in it.
ROW_KINDS = ("footer", "section", "non_starters")
# The field of an infobox pattern whose group ``key`` is the key to look up.
_KEY_ITSELF = "=key"
# How vocabulary/discovery.csv may say that articles are found.
DISCOVERY_METHODS = ("category", "season_article", "infobox")
# What vocabulary/positions.csv may say of a word in the place of a number.
POSITION_MEANINGS = ("took_part", "disqualified", "did_not_start", "no_number")


@dataclass(frozen=True, slots=True)
class TableSignature:
    """What a kind of table looks like; ``required`` and ``forbidden`` are column names.

    ``not_under``: of what no caption or heading above it may be (``Duel 1``), however far.
    """

    table_kind: str
    heading: re.Pattern[str]
    required: frozenset[str]
    forbidden: frozenset[str]
    not_under: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class SeriesName:
    """What a series was called from one season to another (``None``: until today)."""

    series_name: str
    series_id: str
    first_season: int
    last_season: int | None


@dataclass(frozen=True, slots=True)
class TitleRule:
    """A title that belongs to no race article, with the reason why it is not loaded."""

    pattern: re.Pattern[str]
    reason_code: str
    reason: str


@dataclass(frozen=True, slots=True)
class DiscoveryRule:
    """A page that leads to race articles. ``None``: every series, since ever, until today.

    ``title`` may hold ``{season}`` and ``{series_name}``.
    """

    method: str
    series_id: str | None
    first_season: int | None
    last_season: int | None
    title: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that varies by era, series or spelling."""

    digest: str
    tables: tuple[TableSignature, ...]
    headers: Mapping[tuple[str, str], str]
    rows: tuple[tuple[re.Pattern[str], str], ...]
    stand_ins: tuple[tuple[str, ...], ...]
    infobox: Mapping[str, str]
    infobox_patterns: tuple[tuple[re.Pattern[str], str], ...]
    lead: tuple[tuple[str, re.Pattern[str]], ...]
    titles: tuple[TitleRule, ...]
    statistics: Mapping[str, str]
    series: Mapping[str, str]
    series_names: tuple[SeriesName, ...]
    markers: Mapping[str, str]
    null_values: tuple[str, ...]
    positions: Mapping[str, str]
    manufacturers: frozenset[str]
    disambiguators: frozenset[str]
    ordinals: Mapping[str, int]
    crew_labels: re.Pattern[str]
    aliases: Mapping[tuple[str, str], str]
    points_systems: tuple[PointsSystem, ...]
    position_points: tuple[PositionPoints, ...]
    playoffs: Playoffs
    discovery: tuple[DiscoveryRule, ...]
    corrections: Mapping[str, tuple[Correction, ...]]
    markup: MarkupRules

    def column(self, header: str, table_kind: str) -> str | None:
        """The column that a header means in a kind of table, or ``None``."""
        key = comparable(header)
        return self.headers.get((key, table_kind)) or self.headers.get((key, ""))

    def infobox_field(self, key: str) -> tuple[str, dict[str, str]] | None:
        """The field that an infobox key fills, and what the key itself states.

        ``"Winner: No. 1"`` is ``("winner_driver", {"winner_car_number": "1"})``; a field of
        ``""`` is known and kept in staging only; ``None``: no row names the key.
        """
        folded = comparable(key)
        if (field := self.infobox.get(folded)) is not None:
            return field, {}
        for pattern, field in self.infobox_patterns:
            if not (found := pattern.search(beginning(folded))):
                continue
            if field == _KEY_ITSELF:
                return self.infobox_field(found["key"])
            return field, {name: text for name, text in found.groupdict().items() if text}
        return None

    @property
    def default_series(self) -> tuple[str, ...]:
        """The series that is meant where none is named: the first of ``series.csv``."""
        return tuple(self.series)[:1]

    def states_nothing(self, text: str) -> bool:
        """Whether a cell is empty or says that nothing is stated: ``"—"``, ``"TBA"``."""
        folded = text.strip().casefold()
        return not folded or folded in self.null_values


def load_vocabulary(folder: Path) -> Vocabulary:
    """Load every vocabulary file of a folder.

    Raises:
        VocabularyError: names the file, the line and what is wrong with it.
    """
    read = VocabularyFiles(folder)
    labels = [read.pattern(one).pattern for (one,) in read("crew_labels.csv", "pattern")]
    headers = read("headers.csv", "header", "column", "table_kind")
    aliases = read("aliases.csv", "entity", "name", "canonical_name")
    rows = read("rows.csv", "pattern", "row_kind")
    ordinals = read("ordinals.csv", "word", "number")
    infobox, infobox_patterns = _infobox(read)
    points_systems, position_points = read_points(read)
    return Vocabulary(
        digest=digest_of_files(list(folder.glob("*.csv"))),
        tables=tuple(_signatures(read)),
        headers={(comparable(header), kind): column for header, column, kind in headers},
        rows=tuple((read.pattern(one), read.one_of(kind, ROW_KINDS)) for one, kind in rows),
        stand_ins=tuple(read("stand_ins.csv", "column", "stands_in_for", "table_kind")),
        infobox=infobox,
        infobox_patterns=infobox_patterns,
        lead=tuple((name, read.pattern(one)) for name, one in read("lead.csv", "field", "pattern")),
        titles=tuple(_titles(read)),
        statistics=read.folded("statistics.csv", "label", "field"),
        series=read.pairs("series.csv", "series_id", "series_name"),
        series_names=tuple(_series_names(read)),
        markers=read.pairs("markers.csv", "marker", "meaning"),
        null_values=tuple(value.casefold() for (value,) in read("null_values.csv", "value")),
        positions=_positions(read),
        manufacturers=read.words("manufacturers.csv", "manufacturer"),
        disambiguators=read.words("disambiguators.csv", "disambiguator"),
        ordinals={comparable(word): read.integer(number) for word, number in ordinals},
        crew_labels=read.pattern("|".join(f"(?:{label})" for label in labels)),
        aliases={(entity, name): canonical for entity, name, canonical in aliases},
        points_systems=points_systems,
        position_points=position_points,
        playoffs=read_playoffs(read),
        discovery=tuple(_discovery(read)),
        corrections=read_corrections(read),
        markup=_markup(read),
    )


def _discovery(read: VocabularyFiles) -> Iterator[DiscoveryRule]:
    for method, series_id, first, last, title in read(
        "discovery.csv", *DiscoveryRule.__dataclass_fields__
    ):
        yield DiscoveryRule(
            read.one_of(method, DISCOVERY_METHODS),
            series_id or None,
            read.integer(first) if first else None,
            read.integer(last) if last else None,
            read.template(title, ("season", "series_name")),
        )


def _infobox(
    read: VocabularyFiles,
) -> tuple[dict[str, str], tuple[tuple[re.Pattern[str], str], ...]]:
    """Fields by key, and by pattern of it where the key begins with ``^``."""
    keys: dict[str, str] = {}
    patterns: list[tuple[re.Pattern[str], str]] = []
    for key, field in read("infobox.csv", "key", "field"):
        if key.startswith("^"):
            patterns.append((read.pattern(key), field))
        else:
            keys[comparable(key)] = field
    return keys, tuple(patterns)


def _titles(read: VocabularyFiles) -> Iterator[TitleRule]:
    for pattern, reason_code, reason in read("titles.csv", "pattern", "reason_code", "reason"):
        yield TitleRule(read.pattern(pattern), reason_code, reason)


def _positions(read: VocabularyFiles) -> dict[str, str]:
    return {
        comparable(word): read.one_of(meaning, POSITION_MEANINGS)
        for word, meaning in read("positions.csv", "word", "meaning")
    }


def _markup(read: VocabularyFiles) -> MarkupRules:
    names: dict[str, TemplateRule] = {}
    patterns: list[tuple[re.Pattern[str], TemplateRule]] = []
    for template, action, value in read("templates.csv", "template", "action", "value"):
        known = cast(TemplateAction, read.one_of(action, TEMPLATE_ACTIONS))
        if known == "argument":
            read.integer(value)
        if template.startswith("^"):
            patterns.append((read.pattern(template), TemplateRule(known, value)))
        else:
            names[fold_name(template)] = TemplateRule(known, value)
    images = tuple((read.pattern(one), text) for one, text in read("images.csv", "pattern", "text"))
    return MarkupRules(names, tuple(patterns), images)


def _signatures(read: VocabularyFiles) -> Iterator[TableSignature]:
    columns = ("table_kind", "heading", "required", "forbidden", "not_under")
    for kind, heading, required, forbidden, not_under in read("tables.csv", *columns):
        yield TableSignature(
            kind,
            read.pattern(heading),
            frozenset(required.split()),
            frozenset(forbidden.split()),
            read.pattern(not_under) if not_under else None,
        )


def _series_names(read: VocabularyFiles) -> Iterator[SeriesName]:
    columns = ("series_name", "series_id", "first_season", "last_season")
    for name, series_id, first, last in read("series_names.csv", *columns):
        last_season = read.integer(last) if last else None
        yield SeriesName(name, series_id, read.integer(first), last_season)
