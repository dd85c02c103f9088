"""Changes as lines: in which order, in which words, and what is counted together."""

from __future__ import annotations

import pytest

from pipelines.commands.listed_changes import Change, grouped_lines, single_lines


def change(
    position: int | str | None,
    what: str = "added",
    *,
    race: str | None = "cup-2023-2",
    column: str | None = None,
    cause: str | None = "same text",
    rows: int = 1,
) -> Change:
    key = None if position is None else f"race_id={race}, finish_position={position}"
    value = None if column is None else "39"
    return Change("core.fct", race, key, what, column, value, None, rows, cause, 1, 1)


def test_numbers_are_sorted_as_numbers() -> None:
    changes = [change(position) for position in (10, 1, 2, 100)]
    changes += [change(3, race=race) for race in ("cup-2023-10", None)]
    ordered = [(one.race_id, one.row_key) for one in sorted(changes, key=Change.order)]
    assert [(race, str(key).split("=")[-1]) for race, key in ordered] == [
        ("cup-2023-2", "1"),
        ("cup-2023-2", "2"),
        ("cup-2023-2", "10"),
        ("cup-2023-2", "100"),
        ("cup-2023-10", "3"),
        (None, "3"),
    ]


def test_a_number_of_any_length_and_any_text_can_be_sorted() -> None:
    changes = [change("9" * 5000), change("x"), change(""), change(7), change("a7b"), change("²٣")]
    assert len(sorted(changes, key=Change.order)) == len(changes)


def test_rows_that_came_or_went_are_counted_by_race_and_a_single_one_is_named() -> None:
    changes = [change(1), change(2), change(3, "removed"), change(4, race="cup-2023-3")]
    why = "(the article did not change, but code or vocabulary)"
    assert grouped_lines(changes) == [
        f"core.fct: 2 rows added for cup-2023-2 {why}",
        f"core.fct [race_id=cup-2023-2, finish_position=3] removed {why}",
        f"core.fct [race_id=cup-2023-3, finish_position=4] added {why}",
    ]
    assert len(single_lines(changes)) == 4


def test_changed_values_are_not_counted_together() -> None:
    changes = [change(place, "changed", column="points", cause="new text") for place in (1, 2)]
    assert grouped_lines(changes) == single_lines(changes)
    assert grouped_lines(changes)[0] == (
        "core.fct [race_id=cup-2023-2, finish_position=1] points: 39 -> NULL (new text)"
    )


@pytest.mark.parametrize(
    ("rows", "race", "expected"),
    [
        (1_200, "cup-2023-2", "core.fct: 1,200 rows added for cup-2023-2 (new race)"),
        (1, "cup-2023-2", "core.fct: 1 row added for cup-2023-2 (new race)"),
        (3, None, "core.fct: 3 rows added (new race)"),
    ],
)
def test_a_race_that_came_as_a_whole_is_one_line(
    rows: int, race: str | None, expected: str
) -> None:
    changes = [change(None, race=race, rows=rows, cause="new race")]
    assert grouped_lines(changes) == single_lines(changes) == [expected]
