"""An edit on the wiki reaches the published warehouse through the sensor of a real daemon."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import duckdb
import pytest
from running_wiki import ROOT
from wiki_user import User

from tests.mediawiki import seed

pytestmark = pytest.mark.slow

LOCATION = {
    "repositoryLocationName": "nascar_warehouse",
    "repositoryName": "__repository__",
}
START_SENSOR = """mutation ($selector: SensorSelector!) {
  startSensor(sensorSelector: $selector) { __typename ... on PythonError { message } }
}"""
RUNS = """{ runsOrError { ... on Runs { results {
  status tags { key value } } } } }"""


@contextmanager
def dagster_dev(variables: Mapping[str, str], log: Path) -> Iterator[int]:
    """The UI and the daemon on a free port; stopped by their own pid."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "pipelines", "dev", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=variables, cwd=ROOT, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def ask(port: int, query: str, **variables: object) -> dict[str, Any]:
    """A question to the UI's own server."""
    request = Request(
        f"http://127.0.0.1:{port}/graphql",
        data=json.dumps({"query": query, "variables": variables}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urlopen(request, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
    assert "errors" not in found, found
    data: dict[str, Any] = found["data"]
    return data


def wait_for(what: str, is_so: Callable[[], bool], log: Path, seconds: float = 150) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return
        time.sleep(0.5)
    pytest.fail(f"{what}: not within {seconds:.0f} s\n{log.read_text()[-4000:]}")


def answers(port: int) -> bool:
    try:
        return bool(ask(port, "{ version }"))
    except (URLError, ConnectionError, TimeoutError):
        return False


def test_an_edit_reaches_the_warehouse_and_only_its_season_is_extracted(
    user: User, tmp_path: Path
) -> None:
    cup = seed.season_races(seed.CUP_SEASON, seed.CUP, seed.CUP_RACES)[1]
    other = seed.season_races(seed.XFINITY_SEASON, seed.XFINITY, seed.XFINITY_RACES)[1]
    added = user.runs("add", cup.title, other.title)
    assert "Published" in added.stdout, added.stdout + added.stderr
    staged = user.folder / "warehouse" / "staged"
    database = user.folder / "warehouse" / "nascar.duckdb"
    before = {path.name: path.stat().st_mtime_ns for path in staged.glob("2*-*")}
    assert sorted(name[:4] for name in before) == ["2020", "2021"]

    edited = user.wiki.edit(cup.title, f"{cup.wikitext()}\n\nThe crowd was large.\n")
    log = tmp_path / "dagster.log"
    with dagster_dev(user.variables, log) as port:
        wait_for("the UI answers", lambda: answers(port), log)
        selector = {**LOCATION, "sensorName": "new_revisions"}
        started = ask(port, START_SENSOR, selector=selector)["startSensor"]
        assert started["__typename"] == "Sensor", started

        def is_published() -> bool:
            with duckdb.connect(str(database), read_only=True) as file:
                found = file.execute("select max(revision_id) from staging.document").fetchone()
            return found == (edited.revision_id,)

        def has_ended() -> bool:
            runs = ask(port, RUNS)["runsOrError"]["results"]
            return all(one["status"] in ("SUCCESS", "FAILURE") for one in runs)

        wait_for("the edit is published", is_published, log)
        wait_for("the run ends", has_ended, log)
        runs = [
            {tag["key"]: tag["value"] for tag in one["tags"]} | {"status": one["status"]}
            for one in ask(port, RUNS)["runsOrError"]["results"]
        ]
    [asked_for] = [one for one in runs if one.get("dagster/sensor_name") == "new_revisions"]
    assert asked_for["status"] == "SUCCESS"
    assert asked_for["dagster/partition"] == "2021"
    after = {path.name: path.stat().st_mtime_ns for path in staged.glob("2*-*")}
    assert {name: when for name, when in after.items() if name.startswith("2020")} == {
        name: when for name, when in before.items() if name.startswith("2020")
    }
    assert {name for name in after if name.startswith("2021")}.isdisjoint(before)
