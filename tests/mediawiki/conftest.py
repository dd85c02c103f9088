"""A real MediaWiki for every test of this folder, each in both versions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from running_wiki import NOT_ASKED_FOR, SUITES, RunningWiki, running_wiki, skip_unless_asked_for
from wiki_user import User


@pytest.fixture(scope="session", params=SUITES)
def wiki(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningWiki]:
    """A seeded wiki of a Debian suite (see ``seed.py``), restored after every test."""
    skip_unless_asked_for()
    with running_wiki(request.param, tmp_path_factory.mktemp(request.param)) as made:
        yield made


@pytest.fixture(autouse=True)
def wiki_as_it_was(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test edits or breaks is not there for the next one."""
    yield
    if "wiki" in request.fixturenames:
        request.getfixturevalue("wiki").restore()


@pytest.fixture
def user(wiki: RunningWiki, tmp_path: Path) -> User:
    """Somebody with an empty raw folder."""
    return User(wiki, tmp_path)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once, not for every test, that the wiki's tests did not run."""
    skipped = terminalreporter.getreports("skipped")
    count = sum(NOT_ASKED_FOR in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(f"{count} tests were skipped: {NOT_ASKED_FOR}")
