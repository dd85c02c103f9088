"""Race results, stage results, practice and qualifying: rows of cars in finishing order.

In: sheets. Out: one ``Normalised`` a fact table. Separate from the standings because these
rows are cars, with a number, a team and a make, and their order is the order of the table.
"""

from __future__ import annotations

import polars as pl

from pipelines.normalise.entries import with_marks
from pipelines.normalise.frames import (
    REJECTED_SCHEMA,
    Column,
    Normalised,
    one_row_a_key,
    read_columns,
)
from pipelines.normalise.people import entrant_columns, with_ids
from pipelines.normalise.positions import (
    is_disqualified,
    with_inferred_positions,
    without_absentees,
)
from pipelines.normalise.sheets import Sheets
from pipelines.normalise.values import (
    decimal_number,
    lap_time_seconds,
    place_number,
    whole_number,
    within,
    without_marks,
)
from pipelines.recognition.vocabulary import Vocabulary

# Far above any position, lap or points of one race, and far below what a column can hold.
_LARGEST = 10_000
_ENTITIES = ("driver", "team", "manufacturer")


def _number(
    name: str, source: str, minimum: int, expected: str, is_required: bool = False
) -> Column:
    value = whole_number(pl.col(source)).pipe(within, minimum, _LARGEST)
    return Column(name, source, value, expected, is_required)


def _position(name: str = "position") -> Column:
    value = place_number(pl.col("position")).pipe(within, 1, _LARGEST)
    return Column(name, "position", value, "a whole number from 1", is_required=True)


def race_results(sheets: Sheets, vocabulary: Vocabulary, marks: pl.DataFrame) -> Normalised:
    """``fct_race_result``: one row a race and finishing position; ``marks``: of drivers."""
    present, absent = without_absentees(sheets["race_result"], vocabulary)
    ranked, unranked = with_inferred_positions(present)
    points_value = whole_number(pl.col("points")).pipe(within, -_LARGEST, _LARGEST)
    points = Column("points", "points", points_value, "a whole number")
    columns = [
        _position("finish_position"),
        _number("start_position", "start_position", 1, "a whole number from 1"),
        _number("laps_completed", "laps_completed", 0, "a whole number from 0"),
        _number("laps_led", "laps_led", 0, "a whole number from 0"),
        points,
        *entrant_columns(vocabulary),
    ]
    read = read_columns(_without_words(ranked, "start_position", vocabulary), columns)
    found = with_marks(with_ids(read, _ENTITIES), marks)
    facts = found.facts.with_columns(
        status=pl.coalesce(without_marks(pl.col("status")), "position_word"),
        finish_position_is_inferred=pl.col("position_word").is_not_null(),
        is_disqualified=is_disqualified(vocabulary),
    )
    found = Normalised(facts, pl.concat([absent, unranked, found.rejected]))
    return one_row_a_key(found, ["race_id", "finish_position"], "finish_position")


def _without_words(sheet: pl.DataFrame, column: str, vocabulary: Vocabulary) -> pl.DataFrame:
    """Null where a word of ``positions.csv`` says that there is no number: ``PL``, ``DNS``."""
    text = without_marks(pl.col(column)).str.to_lowercase().str.strip_chars(" .:")
    is_word = text.is_in(list(vocabulary.positions)).fill_null(False)
    return sheet.with_columns(pl.when(~is_word).then(pl.col(column)).alias(column))


def stage_results(sheets: Sheets, vocabulary: Vocabulary) -> Normalised:
    """``fct_stage_result``: one row a race, stage and position."""
    columns = [
        _position(),
        _stage_number(),
        _number("stage_points", "stage_points", 0, "a whole number from 0"),
        *entrant_columns(vocabulary),
    ]
    sheet = sheets["stage_result"].with_columns(number_text=pl.col("number").cast(pl.String))
    found = with_ids(read_columns(sheet, columns), _ENTITIES)
    return one_row_a_key(found, ["race_id", "stage_number", "position"], "position")


def _stage_number() -> Column:
    expected = "named by a caption or heading, such as Stage One"
    return Column("stage_number", "number_text", pl.col("number"), expected, is_required=True)


