"""Articles by title: where they land, and what is said of those that cannot be had."""

from __future__ import annotations

import json

import pytest
from fetched_season import SEASON, Season, race

from pipelines.fetching import changed_articles
from pipelines.sources.landing import LandedArticles
from pipelines.sources.settings import WikiSettings
from pipelines.sources.wiki import Wiki


def test_an_article_lands_where_it_says_that_it_belongs(season: Season) -> None:
    season.wiki.put("1998 Old 400", race(7, season=1998))
    [landed] = season.add("1998 Old 400").landed
    assert (landed.article.series_id, landed.article.season) == ("cup", 1998)
    assert landed.outcome == "new article"


def test_titles_that_lead_to_one_page_land_it_once_and_are_recorded(season: Season) -> None:
    season.races(1)
    season.wiki.put("Race one", f"#REDIRECT [[{SEASON} Race 1]]")
    season.wiki.put("Race I", "#REDIRECT [[Race one]]")
    report = season.add("race_I", f"{SEASON} Race 1")
    [landed] = report.landed
    sidecar = json.loads((season.raw / landed.article.path).with_suffix(".json").read_bytes())
    assert "Race one" in sidecar["redirected_from"]
    assert "Race I" in sidecar["redirected_from"]


def test_what_cannot_be_had_is_reported_by_name_beside_what_can(season: Season) -> None:
    season.races(1)
    season.wiki.put("Loop", "#REDIRECT [[Loop two]]")
    season.wiki.put("Loop two", "#REDIRECT [[Loop]]")
    season.wiki.put("Ann Other", "'''Ann Other''' drives cars.")
    season.wiki.put(f"{SEASON} NASCAR Cup Series", "The '''season'''.")
    names = ["Nothing", "Bad[title", "Loop", "Ann Other", f"{SEASON} NASCAR Cup Series", ""]
    report = season.add(f"{SEASON} Race 1", *names)
    assert [one.article.title for one in report.landed] == [f"{SEASON} Race 1"]
    reasons = dict(report.problems)
    assert set(reasons) == set(names)
    assert "does not exist" in reasons["Nothing"]
    assert "give its series with --series" in reasons["Ann Other"]


def test_an_article_that_raw_holds_is_not_fetched_again(season: Season) -> None:
    season.races(1)
    season.add(f"{SEASON} Race 1")
    assert season.asked(lambda: season.add(f"{SEASON} Race 1")) == 1
    assert season.add(f"{SEASON} Race 1").unchanged == 1


def test_an_article_that_raw_holds_in_another_place_than_asked_for_is_reported(
    season: Season,
) -> None:
    season.races(1)
    season.add(f"{SEASON} Race 1")
    for place in ({"series_id": "nxs"}, {"season": SEASON - 1}):
        [(title, reason)] = season.add(f"{SEASON} Race 1", **place).problems
        assert title == f"{SEASON} Race 1"
        assert f"is of cup {SEASON}, but" in reason


def test_an_edited_article_is_landed_where_it_was(season: Season) -> None:
    season.wiki.put("Untold 400", race(1).replace(str(SEASON), "").replace("Cup Series", ""))
    season.add("Untold 400", series_id="nxs", season=2020)
    season.wiki.put("Untold 400", "Blanked.")
    [landed] = season.add("Untold 400").landed
    assert landed.outcome == "new revision"
    assert landed.article.path.startswith("nxs/2020/untold-400.r")


def test_what_is_given_does_not_count_against_what_the_article_states(season: Season) -> None:
    season.races(1)
    report = season.add(f"{SEASON} Race 1", season=2020)
    assert report.landed == []
    [(_, reason)] = report.problems
    assert str(SEASON) in reason


def test_a_dry_run_fetches_no_text(season: Season) -> None:
    season.races(1)
    report = season.add(f"{SEASON} Race 1", is_dry_run=True)
    assert [(one.title, one.action) for one in report.planned] == [(f"{SEASON} Race 1", "new")]
    assert season.files() == {}


@pytest.mark.parametrize(
    "titles",
    [
        (f"{SEASON} A/B 400", f"{SEASON} A B 400", f"{SEASON} a b 400", f"{SEASON} A-B 400"),
        (f"{SEASON} 100% Race", f"{SEASON} 100 Race", f"{SEASON} 100. Race"),
        (f"{SEASON} Würth 400", f"{SEASON} Wurth 400", f"{SEASON} W\u0075\u0308rth 401"),
        (f"{SEASON} レース", f"{SEASON} 賽", f"{SEASON} " + "x" * 240, f"{SEASON} " + "x" * 239),
    ],
)
def test_any_title_has_a_place_of_its_own(season: Season, titles: tuple[str, ...]) -> None:
    for number, title in enumerate(titles, start=1):
        season.wiki.put(title, race(number))
    report = season.refresh()
    assert report.problems == []
    assert len(season.documents()) == len({name.casefold() for name in season.documents()})
    assert len(season.documents()) == len(titles)
    for name in season.documents():
        assert name.isascii()
        assert len(name.split("/")[-1]) < 140


def test_changed_articles_are_told_by_one_request_for_fifty(season: Season) -> None:
    season.races(51)
    season.refresh()
    season.wiki.put(f"{SEASON} Race 3", race(3, note="Edited."))
    season.wiki.delete(f"{SEASON} Race 4")
    settings = WikiSettings(season.server.api_url, "tests@example.org", requests_per_second=1000.0)
    with Wiki(settings) as wiki:
        changed = changed_articles(wiki, LandedArticles.scan(season.raw).articles)
        assert wiki.http.requests == 2
    newest = season.wiki.page(f"{SEASON} Race 3").newest.revision_id
    assert [(one.title, revision) for one, revision in changed] == [(f"{SEASON} Race 3", newest)]
