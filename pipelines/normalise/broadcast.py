"""Television and radio crews: one row a person.

In: recognised documents. Out: ``fct_broadcast_crew``. Separate because here a column is a
role and one cell holds many persons, whose order is that of the columns in the article.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.normalise.crew_names import AmbiguousNames, split_crew
from pipelines.normalise.frames import REJECTED_SCHEMA, SOURCE, Normalised
from pipelines.normalise.sheets import RaceDocument
from pipelines.recognition.vocabulary import Vocabulary

_MEDIA = {"television_crew": "television", "radio_crew": "radio"}
_SCHEMA: dict[str, type[pl.DataType] | pl.DataType] = {
    "race_id": pl.String,
    "medium": pl.String,
    "network": pl.String,
    "role": pl.String,
    "assignment": pl.String,
    "person_name": pl.String,
    "is_inferred": pl.Boolean,
    **{name: REJECTED_SCHEMA[name] for name in SOURCE},
}


@dataclass(frozen=True, slots=True)
class _Cell:
    """One filled cell under a role header."""

    race_id: str
    medium: str
    network: str | None
    role: str
    text: str
    source: dict[str, object]


def broadcast_crew(documents: Sequence[RaceDocument], vocabulary: Vocabulary) -> Normalised:
    """``fct_broadcast_crew``: one row a race, medium and person, in the article's order."""
    rows: list[dict[str, object]] = []
    rejected: list[dict[str, object]] = []
    for document in documents:
        for cell in _crew_cells(document, vocabulary):
            try:
                persons = split_crew(cell.text, vocabulary.crew_labels)
            except AmbiguousNames as error:
                rejected.append(_rejection(cell, str(error)))
                continue
            rows += [
                {
                    "race_id": cell.race_id,
                    "medium": cell.medium,
                    "network": cell.network,
                    "role": cell.role,
                    "assignment": person.assignment,
                    "person_name": person.name,
                    "is_inferred": person.is_inferred,
                    **cell.source,
                }
                for person in persons
            ]
    facts = pl.DataFrame(rows, schema=_SCHEMA).with_columns(
        person_number=pl.int_range(1, pl.len() + 1).over("race_id", "medium")
    )
    return Normalised(facts, pl.DataFrame(rejected, schema=REJECTED_SCHEMA))


def _crew_cells(document: RaceDocument, vocabulary: Vocabulary) -> Iterator[_Cell]:
    """Every filled cell of the crew tables, in reading order."""
    for table in document.recognition.tables:
        if table.match is None or table.match.table_kind not in _MEDIA:
            continue
        above = (text for row in table.table.rows[: table.match.header_row] for text in row.texts)
        network = next((text for text in above if text), None)
        for index, (row, row_match) in enumerate(zip(table.table.rows, table.rows, strict=True)):
            if row_match.kind != "data":
                continue
            place = (document.document_id, table.table.index, index)
            # A cell that spans rows or columns names its persons once.
            for column in row.own_columns:
                role, text = table.match.columns[column], row.cells[column].text
                if role is not None and not vocabulary.states_nothing(text):
                    yield _Cell(
                        document.race_id,
                        _MEDIA[table.match.table_kind],
                        network,
                        role,
                        text,
                        dict(zip(SOURCE, place, strict=True)),
                    )


def _rejection(cell: _Cell, reason: str) -> dict[str, object]:
    return {
        **cell.source,
        "level": "cell",
        "column_name": cell.role,
        "value": cell.text,
        "reason_code": "ambiguous_names",
        "reason": f"{reason}; the cell is kept in staging.table_row",
    }
