"""``add``, ``fetch`` and ``status`` as a user runs them, against a wiki on 127.0.0.1."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from endurance import endurance, times
from fetched_season import SEASON, race
from sample_project import ROOT, Project
from wiki_server import WikiServer, cuts, fails, redirects, resets, says, sends, streams

from pipelines.commands.exits import Exit

pytestmark = pytest.mark.slow

FETCH = ("fetch", "--season", str(SEASON), "--series", "cup", "--no-build")
KILLS = times(20, few=6)


@pytest.fixture
def server() -> Iterator[WikiServer]:
    with WikiServer() as made:
        for number in (1, 2, 3):
            made.wiki.put(f"{SEASON} Race {number}", race(number))
        yield made


def environment(project: Project, server: WikiServer, **changes: str) -> dict[str, str]:
    return {
        **os.environ,
        "NASCAR_WAREHOUSE_RAW": str(project.raw),
        "NASCAR_WAREHOUSE_DIR": str(project.warehouse),
        "DAGSTER_HOME": str(project.warehouse / "home"),
        "NASCAR_WAREHOUSE_API_URL": server.api_url,
        "NASCAR_WAREHOUSE_CONTACT": "tests@example.org",
        "NASCAR_WAREHOUSE_REQUESTS_PER_SECOND": "1000",
        **changes,
    }


def run(
    project: Project, server: WikiServer, *arguments: str, **changes: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipelines", *arguments],
        capture_output=True,
        text=True,
        env=environment(project, server, **changes),
        cwd=ROOT,
        timeout=120,
    )


def documents(project: Project) -> list[str]:
    return sorted(path.name for path in project.raw.rglob("*.wikitext"))


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout.strip().splitlines()[-1]


def test_an_article_is_added_built_and_can_be_queried(project: Project, server: WikiServer) -> None:
    done = run(project, server, "add", f"{server.address}/wiki/{SEASON}_Race_2#Results")
    assert (done.returncode, done.stderr) == (Exit.DONE, "")
    assert f"loaded as cup-{SEASON}-2, 2 results" in done.stdout
    assert re.search(
        r"^Checks: \d+ passed, \d+ warned \(nascar-warehouse check\)$", done.stdout, re.M
    )
    assert "0 not found or not landed; 2 requests\nOf what is new: all understood\n" in done.stdout
    assert last_line(done) == f"Published: {project.database}"
    assert project.query("select count(*) from core.fct_race_result") == [(2,)]


def test_a_build_that_fails_is_explained_and_nothing_else_is_said(
    project: Project, server: WikiServer, tmp_path: Path
) -> None:
    """Where nothing new was landed, DuckDB told of all that it had not been able to free."""
    root = tmp_path / "root"
    shutil.copytree(ROOT / "pipelines" / "vocabulary", root / "pipelines" / "vocabulary")
    (root / "sql").symlink_to(ROOT / "sql")
    with (root / "pipelines" / "vocabulary" / "corrections.csv").open("a") as file:
        file.write(f"cup-{SEASON}-1,race_result,position=1,points,99,100,a slip,the box score\n")
    for _ in range(2):
        done = run(project, server, "add", f"{SEASON} Race 1", NASCAR_WAREHOUSE_ROOT=str(root))
        assert done.returncode == Exit.FAILED
        lines = done.stderr.splitlines()
        assert lines[0].startswith("nascar-warehouse: nothing was published")
        assert "'40' stands there, and not '99'" in lines[1]
        assert lines[2:] == []


def test_a_dry_run_says_what_it_does_not_know_yet(project: Project, server: WikiServer) -> None:
    done = run(project, server, "add", f"{SEASON} Race 1", "--dry-run")
    assert done.returncode == Exit.DONE
    assert (
        f"  new: {SEASON} Race 1 (it is read for its series and season when added)" in done.stdout
    )
    assert "?" not in done.stdout
    listed = run(project, server, *FETCH, "--dry-run").stdout.splitlines()
    assert listed[0].split() == ["series", "season", "race", "planned", "title"]
    assert [line[-len("Race 1") :] for line in listed[1:4]] == ["Race 1", "Race 2", "Race 3"]


def test_an_article_with_a_table_that_is_not_understood_is_added_and_the_table_named(
    project: Project, server: WikiServer
) -> None:
    odd = race(4).replace("! Pos !! Grid", "! Rang !! Start").replace("Driver", "Fahrer")
    server.wiki.put(f"{SEASON} Race 4", odd)
    done = run(project, server, "add", f"{SEASON} Race 4")
    assert done.returncode == Exit.WITH_PROBLEMS, done.stderr
    assert "not recognised: table" in done.stdout
    assert "Fahrer" in done.stdout
    assert "vocabulary/headers.csv" in done.stdout
    assert re.search(r"new: [1-9]\d* not loaded or not understood, see above\n", done.stdout)
    assert "problem" not in done.stdout


def test_an_address_of_another_wiki_is_refused(project: Project, server: WikiServer) -> None:
    done = run(project, server, "add", "https://de.wikipedia.org/wiki/Rennen")
    assert done.returncode == 2
    assert "de.wikipedia.org" in done.stderr
    assert server.requests == []


def test_a_title_that_is_not_there_ends_with_one(project: Project, server: WikiServer) -> None:
    done = run(project, server, "add", "No such race")
    assert done.returncode == Exit.FAILED
    assert "No such race" in done.stdout + done.stderr
    assert "does not exist" in done.stdout + done.stderr


def test_a_season_is_fetched_twice_and_the_second_time_nothing_changes(
    project: Project, server: WikiServer
) -> None:
    first = run(project, server, *FETCH)
    assert first.returncode == Exit.DONE, first.stderr
    assert "3 articles: 3 new" in first.stdout
    assert "nascar-warehouse build" in last_line(first)
    before = {path: path.stat().st_mtime_ns for path in project.raw.rglob("*")}
    server.requests.clear()
    second = run(project, server, *FETCH)
    assert second.returncode == Exit.DONE
    assert "3 unchanged" in second.stdout
    assert len(server.requests) == 1
    assert {path: path.stat().st_mtime_ns for path in project.raw.rglob("*")} == before


def test_status_tells_what_is_old_what_changed_and_what_is_not_built(
    project: Project, server: WikiServer
) -> None:
    run(project, server, *FETCH)
    server.wiki.put(f"{SEASON} Race 2", race(2, note="Edited."))
    done = run(project, server, "status")
    assert done.returncode == Exit.DONE, done.stderr
    assert f"{SEASON} Race 2" in done.stdout
    assert "3 documents in 1 season" in last_line(done)
    assert "3 to build" in last_line(done)
    assert "1 changed on the wiki" in last_line(done)


def test_what_was_landed_and_not_built_is_built_by_the_next_fetch(
    project: Project, server: WikiServer
) -> None:
    """A build that was stopped was never made up for: a fetch saw nothing new."""
    run(project, server, *FETCH)
    done = run(project, server, *FETCH[:-1])
    assert done.returncode == Exit.DONE, done.stderr
    assert last_line(done) == f"Published: {project.database}"
    assert f"loaded as cup-{SEASON}-3" in done.stdout
    again = run(project, server, *FETCH[:-1])
    assert last_line(again) == "Nothing new; the warehouse is as it was"


def test_a_series_without_a_season_does_not_hinder_the_others(
    project: Project, server: WikiServer
) -> None:
    asked = run(project, server, *FETCH, "--series", "nxs", "--series", "cup")
    assert asked.returncode == Exit.WITH_PROBLEMS, asked.stderr
    assert f"nxs {SEASON}: no page names the races" in asked.stdout
    assert len(documents(project)) == 3


def test_a_folder_of_no_series_is_somebody_s_own(project: Project, server: WikiServer) -> None:
    for series in ("arca", "cup"):
        (project.raw / series / str(SEASON)).mkdir(parents=True)
    done = run(project, server, "fetch", "--no-build")
    assert done.returncode == Exit.DONE, done.stdout
    assert len(documents(project)) == 3


def test_a_title_cannot_steer_the_terminal(project: Project, server: WikiServer) -> None:
    server.wiki.put("2031 \x1b]0;seen\x07 list", f"[[Category:{SEASON} NASCAR Cup Series races]]")
    for arguments in (FETCH, (*FETCH, "--dry-run")):
        done = run(project, server, *arguments)
        assert "list" in done.stdout
        assert not {"\x1b", "\x07"} & set(done.stdout)


def test_waits_are_announced(project: Project, server: WikiServer) -> None:
    server.next_answers(fails(503))
    done = run(project, server, *FETCH)
    assert done.returncode == Exit.DONE
    assert "503" in done.stderr
    assert "trying again in" in done.stderr


def test_an_interrupted_fetch_says_what_is_in_raw(project: Project, server: WikiServer) -> None:
    command = [sys.executable, "-m", "pipelines", *FETCH]
    process = subprocess.Popen(
        command,
        env=environment(project, server),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        # Where the tests run in the background, Ctrl-C is ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )

    def interrupt(request: object) -> None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)

    server.before_answer = interrupt
    _, errors = process.communicate(timeout=60)
    assert process.returncode == Exit.INTERRUPTED
    assert errors == "nascar-warehouse: stopped; nothing was fetched\n"


@pytest.mark.parametrize("command", [FETCH, ("add", f"{SEASON} Race 1"), ("status",)])
def test_a_raw_folder_that_is_a_file_is_named(
    project: Project, server: WikiServer, command: tuple[str, ...]
) -> None:
    project.raw.rmdir()
    project.raw.write_text("")
    done = run(project, server, *command)
    assert done.returncode == Exit.FAILED
    assert str(project.raw) in done.stderr
    assert "Traceback" not in done.stderr


def test_status_with_a_contact_that_cannot_be_sent_shows_what_is_here_and_says_why(
    project: Project, server: WikiServer
) -> None:
    run(project, server, *FETCH)
    server.requests.clear()
    done = run(project, server, "status", NASCAR_WAREHOUSE_CONTACT="Jürgen")
    assert done.returncode == Exit.FAILED
    assert "3 documents in 1 season" in done.stdout
    assert "NASCAR_WAREHOUSE_CONTACT" in done.stderr
    assert "Traceback" not in done.stderr
    assert server.requests == []


def test_offline_opens_no_connection(project: Project, server: WikiServer) -> None:
    for arguments in (FETCH, ("add", f"{SEASON} Race 1"), ("fetch",)):
        done = run(project, server, *arguments, "--offline")
        assert done.returncode == Exit.FAILED, done.stdout
        assert "offline" in done.stderr
    assert run(project, server, "status", "--offline").returncode == Exit.DONE
    by_setting = run(project, server, *FETCH, NASCAR_WAREHOUSE_OFFLINE="1")
    assert by_setting.returncode == Exit.FAILED
    assert server.requests == []


def test_without_a_contact_nothing_is_asked(project: Project, server: WikiServer) -> None:
    done = run(project, server, *FETCH, NASCAR_WAREHOUSE_CONTACT=" ")
    assert done.returncode == Exit.FAILED
    assert "export NASCAR_WAREHOUSE_CONTACT=you@example.org" in done.stderr
    assert "resource" not in done.stderr
    assert server.requests == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("fetch", "--season", "23"), "'23' is no season"),
        (("fetch", "--season", "9999"), "'9999' is no season; give a year from 1900 to 2099"),
        (("fetch", "--season", "2023-2021"), "ends before it begins"),
        (("fetch", "--season", "2023", "--series", "kart"), "'kart' is none of cup"),
        (("fetch", "--category", "X", "--season", "2023"), "need one --season and one --series"),
        (("add", "X", "--series", "kart"), "'kart' is none of cup"),
    ],
)
def test_a_wrong_command_line_is_explained(
    project: Project, server: WikiServer, arguments: tuple[str, ...], message: str
) -> None:
    done = run(project, server, *arguments)
    assert done.returncode == 2
    assert message in re.sub(r"[│\s]+", " ", done.stderr)
    assert server.requests == []


@pytest.mark.parametrize(
    ("fault", "requests", "message"),
    [
        (fails(503), 2, "503"),
        (fails(429, {"Retry-After": "3600"}), 1, "3600 s"),
        (fails(403), 1, "NASCAR_WAREHOUSE_CONTACT"),
        (cuts(), 2, "2 attempts"),
        (resets, 2, "2 attempts"),
        (says({"error": {"code": "maxlag", "info": "Waiting"}}, {"Retry-After": "0"}), 2, "maxlag"),
        (says({"error": {"code": "readonly", "info": "The wiki"}}), 2, "readonly"),
        (redirects("http://127.0.0.1:9/w/api.php"), 1, "127.0.0.1:9"),
        (sends(b"<html>", headers={"Content-Type": "text/html"}), 1, "api.php"),
        (streams([b" " * 65536] * 3200), 1, "larger"),
    ],
    ids=["503", "429", "403", "cut", "reset", "maxlag", "readonly", "host", "html", "200 MB"],
)
def test_a_wiki_that_cannot_be_used_ends_with_one_and_leaves_nothing(
    project: Project, server: WikiServer, fault: object, requests: int, message: str
) -> None:
    server.every_answer(fault)  # type: ignore[arg-type]
    done = run(project, server, *FETCH, NASCAR_WAREHOUSE_ATTEMPTS="2")
    assert done.returncode == Exit.FAILED
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert len(server.requests) == requests
    assert documents(project) == []


@endurance
def test_a_fetch_that_is_killed_at_any_moment_is_completed_by_the_next(
    project: Project, server: WikiServer, tmp_path: Path
) -> None:
    for number in range(4, 121):
        server.wiki.put(f"{SEASON} Race {number}", race(number))
    server.before_answer = lambda request: time.sleep(0.02)
    expected = {
        f"{SEASON}-race-{number}.r{server.wiki.page(f'{SEASON} Race {number}').newest.revision_id}"
        for number in range(1, 121)
    }
    chance = random.Random(4)
    command = [sys.executable, "-m", "pipelines", *FETCH]
    started = time.monotonic()
    subprocess.run(
        command,
        env=environment(project, server, NASCAR_WAREHOUSE_RAW=str(tmp_path / "whole")),
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    whole = time.monotonic() - started
    for kill in range(KILLS):
        folder = tmp_path / f"raw-{kill}"
        variables = environment(project, server, NASCAR_WAREHOUSE_RAW=str(folder))
        process = subprocess.Popen(command, env=variables, cwd=ROOT, stdout=subprocess.DEVNULL)
        time.sleep(whole * chance.uniform(0.3, 1.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert_whole(folder)
        subprocess.run(
            command, env=variables, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, timeout=60
        )
        assert {path.stem for path in folder.rglob("*.wikitext")} == expected
        assert_whole(folder)


def assert_whole(folder: Path) -> None:
    """Every document is what the wiki has, with its sidecar."""
    for path in folder.rglob("*.wikitext"):
        number = int(path.stem.split("-")[2].split(".")[0])
        assert path.read_text() == race(number), path
        assert path.with_suffix(".json").stat().st_size > 100
