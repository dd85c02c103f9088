"""A season brought up to date: what is asked, what is landed, what is left alone."""

from __future__ import annotations

import hashlib
import json
from contextlib import ExitStack

import pytest
from fetched_season import CATEGORY, SEASON, Season, race
from wiki_server import SeenRequest, cuts, fails

from pipelines.fetching import FetchReport, NothingFound, Sources
from pipelines.lock import fetch_lock
from pipelines.sources.http import HttpError
from pipelines.sources.season_list import read_season_list

SCHEDULE = f"{SEASON} NASCAR Cup Series"


def schedule(*rows: str) -> str:
    body = "\n|-\n".join(rows)
    return f'{{| class="wikitable"\n! No. !! Race title !! Date\n|-\n{body}\n|}}'


def outcomes(report: FetchReport) -> dict[str, str]:
    return {one.article.title: one.outcome for one in report.landed}


def test_a_season_is_found_by_its_category_and_landed_with_its_sidecars(season: Season) -> None:
    season.races(3)
    report = season.refresh()
    assert outcomes(report) == {f"{SEASON} Race {number}": "new article" for number in (1, 2, 3)}
    assert report.problems == []
    page = season.wiki.page(f"{SEASON} Race 2")
    stem = f"cup/{SEASON}/{SEASON}-race-2.r{page.newest.revision_id}"
    files = season.files()
    assert files[f"{stem}.wikitext"][1] == race(2).encode()
    sidecar = json.loads(files[f"{stem}.json"][1])
    assert sidecar["title"] == page.title
    assert sidecar["page_id"] == page.page_id
    assert sidecar["revision_id"] == page.newest.revision_id
    assert sidecar["timestamp"] == page.newest.timestamp
    assert sidecar["sha1"] == hashlib.sha1(race(2).encode()).hexdigest()
    assert sidecar["url"] == f"{season.wiki.url}/wiki/{SEASON}_Race_2"
    assert sidecar["licence"] == "CC BY-SA 4.0"
    assert sidecar["fetched_at"].startswith("20")


@pytest.mark.parametrize(("count", "requests"), [(1, 1), (50, 1), (51, 2), (100, 2)])
def test_an_unchanged_season_costs_one_request_for_fifty_articles_and_no_file(
    season: Season, count: int, requests: int
) -> None:
    season.races(count)
    season.wiki.put(SCHEDULE, schedule(f"| 1 || [[{SEASON} Race 1|Race 1]] || March 2"))
    season.refresh()
    before = season.files()
    assert season.asked(season.refresh) == requests
    assert season.files() == before
    assert len(season.documents()) == count


def test_only_what_has_a_new_revision_is_fetched_and_the_old_one_stays(season: Season) -> None:
    season.races(60)
    season.refresh()
    before = season.files()
    season.wiki.put(f"{SEASON} Race 41", race(41, note="Corrected."))
    report = season.refresh()
    assert outcomes(report) == {f"{SEASON} Race 41": "new revision"}
    assert report.unchanged == 59
    contents = [
        one for one in season.server.requests if "revisions" in one.parameters.get("prop", "")
    ]
    assert len(contents[-1].parameters["pageids"].split("|")) == 1
    assert before.items() <= season.files().items()
    assert len(season.documents()) == 61


def test_a_race_that_is_new_in_the_category_is_found_without_a_request_of_its_own(
    season: Season,
) -> None:
    season.races(3)
    season.refresh()
    season.wiki.put(f"{SEASON} Race 4", race(4))
    before = len(season.server.requests)
    report = season.refresh()
    assert outcomes(report) == {f"{SEASON} Race 4": "new article"}
    assert len(season.server.requests) - before == 2  # the question, and the one text


