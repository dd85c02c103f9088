"""The list of a season's articles: written when it changes, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.sources.season_list import (
    ListedArticle,
    NoRace,
    RaceWithoutArticle,
    SchedulePage,
    SeasonList,
    read_season_list,
    series_of_seasons,
    write_season_list,
)

LIST = SeasonList(
    "cup",
    2031,
    category="Category:2031 NASCAR Cup Series races",
    schedule=SchedulePage("2031 NASCAR Cup Series", 7, 70),
    articles={
        12: ListedArticle("2031 Zoo 400", 12, 2, ("category", "schedule")),
        11: ListedArticle("2031 Arc 400", 11, 10, ("category",)),
        13: ListedArticle("2031 Würth", 13, None, ("category",), NoRace(5, "a list")),
    },
    without_article=(RaceWithoutArticle(3, "Night 300", "no link"),),
)


def test_a_list_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_season_list(tmp_path, LIST)
    assert read_season_list(tmp_path, "cup", 2031) == LIST


def test_people_read_it_in_the_order_of_the_season(tmp_path: Path) -> None:
    write_season_list(tmp_path, LIST)
    text = (tmp_path / "cup" / "2031" / "articles.json").read_text()
    assert text.index("2031 Zoo 400") < text.index("2031 Arc 400") < text.index("2031 Würth")


def test_a_list_that_did_not_change_leaves_its_file_alone(tmp_path: Path) -> None:
    write_season_list(tmp_path, LIST)
    path = tmp_path / "cup" / "2031" / "articles.json"
    before = path.stat()
    write_season_list(tmp_path, LIST)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [one.name for one in path.parent.iterdir()] == ["articles.json"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"category": 1}', "[" * 100_000, "\x00"])
def test_a_list_that_cannot_be_used_is_made_anew(tmp_path: Path, content: str) -> None:
    path = tmp_path / "cup" / "2031" / "articles.json"
    path.parent.mkdir(parents=True)
    path.write_text(content)
    assert read_season_list(tmp_path, "cup", 2031) is None


def test_what_is_added_twice_keeps_what_either_knows() -> None:
    listed = LIST.with_article(ListedArticle("2031 Arc 400", 11, None, ("template",)))
    assert listed.articles[11] == ListedArticle("2031 Arc 400", 11, 10, ("category", "template"))


def test_seasons_are_told_by_their_folders(tmp_path: Path) -> None:
    for folder in ("cup/2031", "nxs/2031", "cup/1949", "cup/notes", ".old/2031", "cup/31"):
        (tmp_path / folder).mkdir(parents=True)
    assert series_of_seasons(tmp_path) == {1949: ("cup",), 2031: ("cup", "nxs")}
