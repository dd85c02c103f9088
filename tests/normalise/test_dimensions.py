"""The length of a season, of which its articles may state several, and take a part for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.documents.reading import read_document
from pipelines.normalise.dimensions import seasons
from pipelines.normalise.identity import RaceIdentity
from pipelines.recognition.lead import stated_in_lead
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.sources.raw import RawDocument
from pipelines.sources.sidecar import Sidecar

# Of each article: the number of its race, and the races of the season.
Statements = list[tuple[int | None, int | None]]


def length(statements: Statements) -> set[int | None]:
    raws, identities = [], {}
    for place, (number, races) in enumerate(statements):
        ident = f"cup/2022/{place}.txt"
        raws.append(
            RawDocument(ident, Path(ident), "cup", 2022, str(place), None, ".txt", "", Sidecar())
        )
        identities[ident] = RaceIdentity(f"r{place}", "cup-2022", number, "2022 Cup", races)
    return set(seasons(raws, identities)["scheduled_races"].to_list())


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([(1, 36), (2, None)], 36),
        ([(1, 12), (2, 36)], 36),
        ([(1, 36), (2, 12)], 36),
        ([(1, 12), (2, 12), (3, 36)], 12),
        ([(30, 12)], None),
        ([(1, 12), (2, 12), (30, None), (31, 36)], 36),
        ([(None, 36)], 36),
        ([(1, None)], None),
    ],
)
def test_the_length_is_what_most_articles_state_or_the_larger_and_no_race_is_beyond_it(
    statements: Statements, expected: int | None
) -> None:
    assert length(statements) == {expected}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It was the 30th race of the 2022 season, and the first race of the Round of 12.",
         None),
        ("It was the second event of 3 in the playoffs.", None),
        ("It was race 30 of 36 and the first race of the Round of 12.", "36"),
    ],
)  # fmt: skip
def test_a_round_of_the_playoffs_is_no_length_of_a_season(
    sentence: str, expected: str | None, vocabulary: Vocabulary
) -> None:
    document = read_document(".wikitext", f"{sentence}\n\n== Race ==\n".encode(), vocabulary.markup)
    assert stated_in_lead(document, vocabulary).get("scheduled_races") == expected
