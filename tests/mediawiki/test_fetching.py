"""Seasons and articles fetched from a real MediaWiki by the command line, as a user runs it."""

from __future__ import annotations

import itertools
import subprocess

import duckdb
import pytest
from wiki_user import User

from pipelines.commands.exits import Exit
from tests.mediawiki import seed

pytestmark = pytest.mark.slow

CUP = ("fetch", "--season", str(seed.CUP_SEASON), "--series", "cup", "--no-build")
RACES = seed.CUP_RACES - 1  # the schedule names one that has no article


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout.strip().splitlines()[-1]


def test_a_season_is_fetched_whole_then_costs_a_request_for_fifty_articles(user: User) -> None:
    first = user.runs(*CUP)
    assert first.returncode == Exit.DONE, first.stdout + first.stderr
    assert f"{RACES} articles: {RACES} new" in first.stdout
    for race in seed.season_races(seed.CUP_SEASON, seed.CUP, seed.CUP_RACES):
        if race.number != seed.MISSING_RACE:
            assert race.wikitext() in user.documents().values(), race.title
    assert len(user.documents()) == RACES
    before = {path: path.stat().st_mtime_ns for path in user.raw.rglob("*")}
    second = user.runs(*CUP)
    assert second.returncode == Exit.DONE
    assert f"{RACES} unchanged" in second.stdout
    assert len(user.wiki.requests()) == 2
    assert {path: path.stat().st_mtime_ns for path in user.raw.rglob("*")} == before


def test_requests_say_who_asks_and_ask_politely(user: User) -> None:
    user.runs(*CUP)
    seen = user.wiki.requests()
    assert all("tests@example.org" in one.headers["user-agent"] for one in seen)
    assert all(one.parameters["maxlag"] == "5" for one in seen)
    assert all(one.parameters["formatversion"] == "2" for one in seen)
    # One after the other; an answer can reach the client a little before the server has ended it.
    assert all(
        later.at >= earlier.at + earlier.seconds / 2 for earlier, later in itertools.pairwise(seen)
    )


def test_a_season_that_has_only_a_schedule_is_fetched(user: User) -> None:
    season = str(seed.XFINITY_SEASON)
    done = user.runs("fetch", "--season", season, "--series", "nxs", "--no-build")
    assert done.returncode == Exit.DONE, done.stderr
    assert len(user.documents()) == seed.XFINITY_RACES
    again = user.runs("fetch", "--season", season, "--series", "nxs", "--no-build")
    assert again.returncode == Exit.DONE
    assert len(user.wiki.requests()) == 1


def test_titles_of_every_kind_are_resolved_recorded_or_reported(user: User) -> None:
    names = ["Loop 400", "Redirect to nothing 400", "No such race", "Bad[title", "Aaron Abbott"]
    done = user.runs(
        "add", seed.LINKED_AS[41], "2021_toyota/Save Mart 350", *names, "--no-build"
    )  # fmt: skip
    assert done.returncode == Exit.WITH_PROBLEMS
    for name in names:
        assert name in done.stdout, name
    races = {one.number: one for one in seed.season_races(2021, seed.CUP, seed.CUP_RACES)}
    assert user.sidecar(races[41].title)["redirected_from"] == [
        seed.LINKED_AS[41],
        "Race 41 of 2021",
    ]
    assert "2021 toyota/Save Mart 350" in done.stdout  # titles are told apart by case
    assert len(user.documents()) == 1


def test_an_article_is_added_by_title_built_and_queried(user: User) -> None:
    done = user.runs("add", "2023 Ally 400")
    assert done.returncode == Exit.DONE, done.stdout + done.stderr
    assert "loaded as cup-2023-17, 36 results" in done.stdout
    assert last_line(done).startswith("Published: ")
    with duckdb.connect(str(user.folder / "warehouse" / "nascar.duckdb"), read_only=True) as file:
        [(url, page_id)] = file.execute(
            "select source_url, page_id from staging.document"
        ).fetchall()
    assert url == f"{user.wiki.address}/wiki/2023_Ally_400"
    assert page_id == user.sidecar("2023 Ally 400")["page_id"]


