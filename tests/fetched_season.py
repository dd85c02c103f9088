"""A wiki with a season in it, on 127.0.0.1, and a client that asks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from fake_wiki import FakeWiki
from wiki_server import WikiServer

from pipelines.fetching import FetchReport, Sources, add_articles, refresh_season
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.sources.settings import WikiSettings
from pipelines.sources.wiki import Wiki

SEASON = 2031
CATEGORY = f"Category:{SEASON} NASCAR Cup Series races"


def race(number: int, name: str | None = None, *, note: str = "", season: int = SEASON) -> str:
    """The wikitext of a race that never was."""
    return f"""{{{{Infobox NASCAR race report
| Description = Race {number} of 36 in the [[{season} NASCAR Cup Series]]
| Race_Name = {name or f"Race {number}"}
| Fulldate = {{{{Start date|{season}|3|{number % 28 + 1}}}}}
| Location = [[Big Oval]]
}}}}
{note}
== Race results ==
{{| class="wikitable"
! Pos !! Grid !! No !! Driver !! Team !! Manufacturer !! Laps !! Points
|-
| 1 || 2 || 7 || [[Ann Other]] || [[Other Racing]] || Ford || 200 || 40
|-
| 2 || 1 || 8 || [[Ben Second]] || [[Other Racing]] || Ford || 200 || 35
|}}

[[{CATEGORY.replace(str(SEASON), str(season))}]]
"""


@dataclass
class Season:
    """A wiki, a raw folder, and what a fetch of one into the other does."""

    server: WikiServer
    raw: Path
    vocabulary: Vocabulary
    settings: dict[str, object] = field(default_factory=dict)

    @property
    def wiki(self) -> FakeWiki:
        return self.server.wiki

    def races(self, count: int) -> None:
        for number in range(1, count + 1):
            self.wiki.put(f"{SEASON} Race {number}", race(number))

    def refresh(self, sources: Sources | None = None, **options: object) -> FetchReport:
        with Wiki(self._settings(), sleep=lambda seconds: None) as wiki:
            return refresh_season(
                wiki, self.raw, SEASON, ["cup"], self.vocabulary, sources=sources,
                **options,  # type: ignore[arg-type]
            )  # fmt: skip

    def add(self, *titles: str, **options: object) -> FetchReport:
        with Wiki(self._settings(), sleep=lambda seconds: None) as wiki:
            return add_articles(wiki, self.raw, titles, self.vocabulary, **options)  # type: ignore[arg-type]

    def _settings(self) -> WikiSettings:
        values: dict[str, object] = {
            "api_url": self.server.api_url,
            "contact": "tests@example.org",
            "requests_per_second": 1000.0,
        }
        return WikiSettings(**{**values, **self.settings})  # type: ignore[arg-type]

    def asked(self, action: Callable[[], object]) -> int:
        """How many requests an action makes."""
        before = len(self.server.requests)
        action()
        return len(self.server.requests) - before

    def files(self) -> dict[str, tuple[int, bytes]]:
        """Every file of raw/ that is not hidden: when it was written, and what is in it."""
        return {
            path.relative_to(self.raw).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
            for path in sorted(self.raw.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }

    def documents(self) -> list[str]:
        return [name for name in self.files() if name.endswith(".wikitext")]
