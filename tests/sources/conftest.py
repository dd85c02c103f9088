"""A scripted wiki and clients of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from scripted_client import FINE, Client
from wiki_server import WikiServer, says

from pipelines.sources.settings import WikiSettings
from pipelines.sources.wiki import Wiki

CATEGORY = "Category:2023 NASCAR Cup Series races"
MEMBER = f"{{{{Infobox NASCAR race report}}}}\n[[{CATEGORY}]]"


@pytest.fixture
def server() -> Iterator[WikiServer]:
    with WikiServer() as running:
        running.every_answer(says(FINE))
        yield running


@pytest.fixture
def client(server: WikiServer) -> Iterator[Client]:
    made = Client(server)
    yield made
    if made.http is not None:
        made.http.close()


@pytest.fixture
def race_wiki() -> Iterator[WikiServer]:
    with WikiServer() as running:
        running.wiki.put("2023 Ally 400", f"The race. {MEMBER}")
        running.wiki.put("2023 Daytona 500", f"Une course d'été. {MEMBER}")
        yield running


@pytest.fixture
def open_wiki(race_wiki: WikiServer) -> Iterator[Callable[..., Wiki]]:
    opened: list[Wiki] = []

    def make(response_bytes: int = 10_000_000) -> Wiki:
        settings = WikiSettings(
            api_url=race_wiki.api_url,
            contact="ops@example.org",
            requests_per_second=1e9,
            response_bytes=response_bytes,
            licence="CC BY-SA 4.0",
        )
        opened.append(Wiki(settings, sleep=lambda _: None))
        return opened[-1]

    yield make
    for wiki in opened:
        wiki.__exit__()


@pytest.fixture
def wiki(open_wiki: Callable[..., Wiki]) -> Wiki:
    return open_wiki()
