"""Corrections: known errors of articles, as ``vocabulary/corrections.csv`` lists them.

In: the rows of that file, and what tables and fields the other vocabulary files name. Out: the
corrections of each race. Separate because a correction is of one text in one article, while
the rest of the vocabulary says what texts mean; whether it still fits is found in the article.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pipelines.recognition.files import VocabularyFiles

# The kind of a correction to a field of the infobox or the race statistics.
RACE = "race"
# What selects a row beside its texts, and the one kind of table that has it (None: any has).
NUMBERS: Mapping[str, str | None] = {
    "table_index": None,
    "row_index": None,
    "stage_number": "stage_result",
    "session_number": "practice",
}
_HEADERS = ("header", "column", "table_kind")
_TABLES = ("table_kind", "heading", "required", "forbidden", "not_under")
_RACE_ID = re.compile(r"^(?P<series_id>[a-z0-9]+)-[0-9]{4}-.")


@dataclass(frozen=True, slots=True)
class Correction:
    """One line: in the row of a kind of table that ``keys`` select, the text of one column.

    ``row`` are the keys as written. Texts are as a reader sees them, markers and all; an empty
    one is a blank cell.
    """

    line_number: int
    race_id: str
    table_kind: str
    row: str
    keys: Mapping[str, str]
    column: str
    expected: str
    corrected: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What a correction may name: series, columns by kind of table, fields of a race."""

    series: Collection[str]
    columns: Mapping[str, Collection[str]]
    race_fields: Collection[str]


def one_line(text: str) -> str:
    """The form in which texts are compared: any space or line break is one space."""
    return " ".join(text.split())


def read_corrections(read: VocabularyFiles) -> dict[str, tuple[Correction, ...]]:
    """The corrections by race.

    Raises:
        VocabularyError: names the line that cannot be used, and why.
    """
    known = _known(read)
    found: dict[str, list[Correction]] = {}
    lines: dict[tuple[object, ...], int] = {}
    columns = ("race_id", "table_kind", "row", "column", "expected", "corrected")
    for race_id, kind, row, column, *texts in read("corrections.csv", *columns, "reason", "source"):
        if problem := _unknown_place(race_id, kind, column, known):
            raise read.wrong(problem)
        keys = _keys(read, kind, row, known)
        one = Correction(read.line_number, race_id, kind, row, keys, column, *texts)
        if problem := _useless(one):
            raise read.wrong(problem)
        corrected = (race_id, kind, frozenset(keys.items()), column)
        if corrected in lines:
            raise read.wrong(f"line {lines[corrected]} corrects the same text; remove one of them")
        lines[corrected] = one.line_number
        found.setdefault(race_id, []).append(one)
    return {race_id: tuple(several) for race_id, several in found.items()}


def _known(read: VocabularyFiles) -> _Known:
    series = [ident for ident, _ in read("series.csv", "series_id", "series_name")]
    headers = [(column, kind) for _, column, kind in read("headers.csv", *_HEADERS)]
    kinds = {row[0] for row in read("tables.csv", *_TABLES)}
    columns = {kind: {column for column, only in headers if only in ("", kind)} for kind in kinds}
    fields = {field for _, field in read("statistics.csv", "label", "field")}
    for key, field in read("infobox.csv", "key", "field"):
        fields |= {field, *(read.pattern(key).groupindex if key.startswith("^") else ())}
    return _Known(series, columns, fields - {""})


def _unknown_place(race_id: str, kind: str, column: str, known: _Known) -> str | None:
    """What of a line no other vocabulary file names, or ``None``."""
    race = _RACE_ID.match(race_id)
    if race is None or race["series_id"] not in known.series:
        return f"'{race_id}' is no race_id, such as cup-2023-17"
    if kind == RACE:
        is_known = column in known.race_fields
        return None if is_known else f"'{column}' is no field of infobox.csv or statistics.csv"
    if kind not in known.columns:
        return f"'{kind}' is neither {RACE} nor a table_kind of tables.csv"
    is_known = column in known.columns[kind]
    return None if is_known else f"'{column}' is no column that headers.csv has for {kind}"


def _keys(read: VocabularyFiles, kind: str, row: str, known: _Known) -> dict[str, str]:
    """``"stage_number=1; position=3"`` as a mapping."""
    if kind == RACE and row:
        raise read.wrong(f"a field of the {RACE} stands in no row; leave the row empty")
    keys: dict[str, str] = {}
    for part in filter(None, map(str.strip, row.split(";"))):
        name, equals, text = map(str.strip, part.partition("="))
        is_number = NUMBERS.get(name, "") in (None, kind)
        if not equals or not (is_number or name in known.columns.get(kind, ())):
            numbers = ", ".join(one for one, only in NUMBERS.items() if only in (None, kind))
            raise read.wrong(
                f"'{part}' selects no row of {kind}: write column=text, with a column that "
                f"headers.csv has for it, or {numbers}; join several by a semicolon"
            )
        if name in keys:
            raise read.wrong(f"'{name}' stands twice in the row")
        keys[name] = str(read.integer(text)) if is_number else one_line(text)
    return keys


def _useless(one: Correction) -> str | None:
    """Why a line corrects nothing, or cannot be trusted; or ``None``."""
    if one.table_kind != RACE and not one.keys:
        return "the row is empty; it must select one row, such as position=5"
    if one_line(one.expected) == one_line(one.corrected):
        return "expected and corrected are the same text"
    if not one.reason or not one.source:
        return "reason and source must be filled, so that others can trust the correction"
    return None
