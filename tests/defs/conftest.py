"""An instance of a test's own, and a wiki on 127.0.0.1 that a test's runs ask."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import pytest
from wiki_server import WikiServer


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[WikiServer]:
    """A wiki that the environment names, as it does for whoever runs this in earnest."""
    with WikiServer() as made:
        monkeypatch.setenv("NASCAR_WAREHOUSE_API_URL", made.api_url)
        monkeypatch.setenv("NASCAR_WAREHOUSE_CONTACT", "tests@example.org")
        monkeypatch.setenv("NASCAR_WAREHOUSE_REQUESTS_PER_SECOND", "1000")
        monkeypatch.delenv("NASCAR_WAREHOUSE_OFFLINE", raising=False)
        yield made
