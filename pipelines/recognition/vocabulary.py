"""The vocabulary: the CSV files of a folder, checked and indexed.

In: a folder of CSV files (``pipelines/vocabulary``). Out: one ``Vocabulary`` value, and the
digest that tells when it changed. Separate because era, series and spelling are data: code
asks this value and never knows a header by heart.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
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
from pipelines.recognition.text import comparable

# What vocabulary/rows.csv may call a row with one text in it.
ROW_KINDS = ("footer", "section")


class VocabularyError(ValueError):
    """A vocabulary file is missing or a row of it cannot be used."""


@dataclass(frozen=True, slots=True)
class TableSignature:
    """What a kind of table looks like; ``required`` and ``forbidden`` are column names."""

    table_kind: str
    heading: re.Pattern[str]
    required: frozenset[str]
    forbidden: frozenset[str]


@dataclass(frozen=True, slots=True)
class SeriesName:
    """What a series was called from one season to another (``None``: until today)."""

    series_name: str
    series_id: str
    first_season: int
    last_season: int | None


@dataclass(frozen=True, slots=True)
class PointsRange:
    """Points by position: ``first_points - step * (position - first_position)``."""

    series_id: str
    first_season: int
    last_season: int
    first_position: int
    last_position: int
    first_points: int
    step: int
    maximum_bonus_points: int


@dataclass(frozen=True, slots=True)
class PlayoffField:
    """How many drivers the playoffs of a series took from one season to another."""

    series_id: str
    first_season: int
    last_season: int
    drivers: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that varies by era, series or spelling."""

    digest: str
    tables: tuple[TableSignature, ...]
    headers: Mapping[tuple[str, str], str]
    rows: tuple[tuple[re.Pattern[str], str], ...]
    infobox: Mapping[str, str]
    statistics: Mapping[str, str]
    series: Mapping[str, str]
    series_names: tuple[SeriesName, ...]
    markers: Mapping[str, str]
    null_values: tuple[str, ...]
    ordinals: Mapping[str, int]
    crew_labels: re.Pattern[str]
    aliases: Mapping[tuple[str, str], str]
    points_systems: tuple[PointsRange, ...]
    playoff_fields: tuple[PlayoffField, ...]
    markup: MarkupRules

    def column(self, header: str, table_kind: str) -> str | None:
        """The column that a header means in a kind of table, or ``None``."""
        key = comparable(header)
        return self.headers.get((key, table_kind)) or self.headers.get((key, ""))

    def states_nothing(self, text: str) -> bool:
        """Whether a cell is empty or says that nothing is stated: ``"—"``, ``"TBA"``."""
        return text.strip().casefold() in ("", *self.null_values)

    def possible_columns(self, header: str) -> frozenset[str]:
        """The columns that a header means in any kind of table."""
        key = comparable(header)
        return frozenset(column for (known, _), column in self.headers.items() if known == key)


def digest_of_files(files: list[Path]) -> str:
    """The sha256 over names and contents of files, in name order."""
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.name):
        digest.update(f"{file.name}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def load_vocabulary(folder: Path) -> Vocabulary:
    """Load every vocabulary file of a folder.

    Raises:
        VocabularyError: names the file, the line and what is wrong with it.
    """
    read = _Files(folder)
    labels = [read.pattern(one).pattern for (one,) in read("crew_labels.csv", "pattern")]
    headers = read("headers.csv", "header", "column", "table_kind")
    aliases = read("aliases.csv", "entity", "name", "canonical_name")
    rows = read("rows.csv", "pattern", "row_kind")
    ordinals = read("ordinals.csv", "word", "number")
    return Vocabulary(
        digest=digest_of_files(list(folder.glob("*.csv"))),
        tables=tuple(_signatures(read)),
        headers={(comparable(header), kind): column for header, column, kind in headers},
        rows=tuple((read.pattern(one), read.one_of(kind, ROW_KINDS)) for one, kind in rows),
        infobox=read.folded("infobox.csv", "key", "field"),
        statistics=read.folded("statistics.csv", "label", "field"),
        series=read.pairs("series.csv", "series_id", "series_name"),
        series_names=tuple(_series_names(read)),
        markers=read.pairs("markers.csv", "marker", "meaning"),
        null_values=tuple(value.casefold() for (value,) in read("null_values.csv", "value")),
        ordinals={comparable(word): read.integer(number) for word, number in ordinals},
        crew_labels=read.pattern("|".join(f"(?:{label})" for label in labels)),
        aliases={(entity, name): canonical for entity, name, canonical in aliases},
        points_systems=tuple(
            PointsRange(row[0], *map(read.integer, row[1:]))
            for row in read("points_systems.csv", *PointsRange.__dataclass_fields__)
        ),
        playoff_fields=tuple(
            PlayoffField(row[0], *map(read.integer, row[1:]))
            for row in read("playoff_fields.csv", *PlayoffField.__dataclass_fields__)
        ),
        markup=_markup(read),
    )


def _markup(read: _Files) -> MarkupRules:
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


def _signatures(read: _Files) -> Iterator[TableSignature]:
    columns = ("table_kind", "heading", "required", "forbidden")
    for kind, heading, required, forbidden in read("tables.csv", *columns):
        yield TableSignature(
            kind, read.pattern(heading), frozenset(required.split()), frozenset(forbidden.split())
        )


def _series_names(read: _Files) -> Iterator[SeriesName]:
    columns = ("series_name", "series_id", "first_season", "last_season")
    for name, series_id, first, last in read("series_names.csv", *columns):
        last_season = read.integer(last) if last else None
        yield SeriesName(name, series_id, read.integer(first), last_season)


class _Files:
    """Reads one CSV file after another and remembers where it is, for messages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._place = ""

    def __call__(self, name: str, *columns: str) -> Iterator[tuple[str, ...]]:
        path = self._folder / name
        if not path.is_file():
            raise VocabularyError(f"{path} is missing; restore it from the repository")
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            if tuple(next(reader, [])) != columns:
                raise VocabularyError(f"{path}: the first line must be {','.join(columns)}")
            for row in reader:
                self._place = f"{path}, line {reader.line_num}"
                if not row:
                    continue
                if len(row) != len(columns):
                    raise VocabularyError(
                        f"{self._place}: {len(row)} fields where {len(columns)} are needed "
                        f"({','.join(columns)}); quote a field that holds a comma"
                    )
                yield tuple(field.strip() for field in row)

    def pairs(self, name: str, key: str, value: str) -> dict[str, str]:
        return {row[0]: row[1] for row in self(name, key, value)}

    def folded(self, name: str, key: str, value: str) -> dict[str, str]:
        """Pairs whose keys are compared without case, marks and final punctuation."""
        return {comparable(row[0]): row[1] for row in self(name, key, value)}

    def pattern(self, text: str) -> re.Pattern[str]:
        try:
            return re.compile(text, re.IGNORECASE)
        except re.error as error:
            raise VocabularyError(f"{self._place}: '{text}' is no pattern: {error}") from error

    def one_of(self, text: str, known: Sequence[str]) -> str:
        if text not in known:
            raise VocabularyError(f"{self._place}: '{text}' is none of {', '.join(known)}")
        return text

    def integer(self, text: str) -> int:
        try:
            return int(text)
        except ValueError as error:
            raise VocabularyError(f"{self._place}: '{text}' is not a whole number") from error
