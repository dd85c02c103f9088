"""Stages: their number and length, from the captions above the stage and result tables.

In: recognised documents. Out: ``fct_stage``. Separate because the source is a caption
(``Stage One`` / ``Laps: 90``), not a table row; its row_index is below 0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from pipelines.normalise.frames import Normalised, no_rejections, one_row_a_key
from pipelines.normalise.sheets import RaceDocument, stage_number
from pipelines.recognition.vocabulary import Vocabulary

# `Laps: 90`, `Stage 1 Laps: 80`, `Stage One (60 laps)`, `Laps: 60*`: nothing else in the line.
_LAPS = re.compile(
    r"^\W*(?:stage\s+\w+|\w+\s+stage)?\W*(?:laps\W*([1-9]\d{0,4})(?:\s+laps)?|([1-9]\d{0,4})\s+laps?)"
    r"[^\w(]*(?:\([^()]*\))?$",
    re.IGNORECASE,
)
_STAGE_TABLES = ("stage_result", "race_result")
_SCHEMA = {
    "race_id": pl.String,
    "stage_number": pl.Int32,
    "laps": pl.Int32,
    "document_id": pl.String,
    "table_index": pl.Int32,
    "row_index": pl.Int32,
}


def stages(documents: Sequence[RaceDocument], vocabulary: Vocabulary) -> Normalised:
    """``fct_stage``: one row a race and stage that a caption names, with its length."""
    rows = [row for document in documents for row in _stage_rows(document, vocabulary)]
    facts = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    found = one_row_a_key(Normalised(facts, no_rejections()), ["race_id", "stage_number"])
    return Normalised(_with_end_lap(found.facts), found.rejected)


def _stage_rows(document: RaceDocument, vocabulary: Vocabulary) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for table in document.recognition.tables:
        if table.table_kind not in _STAGE_TABLES:
            continue
        number = stage_number(table.table, vocabulary)
        if number is None:
            continue
        captions = table.table.captions
        place, laps = -1, None
        for index, caption in enumerate(captions):
            if matched := _LAPS.search(caption.text):
                place, laps = index - len(captions), int(matched[1] or matched[2])
        if captions:
            rows.append(
                (document.race_id, number, laps, document.document_id, table.table.index, place)
            )
    return rows


def _with_end_lap(facts: pl.DataFrame) -> pl.DataFrame:
    """The end lap is the sum of laps so far, as long as no stage before is missing."""
    ordered = facts.sort("race_id", "stage_number")
    is_known = (
        pl.col("laps").is_not_null()
        & (pl.col("stage_number") == pl.int_range(1, pl.len() + 1).over("race_id"))
    ).cast(pl.Int32).cum_min().over("race_id") == 1
    total = pl.col("laps").cum_sum().over("race_id")
    return ordered.with_columns(end_lap=pl.when(is_known).then(total))
