"""The races that a season's article lists, as wikitext states them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample_project import ROOT

from pipelines.documents.reading import read_document
from pipelines.recognition.schedule import ScheduledRace, names_season, scheduled_races
from pipelines.recognition.vocabulary import Vocabulary

CORPUS = ROOT.parent / "shared" / "corpus"

SCHEDULE = """
== Schedule ==
{| class="wikitable"
! No. !! Race title !! Track !! Date
|-
! colspan="4" | Exhibition races
|-
| || [[2031 Spring Clash|Spring Clash]] || [[Big Oval]] || February 1
|-
| 1 || [[Big 500]] || [[Big Oval]] || February 8
|-
| 2 || [[2031 Hill Climb 400|Hill Climb 400]] || [[Hill Road Course]] || February 15
|-
| 3 || Night 300 || [[Short Track]] || February 22
|}
== Results ==
{| class="wikitable"
! Round !! Race !! Winning driver !! Report
|-
| 1 || [[Big 500]] || [[Ann Other]] || [[2031 Big 500|Report]]
|}
"""


def races(text: str, season: int, vocabulary: Vocabulary) -> list[ScheduledRace]:
    document = read_document(".wikitext", text.encode(), vocabulary.markup)
    return list(scheduled_races(document, season, vocabulary))


def test_each_race_is_found_once_with_the_link_to_its_own_article(vocabulary: Vocabulary) -> None:
    assert races(SCHEDULE, 2031, vocabulary) == [
        ScheduledRace(None, "Spring Clash", "2031 Spring Clash"),
        # The calendar links to the event; the report in the table of results to the race.
        ScheduledRace(1, "Big 500", "2031 Big 500"),
        ScheduledRace(2, "Hill Climb 400", "2031 Hill Climb 400"),
        ScheduledRace(3, "Night 300", None),
    ]


def test_a_link_to_another_season_is_not_followed(vocabulary: Vocabulary) -> None:
    assert [race.link for race in races(SCHEDULE, 2032, vocabulary)] == [None] * 4


def test_a_table_of_other_things_lists_no_races(vocabulary: Vocabulary) -> None:
    text = "{|\n! Team !! Manufacturer\n|-\n| [[2031 Racing]] || Ford\n|}"
    assert races(text, 2031, vocabulary) == []


@pytest.mark.parametrize(
    ("title", "is_named"),
    [("2031 Big 500", True), ("Big 500 (2031)", True), ("Big 500", False), ("12031 x", False)],
)
def test_a_season_is_named_as_a_word_of_its_own(title: str, is_named: bool) -> None:
    assert names_season(title, 2031) is is_named


@pytest.mark.skipif(not CORPUS.exists(), reason=f"the corpus is not at {CORPUS}")
@pytest.mark.parametrize(
    ("page", "season", "count", "linked"),
    [
        ("2014_NASCAR_Camping_World_Truck_Series", 2014, 22, 0),
        ("1989_Formula_One_season", 1989, 16, 16),
        ("2007_NASCAR_Busch_Series", 2007, 35, 0),
    ],
)
def test_real_seasons_list_all_their_races(
    page: str, season: int, count: int, linked: int, vocabulary: Vocabulary
) -> None:
    content = Path(CORPUS / f"{page}.html").read_bytes()
    document = read_document(".html", content, vocabulary.markup)
    found = scheduled_races(document, season, vocabulary)
    assert len(found) == count
    assert sum(race.link is not None for race in found) == linked
