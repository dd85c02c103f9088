"""One PostgreSQL server for every test of this folder, and an empty database for each."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from held_build import HeldBuild, start_held_build
from running_postgresql import (
    NOT_ASKED_FOR,
    RunningPostgresql,
    running_postgresql,
    skip_unless_asked_for,
)
from sample_project import ROOT, Project

from pipelines.recognition.vocabulary import Vocabulary
from pipelines.warehouse.catalog import Catalog

DEPLOYMENT = ROOT / "pipelines" / "defs" / "deployment"
Start = Callable[[str], HeldBuild]


@pytest.fixture(scope="session")
def server() -> Iterator[RunningPostgresql]:
    skip_unless_asked_for()
    with running_postgresql() as started:
        yield started


@pytest.fixture
def database(
    server: RunningPostgresql, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> RunningPostgresql:
    """An empty database, which the environment names as a deployment's does."""
    number = request.session.stash.get(_COUNT, 0) + 1
    request.session.stash[_COUNT] = number
    made = server.make_database(f"test_{number}")
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    return made


@pytest.fixture
def make_project(
    tmp_path: Path, vocabulary: Vocabulary, catalog: Catalog
) -> Callable[[str], Project]:
    """Makes a machine's folders: raw/, warehouse/, and a DAGSTER_HOME with the shared settings."""

    def make(name: str) -> Project:
        folder = tmp_path / name
        made = Project(folder / "raw", folder / "warehouse", vocabulary, catalog)
        made.add_reference()
        home = made.warehouse / "home"
        home.mkdir(parents=True)
        shutil.copy(DEPLOYMENT / "dagster-postgres.yaml", home / "dagster.yaml")
        return made

    return make


@pytest.fixture
def start(database: RunningPostgresql, make_project: Callable[[str], Project]) -> Iterator[Start]:
    """Starts a build as another machine would: its folders are its own, the database is not."""
    started: list[HeldBuild] = []

    def start_one(name: str) -> HeldBuild:
        made = make_project(name)
        started.append(start_held_build(made, made.warehouse / "home"))
        return started[-1]

    yield start_one
    for one in started:
        one.stop()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once, not for every test, that the server's tests did not run."""
    skipped = terminalreporter.getreports("skipped")
    count = sum(NOT_ASKED_FOR in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(f"{count} tests were skipped: {NOT_ASKED_FOR}")


_COUNT = pytest.StashKey[int]()
