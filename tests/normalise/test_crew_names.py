"""Broadcast cells: one row a person, and which breaks were inferred."""

from __future__ import annotations

import pytest

from pipelines.normalise.crew_names import AmbiguousNames, split_crew
from pipelines.recognition.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Parker Kligerman", [("Parker Kligerman", None, False)]),
        (
            "Lap-by-lap: Rick Allen Color-commentator: Dale Earnhardt Jr.",
            [
                ("Rick Allen", "Lap-by-lap", False),
                ("Dale Earnhardt Jr.", "Color-commentator", False),
            ],
        ),
        (
            "Turns 1 & 2: Rob Albright Turns 3 & 4: Pat Patterson",
            [("Rob Albright", "Turns 1 & 2", False), ("Pat Patterson", "Turns 3 & 4", False)],
        ),
        (
            "Dave Burns Kim Coon Marty Snider",
            [("Dave Burns", None, True), ("Kim Coon", None, True), ("Marty Snider", None, True)],
        ),
        (
            "Dale Earnhardt Jr. A. J. Allmendinger",
            [("Dale Earnhardt Jr.", None, True), ("A. J. Allmendinger", None, True)],
        ),
        (
            "Dave Burns, Kim Coon and Marty Snider",
            [("Dave Burns", None, False), ("Kim Coon", None, False), ("Marty Snider", None, False)],
        ),
        (
            "Color commentators: Jeff Burton Steve Letarte",
            [
                ("Jeff Burton", "Color commentators", True),
                ("Steve Letarte", "Color commentators", True),
            ],
        ),
    ],
)
def test_a_cell_is_split_into_persons(
    text: str, expected: list[tuple[str, str | None, bool]], vocabulary: Vocabulary
) -> None:
    found = split_crew(text, vocabulary.crew_labels)
    assert [(one.name, one.assignment, one.is_inferred) for one in found] == expected


@pytest.mark.parametrize(
    "text", ["Dave Burns Kim Coon Cher", "Spotter: Dave Burns", "Rick Allen Helper: Dave Burns"]
)
def test_what_cannot_be_told_is_not_guessed(text: str, vocabulary: Vocabulary) -> None:
    with pytest.raises(AmbiguousNames):
        split_crew(text, vocabulary.crew_labels)
