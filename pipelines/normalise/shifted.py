"""Tables whose rows have lost a cell: what stands in a column is of another column.

In: sheets. Out: the sheets without such tables, and a rejection for each of them. Separate
because it is a question to the content of a whole table: in flattened text a cell that
spanned rows is lost, the row moves to the left and is padded at its end, so that its width
agrees; every value in it would be read, and wrongly.

A row shows it if nothing stands in its last column and a text is in a column that it cannot
belong to: no number in a column of numbers, a number or a time in a column of names, a
manufacturer in the place of a driver or, with none in its own place, of a team. What cannot
be told is a cell lost among numbers: points that have moved into the laps, in a row where
they could be laps.
"""

from __future__ import annotations

import polars as pl

from pipelines.normalise.frames import REJECTED_SCHEMA
from pipelines.normalise.sheets import COLUMNS_OF_NAMES, Sheets
from pipelines.normalise.values import place_number, whole_number, without_marks
from pipelines.recognition.vocabulary import Vocabulary

_NUMBERS = (
    "position", "start_position", "laps_completed", "laps_led", "points", "stage_points",
)  # fmt: skip
_TABLE = ["document_id", "table_index"]
_TIME = r"^[+\d][\d:.,\s]*$"
# `558 (–18)` stands in the points of standings.
_POINTS = r"^[0-9,]+\s*\(.*\)$"


def without_shifted_tables(sheets: Sheets, vocabulary: Vocabulary) -> tuple[Sheets, pl.DataFrame]:
    """Take out every table in which a row has moved, and say which rows show it."""
    kept: dict[str, pl.DataFrame] = {}
    rejected: list[pl.DataFrame] = [pl.DataFrame(schema=REJECTED_SCHEMA)]
    for kind, sheet in sheets.frames.items():
        is_shifted = pl.Series([False])
        if sheet["ends_blank"].any():
            known = _with_teams_as_drivers(sheet)
            is_shifted = known.select(_shows_a_shift(known, vocabulary)).to_series()
        if not is_shifted.any():
            kept[kind] = sheet
            continue
        shown = sheet.filter(is_shifted)
        rejected.append(_rejections(shown))
        kept[kind] = sheet.join(shown.select(_TABLE).unique(), on=_TABLE, how="anti")
    return Sheets(kept), pl.concat(rejected)


def _with_teams_as_drivers(sheet: pl.DataFrame) -> pl.DataFrame:
    """Add ``is_team``: the text in the place of the driver is the team of another row."""
    teams = sheet.select(*_TABLE, driver="team", is_team=True).drop_nulls("driver").unique()
    return sheet.join(teams, on=[*_TABLE, "driver"], how="left", maintain_order="left")


def _shows_a_shift(sheet: pl.DataFrame, vocabulary: Vocabulary) -> pl.Expr:
    words = list(vocabulary.positions)
    names = [_is_number(name) for name in sorted(COLUMNS_OF_NAMES)]
    numbers = [_is_no_number(name, words) for name in _NUMBERS]
    moved = pl.any_horizontal(
        *names,
        *numbers,
        ~pl.col("car_number").str.contains(r"\d"),
        _is_manufacturer("driver", vocabulary),
        _is_manufacturer("team", vocabulary)
        & pl.col("manufacturer").is_null()
        & _has("manufacturer"),
        pl.col("team").is_null() & pl.col("is_team").fill_null(False),
        pl.col("status").str.contains(r"^(?:\d{1,3}$|[$£€])"),
        _has_fewer_laps_than_the_next(),
    )
    return pl.col("ends_blank") & moved.fill_null(False)


def _has(column: str) -> pl.Expr:
    """Whether the row's table has any text in a column."""
    return pl.col(column).is_not_null().any().over(_TABLE)


def _is_number(name: str) -> pl.Expr:
    return without_marks(pl.col(name)).str.contains(_TIME)


def _is_no_number(name: str, words: list[str]) -> pl.Expr:
    text = pl.col(name)
    is_word = text.str.to_lowercase().str.strip_chars(" .:").is_in(words)
    is_number = place_number(text).is_not_null() | text.str.contains(_POINTS)
    return text.is_not_null() & ~is_number & ~is_word


def _is_manufacturer(name: str, vocabulary: Vocabulary) -> pl.Expr:
    return pl.col(name).str.to_lowercase().is_in(sorted(vocabulary.manufacturers))


def _has_fewer_laps_than_the_next() -> pl.Expr:
    """Whether laps rise from one classified row to the next: points have moved into the laps."""
    laps, position = whole_number(pl.col("laps_completed")), whole_number(pl.col("position"))
    is_next = position.shift(-1).over(_TABLE) == position + 1
    return (
        (laps < laps.shift(-1).over(_TABLE)) & is_next & pl.col("points").is_null() & _has("points")
    )


def _rejections(shown: pl.DataFrame) -> pl.DataFrame:
    rows = pl.col("row_index").sort().cast(pl.String).str.join(", ")
    found = shown.group_by(_TABLE, maintain_order=True).agg(rows.alias("rows"))
    return found.select(
        *_TABLE,
        row_index=pl.lit(None, pl.Int32),
        level=pl.lit("table"),
        column_name=pl.lit(None, pl.String),
        value=pl.format("rows {}", pl.col("rows")),
        reason_code=pl.lit("shifted_columns"),
        reason=pl.format(
            "cells stand in columns that they cannot belong to, and the end of their rows is "
            "empty (rows {}): a cell that spanned rows was lost, so that no value of the table "
            "can be trusted; fetch the article as wikitext or HTML",
            pl.col("rows"),
        ),
    ).cast(REJECTED_SCHEMA)
