"""The place of a row where a word stands for it: ``Ret``, ``NC``, ``DSQ``, ``DNS``.

In: a sheet with ``position`` texts. Out: the sheet of those who took part, each with a number,
and the rows rejected. Separate because it is the one inference in results: a table lists its
finishers in order and goes on with those who retired, in order of distance. Their place in the
table is their rank, but only as long as every position stated agrees with its own place; it is
marked as inferred. Who did not start has no result.
"""

from __future__ import annotations

import re

import polars as pl

from pipelines.normalise.frames import REJECTED_SCHEMA, SOURCE
from pipelines.normalise.values import place_number, without_marks
from pipelines.recognition.vocabulary import Vocabulary

_TABLE = ["document_id", "table_index"]


def with_meanings(sheet: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Add ``position_meaning``: what a word in the place of the position says, else null."""
    folded = without_marks(pl.col("position")).str.to_lowercase().str.strip_chars(" .:")
    meaning = folded.replace_strict(
        dict(vocabulary.positions), default=None, return_dtype=pl.String
    )
    return sheet.with_columns(position_meaning=meaning)


def without_absentees(
    sheet: pl.DataFrame, vocabulary: Vocabulary
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of those who took part, and a rejection for each who did not start."""
    marked = with_meanings(sheet, vocabulary)
    is_absent = (pl.col("position_meaning") == "did_not_start").fill_null(False)
    reason = pl.format(
        "the position is '{}': who did not start has no result; the row is not loaded",
        pl.col("position"),
    )
    present = marked.with_columns(
        ordinal=pl.col("ordinal") - is_absent.cast(pl.Int32).cum_sum().over(_TABLE)
    ).filter(~is_absent)
    return present, _rejections(marked.filter(is_absent), "did_not_start", reason)


def with_inferred_positions(sheet: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Put the rank in place of a word, and the word into ``position_word``; else reject.

    ``sheet``: of ``without_absentees``.
    """
    stated = place_number(pl.col("position"))
    has_word = pl.col("position_meaning").is_not_null()
    agrees = (stated.is_null() | (stated == pl.col("ordinal"))).all().over(_TABLE)
    is_ranked = agrees & stated.is_not_null().any().over(_TABLE)
    known = sheet.with_columns(__has_word=has_word, __is_ranked=is_ranked)
    word = pl.when("__has_word").then(without_marks(pl.col("position")))
    rank = pl.when("__has_word").then(pl.col("ordinal").cast(pl.String))
    kept = known.filter(~pl.col("__has_word") | pl.col("__is_ranked")).with_columns(
        position=pl.coalesce(rank, "position"), position_word=word
    )
    reason = pl.format(
        "the position is '{}', and the rows above it are not in the order of their positions, so "
        "that no rank can be told; the row is not loaded",
        pl.col("position"),
    )
    unranked = known.filter(pl.col("__has_word") & ~pl.col("__is_ranked"))
    return kept, _rejections(unranked, "position_not_stated", reason)


def is_disqualified(vocabulary: Vocabulary) -> pl.Expr:
    """Whether the word in the place of the position, or the status, says so: ``DQ (engine)``."""
    words = [word for word, meaning in vocabulary.positions.items() if meaning == "disqualified"]
    if not words:
        return pl.lit(False)
    begins_so = rf"(?i)^\W*(?:{'|'.join(map(re.escape, words))})\b"
    by_position = pl.col("position_meaning") == "disqualified"
    by_status = pl.col("status").str.contains(begins_so)
    return by_position.fill_null(False) | by_status.fill_null(False)


def _rejections(rows: pl.DataFrame, reason_code: str, reason: pl.Expr) -> pl.DataFrame:
    return rows.select(
        *SOURCE,
        level=pl.lit("row"),
        column_name=pl.lit("position"),
        value=pl.col("position"),
        reason_code=pl.lit(reason_code),
        reason=reason,
    ).cast(REJECTED_SCHEMA)
