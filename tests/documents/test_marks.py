"""Markers and footnote marks behind (or before) a value, taken off it."""

from __future__ import annotations

import time

import pytest

from pipelines.documents.marks import split_marks


@pytest.mark.parametrize(
    ("text", "value", "markers", "footnotes"),
    [
        ("Noah Gragson (R)", "Noah Gragson", ("R",), ()),
        ("J. J. Yeley (i)", "J. J. Yeley", ("i",), ()),
        ("Dale Jr. (R, i)", "Dale Jr.", ("R", "i"), ()),
        ("Kyle (R)[1](i)", "Kyle", ("R", "i"), ("1",)),
        ("(R) Ross Chastain", "Ross Chastain", ("R",), ()),
        ("39†", "39", (), ("†",)),
        ("44²", "44", (), ("²",)),
        ("44[2][note 3]", "44", (), ("2", "note 3")),
        ("Earnhardt*", "Earnhardt", (), ("*",)),
        ("39#", "39", (), ("#",)),
        ("[5]", "", (), ("5",)),
        # What looks like a mark and is a value, or a part of one.
        ("#", "#", (), ()),
        ("Car #", "Car #", (), ()),
        ("*", "*", (), ()),
        ("(R)", "(R)", (), ()),
        ("558 (–18)", "558 (–18)", (), ()),
        ("Rick Allen (sportscaster)", "Rick Allen (sportscaster)", (), ()),
        ("3[1]0", "3[1]0", (), ()),
        ("Booth: A (TV)\nB (R)", "Booth: A (TV)\nB (R)", (), ()),
        ("", "", (), ()),
    ],
)
def test_marks_are_taken_off_and_values_stay(
    text: str, value: str, markers: tuple[str, ...], footnotes: tuple[str, ...]
) -> None:
    assert split_marks(text) == (value, markers, footnotes)


def test_a_million_marks_are_taken_off_in_time() -> None:
    value, _, footnotes = split_marks("x" + "†" * 1_000_000)
    assert (value, len(footnotes)) == ("x", 1)


@pytest.mark.parametrize(
    "text", ["†" * 300_000 + "x†", "x" + " †" * 300_000, "(R) " * 200_000 + ")"]
)
def test_marks_in_great_number_take_no_time_with_their_square(text: str) -> None:
    start = time.process_time()
    split_marks(text)
    assert time.process_time() - start < 1
