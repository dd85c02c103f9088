"""Cells that span rows and columns, laid into a grid as HTML has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.documents.grid import (
    MAXIMUM_COLUMN_SPAN,
    MAXIMUM_ROW_SPAN,
    OpenRow,
    SlotBudget,
    lay_out,
    parse_span,
)
from pipelines.documents.model import Cell


def rows_of(*rows: str, begins_group: int = -1) -> list[OpenRow]:
    """Rows written as ``"a b*2 c/3"``: ``*`` spans columns, ``/`` rows."""
    made = []
    for number, row in enumerate(rows):
        cells = []
        for written in row.split():
            name, _, rest = written.partition("*")
            columns, _, more = (rest or "1").partition("/")
            name, _, rows_spanned = name.partition("/") if not rest else (name, "", more)
            cells.append(Cell(name, row_span=int(rows_spanned or 1), column_span=int(columns or 1)))
        made.append(OpenRow(cells, row, number + 1, begins_group=number == begins_group))
    return made


def grid(*rows: str, begins_group: int = -1) -> list[str]:
    laid = lay_out(rows_of(*rows, begins_group=begins_group), SlotBudget())
    return [" ".join(text or "." for text in row.texts) for row in laid]


def test_a_cell_stands_in_every_slot_it_covers() -> None:
    assert grid("a/2 b*2", "c d", "e f g") == ["a b b", "a c d", "e f g"]


def test_short_rows_are_filled_and_rows_without_a_cell_are_left_out() -> None:
    laid = lay_out(rows_of("a b c", "", "d"), SlotBudget())
    assert [row.texts for row in laid] == [("a", "b", "c"), ("d", "", "")]
    assert laid[1].own_columns == (0,)


def test_a_row_without_a_cell_still_counts_for_spans() -> None:
    assert grid("a/2 b", "", "c d") == ["a b", "c d"]


def test_a_group_of_rows_ends_the_spans_from_above() -> None:
    assert grid("a/9 b", "c d", begins_group=1) == ["a b", "c d"]


def test_a_far_span_leaves_a_gap_and_an_overlap_shows_the_later_cell() -> None:
    assert grid("a b/2", "", "c") == ["a b", "c ."]
    assert grid("a b/3 c", "d*3", "e f") == ["a b c", "d d d", "e b f"]


def test_a_cell_knows_where_it_begins() -> None:
    laid = lay_out(rows_of("a/2 b*2", "c d"), SlotBudget())
    assert laid[0].own_columns == (0, 1)
    assert laid[1].own_columns == (1, 2)
    assert [cell.text for cell in laid[1].own_cells] == ["c", "d"]


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        ("2", 2, 2),
        (" 3 ", 3, 3),
        ("2px", 2, 2),
        ("", 1, 1),
        (None, 1, 1),
        ("x", 1, 1),
        ("-2", 1, 1),
        ("0", 1, MAXIMUM_ROW_SPAN),
        ("99999999999", MAXIMUM_COLUMN_SPAN, MAXIMUM_ROW_SPAN),
        ("٣", 1, 1),
    ],
)
def test_a_span_is_read_as_html_says(text: str | None, columns: int, rows: int) -> None:
    assert parse_span(text, MAXIMUM_COLUMN_SPAN) == columns
    assert parse_span(text, MAXIMUM_ROW_SPAN) == rows


def test_a_budget_is_shared_by_the_tables_of_a_document() -> None:
    budget = SlotBudget(10)
    assert not any(row.fault for row in lay_out(rows_of("a*4", "b*4"), budget))
    refused = lay_out(rows_of("a*4", "b*4"), budget)
    assert [row.fault.reason_code for row in refused if row.fault] == ["grid_too_large"] * 2
    assert [row.texts for row in refused] == [("a",), ("b",)]


_CELL = st.builds(
    Cell, st.sampled_from("abc"), row_span=st.integers(1, 5), column_span=st.integers(1, 4)
)


@given(st.lists(st.lists(_CELL, max_size=4), max_size=8))
def test_every_cell_is_in_the_grid_once_as_an_origin(rows: list[list[Cell]]) -> None:
    opened = [OpenRow(cells, "", number) for number, cells in enumerate(rows)]
    laid = lay_out(opened, SlotBudget())
    assert [row.own_cells for row in laid] == [tuple(cells) for cells in rows if cells]
    assert len({len(row.cells) for row in laid}) <= 1
