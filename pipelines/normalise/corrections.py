"""Known errors of articles, corrected before anything is parsed.

In: the documents of a season as they were read, and the corrections of the vocabulary. Out:
the documents with corrected texts, and ``quality.correction``: what became of each correction.
Separate because everything behind it must see the corrected text and nothing else of it;
``staging`` is made of the documents as they were read, so that both values stay visible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from pipelines.normalise.corrected_documents import corrected_document
from pipelines.normalise.correction_places import Place, find_place
from pipelines.normalise.sheets import RaceDocument
from pipelines.normalise.values import folded
from pipelines.recognition.vocabulary import Vocabulary

_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "line_number": pl.Int32,
    "race_id": pl.String,
    "document_id": pl.String,
    "table_kind": pl.String,
    "row_keys": pl.String,
    "table_index": pl.Int32,
    "row_index": pl.Int32,
    "column_name": pl.String,
    "expected_value": pl.String,
    "found_value": pl.String,
    "corrected_value": pl.String,
    "status": pl.String,
    "problem": pl.String,
    "reason": pl.String,
    "source": pl.String,
}


# Where the text stands: of a field of the race, without table and row.
_PLACE = ("document_id", "table_index", "row_index")


def with_corrections(
    documents: Sequence[RaceDocument], vocabulary: Vocabulary
) -> tuple[list[RaceDocument], pl.DataFrame]:
    """The documents with every correction that fits, and one row for each correction."""
    corrected: list[RaceDocument] = []
    rows: list[dict[str, object]] = []
    for document in documents:
        places = _places(document, vocabulary)
        applied = [place for place in places if place.status == "applied"]
        corrected.append(corrected_document(document, applied) if applied else document)
        rows += [_row(place, document) for place in places]
    return corrected, pl.DataFrame(rows, schema=_SCHEMA)


def with_unreadable(corrections: pl.DataFrame, rejected: pl.DataFrame) -> pl.DataFrame:
    """The corrections, of which those whose own text was rejected are no longer ``applied``.

    ``rejected``: of all facts, as ``frames`` tells them: a cell, or a row because of it.
    """
    # A fact may have another name for the column; then the text tells that it is the one.
    is_its_text = _folded("corrected_value") == _folded("value")
    is_its_key = pl.col("rejected_column").str.ends_with(pl.col("column_name"))
    is_its_cell = (pl.col("column_name") == pl.col("rejected_column")) | (
        is_its_text & ((pl.col("reason_code") == "not_readable") | is_its_key)
    )
    is_applied = (pl.col("status") == "applied") & (_folded("corrected_value") != "")
    unread = (
        corrections.filter(is_applied)
        .join(
            rejected.rename({"column_name": "rejected_column", "reason": "why"}),
            on=_PLACE,
            nulls_equal=True,
        )
        .filter(is_its_cell)
        .unique("line_number", keep="first", maintain_order=True)
        .select("line_number", problem=_unreadable_problem(), status=pl.lit("unreadable"))
    )
    return corrections.update(unread, on="line_number")


def _folded(column: str) -> pl.Expr:
    return folded(pl.col(column)).str.strip_chars()


def _unreadable_problem() -> pl.Expr:
    """The sentence of ``_problem``, for rows that are joined with their rejection."""
    where = pl.concat_str(
        "document_id",
        pl.format(", table {}, row {}", "table_index", "row_index").fill_null(""),
    )
    keys = pl.format(" '{}'", "row_keys").fill_null("")
    return pl.format(
        "pipelines/vocabulary/corrections.csv, line {} ({}, {}{}, {}; {}): '{}' is to stand there, "
        "of which no fact is made: {}; write what can be read, or remove the line",
        "line_number", "race_id", "table_kind", keys, "column_name", where, "corrected_value",
        "why",
    )  # fmt: skip


def _places(document: RaceDocument, vocabulary: Vocabulary) -> list[Place]:
    """Where the corrections of a race apply; of two for one text, the first is meant."""
    places: list[Place] = []
    taken: set[tuple[object, ...]] = set()
    for correction in vocabulary.corrections.get(document.race_id, ()):
        place = find_place(correction, document, vocabulary)
        if place.status == "applied" and place.cell in taken:
            place = replace(place, status="corrected_twice")
        elif place.status == "applied":
            taken.add(place.cell)
        places.append(place)
    return places


def _row(place: Place, document: RaceDocument) -> dict[str, object]:
    one = place.correction
    return {
        "line_number": one.line_number,
        "race_id": document.race_id,
        "document_id": document.document_id,
        "table_kind": one.table_kind,
        "row_keys": one.row or None,
        "table_index": place.table_index,
        "row_index": place.row_index,
        "column_name": one.column,
        "expected_value": one.expected,
        "found_value": place.found,
        "corrected_value": one.corrected,
        "status": place.status,
        "problem": _problem(place, document.document_id),
        "reason": one.reason,
        "source": one.source,
    }


def _problem(place: Place, document_id: str) -> str | None:
    """One sentence for people: which line, of what, what is wrong with it, what to do."""
    if place.status == "applied":
        return None
    one = place.correction
    where = document_id
    if place.table_index is not None:
        where += f", table {place.table_index}, row {place.row_index}"
    what = f"{one.table_kind} '{one.row}'" if one.row else one.table_kind
    return (
        f"pipelines/vocabulary/corrections.csv, line {one.line_number} ({one.race_id}, {what}, "
        f"{one.column}; {where}): {_what_is_wrong(place)}"
    )


def _what_is_wrong(place: Place) -> str:
    one = place.correction
    found, expected = _quoted(place.found or ""), _quoted(one.expected)
    advice = {
        "already_correct": f"{found} stands there, as corrected, and no longer {expected}: the "
        "article was mended, remove the line",
        "no_longer_matches": f"{found} stands there, and not {expected}: look at the article "
        "again, then write what stands there as expected, or remove the line",
        "no_such_row": "no row that is read has these texts: look at the article again, then "
        f"name the row in which {expected} is to be {_quoted(one.corrected)}, or remove the line",
        "several_rows": f"{place.rows} rows have these texts: add another column, or table_index "
        f"or row_index, to name the one in which {expected} is to be {_quoted(one.corrected)}",
        "no_such_column": f"the table of this row has no such column, so that no {expected} "
        "stands there: look at the article again, or remove the line",
        "not_read": f"no fact is made of this, so that {_quoted(one.corrected)} would stand "
        "nowhere: remove the line",
        "corrected_twice": f"a line above corrects {expected} as well: remove one of the two",
    }
    return advice[place.status]


def _quoted(text: str) -> str:
    return f"'{text}'" if text else "nothing"
