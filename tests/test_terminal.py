"""What a terminal is sent: the text, and nothing that steers it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.terminal import on_lines, on_one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Daniel Suárez", "Daniel Suárez"),
        ("a\x1b[31mb", "a�[31mb"),
        ("a\x9b31mb", "a�31mb"),
        ("a\rb\x07\x08", "a�b��"),
        ("a\u202eb\u2066c", "a�b�c"),
        ("a\u200bb\ufeffc\xadd", "a�b�c�d"),
        ("a\u2028b\u2029c\x85d", "a�b�c�d"),
        ("a\tb\xa0c\u2009d", "a b c d"),
        ("a\udcffb", "a�b"),
        ("\U000e0041", "�"),
    ],
)
def test_marks_that_steer_or_hide_are_shown_as_replaced(text: str, shown: str) -> None:
    assert on_one_line(text) == shown
    assert on_lines(text) == shown


def test_a_line_break_is_kept_where_lines_are_meant_only() -> None:
    assert on_lines("a\nb\x1b\n") == "a\nb�\n"
    assert on_one_line("a\nb") == "a�b"


@given(st.text())
def test_nothing_unprintable_is_left(text: str) -> None:
    assert on_one_line(text).isprintable()
    assert len(on_one_line(text)) == len(text)
