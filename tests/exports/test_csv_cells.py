"""CSV that a spreadsheet may open: no text is run, no number is changed, every text comes back."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.exports.csv_cells import UNSAFE, csv_line, original_text, safe_text

FORMULAS = [
    "=1+1", "+1", "-1", "@sum(1)", "=cmd|' /c calc'!a0", " =1", "\u00a0=1", '"=1', "'=1", ' "=1"',
    "＝1", "＋1", "－1", "＠1", "﹦1", "\u200b=1", "\ufeff=1", "\x00=1", "\x1b=1", "\xad=1",
    "\u202e=1", "-", "=", "\t1", "\r1", "\n1", "\n=1",
]  # fmt: skip
PLAIN = [
    "", "a", "1", "57", "a=b", "Truex Jr., Martin", "Joe Gibbs Racing", "558 (–18)", "—", "(-1)",
    "a - b", "| 1 | -5 |", "x; y", "#", "'tis", "a\nb", "Würth 400", "a,=b",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_has_an_apostrophe_before_it(text: str) -> None:
    assert safe_text(text).startswith("'" + text[0])
    assert safe_text(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", PLAIN)
def test_another_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [("a;=1", "a;'=1"), ("a;  -1;b", "a;'  -1;b"), ("a\n=1", "a\n'=1"), ("a\t@x", "a\t'@x")],
)
def test_what_another_divider_would_make_a_cell_is_no_formula_either(text: str, safe: str) -> None:
    assert safe_text(text) == safe
    assert csv_line([text]) == f'"{safe}"\r\n'


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, '""'),
        ("", '""'),
        (-5, "-5"),
        (2**127 - 1, "170141183460469231731687303715884105727"),
        (-1.5, "-1.5"),
        (Decimal("-2.50"), "-2.50"),
        (Decimal("0E-10"), "0.0000000000"),
        (True, "true"),
        (date(2023, 6, 25), "2023-06-25"),
        (b"\x00=", "003d"),
        ('say "x"', '"say ""x"""'),
        (" x", '" x"'),
        (["=1", None, 1], '"[""=1"", null, 1]"'),
        ({"a": "b"}, '"{""a"": ""b""}"'),
    ],
)
def test_each_kind_of_value_is_written_in_one_way(value: object, cell: str) -> None:
    assert csv_line([value]) == cell + "\r\n"


def test_null_and_an_empty_text_differ() -> None:
    assert csv_line([None, "", None]) == ',"",\r\n'


@given(st.lists(st.text(), min_size=1, max_size=5))
@example(["\r\n", '"', ",", ";"])
def test_every_text_comes_back_and_none_begins_like_a_formula(texts: list[str]) -> None:
    [row] = csv.reader(io.StringIO(csv_line(texts), newline=""))
    assert row == [safe_text(text) for text in texts]
    assert not any(cell[:1] in tuple("=+-@\t\r\n") for cell in row if cell)


@given(st.text(alphabet="'=-+@; \t\r\n\"a\u200b\x1c\x85\u2028＝\xad") | st.text())
@example("'\tx")
@example("\t=1")
@example(";'=")
def test_the_text_before_can_be_had_again(text: str) -> None:
    assert original_text(safe_text(text)) == text


@given(st.text(alphabet="'=-+@; \t\r\n\"a\u200b\x1c\x85\u2028＝\xad") | st.text())
def test_the_expression_of_other_programs_finds_each_text_that_is_changed(text: str) -> None:
    found = pl.Series([text]).str.contains(UNSAFE).item()
    assert found == (safe_text(text) != text)
