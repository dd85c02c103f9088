"""Bar charts of letters in the Dagster UI, and strangers' labels in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipelines.defs.charts import bar_chart

# What is longer, the UI hides behind a button.
SEEN_AT_ONCE = 1000


def lines(title: str, bars: list[tuple[str | None, float]]) -> list[str]:
    chart = bar_chart(title, bars)
    assert chart is not None
    assert chart.value is not None
    [block] = MarkdownIt("gfm-like", {"linkify": False}).parse(chart.value)
    assert block.type == "fence"
    return block.content.splitlines()


def test_bars_are_as_long_as_their_numbers() -> None:
    assert lines("points", [("Ann", 40), ("Ben Baker", 20), ("Cal", 0)]) == [
        "points",
        "Ann       40 ██████████████████████████████",
        "Ben Baker 20 ███████████████",
        "Cal        0",
    ]


def test_what_is_below_zero_looks_different_and_what_is_small_is_seen() -> None:
    assert lines("gap", [("a", 1234.5), ("b", -617.25), ("c", 0.1234)]) == [
        "gap",
        "a 1,234.5 ██████████████████████████████",
        "b -617.25 ░░░░░░░░░░░░░░░",
        "c   0.123 █",
    ]


@pytest.mark.parametrize("bars", [[], [("a", 0.0), ("b", 0.0)]])
def test_without_anything_to_compare_there_is_no_chart(
    bars: list[tuple[str | None, float]],
) -> None:
    assert bar_chart("points", bars) is None


def test_an_unknown_label_is_null() -> None:
    assert lines("rows by status", [(None, 1)])[1].startswith("NULL 1 ")


@given(st.lists(st.tuples(st.text(), st.floats(-1e9, 1e9)), max_size=12), st.text())
def test_no_label_ends_the_block_and_the_chart_is_always_seen_at_once(
    bars: list[tuple[str | None, float]], title: str
) -> None:
    chart = bar_chart(title, bars)
    if chart is not None:
        assert len(lines(title, bars)) == len(bars) + 1
        assert len(chart.value or "") < SEEN_AT_ONCE
