"""What the comments of a column tell a stranger: a unit, a meaning, and what NULL is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from pipelines.warehouse.catalog import Catalog, Column

NUMBERS = ("INTEGER", "BIGINT", "DOUBLE")
# A word of the comment that says in what a number is counted, by a part of its column's name.
UNITS = {
    "_seconds": "seconds",
    "_mph": "miles per hour",
    "_miles": "miles",
    "points": "points?",
    "laps": "laps?",
    "position": "positions?|places?",
    "race_number": "number of the race",
}
# Words that say nothing, or that a column's name may leave out.
EMPTY = {"the", "a", "an", "of", "at", "in", "its", "it", "is", "as", "for", "on", "name"}


def stems(text: str) -> set[str]:
    words = re.findall(r"[a-z]+", text.lower())
    return {re.sub(r"(ing|ed|es|s)$", "", one) for one in words if one not in EMPTY}


def faults(schema: str, column: Column) -> Iterator[str]:
    """What a reader would miss in the comment of a column."""
    if not column.comment.strip():
        yield "no comment"
        return
    if not stems(column.comment) - stems(column.name):
        yield "only repeats the name of the column"
    if column.data_type in NUMBERS:
        for part, words in UNITS.items():
            if part in column.name and not re.search(rf"\b({words})\b", column.comment):
                yield f"no word for its unit: {words}"
    if schema == "core" and column.is_nullable and not re.search("NULL|where", column.comment):
        yield "nothing says when it is NULL"


def test_every_comment_says_unit_meaning_and_what_null_is(catalog: Catalog) -> None:
    assert [
        f"{relation.name}.{column.name}: {fault} ({column.comment!r})"
        for relation in catalog.relations.values()
        for column in relation.columns
        for fault in faults(relation.schema, column)
    ] == []


def test_every_relation_says_what_one_row_is(catalog: Catalog) -> None:
    assert [
        one.name for one in catalog.relations.values() if not one.comment.startswith("one row a ")
    ] == []


@pytest.mark.parametrize(
    ("column", "fault"),
    [
        (Column("gap_seconds", "DOUBLE", False, "best lap minus that of the pole"), "unit"),
        (Column("speed_mph", "DOUBLE", False, "speed in miles"), "unit"),
        (Column("track_miles", "DOUBLE", False, "how long a lap is"), "unit"),
        (Column("race_points", "INTEGER", False, "what the race gave"), "unit"),
        (Column("laps_led", "INTEGER", False, "how long the car was first"), "unit"),
        (Column("best_position", "INTEGER", False, "1 for the winner"), "unit"),
        (Column("laps_completed", "INTEGER", False, "laps completed"), "repeats"),
        (Column("driver_name", "VARCHAR", False, "name of the driver"), "repeats"),
        (Column("status", "VARCHAR", True, "reason of the retirement"), "NULL"),
        (Column("status", "VARCHAR", True, " "), "no comment"),
    ],
    ids=lambda one: one.comment if isinstance(one, Column) else one,
)
def test_a_comment_that_leaves_something_open_is_found(column: Column, fault: str) -> None:
    found = list(faults("core", column))
    assert len(found) == 1
    assert fault in found[0]
