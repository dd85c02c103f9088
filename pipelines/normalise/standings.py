"""Championship standings after a race: points, gap to the leader, places moved.

In: the driver and manufacturer standing sheets. Out: ``fct_driver_standing`` and
``fct_manufacturer_standing``. Separate because these rows are totals, not results of the
race: they must never be summed.
"""

from __future__ import annotations

import polars as pl

from pipelines.normalise.frames import Column, Normalised, one_row_a_key, read_columns
from pipelines.normalise.movement import signed_moves
from pipelines.normalise.people import name_column, with_ids
from pipelines.normalise.sheets import Sheets
from pipelines.normalise.values import place_number, whole_number, within, without_marks
from pipelines.recognition.vocabulary import Vocabulary

# `558 (–18)`: points, and points behind the leader after a hyphen, dash or minus sign. Without
# a sign, it is no gap: Formula One wrote `72 (74)`, the points that counted and all of them.
# After a penalty, the points themselves may be below zero: `–5 (–105)`.
_POINTS = r"^([-–−]?[0-9,]+)\s*(?:\((?:[-–−+]\s*([0-9,]+)|[0-9,]+)\))?$"
_SIGN = r"^([-–−▼↓+▲↑])?\s*[0-9]+$"


def driver_standings(sheets: Sheets, vocabulary: Vocabulary) -> Normalised:
    """``fct_driver_standing``: one row a race and championship position.

    A driver may stand in the table without having raced, so no result tells whether it lists
    everyone.
    """
    return _standings(sheets["driver_standing"], "driver", vocabulary, None)


def manufacturer_standings(
    sheets: Sheets, vocabulary: Vocabulary, results: pl.DataFrame
) -> Normalised:
    """``fct_manufacturer_standing``: one row a race and championship position.

    ``results`` are the facts of the race results: every manufacturer races, so a table that
    has all who raced lists everyone.
    """
    return _standings(sheets["manufacturer_standing"], "manufacturer", vocabulary, results)


def _standings(
    sheet: pl.DataFrame, entity: str, vocabulary: Vocabulary, results: pl.DataFrame | None
) -> Normalised:
    points_text = without_marks(pl.col("points"))
    gap = pl.coalesce(
        whole_number(points_text.str.extract(_POINTS, 2)).pipe(within, 0, 1_000_000), "gap_value"
    )
    behind = whole_number(pl.col("points_behind_leader")).abs().pipe(within, 0, 1_000_000)
    columns = [
        Column(
            "position",
            "position",
            place_number(pl.col("position")).pipe(within, 1, 10_000),
            "a whole number from 1",
            is_required=True,
        ),
        name_column(entity, vocabulary, is_required=True),
        Column(
            "points_value",
            "points",
            _points(whole_number(points_text.str.extract(_POINTS, 1))),
            "points, or points and the gap to the leader, such as 558 (–18)",
            is_required=True,
        ),
        Column("gap_value", "points_behind_leader", behind, "points behind the leader"),
        _places_column(vocabulary),
    ]
    found = read_columns(sheet, columns)
    facts = found.facts.pipe(_with_gap_told_from_moves)
    gap = pl.coalesce(gap, "gap_in_moves")
    facts = facts.with_columns(
        points=pl.col("points_value"),
        points_behind_leader=pl.when(gap.is_null() & (pl.col("position") == 1))
        .then(0)
        .otherwise(gap),
    )
    found = with_ids(Normalised(facts, found.rejected), (entity,))
    found = one_row_a_key(found, ["race_id", "position"], "position")
    found = one_row_a_key(found, ["race_id", f"{entity}_id"])
    facts = _with_last_position(found.facts, f"{entity}_id", results)
    return Normalised(_with_moves(facts), found.rejected)


def _points(number: pl.Expr) -> pl.Expr:
    """Points, below zero for few; where that is most of a table, or all but one, it has gaps."""
    is_most = (number < 0).mean() > 0.5
    has_gaps = (is_most | ((number >= 0).sum() <= 1)).over("document_id", "table_index")
    return pl.when((number >= 0) | ~has_gaps).then(number).pipe(within, -1_000_000, 1_000_000)


def _with_gap_told_from_moves(facts: pl.DataFrame) -> pl.DataFrame:
    """A column ``+/-`` may hold places moved or points behind the leader: the points decide.

    It is the gap where every number in the table's column is that of the points.
    """
    table = ["document_id", "table_index"]
    gap = pl.col("points_value").max().over(table) - pl.col("points_value")
    is_gap = ((pl.col("places") == gap).fill_null(True).all() & (pl.col("places") > 1).any()).over(
        table
    )
    return facts.with_columns(
        gap_in_moves=pl.when(is_gap).then("places"),
        places=pl.when(~is_gap).then("places"),
        position_change=pl.when(~is_gap).then("position_change"),
    )


def _places_column(vocabulary: Vocabulary) -> Column:
    """Places moved: a blank cell is 0; a column that the table does not have is unknown."""
    text = without_marks(pl.col("position_change"))
    is_blank = text.str.to_lowercase().is_in([*vocabulary.null_values, ""])
    number = whole_number(text.str.replace(r"^[▼↓▲↑]\s*", "")).abs().pipe(within, 0, 10_000)
    value = pl.when(is_blank).then(0).otherwise(number)
    return Column("places", "position_change", value, "a number of places, or blank")


def _with_last_position(
    facts: pl.DataFrame, entrant_id: str, results: pl.DataFrame | None
) -> pl.DataFrame:
    """Add the last position there is, where a table lists everyone who raced; else null."""
    if results is None:
        return facts.with_columns(last_position=pl.lit(None, pl.Int32))
    raced = results.select("document_id", entrant_id).drop_nulls().unique()
    listed = facts.select("document_id", entrant_id).unique()
    missing = raced.join(listed, on=["document_id", entrant_id], how="anti")["document_id"]
    is_complete = pl.col("document_id").is_in(raced["document_id"].unique().to_list()) & ~pl.col(
        "document_id"
    ).is_in(missing.unique().to_list())
    last = pl.col("position").max().over("document_id", "table_index")
    return facts.with_columns(last_position=pl.when(is_complete).then(last))


def _with_moves(facts: pl.DataFrame) -> pl.DataFrame:
    """Add the signed move: as stated where there is a sign, else inferred for the table."""
    sign = without_marks(pl.col("position_change")).str.extract(_SIGN)
    signed = (
        facts.sort("document_id", "table_index", "position")
        .with_columns(sign=sign)
        .with_columns(
            stated=pl.when(pl.col("places") == 0)
            .then(0)
            .when(pl.col("sign").is_in(["-", "–", "−", "▼", "↓"]))
            .then(-pl.col("places"))
            .when(pl.col("sign").is_in(["+", "▲", "↑"]))
            .then(pl.col("places"))
        )
    )
    # One small search a table, over its rows together: not an expression, nor a row loop.
    inferred = [
        pl.Series(
            signed_moves(
                table["position"].to_list(), table["places"].to_list(), table["last_position"][0]
            ),
            dtype=pl.Int32,
        )
        for table in signed.partition_by("document_id", "table_index", maintain_order=True)
    ]
    found = pl.concat(inferred) if inferred else pl.Series(dtype=pl.Int32)
    return signed.with_columns(found.alias("inferred")).with_columns(
        position_change=pl.coalesce("stated", "inferred").cast(pl.Int32),
        position_change_is_inferred=pl.col("stated").is_null() & pl.col("inferred").is_not_null(),
    )
