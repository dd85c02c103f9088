"""JSON without a loss, and without marks that steer a terminal."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.exports.json_text import different_names, json_object, json_text
from pipelines.exports.plain_values import plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (2**127 - 1, "170141183460469231731687303715884105727"),
        (0.1, "0.1"),
        (float("nan"), "null"),
        (float("-inf"), "null"),
        (Decimal("12345678901234567890.10"), "12345678901234567890.10"),
        (Decimal("NaN"), "null"),
        (date(2023, 6, 25), '"2023-06-25"'),
        (datetime(2023, 6, 25, 12, tzinfo=UTC), '"2023-06-25T12:00:00+00:00"'),
        (time(12, 30), '"12:30:00"'),
        (b"\x1b", '"1b"'),
        (UUID(int=0), '"00000000-0000-0000-0000-000000000000"'),
        ([1, [None]], "[1, [null]]"),
        ((1, 2), "[1, 2]"),
        ({1: float("inf"), "b": [Decimal("1.0")]}, '{"1": null, "b": [1.0]}'),
        ("é\n", '"é\\n"'),
        ("\x9b\u202e\u2028", '"\\u009b\\u202e\\u2028"'),
    ],
)
def test_each_kind_of_value_is_written_in_one_way(value: object, text: str) -> None:
    assert json_text(plain(value)) == text


@given(st.text())
def test_every_text_comes_back_and_is_printable(text: str) -> None:
    written = json_text(text)
    assert json.loads(written) == text
    assert written.isprintable()


def test_a_name_that_stands_twice_is_two_names() -> None:
    assert different_names(["a", "a", "a_1", "a"]) == ["a", "a_1", "a_1_1", "a_2"]
    assert json_object(["a", "a_1"], (1, None)) == '{"a": 1, "a_1": null}'
