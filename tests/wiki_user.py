"""Somebody who fetches from a real MediaWiki by the command line.

In: a running wiki, a folder. Out: what commands print, and what lies in raw/ afterwards.
Separate because all tests on a real wiki begin like this.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from running_wiki import ROOT, RunningWiki


@dataclass
class User:
    """Somebody with a raw folder, who asks a wiki."""

    wiki: RunningWiki
    folder: Path

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    @property
    def variables(self) -> dict[str, str]:
        return {
            **os.environ,
            "NASCAR_WAREHOUSE_RAW": str(self.raw),
            "NASCAR_WAREHOUSE_DIR": str(self.folder / "warehouse"),
            "DAGSTER_HOME": str(self.folder / "home"),
            "NASCAR_WAREHOUSE_API_URL": self.wiki.api_url,
            "NASCAR_WAREHOUSE_CONTACT": "tests@example.org",
            "NASCAR_WAREHOUSE_REQUESTS_PER_SECOND": "1000",
        }

    def runs(self, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        self.wiki.reset_log()
        return subprocess.run(
            [sys.executable, "-m", "pipelines", *arguments],
            capture_output=True,
            text=True,
            env={**self.variables, **changes},
            cwd=ROOT,
            timeout=300,
        )

    def documents(self) -> dict[str, str]:
        """The text of each document by its name."""
        return {path.name: path.read_text("utf-8") for path in self.raw.rglob("*.wikitext")}

    def sidecar(self, title: str) -> dict[str, object]:
        """What was recorded of the newest revision of a page."""
        found = [json.loads(path.read_bytes()) for path in self.raw.rglob("*.r*.json")]
        newest: dict[str, object] = max(
            (one for one in found if one["title"] == title), key=lambda one: one["revision_id"]
        )
        return newest