def test_edits_moves_and_deletions_between_two_refreshes(user: User) -> None:
    races = {one.number: one for one in seed.season_races(2021, seed.CUP, seed.CUP_RACES)}
    user.runs(*CUP)
    before = user.documents()
    edited = user.wiki.edit(races[3].title, races[3].wikitext() + "\nCorrected.")
    user.wiki.move(races[4].title, "2021 Moved 400")
    user.wiki.delete(races[5].title)
    user.wiki.edit(races[6].title, f"#REDIRECT [[{races[3].title}]]")
    done = user.runs(*CUP)
    assert done.returncode == Exit.WITH_PROBLEMS
    assert races[5].title in done.stdout
    assert races[6].title in done.stdout
    assert "stays in raw/" in done.stdout
    assert before.items() <= user.documents().items()
    assert user.sidecar(races[3].title)["revision_id"] == edited.revision_id
    moved = user.sidecar("2021 Moved 400")
    assert moved["page_id"] == user.sidecar(races[4].title)["page_id"]
    stems = {name.split(".r")[0] for name in user.documents()}
    assert len(stems) == RACES, "a moved page keeps the name of its file"


def test_a_revision_that_was_suppressed_after_it_was_landed_stays(user: User) -> None:
    title = "2021 Würth 400"
    user.runs("add", title, "--no-build")
    old = user.sidecar(title)["revision_id"]
    user.wiki.edit(title, next(iter(user.documents().values())) + "\nCorrected.")
    assert isinstance(old, int)
    user.wiki.suppress(title, old)
    done = user.runs("fetch", "--no-build")
    assert done.returncode == Exit.DONE, done.stdout + done.stderr
    assert len([name for name in user.documents() if "wurth" in name]) == 2


@pytest.mark.parametrize(
    ("rules", "attempts"),
    [
        ([{"status": 429, "headers": {"Retry-After": "1"}, "times": 1}], 1),
        ([{"status": 503, "times": 2}], 2),
        ([{"cut": 300, "times": 1}], 1),
    ],
    ids=["429 once", "503 twice", "cut once"],
)
def test_a_fault_that_passes_is_overcome(
    user: User, rules: list[dict[str, object]], attempts: int
) -> None:
    user.wiki.faults([{"match": "revisions", **rule} for rule in rules])
    done = user.runs("add", "2021 Würth 400", "--no-build")
    assert done.returncode == Exit.DONE, done.stdout + done.stderr
    assert len(user.documents()) == 1
    assert len(user.wiki.requests()) == 2 + attempts


@pytest.mark.parametrize(
    ("rule", "requests", "message"),
    [
        ({"status": 429, "headers": {"Retry-After": "7200"}}, 1, "7200 s"),
        ({"status": 503}, 2, "503"),
        ({"status": 302, "headers": {"Location": "http://127.0.0.1:9/"}}, 1, "127.0.0.1:9"),
        ({"status": 302, "headers": {"Location": "{uri}"}}, 1, "loop"),
        ({"content_type": "text/html"}, 1, "text/html"),
        ({"status": 200, "headers": {"Content-Type": "application/json"},
          "body_bytes": 200_000_000}, 1, "larger"),
        ({"delay": 3}, 2, "2 attempts"),
    ],
    ids=["429 too long", "503 for ever", "other host", "loop", "html", "200 MB", "slow"],
)  # fmt: skip
def test_a_fault_that_stays_ends_with_one_and_few_requests(
    user: User, rule: dict[str, object], requests: int, message: str
) -> None:
    user.wiki.faults([rule])
    changes = {"NASCAR_WAREHOUSE_ATTEMPTS": "2", "NASCAR_WAREHOUSE_READ_TIMEOUT": "1"}
    done = user.runs(*CUP, **changes)
    assert done.returncode == Exit.FAILED, done.stdout
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert len(user.wiki.requests()) == requests
    assert user.documents() == {}


def test_a_wiki_that_lags_is_not_pressed(user: User) -> None:
    user.wiki.lag(7.5)
    done = user.runs(*CUP, NASCAR_WAREHOUSE_ATTEMPTS="2", NASCAR_WAREHOUSE_LONGEST_WAIT="10")
    assert done.returncode == Exit.FAILED
    assert "maxlag" in done.stderr
    seen = user.wiki.requests()
    assert len(seen) == 2
    assert seen[1].at - seen[0].at >= 5
    user.wiki.lag(None)
    assert user.runs(*CUP).returncode == Exit.DONE


def test_a_wiki_that_is_read_only_is_read(user: User) -> None:
    user.wiki.read_only()
    done = user.runs("add", "2021 Würth 400", "--no-build")
    assert done.returncode == Exit.DONE, done.stderr
    assert len(user.documents()) == 1
