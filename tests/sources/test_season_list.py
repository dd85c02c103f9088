"""The list of a season's articles: written when it changes, and only then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.sources.landing import LandingError
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


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"category": 1}',
        '{"category": null, "schedule": null, "template": 1, "articles": [],'
        ' "without_article": []}',
        "[" * 100_000,
        "\x00",
    ],
)
def test_a_list_that_cannot_be_used_is_made_anew(tmp_path: Path, content: str) -> None:
    path = tmp_path / "cup" / "2031" / "articles.json"
    path.parent.mkdir(parents=True)
    path.write_text(content)
    assert read_season_list(tmp_path, "cup", 2031) is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("category",), 5),
        (("category",), "\ud800"),
        (("schedule", "page_id"), "7"),
        (("schedule", "revision_id"), "70"),
        (("articles",), ["2031 Zoo 400"]),
        (("articles",), {"2031 Zoo 400": 12}),
        (("articles", 0, "page_id"), "12"),
        (("articles", 0, "page_id"), 10**30),
        (("articles", 0, "title"), None),
        (("articles", 0, "race_number"), "two"),
        (("articles", 0, "found_by"), ["category", 1]),
        (("articles", 0, "found_by"), "category"),
        (("articles", 2, "no_race", "revision_id"), None),
        (("without_article", 0, "reason"), []),
    ],
    ids=str,
)
def test_a_list_that_was_edited_to_what_it_cannot_be_is_made_anew(
    tmp_path: Path, path: tuple[str | int, ...], value: object
) -> None:
    write_season_list(tmp_path, LIST)
    file = tmp_path / "cup" / "2031" / "articles.json"
    values = part = json.loads(file.read_bytes())
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    file.write_text(json.dumps(values))
    assert read_season_list(tmp_path, "cup", 2031) is None


def test_a_list_of_any_size_is_not_read(tmp_path: Path) -> None:
    write_season_list(tmp_path, LIST)
    file = tmp_path / "cup" / "2031" / "articles.json"
    assert read_season_list(tmp_path, "cup", 2031) == LIST
    with file.open("a") as end:
        end.write(" " * 16 * 1024 * 1024)
    assert read_season_list(tmp_path, "cup", 2031) is None
    with file.open("wb") as end:
        end.truncate(2**40)
    assert read_season_list(tmp_path, "cup", 2031) is None


def test_a_link_under_the_name_of_a_list_half_written_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("kept")
    folder = tmp_path / "raw" / "cup" / "2031"
    folder.mkdir(parents=True)
    (folder / ".articles.json.partial").symlink_to(tmp_path / "other")
    write_season_list(tmp_path / "raw", LIST)
    assert (tmp_path / "other").read_text() == "kept"
    assert read_season_list(tmp_path / "raw", "cup", 2031) == LIST


def test_a_list_that_cannot_be_written_leaves_nothing_half_written(tmp_path: Path) -> None:
    folder = tmp_path / "cup" / "2031"
    (folder / "articles.json").mkdir(parents=True)
    with pytest.raises(LandingError, match=r"articles\.json cannot be written: .*run it again"):
        write_season_list(tmp_path, LIST)
    assert [one.name for one in folder.iterdir()] == ["articles.json"]


def test_what_is_added_twice_keeps_what_either_knows() -> None:
    listed = LIST.with_article(ListedArticle("2031 Arc 400", 11, None, ("template",)))
    assert listed.articles[11] == ListedArticle("2031 Arc 400", 11, 10, ("category", "template"))


def test_seasons_are_told_by_their_folders(tmp_path: Path) -> None:
    for folder in ("cup/2031", "nxs/2031", "cup/1949", "cup/notes", ".old/2031", "cup/1749"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "cup" / "2024").write_text("a file")
    assert series_of_seasons(tmp_path) == {1949: ("cup",), 2031: ("cup", "nxs")}
