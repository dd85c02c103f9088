"""A client of a scripted wiki whose waits are written down instead of waited.

In: faults, one for each of its requests. Out: its answer, or the message that it ends with.
Separate because the tests of every part of the client speak to the wiki in this way.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from wiki_server import Fault, WikiServer

from pipelines.sources.http import HttpError, WikiHttp
from pipelines.sources.settings import WikiSettings

FINE = {"batchcomplete": True, "query": {"pages": []}}
CALL = {"action": "query", "prop": "info", "titles": "2023 Ally 400"}


class Client:
    """A client of the scripted server whose waits are written down, not waited."""

    def __init__(self, server: WikiServer) -> None:
        self.server = server
        self.waits: list[float] = []
        self.told: list[str] = []
        self.http: WikiHttp | None = None

    def open(self, **values: object) -> WikiHttp:
        settings = WikiSettings(
            api_url=self.server.api_url, contact="ops@example.org", requests_per_second=1e9
        )
        settings = replace(settings, **values)  # type: ignore[arg-type]
        self.http = WikiHttp(settings, sleep=self.waits.append, announce=self.told.append)
        return self.http

    def ask(self, *faults: Fault, **values: object) -> dict[str, Any]:
        self.server.next_answers(*faults)
        return (self.http or self.open(**values)).get_json(CALL)

    def fail(self, *faults: Fault, kind: type[HttpError], **values: object) -> str:
        """The message of the error that these answers end in."""
        with pytest.raises(kind) as caught:
            self.ask(*faults, **values)
        message = str(caught.value)
        assert message.isprintable(), message
        return message

    @property
    def requests(self) -> int:
        return len(self.server.requests)
