"""What a fetch does and would do, and the one step that all fetches share: landing a revision.

In: revisions, as they arrive. Out: documents in raw/, counted in a ``FetchReport``. Separate
because a report is filled while a fetch goes on, so that it tells also what came before an error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pipelines.sources.landing import Landed, LandedArticles, LandingError, land
from pipelines.sources.revision import Revision
from pipelines.sources.season_list import RaceWithoutArticle

Announce = Callable[[str], None]
# Told after each article: how many are done, of how many.
Progress = Callable[[int, int], None]


def now() -> str:
    """The time as sidecars have it: UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def counted(number: int, noun: str) -> str:
    """``"1 article"``, ``"2 articles"``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


@dataclass(frozen=True, slots=True)
class PlannedArticle:
    """What a fetch would do with an article; ``action`` is for people."""

    series_id: str | None
    season: int | None
    race_number: int | None
    title: str
    action: str


@dataclass(slots=True)
class FetchReport:
    """What a fetch did.

    ``problems`` are (article, reason) pairs that somebody should look at; ``no_races`` are pages
    that were looked at and are not landed, since they describe no race of the season.
    """

    landed: list[Landed] = field(default_factory=list)
    unchanged: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)
    no_races: list[tuple[str, str]] = field(default_factory=list)
    without_article: list[RaceWithoutArticle] = field(default_factory=list)
    planned: list[PlannedArticle] = field(default_factory=list)
    requests: int = 0

    @property
    def summary(self) -> str:
        """One line: ``"36 articles: 1 new, 2 with a new revision, 33 unchanged; ..."``."""
        new = sum(one.outcome == "new article" for one in self.landed)
        changed = sum(one.outcome == "new revision" for one in self.landed)
        unchanged = self.unchanged + len(self.landed) - new - changed
        total = new + changed + unchanged
        return (
            f"{counted(total, 'article')}: {new} new, {changed} with a new revision, "
            f"{unchanged} unchanged; {len(self.problems):,} not found or not landed; "
            f"{counted(self.requests, 'request')}"
        )


def land_revision(
    raw: Path,
    series_id: str,
    season: int,
    revision: Revision,
    landed: LandedArticles,
    report: FetchReport,
) -> None:
    """Land one revision; what prevents it is a problem of this article alone."""
    try:
        report.landed.append(land(raw, series_id, season, revision, landed, now()))
    except LandingError as error:
        report.problems.append((revision.title, str(error)))
