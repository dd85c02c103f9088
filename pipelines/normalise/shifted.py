"""Rows that have lost a cell: what stands in a column is of another column.

In: sheets. Out: the sheets without such tables and rows, and a rejection for each of them.
Separate because it is a question to the content of a whole table: in flattened text a cell
that spanned rows is lost, the row moves to the left and is padded at its end, so that its
width agrees; every value in it would be read, and wrongly. There the whole table is rejected.
Where the form keeps spans nothing is lost; only a row that is short in its markup can have
moved, and it is rejected alone.

A row shows it if nothing stands in its last column and a text is in a column that it cannot
belong to: no number in a column of numbers, a number or a time in a column of names, a
manufacturer in the place of a driver or, with none in its own place, of a team. What cannot
be told is a cell lost among numbers: points that have moved into the laps, in a row where
they could be laps.
"""

from __future__ import annotations

import polars as pl

from pipelines.normalise.frames import REJECTED_SCHEMA, SOURCE
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
_PLACE_WORD = r"^\p{L}[\p{L}.'’]*$"
_ABBREVIATION = r"^\p{L}{1,3}\.?$"
_DISQUALIFIED = r"(?i)^(?:disq|dsq|dq\b)"
# What only a company is called: a driver may own a team that has his name.
_COMPANY = r"(?i)\b(?:racing|motor ?sports?|team|enterprises|engineering|autosport|inc|llc)\b"


def without_shifted_rows(sheets: Sheets, vocabulary: Vocabulary) -> tuple[Sheets, pl.DataFrame]:
    """Take out every flattened table with a row that has moved, and every short row that has."""
    kept: dict[str, pl.DataFrame] = {}
    rejected: list[pl.DataFrame] = [pl.DataFrame(schema=REJECTED_SCHEMA)]
    for kind, sheet in sheets.frames.items():
        may_have_moved = pl.when("keeps_spans").then(pl.col("cells_missing") > 0)
        doubted = may_have_moved.otherwise("ends_blank").alias("is_doubted")
        known = sheet.pipe(_with_teams_as_drivers).with_columns(doubted)
        if not known["is_doubted"].any():
            kept[kind] = sheet
            continue
        shown = sheet.filter(known.select(_shows_a_shift(vocabulary)).to_series())
        tables, rows = shown.filter(~pl.col("keeps_spans")), shown.filter("keeps_spans")
        rejected += [_rejected_tables(tables), _rejected_rows(rows)]
        kept[kind] = sheet.join(tables.select(_TABLE).unique(), on=_TABLE, how="anti").join(
            rows.select(SOURCE), on=SOURCE, how="anti"
        )
    return Sheets(kept), pl.concat(rejected)


def _with_teams_as_drivers(sheet: pl.DataFrame) -> pl.DataFrame:
    """Add ``is_team``: the text in the place of the driver is the team of another row."""
    teams = sheet.select(*_TABLE, driver="team", is_team=True).drop_nulls("driver").unique()
    return sheet.join(teams, on=[*_TABLE, "driver"], how="left", maintain_order="left")


def _shows_a_shift(vocabulary: Vocabulary) -> pl.Expr:
    words = list(vocabulary.positions)
    names = [_is_number(name) for name in sorted(COLUMNS_OF_NAMES - {"sponsor"})]
    numbers = [_is_no_number(name, words) for name in _NUMBERS]
    moved = pl.any_horizontal(
        *names,
        *numbers,
        # `76` is a sponsor; a time is none.
        pl.col("sponsor").str.contains(_TIME) & pl.col("sponsor").str.contains("[.:]"),
        pl.col("car_number").str.contains(r"^[^\d]*\p{L}{2}[^\d]*$"),
        _is_manufacturer("driver", vocabulary),
        _has_moved_from_its_maker(vocabulary),
        pl.col("team").is_null()
        & pl.col("is_team").fill_null(False)
        & pl.col("driver").str.contains(_COMPANY),
        pl.col("status").str.contains(r"^[$£€]"),
        pl.col("status").str.contains(r"^\d{1,3}$") & pl.col("points").is_null() & _has("points"),
        _has_fewer_laps_than_the_next(),
    )
    return pl.col("is_doubted") & moved.fill_null(False)


def _has_moved_from_its_maker(vocabulary: Vocabulary) -> pl.Expr:
    """Whether a maker is in the place of the team, or what is no maker in that of makers.

    A team may have a maker's name ("Ferrari"), and a maker may be in no list: it counts only
    in an entry list, where a sponsor may stand there, and if all rows that end in a text
    have known makers.
    """
    makers = _is_manufacturer("manufacturer", vocabulary).fill_null(False)
    others = pl.when(~pl.col("is_doubted")).then(makers)
    is_known_elsewhere = (others.sum().over(_TABLE) > 0) & others.all().over(_TABLE)
    is_of_the_team = (
        _is_manufacturer("team", vocabulary)
        & (pl.col("manufacturer").is_null() | (is_known_elsewhere & ~makers))
        & _has("manufacturer")
    )
    is_no_maker = pl.col("manufacturer").is_not_null() & ~makers & is_known_elsewhere
    return is_of_the_team | (is_no_maker & ~_has("laps_completed") & ~_has("position"))


def _has(column: str) -> pl.Expr:
    """Whether the row's table has any text in a column."""
    return pl.col(column).is_not_null().any().over(_TABLE)


def _is_number(name: str) -> pl.Expr:
    return without_marks(pl.col(name)).str.contains(_TIME)


def _is_no_number(name: str, words: list[str]) -> pl.Expr:
    text = pl.col(name)
    is_word = text.str.to_lowercase().str.strip_chars(" .:").is_in(words)
    is_number = place_number(text).is_not_null() | text.str.contains(_POINTS)
    # `Prov`, `P`: how a car got its place in the field, or why it has none.
    is_abbreviation = text.str.contains(_PLACE_WORD if "position" in name else _ABBREVIATION)
    return text.is_not_null() & ~is_number & ~is_word & ~is_abbreviation


def _is_manufacturer(name: str, vocabulary: Vocabulary) -> pl.Expr:
    return pl.col(name).str.to_lowercase().is_in(sorted(vocabulary.manufacturers))


def _has_fewer_laps_than_the_next() -> pl.Expr:
    """Whether laps rise from one classified row to the next: points have moved into the laps."""
    laps, position = whole_number(pl.col("laps_completed")), whole_number(pl.col("position"))
    is_next = position.shift(-1).over(_TABLE) == position + 1
    # A disqualified car is put behind cars that it had passed.
    is_moved_back = pl.col("status").shift(-1).over(_TABLE).str.contains(_DISQUALIFIED)
    return ~is_moved_back.fill_null(False) & (
        (laps < laps.shift(-1).over(_TABLE)) & is_next & pl.col("points").is_null() & _has("points")
    )


def _rejected_tables(shown: pl.DataFrame) -> pl.DataFrame:
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


def _rejected_rows(shown: pl.DataFrame) -> pl.DataFrame:
    headers = pl.col("header_count")
    return shown.select(
        *SOURCE,
        level=pl.lit("row"),
        column_name=pl.lit(None, pl.String),
        value=pl.lit(None, pl.String),
        reason_code=pl.lit("row_too_narrow"),
        reason=pl.format(
            "the row has {} cells under {} headers, and not only its last cells are missing: "
            "what stands in a column is of another; the row is not loaded",
            headers - pl.col("cells_missing"),
            headers,
        ),
    ).cast(REJECTED_SCHEMA)