def test_a_season_without_a_category_is_found_by_its_schedule(season: Season) -> None:
    for number in (1, 2):
        season.wiki.put(f"{SEASON} Race {number}", race(number).replace(CATEGORY, ":Elsewhere"))
    season.wiki.put("Second race", f"#REDIRECT [[{SEASON} Race 2]]")
    season.wiki.put(f"{SEASON} Clash", f"#REDIRECT [[{SCHEDULE}#Clash]]")
    season.wiki.put(
        SCHEDULE,
        schedule(
            f"| || [[{SEASON} Clash|Clash]] || February 1",
            f"| 1 || [[{SEASON} Race 1|Race 1]] || March 2",
            f"| 2 || [[{SEASON} Race 2|Race 2]] || March 9",
            f"| 3 || [[{SEASON} Race 3|Race 3]] || March 16",
            "| 4 || Race 4 || March 23",
        ),
    )
    report = season.refresh()
    assert sorted(outcomes(report)) == [f"{SEASON} Race 1", f"{SEASON} Race 2"]
    missing = {one.race_name: one.reason for one in report.without_article}
    assert set(missing) == {"Clash", "Race 3", "Race 4"}
    assert "leads to a part of" in missing["Clash"]
    assert "does not exist" in missing["Race 3"]
    listed = read_season_list(season.raw, "cup", SEASON)
    assert listed is not None
    assert sorted(one.race_number or 0 for one in listed.articles.values()) == [1, 2]


def test_a_schedule_that_changed_is_read_again(season: Season) -> None:
    season.wiki.put(f"{SEASON} Race 1", race(1).replace(CATEGORY, ":Elsewhere"))
    season.wiki.put(SCHEDULE, schedule(f"| 1 || [[{SEASON} Race 1|Race 1]] || March 2"))
    season.refresh()
    season.wiki.put(f"{SEASON} Race 2", race(2).replace(CATEGORY, ":Elsewhere"))
    season.wiki.put(
        SCHEDULE,
        schedule(
            f"| 1 || [[{SEASON} Race 1|Race 1]] || March 2",
            f"| 2 || [[{SEASON} Race 2|Race 2]] || March 9",
        ),
    )
    assert outcomes(season.refresh()) == {f"{SEASON} Race 2": "new article"}


def test_a_season_whose_category_was_renamed_is_looked_for_again(season: Season) -> None:
    season.races(2)
    season.refresh()
    for number in (1, 2, 3):
        text = race(number).replace(CATEGORY, CATEGORY.removesuffix(" races"))
        season.wiki.put(f"{SEASON} Race {number}", text)
    assert outcomes(season.refresh())[f"{SEASON} Race 3"] == "new article"
    assert season.asked(season.refresh) == 1


def test_a_category_that_is_gone_is_reported_and_found_when_it_is_back(season: Season) -> None:
    season.races(2)
    season.refresh()
    for number in (1, 2):
        season.wiki.put(f"{SEASON} Race {number}", race(number).replace(CATEGORY, ":Elsewhere"))
    [(name, reason)] = season.refresh().problems
    assert name == f"cup {SEASON}"
    assert CATEGORY in reason
    assert season.refresh().problems == []
    season.races(3)
    assert outcomes(season.refresh())[f"{SEASON} Race 3"] == "new article"
    assert season.asked(season.refresh) == 1


@pytest.mark.parametrize("is_redirect", [True, False])
def test_a_season_article_that_another_took_the_place_of_is_looked_for_again(
    season: Season, is_redirect: bool
) -> None:
    for number in (1, 2):
        season.wiki.put(f"{SEASON} Race {number}", race(number).replace(CATEGORY, ":Elsewhere"))
    rows = [f"| {number} || [[{SEASON} Race {number}]] || March 2" for number in (1, 2)]
    season.wiki.put(SCHEDULE, schedule(rows[0]))
    season.refresh()
    season.wiki.put(f"{SCHEDULE} season", schedule(*rows))
    if is_redirect:
        season.wiki.put(SCHEDULE, f"#REDIRECT [[{SCHEDULE} season]]")
    else:
        season.wiki.delete(SCHEDULE)
    report = season.refresh()
    assert outcomes(report) == {f"{SEASON} Race 2": "new article"}
    assert report.problems == []
    assert season.asked(season.refresh) == 1


