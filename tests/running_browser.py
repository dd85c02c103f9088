"""Debian's Chromium without a window, and a page of which everything it asks for is noted.

In: the Chromium that the machine has. Out: a browser for Playwright, and what a page did behind
its user's back. Separate because the Dagster UI and the report site are looked at alike. No
browser is downloaded, and none but this machine can be asked for anything.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    expect,
    sync_playwright,
)

VARIABLE = "NASCAR_WAREHOUSE_TEST_BROWSER"
PROGRAM_VARIABLE = "NASCAR_WAREHOUSE_CHROMIUM"
NOT_ASKED_FOR = "they need a real browser (Debian's chromium): run `make test-browser`"
WIDE = {"width": 1440, "height": 1000}
PHONE = {"width": 390, "height": 844}
_PROGRAMS = ("chromium", "chromium-browser")
# A machine that is busy with other tests draws slowly; nothing waits longer than it must.
_LONGEST_WAIT = 30_000


def skip_unless_asked_for() -> None:
    """Skip the test that needs a browser, unless ``make test-browser`` runs it."""
    if os.environ.get(VARIABLE) != "1":
        pytest.skip(NOT_ASKED_FOR)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Start Chromium, and close it whatever happens."""
    # Of all names only this machine's is known, so nothing can be loaded from elsewhere.
    switches = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    if os.geteuid() == 0:
        # Chromium refuses to run as root with one.
        switches.append("--no-sandbox")
    expect.set_options(timeout=_LONGEST_WAIT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=switches)
        try:
            yield browser
        finally:
            browser.close()


def chromium() -> str:
    """The path of the program."""
    named = os.environ.get(PROGRAM_VARIABLE)
    found = [path for one in ([named] if named else _PROGRAMS) if (path := shutil.which(one))]
    if not found:
        looked_for = named or " or ".join(_PROGRAMS)
        pytest.fail(f"there is no {looked_for} here: run `make test-browser`, or set "
                    f"{PROGRAM_VARIABLE} to the path of a Chromium")  # fmt: skip
    return found[0]


@dataclass
class Watched:
    """A context whose requests and complaints are noted."""

    context: BrowserContext
    allowed: str
    asked_elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(_LONGEST_WAIT)
        self.context.on("request", lambda request: self._note_address(request.url))
        self.context.on("console", self._note_console)
        self.context.on("weberror", lambda error: self._note_error(error.error))
        self.context.on(
            "page",
            lambda page: page.on("websocket", lambda socket: self._note_address(socket.url)),
        )

    def faults(self) -> Sequence[str]:
        """What a page asked of others, and every error; nothing where all is well."""
        return [*(f"asked for {one}" for one in self.asked_elsewhere), *self.complaints]

    def _note_address(self, address: str) -> None:
        is_made_here = address.startswith(("data:", "blob:", "about:"))
        same = address.replace("ws://", "http://", 1)
        if not is_made_here and not same.startswith(self.allowed):
            self.asked_elsewhere.append(address)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text} ({message.location})")

    def _note_error(self, error: Error) -> None:
        self.complaints.append(f"error: {error}")


@contextmanager
def watched_context(browser: Browser, allowed: str, **options: object) -> Iterator[BrowserContext]:
    """A fresh context; fails at its end where a page asked beyond ``allowed`` or had an error."""
    context = browser.new_context(**{"viewport": WIDE, **options})  # type: ignore[arg-type]
    watched = Watched(context, allowed)
    try:
        yield context
    finally:
        context.close()
    if faults := watched.faults():
        pytest.fail("\n".join(["the page did what it should not:", *faults]))