def practice_results(sheets: Sheets, vocabulary: Vocabulary) -> Normalised:
    """``fct_practice_result``: one row a race, session and position."""
    present, absent = without_absentees(sheets["practice"], vocabulary)
    speed = decimal_number(pl.col("speed").str.extract(r"^([^(]+)")).pipe(within, 1, 500)
    columns = [
        _position(),
        Column("lap_time_seconds", "lap_time", lap_time_seconds(pl.col("lap_time")), "a lap time"),
        Column("speed_mph", "speed", speed, "a speed in miles per hour"),
        *entrant_columns(vocabulary),
    ]
    found = with_ids(read_columns(present, columns), _ENTITIES)
    facts = found.facts.with_columns(
        _no_lap_is_null(pl.col("lap_time_seconds")), session_number=pl.col("number")
    )
    found = Normalised(facts, pl.concat([absent, found.rejected]))
    return one_row_a_key(found, ["race_id", "session_number", "position"], "position")


def qualifying_results(sheets: Sheets, vocabulary: Vocabulary) -> Normalised:
    """``fct_qualifying_result``: one row a race and qualifying position."""
    present, absent = without_absentees(sheets["qualifying"], vocabulary)
    columns = [_position(), *entrant_columns(vocabulary)]
    found = with_ids(read_columns(present, columns), _ENTITIES)
    found = Normalised(found.facts, pl.concat([absent, found.rejected]))
    return one_row_a_key(found, ["race_id", "position"], "position")


def qualifying_rounds(qualifying: Normalised, vocabulary: Vocabulary) -> Normalised:
    """``fct_qualifying_round``: one row a race, car and round in which it took part.

    A time of ``0.000`` says that the car took part and set no time. A table without round
    columns has one round, its time column; one without car numbers has no rounds that a key
    could be made for.
    """
    facts, numberless = _with_car_numbers(qualifying.facts)
    columns = [
        Column("lap_time_seconds", "lap_time", lap_time_seconds(pl.col("lap_time")), "a lap time"),
        Column("car_number", "car_number", pl.col("car_number"), "a car number", is_required=True),
    ]
    long = _without_words(_one_row_a_round(facts), "lap_time", vocabulary)
    found = read_columns(long.filter(pl.col("lap_time").is_not_null()), columns)
    # Without its time, a row would say: took part and set no time. That is 0.000.
    timed = found.facts.filter(pl.col("lap_time_seconds").is_not_null())
    facts = timed.with_columns(_no_lap_is_null(pl.col("lap_time_seconds")))
    # A remark that spans the rounds is one cell.
    rejected = found.rejected.unique(maintain_order=True)
    return one_row_a_key(
        Normalised(facts, pl.concat([numberless, rejected])),
        ["race_id", "car_number", "round_number"],
    )


def _one_row_a_round(facts: pl.DataFrame) -> pl.DataFrame:
    """``round_number`` and its ``lap_time`` text, for each round that a row has a text in."""
    rounds = sorted(name for name in facts.columns if name.startswith("round_"))
    has_rounds = pl.any_horizontal(
        pl.col(rounds).is_not_null().any().over("document_id", "table_index")
    )
    first = pl.when(has_rounds).then(pl.col("round_1")).otherwise(pl.col("lap_time"))
    kept = [name for name in facts.columns if name not in (*rounds, "lap_time")]
    return (
        facts.with_columns(round_1=first)
        .drop("lap_time")
        .unpivot(on=rounds, index=kept, variable_name="round", value_name="lap_time")
        .with_columns(round_number=pl.col("round").str.strip_prefix("round_").cast(pl.Int32))
    )


def _with_car_numbers(facts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of tables that have car numbers at all, and a rejection for each other table."""
    has_numbers = pl.col("car_number").is_not_null().any().over("document_id", "table_index")
    without = facts.filter(~has_numbers).select("document_id", "table_index").unique()
    rejected = without.select(
        "document_id",
        "table_index",
        row_index=pl.lit(None, pl.Int32),
        level=pl.lit("cell"),
        column_name=pl.lit("car_number"),
        value=pl.lit(None, pl.String),
        reason_code=pl.lit("no_car_numbers"),
        reason=pl.lit(
            "the table has no car numbers, by which rounds are told apart; its positions are "
            "loaded, its times are kept in staging.table_row"
        ),
    )
    return facts.filter(has_numbers), rejected.cast(REJECTED_SCHEMA)


def _no_lap_is_null(seconds: pl.Expr) -> pl.Expr:
    return pl.when(seconds > 0).then(seconds).alias("lap_time_seconds")
