"""What the sensor polls and asks for, without a wiki."""

from __future__ import annotations

import pytest

from pipelines.defs.polling import (
    Cursor,
    changes_by_season,
    landed_but_not_staged,
    rounds,
    run_key,
    together,
)
from pipelines.sources.landed import LandedArticle


def article(season: int, page_id: int, series_id: str = "cup") -> LandedArticle:
    return LandedArticle(
        series_id=series_id,
        season=season,
        slug=f"race-{page_id}",
        title=f"Race {page_id}",
        page_id=page_id,
        revision_id=1,
        timestamp=None,
        fetched_at=None,
        sha1=None,
        path=f"{series_id}/{season}/race-{page_id}.r1.wikitext",
    )


def seasons(found: list[list[LandedArticle]]) -> list[list[int]]:
    return [sorted({one.season for one in taken}) for taken in found]


ARTICLES = [
    *(article(1990, page_id) for page_id in range(3)),
    *(article(1991, page_id) for page_id in range(10, 14)),
    *(article(1992, page_id) for page_id in range(20, 22)),
    article(1990, 30, "nxs"),
]


def test_a_round_is_of_whole_seasons_over_all_series() -> None:
    assert seasons(list(rounds(ARTICLES, Cursor(), 3))) == [[1990], [1991], [1992]]
    assert seasons(list(rounds(ARTICLES, Cursor(), 5))) == [[1990, 1991], [1992]]
    [taken, *_] = rounds(ARTICLES, Cursor(), 3)
    assert {one.series_id for one in taken} == {"cup", "nxs"}


def test_rounds_begin_after_the_cursor_and_come_back_to_it() -> None:
    assert seasons(list(rounds(ARTICLES, Cursor(1990), 1))) == [[1991], [1992], [1990]]
    assert seasons(list(rounds(ARTICLES, Cursor(2020), 1))) == [[1990], [1991], [1992]]


def test_no_article_is_polled_twice() -> None:
    polled = [one for taken in rounds(ARTICLES, Cursor(1991), 2) for one in taken]
    assert sorted(polled, key=lambda one: one.path) == sorted(ARTICLES, key=lambda one: one.path)
    assert list(rounds([], Cursor(), 2)) == []


def test_a_cursor_is_read_as_it_was_written() -> None:
    assert Cursor.read(Cursor(2023).written()) == Cursor(2023)


@pytest.mark.parametrize("text", [None, "", "{", "[]", "{}", '{"season": "x"}', '{"season": null}'])
def test_a_cursor_that_cannot_be_read_is_the_beginning(text: str | None) -> None:
    assert Cursor.read(text) == Cursor()


def test_changes_are_told_by_season() -> None:
    changed = [(article(2023, 1), 11), (article(1990, 2), 12), (article(2023, 3, "nxs"), 13)]
    assert changes_by_season(changed) == {1990: {2: 12}, 2023: {1: 11, 3: 13}}


def test_what_is_landed_waits_until_it_is_staged() -> None:
    first, second = article(2023, 1), article(2023, 2)
    assert landed_but_not_staged([first, second], {2023: {first.path}}) == {2023: {2: 1}}
    assert landed_but_not_staged([first, second], {2023: {first.path, second.path}}) == {}
    # Where nothing is staged, a build is due: all of it at once.
    assert landed_but_not_staged([first, second], {}) == {}


def test_changes_of_both_kinds_are_one_set() -> None:
    assert together({2023: {1: 11}}, {2023: {1: 5, 2: 6}, 1990: {3: 7}}) == {
        1990: {3: 7},
        2023: {1: 11, 2: 6},
    }


def test_a_key_is_that_of_the_same_revisions_in_any_order() -> None:
    key = run_key(2023, {1: 11, 3: 13}, "2026-11-23")
    assert key == run_key(2023, {3: 13, 1: 11}, "2026-11-23")
    others = {
        run_key(2022, {1: 11, 3: 13}, "2026-11-23"),
        run_key(2023, {1: 12, 3: 13}, "2026-11-23"),
        run_key(2023, {1: 11}, "2026-11-23"),
        run_key(2023, {1: 11, 3: 13}, "2026-11-24"),
    }
    assert len({key, *others}) == 5
