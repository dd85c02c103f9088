"""What is measured beside ours does the same: its tables are held against the same truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.comparison import NotTheTruth, hold_frames_against
from benchmarks.generated.article import article
from benchmarks.generated.calendar import SeasonPlan
from benchmarks.generated.folder import truth_frames
from benchmarks.generated.page import page
from benchmarks.generated.race import Race
from benchmarks.generated.season import races
from benchmarks.generated.wikitext import wikitext
from benchmarks.one_article import hold_pandas
from benchmarks.one_build import hold_script, run_script
from benchmarks.peers import by_hand
from benchmarks.workbench import Workbench


@pytest.fixture(scope="module")
def race() -> Race:
    """The second of its season: standings have arrows."""
    return list(races(SeasonPlan("cup", 2024, 2)))[1]


@pytest.mark.parametrize("library", ["wikitextparser", "mwparserfromhell"])
def test_tables_by_hand_of_each_library_are_true(library: str, race: Race) -> None:
    pytest.importorskip(library)
    from importlib import import_module

    reader = import_module(f"benchmarks.peers.with_{library}")
    frames = by_hand.core_frames(reader.tables(wikitext(article(race))), race.race_id)
    hold_frames_against(truth_frames([race]), frames, by_hand.TABLES)


@pytest.mark.parametrize("flavor", ["lxml", "bs4"])
def test_tables_by_hand_of_pandas_are_true(flavor: str, race: Race) -> None:
    for module in ("pandas", "html5lib"):
        pytest.importorskip(module)
    from benchmarks.peers import with_pandas

    frames = with_pandas.core_frames(page(article(race)), race.race_id, flavor)
    assert set(frames) == set(by_hand.TABLES)
    hold_pandas(truth_frames([race]), frames)


@pytest.mark.slow
def test_the_script_has_every_row_and_a_lost_one_is_noticed(tmp_path: Path) -> None:
    for module in ("pandas", "wikitextparser"):
        pytest.importorskip(module)
    articles = Workbench(tmp_path).articles(2)
    run_script(articles)
    hold_script(articles)
    next(articles.raw.rglob("*.wikitext")).unlink()
    run_script(articles)
    with pytest.raises(NotTheTruth, match="race_result"):
        hold_script(articles)
