"""A real MediaWiki that tests ask, edit and break.

In: a Debian suite (which stands for a MediaWiki version) and a folder. Out: a ``RunningWiki`` on
a free port of 127.0.0.1. Separate because benchmarks start one too.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parent.parent
KIT = ROOT / "tests" / "mediawiki"
CACHE = Path(os.environ.get("MW_CACHE", ROOT / ".mediawiki"))
SUITES = {"bookworm": "1.39", "trixie": "1.43"}
VARIABLE = "NASCAR_WAREHOUSE_TEST_MEDIAWIKI"
NOT_ASKED_FOR = "they need a real MediaWiki (PHP, Debian packages): run `make test-mediawiki`"


class WikiKitError(RuntimeError):
    """MediaWiki could not be had or started; the message says why."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the server saw it. ``headers`` have names in lower case.

    ``parameters`` are those of the address and of a POST's body. ``fault`` is the number of the
    rule that answered, ``None`` if the wiki did. ``status`` is 0 while it is being answered.
    """

    method: str
    uri: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]
    at: float
    seconds: float
    status: int
    fault: int | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A page after a change; both are 0 when it is gone."""

    page_id: int
    revision_id: int


@dataclass(slots=True)
class RunningWiki:
    """A wiki that answers. Changes do not go through the server: its log is the client's alone."""

    suite: str
    folder: Path
    port: int
    version: str = field(init=False)
    is_changed: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        with urlopen(f"{self.api_url}?action=query&meta=siteinfo&format=json", timeout=60) as site:
            generator = json.load(site)["query"]["general"]["generator"]
        self.version = re.sub(r"^MediaWiki (\d+\.\d+).*", r"\1", generator)
        self.reset_log()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.address}/w/api.php"

    # What the client did.

    def requests(self, longest_wait: float = 5.0) -> list[Request]:
        """Every request since the last reset, in the order in which they arrived.

        Waits for those that are still being answered, but not longer than ``longest_wait`` seconds.
        """
        end = time.monotonic() + longest_wait
        while True:
            found = self._read_log()
            if all(request.status for request in found) or time.monotonic() > end:
                return found
            time.sleep(0.02)

    def reset_log(self) -> None:
        self.requests()
        self._switch("access.log").unlink(missing_ok=True)

    # How the server fails.

    def faults(self, rules: Sequence[Mapping[str, Any]]) -> None:
        """Answer as the rules say, see ``mediawiki/router.php``; counts start anew."""
        self.no_faults()
        part = self._switch("faults.part")
        part.write_text(json.dumps(list(rules)))
        part.replace(self._switch("faults.json"))

    def no_faults(self) -> None:
        for name in ("faults.json", "faults.state"):
            self._switch(name).unlink(missing_ok=True)

    def lag(self, seconds: float | None) -> None:
        """Let the database seem so far behind, which a smaller ``maxlag`` is refused for."""
        if seconds is None:
            self._switch("lag").unlink(missing_ok=True)
        else:
            self._switch("lag").write_text(str(seconds))

    def read_only(self, is_so: bool = True) -> None:
        if is_so:
            self._switch("readonly").touch()
        else:
            self._switch("readonly").unlink(missing_ok=True)

    # What happens to its pages.

    def edit(self, title: str, text: str) -> Changed:
        """Write a page, or make it; the same text again makes no revision."""
        return self.change([{"do": "edit", "title": title, "text": text}])[0]

    def delete(self, title: str) -> None:
        self.change([{"do": "delete", "title": title}])

    def move(self, old: str, new: str) -> None:
        """Rename a page; a redirect stays at the old title."""
        self.change([{"do": "move", "title": old, "to": new}])

    def suppress(self, title: str, revision: int) -> None:
        """Hide the text of a revision, as an administrator can; never of a page's newest one."""
        self.change([{"do": "suppress", "title": title, "revision_id": revision}])

    def change(self, changes: Sequence[Mapping[str, object]]) -> list[Changed]:
        """Many changes by one process, see ``mediawiki/maintenance.php``; one result each."""
        self.is_changed = True
        lines = "".join(f"{json.dumps(change)}\n" for change in changes)
        ended = _run_kit(self.suite, "change", str(self.folder), text=lines)
        found = [json.loads(line) for line in ended.splitlines() if line.startswith("{")]
        assert len(found) == len(changes), ended
        return [Changed(**line) for line in found]

    def restore(self) -> None:
        """Every page as it was seeded, no fault, no lag; nobody may be asking meanwhile."""
        self.no_faults()
        self.lag(None)
        self.read_only(False)
        self.reset_log()
        if self.is_changed:
            _run_kit(self.suite, "restore", str(self.folder))
            self.is_changed = False

    def _switch(self, name: str) -> Path:
        return self.folder / "run" / name

    def _read_log(self) -> list[Request]:
        path = self._switch("access.log")
        text = path.read_text() if path.exists() else ""
        started: dict[str, dict[str, Any]] = {}
        for line in text.splitlines():
            values = json.loads(line)
            number = values.pop("id")
            if "uri" in values:
                started[number] = {"seconds": 0.0, "status": 0, "fault": None, **values}
            elif number in started:  # else it began before the log was reset
                started[number].update(values)
        return [Request(**values) for values in started.values()]


def skip_unless_asked_for() -> None:
    """Skip the test that needs a wiki, unless ``make test-mediawiki`` runs it."""
    if os.environ.get(VARIABLE) != "1":
        pytest.skip(NOT_ASKED_FOR)


@contextmanager
def running_wiki(suite: str, folder: Path, seed: Path | None = None) -> Iterator[RunningWiki]:
    """Start a wiki, and stop it by its own pid whatever happens.

    ``seed`` is an XML dump to import instead of the pages of ``mediawiki/seed.py``; the database
    that comes of it is kept and made again only when the dump is another.

    Raises:
        WikiKitError: PHP or MediaWiki cannot be had here, or it does not answer.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    try:
        _run_kit(suite, str(port), str(folder), seed=seed)
        yield RunningWiki(suite, folder, port)
    finally:
        _run_kit(suite, "stop", str(folder))


def _run_kit(suite: str, *arguments: str, text: str = "", seed: Path | None = None) -> str:
    environment = {
        **os.environ,
        "MW_SUITE": suite,
        "MW_CACHE": str(CACHE),
        "PYTHON": sys.executable,
    }
    environment.pop("MW_SEED", None)
    if seed is not None:
        environment["MW_SEED"] = str(seed)
    ended = subprocess.run(
        ["bash", str(KIT / "setup_mediawiki.sh"), *arguments],
        input=text,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
    )
    if ended.returncode:
        raise WikiKitError(
            f"setup_mediawiki.sh {' '.join(arguments)} of {suite} ended with {ended.returncode}:\n"
            f"{(ended.stdout + ended.stderr).strip()[-2000:]}"
        )
    return ended.stdout
