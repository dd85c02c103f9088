"""The kit itself: what other tests rely on when they ask the wiki."""

from __future__ import annotations

import http.client
import json
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from running_wiki import SUITES, RunningWiki, WikiKitError, running_wiki

SEASON = "2021 NASCAR Cup Series"
RACE = "2021 Würth 400"


def ask(wiki: RunningWiki, **parameters: str) -> dict[str, Any]:
    asked = {"action": "query", "format": "json", "formatversion": "2", **parameters}
    with urlopen(f"{wiki.api_url}?{urlencode(asked)}", timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def page(wiki: RunningWiki, title: str) -> dict[str, Any]:
    """One page with its newest revision."""
    found = ask(wiki, titles=title, prop="revisions", rvprop="ids|content|sha1", rvslots="main")
    only: dict[str, Any] = found["query"]["pages"][0]
    return only


def text(wiki: RunningWiki, title: str) -> str:
    content: str = page(wiki, title)["revisions"][0]["slots"]["main"]["content"]
    return content


def members(wiki: RunningWiki, name: str) -> set[str]:
    found = ask(wiki, list="categorymembers", cmtitle=f"Category:{name}", cmlimit="500")
    return {member["title"] for member in found["query"]["categorymembers"]}


def status(wiki: RunningWiki, **parameters: str) -> int:
    try:
        with urlopen(f"{wiki.api_url}?{urlencode(parameters)}", timeout=60) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_the_version_is_the_suite_s(wiki: RunningWiki) -> None:
    assert wiki.version == SUITES[wiki.suite]


def test_a_season_is_seeded_with_its_category_and_its_odd_titles(wiki: RunningWiki) -> None:
    found = members(wiki, f"{SEASON} races")
    assert len(found) == 59 + 1 + 1  # the races, a list article, a category below it
    assert {"2021 Go Bowling 400", "2021 GO BOWLING 400", "2021 Toyota/Save Mart 350"} < found
    assert max(len(title.encode()) for title in found) == 255
    assert "Race 13 of 60" in text(wiki, RACE)
    assert members(wiki, "2020 NASCAR Xfinity Series races") == set()


def test_templates_of_seeded_pages_are_known_to_the_wiki(wiki: RunningWiki) -> None:
    using = ask(
        wiki, list="embeddedin", eilimit="500", eititle="Template:Infobox NASCAR race report"
    )
    assert len(using["query"]["embeddedin"]) == 59 + 12 + 1


def test_redirects_of_the_schedule_lead_to_articles_sections_and_nowhere(wiki: RunningWiki) -> None:
    titles = ["Race thirty-one of 2021", "Race forty-one of 2021", "2021 Clash", "Loop 400"]
    found = ask(wiki, titles="|".join([*titles, "Redirect to nothing 400"]), redirects="1")["query"]
    hops = {hop["from"]: hop for hop in found["redirects"]}
    assert len(hops) == 7
    assert hops["2021 Clash"]["tofragment"] == "Schedule"
    assert hops["Race forty-one of 2021"]["to"] == "Race 41 of 2021"
    assert hops[hops["Loop 400"]["to"]]["to"] == "Loop 400"
    assert [page["title"] for page in found["pages"] if "missing" in page] == ["2021 No such race"]


def test_an_edit_is_seen(wiki: RunningWiki) -> None:
    before = page(wiki, RACE)
    changed = wiki.edit(RACE, "Another text [[Category:Edited races]]")
    after = page(wiki, RACE)
    assert after["pageid"] == before["pageid"] == changed.page_id
    assert after["revisions"][0]["revid"] == changed.revision_id
    assert changed.revision_id > before["revisions"][0]["revid"]
    assert text(wiki, RACE) == "Another text [[Category:Edited races]]"
    assert members(wiki, "Edited races") == {RACE}
    assert RACE not in members(wiki, f"{SEASON} races")


def test_the_same_text_again_makes_no_revision(wiki: RunningWiki) -> None:
    before = page(wiki, RACE)["revisions"][0]["revid"]
    assert wiki.edit(RACE, text(wiki, RACE)).revision_id == before


def test_many_pages_are_changed_by_one_process(wiki: RunningWiki) -> None:
    titles = [f"Made {number}" for number in range(20)]
    made = wiki.change([{"do": "edit", "title": title, "text": title} for title in titles])
    assert len({change.page_id for change in made}) == 20
    assert text(wiki, "Made 19") == "Made 19"


def test_every_test_finds_the_wiki_as_it_was_seeded(wiki: RunningWiki) -> None:
    seeded = page(wiki, RACE)
    wiki.edit(RACE, "Another text")
    wiki.faults([{"status": 503}])
    wiki.lag(100)
    wiki.restore()
    assert page(wiki, RACE) == seeded


def test_a_deleted_page_is_missing(wiki: RunningWiki) -> None:
    wiki.delete(RACE)
    assert page(wiki, RACE)["missing"] is True


def test_a_moved_page_leaves_a_redirect(wiki: RunningWiki) -> None:
    before = page(wiki, RACE)["pageid"]
    wiki.move(RACE, "2021 Renamed 400")
    found = ask(wiki, titles=RACE, redirects="1")["query"]
    assert found["redirects"] == [{"from": RACE, "to": "2021 Renamed 400"}]
    assert found["pages"][0]["pageid"] == before


def test_a_suppressed_text_is_hidden(wiki: RunningWiki) -> None:
    older = page(wiki, RACE)["revisions"][0]["revid"]
    wiki.edit(RACE, "Another text")
    wiki.suppress(RACE, older)
    found = ask(wiki, revids=str(older), prop="revisions", rvprop="ids|content", rvslots="main")
    assert found["query"]["pages"][0]["revisions"][0]["slots"]["main"] == {"texthidden": True}
    assert text(wiki, RACE) == "Another text"


def test_a_change_that_cannot_be_made_is_an_error(wiki: RunningWiki) -> None:
    newest = page(wiki, RACE)["revisions"][0]["revid"]
    with pytest.raises(WikiKitError, match=f"revision {newest} is the newest of '{RACE}'"):
        wiki.suppress(RACE, newest)
    with pytest.raises(WikiKitError, match=r"has no revision 1\b"):
        wiki.suppress(RACE, 1)
    with pytest.raises(WikiKitError, match="there is no page 'No such page'"):
        wiki.delete("No such page")


def test_the_log_holds_what_the_client_sent_and_nothing_else(wiki: RunningWiki) -> None:
    wiki.reset_log()
    wiki.edit("Made", "text")
    body = urlencode({"action": "query", "titles": "Würth|B", "format": "json"}).encode()
    with urlopen(Request(wiki.api_url, body, {"User-Agent": "kit test"}), timeout=60) as answer:
        answer.read()
    assert status(wiki, action="query", format="json") == 200
    first, second = wiki.requests()
    assert (first.method, second.method) == ("POST", "GET")
    assert first.parameters["titles"] == "Würth|B"
    assert first.headers["user-agent"] == "kit test"
    assert second.uri == "/w/api.php?action=query&format=json"
    assert first.status == 200 and first.fault is None and first.at < second.at
    wiki.reset_log()
    assert wiki.requests() == []


def test_faults_fire_and_stop(wiki: RunningWiki) -> None:
    slow_down = {"match": "action=query", "after": 1, "times": 2, "status": 429}
    wiki.faults([{**slow_down, "headers": {"Retry-After": "7"}}, {"match": "parse", "status": 503}])
    asked = [status(wiki, action="query", format="json") for _ in range(4)]
    assert asked == [200, 429, 429, 200]
    assert status(wiki, action="parse") == 503
    assert [request.fault for request in wiki.requests()] == [None, 0, 0, None, 1]
    wiki.no_faults()
    assert status(wiki, action="parse", page=RACE, prop="revid", format="json") == 200


def test_a_retry_after_header_arrives(wiki: RunningWiki) -> None:
    wiki.faults([{"status": 429, "headers": {"Retry-After": "7"}}])
    with pytest.raises(HTTPError) as caught:
        ask(wiki)
    assert caught.value.headers["Retry-After"] == "7"
    caught.value.close()


def test_a_body_is_cut(wiki: RunningWiki) -> None:
    wiki.faults([{"cut": 200, "times": 1}])
    with pytest.raises(http.client.IncompleteRead) as caught:
        page(wiki, RACE)
    assert len(caught.value.partial) == 200
    assert caught.value.expected
    assert page(wiki, RACE)["title"] == RACE


def test_an_answer_is_delayed_or_of_another_type(wiki: RunningWiki) -> None:
    wiki.faults([{"times": 1, "delay": 0.5}, {"times": 1, "content_type": "text/csv"}])
    start = time.monotonic()
    page(wiki, RACE)
    assert time.monotonic() - start > 0.5
    with urlopen(f"{wiki.api_url}?action=query&format=json", timeout=60) as answer:
        assert answer.headers["Content-Type"].startswith("text/csv")
        assert "batchcomplete" in json.load(answer)


def test_a_redirect_loop_leads_to_itself(wiki: RunningWiki) -> None:
    wiki.faults([{"status": 302, "headers": {"Location": "{uri}"}}])
    with pytest.raises(HTTPError, match="infinite loop"):
        ask(wiki)
    assert len({request.uri for request in wiki.requests()}) == 1


def test_a_body_can_be_big(wiki: RunningWiki) -> None:
    wiki.faults([{"status": 200, "body_bytes": 30_000_000}])
    with urlopen(wiki.api_url, timeout=60) as answer:
        assert len(answer.read()) == 30_000_000


def test_a_lagging_wiki_refuses_who_asked_it_to(wiki: RunningWiki) -> None:
    wiki.lag(7.5)
    assert ask(wiki, maxlag="5")["error"]["code"] == "maxlag"
    assert "error" not in ask(wiki, maxlag="30")
    wiki.lag(None)
    assert "error" not in ask(wiki, maxlag="5")


def test_a_read_only_wiki_is_read_and_says_so(wiki: RunningWiki) -> None:
    wiki.read_only()
    assert ask(wiki, meta="siteinfo")["query"]["general"]["readonly"] is True
    assert page(wiki, RACE)["title"] == RACE
    wiki.read_only(False)
    assert "readonly" not in {
        name for name, value in ask(wiki, meta="siteinfo")["query"]["general"].items() if value
    }


def test_nothing_is_logged_as_an_error_by_the_wiki(wiki: RunningWiki) -> None:
    wiki.edit(RACE, "text")
    ask(wiki, titles=RACE, prop="info|categories|templates")
    logs = (wiki.folder / "log").glob("*.log")
    assert {log.name: log.read_text() for log in logs if log.name != "server.log"} == {}


def test_a_wiki_stops_when_its_test_fails(wiki: RunningWiki, tmp_path: Path) -> None:
    with pytest.raises(KeyError), running_wiki(wiki.suite, tmp_path) as other:
        assert status(other, action="query") == 200
        raise KeyError
    with pytest.raises(URLError, match="Connection refused"):
        ask(other)
    assert not (tmp_path / "run" / "server.pid").exists()
    assert status(wiki, action="query") == 200
