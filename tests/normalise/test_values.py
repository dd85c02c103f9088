"""Texts to values: what is read, and what is not read as something else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from pipelines.normalise import values
from pipelines.normalise.names import markers, name_without_markers, slug


def read(function: Callable[[pl.Expr], pl.Expr], text: str | None) -> object:
    frame = pl.DataFrame({"text": [text]}, schema={"text": pl.String})
    return frame.select(function(pl.col("text")).alias("value"))["value"][0]


@pytest.mark.parametrize(
    ("function", "text", "expected"),
    [
        (values.whole_number, "57", 57),
        (values.whole_number, "4,521", 4521),
        (values.whole_number, "−25", -25),
        (values.whole_number, "39†", 39),
        (values.whole_number, "44²", 44),
        (values.whole_number, "185[1]", 185),
        (values.whole_number, "1,2", None),
        (values.whole_number, "3[1]0", None),
        (values.whole_number, "1*2", None),
        (values.whole_number, "08", 8),
        (values.whole_number, "5x7", None),
        (values.whole_number, "", None),
        (values.whole_number, "1.5", None),
        (values.whole_number, "٣", None),
        (values.whole_number, "99999999999", None),
        (values.place_number, "1.", 1),
        (values.place_number, "22nd", 22),
        (values.place_number, "3†", 3),
        (values.place_number, "1.5", None),
        (values.stated_miles, "300 laps, 400 mi (644 km)", 400.0),
        (values.stated_miles, "1,609.344 km", 1000.0),
        (values.stated_miles, "300 laps", None),
        (values.stated_miles, "132 mi/h", None),
        (values.kilometres, "4.250", 4.250 / 1.609344),
        (values.folded, "Overcast,\nrain", "Overcast, rain"),
        (values.calendar_date, "Sunday, June 25, 2023 (2023-06-25)", date(2023, 6, 25)),
        (values.decimal_number, "132.914 mph", 132.914),
        (values.decimal_number, "114.404 mi/h", 114.404),
        (values.decimal_number, "162.250", 162.25),
        (values.decimal_number, "210 km/h", None),
        (values.decimal_number, "fast", None),
        (values.decimal_number, "1,33", None),
        (values.decimal_number, "9" * 400, None),
        (values.lap_time_seconds, "9" * 400, None),
        (values.lap_time_seconds, "29.804", 29.804),
        (values.lap_time_seconds, "1:28.435", 88.435),
        (values.lap_time_seconds, "0.000", 0.0),
        (values.lap_time_seconds, "1:75.0", None),
        (values.lap_time_seconds, "DNQ", None),
        (values.lap_time_seconds, "162.603 mph", None),
        (values.duration_seconds, "3 hours, 0 minutes, and 7 seconds", 10807),
        (values.duration_seconds, "3:00:07", 10807),
        (values.duration_seconds, "2 h 5 min", 7500),
        (values.duration_seconds, "unknown", None),
        (values.duration_seconds, "3.5 hours", None),
        (values.duration_seconds, "10,807 seconds", None),
        (values.calendar_date, "2023-06-25", date(2023, 6, 25)),
        (values.calendar_date, "June 25, 2023", date(2023, 6, 25)),
        (values.calendar_date, "25 June 2023", date(2023, 6, 25)),
        (values.calendar_date, "2023-13-25", None),
        (name_without_markers, "Noah Gragson (R)", "Noah Gragson"),
        (name_without_markers, "Jeff Gordon (W)†[1]", "Jeff Gordon"),
        (name_without_markers, "Martin Truex Jr.", "Martin Truex Jr."),
        (name_without_markers, "(R)", None),
        (slug, "A. J. Allmendinger", "a-j-allmendinger"),
        (slug, "A.J. Allmendinger", "a-j-allmendinger"),
        (slug, "Daniel Suárez", "daniel-suarez"),
        (slug, "Martin Truex, Jr.", "martin-truex-jr"),
        (slug, "Lowe's Motor Speedway", "lowes-motor-speedway"),
        (slug, "Jos Søren Weißmüller", "jos-soren-weissmuller"),
        (slug, "—", None),
    ],
)
def test_a_text_is_read_as_it_should_be(
    function: Callable[[pl.Expr], pl.Expr], text: str, expected: object
) -> None:
    assert read(function, text) == expected


def test_markers_are_told_from_reference_marks() -> None:
    frame = pl.DataFrame({"text": ["Noah Gragson (R)[1]", "Ross Chastain", "Jeff Gordon (W) (i)†"]})
    found = frame.select(markers(pl.col("text")).alias("marks"))["marks"].to_list()
    assert found == [["R"], [], ["W", "i", "†"]]


@pytest.mark.parametrize("text", ["—", "–", " ", "N/A", "No time trials"])
def test_nothing_stated_is_null(text: str) -> None:
    assert (
        read(lambda column: values.stated(column, ["—", "–", "n/a", "no time trials"]), text)
        is None
    )
