"""Values as people read them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.report import cells


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (29.797, "29.797"),
        (0.0, "0.000"),
        (59.9996, "1:00.000"),
        (88.435, "1:28.435"),
        (3599.0, "59:59.000"),
        (3600.0, "1:00:00"),
        (10807.0, "3:00:07"),
    ],
)
def test_seconds_are_shown_as_people_write_them(seconds: float, shown: str) -> None:
    assert cells.duration_text(seconds) == shown


@given(st.integers(min_value=0, max_value=3_599_999))
def test_a_lap_time_can_be_read_back(thousandths: int) -> None:
    minutes, _, seconds = f"0:{cells.duration_text(thousandths / 1000)}".rpartition(":")
    read = int(minutes.split(":")[-1] or 0) * 60_000 + round(float(seconds) * 1000)
    assert read == thousandths


@pytest.mark.parametrize(("change", "shown"), [(3, "+3"), (-2, "−2"), (0, "0")])
def test_a_change_has_its_sign(change: int, shown: str) -> None:
    assert cells.signed_text(change) == shown


def test_unknown_is_neither_nought_nor_nothing_to_say() -> None:
    for cell in (cells.number, cells.signed, cells.duration, cells.text, cells.day):
        assert cell(None) == cells.UNKNOWN
    assert cells.number(0).text == "0"
    assert cells.remark("") != cells.UNKNOWN
    assert cells.day(date(2023, 6, 25)).text == "2023-06-25"
    assert cells.number(-0.0234, digits=3).text == "−0.023"