def test_the_template_of_race_articles_can_name_them(season: Season) -> None:
    for number in (1, 2):
        season.wiki.put(f"{SEASON} Race {number}", race(number).replace(CATEGORY, ":Elsewhere"))
    season.wiki.put("2030 Race 1", race(1, season=2030))
    report = season.refresh(Sources(template="Infobox NASCAR race report"))
    assert sorted(outcomes(report)) == [f"{SEASON} Race 1", f"{SEASON} Race 2"]
    assert season.asked(season.refresh) == 1


def test_a_season_that_no_page_names_is_reported_with_what_was_looked_for(season: Season) -> None:
    with pytest.raises(NothingFound, match=CATEGORY):
        season.refresh()


def test_pages_of_a_season_that_name_no_race_are_reported(season: Season) -> None:
    """That fetch ended as if all was well: with nothing, and status 0."""
    season.wiki.put(SCHEDULE, "The season was.")
    [(name, reason)] = season.refresh().problems
    assert name == f"cup {SEASON}"
    assert f"no race is named by '{SCHEDULE}'" in reason
    assert "--schedule" in reason


def test_a_race_that_leads_back_to_the_season_is_one_without_an_article(season: Season) -> None:
    """The article of a race that never was written redirects to that of its season."""
    season.races(1)
    season.wiki.put(f"{SEASON} Clash", f"#REDIRECT [[{SCHEDULE}]]")
    season.wiki.put(SCHEDULE, schedule(f"| || [[{SEASON} Clash|Clash]] || February 1"))
    report = season.refresh()
    assert report.no_races == []
    [missing] = report.without_article
    assert (missing.race_name, f"leads to '{SCHEDULE}'" in missing.reason) == ("Clash", True)


def test_a_page_of_no_race_is_looked_at_once(season: Season) -> None:
    season.races(1)
    season.wiki.put(f"List of {SEASON} winners", f"* [[Ann Other]]\n[[{CATEGORY}]]")
    report = season.refresh()
    assert [name for name, _ in report.no_races] == [f"List of {SEASON} winners"]
    assert len(season.documents()) == 1
    assert season.asked(season.refresh) == 1
    season.wiki.put(f"List of {SEASON} winners", f"* [[Ben Second]]\n[[{CATEGORY}]]")
    assert season.asked(season.refresh) == 2


def test_a_deleted_page_is_reported_and_its_last_revision_stays(season: Season) -> None:
    season.races(2)
    season.refresh()
    before = season.files()
    season.wiki.delete(f"{SEASON} Race 1")
    report = season.refresh()
    [(title, reason)] = report.problems
    assert title == f"{SEASON} Race 1"
    assert f"stays in raw/cup/{SEASON}/{SEASON}-race-1" in reason
    assert {name for name in season.files() if "race" in name} == {
        name for name in before if "race" in name
    }


def test_a_moved_page_keeps_its_place(season: Season) -> None:
    season.races(2)
    season.refresh()
    season.wiki.move(f"{SEASON} Race 1", f"{SEASON} Sponsored 500")
    season.wiki.put(f"{SEASON} Sponsored 500", race(1, "Sponsored 500"))
    report = season.refresh()
    assert outcomes(report) == {f"{SEASON} Sponsored 500": "new revision"}
    assert len({name.split(".r")[0] for name in season.documents()}) == 2


def test_a_page_that_became_a_redirect_is_reported_and_not_landed(season: Season) -> None:
    season.races(2)
    season.refresh()
    count = len(season.documents())
    season.wiki.put(f"{SEASON} Race 1", f"#REDIRECT [[{SCHEDULE}]]")
    report = season.refresh()
    [(title, reason)] = report.problems
    assert title == f"{SEASON} Race 1"
    assert "redirect" in reason
    assert len(season.documents()) == count


def test_a_suppressed_text_is_reported_and_tried_again(season: Season) -> None:
    season.races(2)
    season.wiki.page(f"{SEASON} Race 1").newest.is_suppressed = True
    report = season.refresh()
    assert outcomes(report) == {f"{SEASON} Race 2": "new article"}
    assert [name for name, _ in report.problems] == [f"{SEASON} Race 1"]
    season.wiki.page(f"{SEASON} Race 1").newest.is_suppressed = False
    assert outcomes(season.refresh()) == {f"{SEASON} Race 1": "new article"}


