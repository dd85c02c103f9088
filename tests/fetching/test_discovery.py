"""Where a season's articles are looked for: rows of vocabulary, filled in."""

from __future__ import annotations

import pytest

from pipelines.fetching.discovery import candidates
from pipelines.recognition.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("series_id", "season", "title"),
    [
        ("cup", 2023, "2023 NASCAR Cup Series"),
        ("cup", 2005, "2005 NASCAR Nextel Cup Series"),
        ("cup", 1985, "1985 NASCAR Winston Cup Series"),
        ("nxs", 2010, "2010 NASCAR Nationwide Series"),
        ("truck", 2019, "2019 NASCAR Gander Outdoors Truck Series"),
        ("indycar", 2012, "2012 IndyCar Series"),
        ("f1", 1975, "1975 Formula One season"),
    ],
)
def test_a_season_is_looked_for_by_the_names_of_its_time(
    series_id: str, season: int, title: str, vocabulary: Vocabulary
) -> None:
    assert title in candidates("season_article", series_id, season, vocabulary)


def test_the_category_of_races_is_preferred_to_that_of_everything(vocabulary: Vocabulary) -> None:
    found = candidates("category", "cup", 2023, vocabulary)
    assert found.index("Category:2023 NASCAR Cup Series races") < found.index(
        "Category:2023 NASCAR Cup Series"
    )
    assert len(set(found)) == len(found)


def test_names_of_other_seasons_are_not_asked_for(vocabulary: Vocabulary) -> None:
    assert not any("Winston" in one for one in candidates("category", "cup", 2023, vocabulary))
