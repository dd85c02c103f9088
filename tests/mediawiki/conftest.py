"""A real MediaWiki for every test of this folder, each in both versions."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from running_wiki import SUITES, VARIABLE, RunningWiki, running_wiki


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


def skip_unless_asked_for() -> None:
    if os.environ.get(VARIABLE) != "1":
        has_php = "" if shutil.which("php") else " (it installs PHP, which is not here)"
        pytest.skip(f"needs a real MediaWiki: run `make test-mediawiki`{has_php}")
