"""Sheets: all data rows of one kind of table, from many documents, one text column a column.

In: recognised documents of a season. Out: one frame of texts for each kind of table.
Separate because it is the step from documents to columns: behind it everything is done for
all documents of a season at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.documents.model import Document, Row, Table
from pipelines.normalise.values import folded, stated
from pipelines.recognition.document import RecognisedTable, Recognition
from pipelines.recognition.tables import FACT_KINDS, TableMatch, nearest_texts
from pipelines.recognition.text import comparable
from pipelines.recognition.vocabulary import Vocabulary

_STAGE = re.compile(r"\bstage\s+(\w+)", re.IGNORECASE)
_ORDINAL_STAGE = re.compile(r"\b(\w+)\s+stage\b", re.IGNORECASE)
_SESSION = re.compile(r"(?:\b(\w+)\s+)?\b(?:practice|session)\b(?:\s+(\w+))?", re.IGNORECASE)

# What the table families read, beside rounds: there even if no header means it. Of a column
# that none of them reads, the rows in staging have the texts.
COLUMNS_READ = {
    "position", "car_number", "driver", "team", "manufacturer", "start_position",
    "laps_completed", "laps_led", "status", "points", "points_behind_leader",
    "position_change", "stage_points", "lap_time", "speed", "round_1",
}  # fmt: skip
# What is looked at besides, to find rows that have moved.
COLUMNS_OF_NAMES = {"driver", "team", "manufacturer", "owner", "sponsor"}
_PLACE_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "race_id": pl.String,
    "document_id": pl.String,
    "table_index": pl.Int32,
    "row_index": pl.Int32,
    "ordinal": pl.Int32,
    "number": pl.Int32,
    "keeps_spans": pl.Boolean,
    "ends_blank": pl.Boolean,
    "header_count": pl.Int32,
    "cells_missing": pl.Int32,
    "driver_link": pl.String,
    "driver_markers": pl.List(pl.String),
}
_UNMARKED: tuple[None, list[str]] = (None, [])


@dataclass(frozen=True, slots=True)
class RaceDocument:
    """A document that describes one race, and what was recognised in it."""

    document_id: str
    race_id: str
    season_id: str
    race_number: int | None
    document: Document
    recognition: Recognition


@dataclass(frozen=True, slots=True)
class Sheets:
    """Text frames by table kind, with every column that a table family reads.

    Beside the columns: race_id, the source row, ``ordinal`` (place of the row among the
    table's data rows, from 1), ``number`` (of the stage or practice session), ``keeps_spans``
    (of the document), ``ends_blank`` (nothing stands in the row's last column), ``header_count``
    and ``cells_missing`` (how many the markup of the row is short of), ``driver_link`` and
    ``driver_markers``. Line breaks are spaces, but in ``driver``: they may stand between two
    persons.
    """

    frames: dict[str, pl.DataFrame]

    def __getitem__(self, table_kind: str) -> pl.DataFrame:
        return self.frames[table_kind]


def build_sheets(documents: Sequence[RaceDocument], vocabulary: Vocabulary) -> Sheets:
    """Gather the data rows of all documents, by kind of table."""
    values: dict[str, dict[str, list[object]]] = {
        kind: {name: [] for name in (*_PLACE_SCHEMA, *_columns_of(kind, vocabulary))}
        for kind in FACT_KINDS
    }
    for document in documents:
        for table, match, number in tables_of_facts(document, vocabulary):
            _append(values[match.table_kind], document, table, number)
    return Sheets({kind: _frame(values[kind], vocabulary) for kind in sorted(values)})


def tables_of_facts(
    document: RaceDocument, vocabulary: Vocabulary
) -> Iterator[tuple[RecognisedTable, TableMatch, int | None]]:
    """The tables that facts are made of, with the number of their stage or practice session."""
    sessions: list[int] = []
    for table in document.recognition.tables:
        if table.match is not None and table.match.makes_facts:
            kind = table.match.table_kind
            yield table, table.match, _table_number(table.table, kind, sessions, vocabulary)


def _columns_of(table_kind: str, vocabulary: Vocabulary) -> list[str]:
    found = {col for (_, kind), col in vocabulary.headers.items() if kind in ("", table_kind)}
    rounds = {column for column in found if column.startswith("round_")}
    return sorted(COLUMNS_READ | COLUMNS_OF_NAMES | rounds)


def _append(
    values: dict[str, list[object]],
    document: RaceDocument,
    table: RecognisedTable,
    number: int | None,
) -> None:
    match = table.match
    assert match is not None
    cell_of = {name: index for index, name in enumerate(match.columns) if name is not None}
    names = [name for name in values if name not in _PLACE_SCHEMA]
    texts = [(values[name], cell_of.get(name)) for name in names]
    places = [values[name] for name in _PLACE_SCHEMA]
    last = _last_headed_column(table.table.rows[match.header_row])
    driver = cell_of.get("driver")
    ordinal = 0
    for index, (row, row_match) in enumerate(zip(table.table.rows, table.rows, strict=True)):
        ordinal += row_match.kind in ("data", "malformed")
        if row_match.kind != "data":
            continue
        cells = row.cells
        person = cells[driver] if driver is not None else None
        place = (
            document.race_id, document.document_id, table.table.index, index, ordinal, number,
            document.document.keeps_spans, not cells[last].text, last + 1,
            sum(column <= last for column in row.uncovered_columns),
            *((person.link, person.markers) if person else _UNMARKED),
        )  # fmt: skip
        for column, value in zip(places, place, strict=True):
            column.append(value)
        for column, cell in texts:
            column.append(None if cell is None else cells[cell].text)


def _last_headed_column(header: Row) -> int:
    headed = [index for index, cell in enumerate(header.cells) if cell.text]
    return headed[-1] if headed else len(header.cells) - 1


def _frame(columns: dict[str, list[object]], vocabulary: Vocabulary) -> pl.DataFrame:
    texts = [name for name in columns if name not in _PLACE_SCHEMA]
    schema = {name: _PLACE_SCHEMA.get(name, pl.String) for name in columns}
    frame = pl.DataFrame(columns, schema=schema)
    filled = [name for name in texts if frame[name].null_count() < len(frame)]
    return frame.with_columns(_text(name, vocabulary) for name in filled)


def _text(name: str, vocabulary: Vocabulary) -> pl.Expr:
    text = pl.col(name) if name == "driver" else folded(pl.col(name))
    # A blank movement cell states "no places moved": it is not the same as nothing stated.
    return text if name == "position_change" else stated(text, vocabulary.null_values)


def _table_number(
    table: Table, table_kind: str, sessions: list[int], vocabulary: Vocabulary
) -> int | None:
    """The number of a stage or session: as its caption or heading says."""
    if table_kind == "practice":
        stated = _session_ordinal(nearest_texts(table), vocabulary)
        sessions.append(
            stated if stated and stated not in sessions else max(sessions, default=0) + 1
        )
        return sessions[-1]
    return stage_number(table, vocabulary)


def stage_number(table: Table, vocabulary: Vocabulary) -> int | None:
    """The stage that the nearest caption or heading names: ``"Stage One"`` is 1."""
    for text in nearest_texts(table):
        for pattern in (_STAGE, _ORDINAL_STAGE):
            for word in pattern.findall(text):
                if (number := vocabulary.ordinals.get(comparable(word))) is not None:
                    return number
    return None


def _session_ordinal(texts: Sequence[str], vocabulary: Vocabulary) -> int | None:
    """The session that a heading numbers: ``"Second practice"`` is 2."""
    for text in texts:
        for before, behind in _SESSION.findall(text):
            for word in (before, behind):
                if (number := vocabulary.ordinals.get(comparable(word))) is not None:
                    return number
    return None
