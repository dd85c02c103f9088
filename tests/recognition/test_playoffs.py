"""The playoff rules of the vocabulary: one of each season, and none that contradicts itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sample_project import ROOT

from pipelines.normalise.playoffs import playoff_tables
from pipelines.recognition.playoffs import PlayoffField
from pipelines.recognition.vocabulary import VocabularyError, load_vocabulary
from pipelines.warehouse.catalog import Catalog

VOCABULARY = ROOT / "pipelines" / "vocabulary"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(VOCABULARY, tmp_path / "vocabulary"))


def rules(series_id: str, season: int) -> PlayoffField:
    fields = load_vocabulary(VOCABULARY).playoffs.fields
    [found] = [one for one in fields if one.series_id == series_id and season in one.seasons]
    return found


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("cup,2024,2028,16,16,0,,,,26,26", "line 7 has the playoffs of cup 2024 too"),
        ("cup,1990,1990,16,12,5,,,,26,26", "12 drivers on points and 5 on wins are more than 16"),
        ("cup,1990,1989,16,16,0,,,,26,26", "1990 is after 1989"),
        ("cup,1990,1990,16,1,15,,30,,26,26", "are both empty, or the first is not below"),
        ("cup,1990,1990,16,1,15,,,30,26,26", "are both empty, or the first is not below"),
        ("cup,1990,1990,16,1,15,,30,20,26,26", "are both empty, or the first is not below"),
        ("cup,1990,1990,16,16,0,,,,26,27", "the first of them 26"),
        ("cup,1990,1990,16,16,0,,,,26,", "the first of them 26"),
        ("cup,1990,1990,16,16,0,,,,26,26 32 29", "must be rising numbers of races"),
        ("cup,1990,1990,16,16,0,,,,26,26 x", "'x' is not a whole number"),
        ("cup,1990,1990,16,16,0,many,,,26,26", "'many' is not a whole number"),
    ],
)
def test_a_wrong_rule_is_named_with_its_file_and_line(
    line: str, message: str, folder: Path
) -> None:
    path = folder / "playoff_fields.csv"
    path.write_text(path.read_text() + line + "\n")
    lines = len(path.read_text().splitlines())
    with pytest.raises(VocabularyError, match=f"playoff_fields.csv, line {lines}: .*{message}"):
        load_vocabulary(folder)


def test_a_win_that_is_ruled_out_twice_is_named(folder: Path) -> None:
    path = folder / "uncounted_wins.csv"
    path.write_text(path.read_text() + "cup,2024,23,again\n")
    with pytest.raises(
        VocabularyError, match=r"uncounted_wins.csv, line 5: race 23 of cup 2024 is listed already"
    ):
        load_vocabulary(folder)


@pytest.mark.parametrize(
    ("series_id", "season", "expected"),
    [
        # Places in all, on points, by wins; the position that a win needs; when points are reset.
        ("cup", 2004, (10, 10, 0, None, (26,))),
        ("cup", 2010, (12, 12, 0, None, (26,))),
        ("cup", 2011, (12, 10, 2, 20, (26,))),
        # Jeff Gordon was added: a place that no rule gives.
        ("cup", 2013, (13, 10, 2, 20, (26,))),
        ("cup", 2014, (16, 1, 15, 30, (26, 29, 32, 35))),
        ("cup", 2023, (16, 1, 15, None, (26, 29, 32, 35))),
        ("cup", 2026, (16, 16, 0, None, (26,))),
        ("nxs", 2016, (12, 1, 11, 30, (26, 29, 32))),
        ("nxs", 2022, (12, 1, 11, 20, (26, 29, 32))),
        ("nxs", 2026, (12, 12, 0, None, (24,))),
        ("truck", 2019, (8, 1, 7, 30, (16, 19, 22))),
        ("truck", 2021, (10, 1, 9, 30, (15, 18, 21))),
        ("truck", 2025, (10, 1, 9, None, (18, 21, 24))),
        ("truck", 2026, (10, 10, 0, None, (18,))),
    ],
)
def test_the_rules_of_a_season_are_those_that_were_published(
    series_id: str, season: int, expected: tuple[object, ...]
) -> None:
    found = rules(series_id, season)
    assert (
        found.drivers,
        found.drivers_on_points,
        found.drivers_on_wins,
        found.last_winner_position,
        found.reset_after_races,
    ) == expected


def test_every_season_since_the_first_playoffs_has_rules() -> None:
    for series_id, first in (("cup", 2004), ("nxs", 2016), ("truck", 2016)):
        for season in range(first, 2027):
            assert rules(series_id, season).regular_season_races > 0


def test_an_era_becomes_a_row_a_season_and_a_row_a_reset(catalog: Catalog) -> None:
    playoffs = load_vocabulary(VOCABULARY).playoffs
    schemas = {table.name: table.polars_schema for table in catalog.loaded_tables}
    tables = playoff_tables(playoffs, schemas)
    assert tables["core.dim_playoff_field"].filter(series_id="cup", season=2020).rows() == [
        ("cup", 2020, 16, 1, 15, None, 30, 30, 26)
    ]
    assert tables["core.dim_playoff_reset"].filter(series_id="truck", season=2025).rows() == [
        ("truck", 2025, 18),
        ("truck", 2025, 21),
        ("truck", 2025, 24),
    ]
    assert tables["core.dim_uncounted_win"].height == len(playoffs.uncounted_wins) > 0
