"""A wiki with a season in it for every test of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fetched_season import Season
from wiki_server import WikiServer

from pipelines.recognition.vocabulary import Vocabulary


@pytest.fixture
def season(tmp_path: Path, vocabulary: Vocabulary) -> Iterator[Season]:
    with WikiServer() as server:
        yield Season(server, tmp_path / "raw", vocabulary)