def test_an_edit_between_the_question_and_the_text_is_landed_as_what_it_is(season: Season) -> None:
    season.races(3)

    def edit(request: SeenRequest) -> None:
        if "revisions" in request.parameters.get("prop", ""):
            season.server.before_answer = lambda _: None
            season.wiki.put(f"{SEASON} Race 2", race(2, note="Edited meanwhile."))

    season.server.before_answer = edit
    season.refresh()
    newest = season.wiki.page(f"{SEASON} Race 2").newest
    name = f"cup/{SEASON}/{SEASON}-race-2.r{newest.revision_id}.wikitext"
    assert season.files()[name][1] == newest.text.encode()
    assert season.asked(season.refresh) == 1


def test_what_was_landed_before_the_wiki_fails_stays_and_the_next_run_goes_on(
    season: Season,
) -> None:
    season.races(60)
    season.settings["attempts"] = 2
    contents = 0

    def fail_later(request: SeenRequest) -> None:
        nonlocal contents
        contents += "revisions" in request.parameters.get("prop", "")
        if contents == 2:
            season.server.every_answer(fails(503))

    season.server.before_answer = fail_later
    report = FetchReport()
    with pytest.raises(HttpError, match="503"):
        season.refresh(report=report)
    assert len(report.landed) == len(season.documents()) == 50
    season.server.before_answer = lambda _: None
    season.server.every_answer(None)
    assert len(season.refresh().landed) == 10
    assert len(season.documents()) == 60


def test_a_wiki_that_keeps_failing_is_asked_as_often_as_the_settings_say(season: Season) -> None:
    season.races(60)
    season.settings["attempts"] = 3
    season.server.every_answer(cuts())

    def refresh() -> None:
        with pytest.raises(HttpError, match="3 attempts"):
            season.refresh()

    assert season.asked(refresh) == 3
    assert season.documents() == []


def test_a_dry_run_shows_the_list_and_writes_nothing(season: Season) -> None:
    season.races(2)
    season.wiki.put(SCHEDULE, schedule(f"| 2 || [[{SEASON} Race 2|Race 2]] || March 2"))
    report = season.refresh(is_dry_run=True)
    assert [(one.race_number, one.title, one.action) for one in report.planned] == [
        (2, f"{SEASON} Race 2", "new"),
        (None, f"{SEASON} Race 1", "new"),
    ]
    assert not season.raw.exists()


def test_a_fetch_that_waited_for_another_does_not_fetch_the_same_again(season: Season) -> None:
    """It had looked at raw/ before it waited, and then asked for every text once more."""
    season.races(3)
    with ExitStack() as other:
        other.enter_context(fetch_lock(season.raw, str))

        def let_the_other_end(message: str) -> None:
            other.close()
            season.refresh()

        report = season.refresh(announce=let_the_other_end)
    assert (report.landed, report.unchanged, report.requests) == ([], 3, 1)


def test_a_list_that_cannot_be_written_is_reported_beside_what_was_landed(season: Season) -> None:
    season.races(2)
    (season.raw / "cup" / str(SEASON) / "articles.json").mkdir(parents=True)
    report = season.refresh()
    assert len(report.landed) == 2
    [(name, reason)] = report.problems
    assert name == f"cup {SEASON}"
    assert "articles.json cannot be written" in reason


def test_one_article_that_cannot_be_written_does_not_stop_the_others(season: Season) -> None:
    season.races(2)
    newest = season.wiki.page(f"{SEASON} Race 1").newest
    folder = season.raw / "cup" / str(SEASON)
    folder.mkdir(parents=True)
    (folder / f"{SEASON}-race-1.r{newest.revision_id}.wikitext").write_text("something else")
    report = season.refresh()
    assert outcomes(report) == {f"{SEASON} Race 2": "new article"}
    [(title, reason)] = report.problems
    assert title == f"{SEASON} Race 1"
    assert f"{SEASON}-race-1.r{newest.revision_id}.wikitext" in reason
