"""What the sensor polls in one tick, and what it asks for: no Dagster, no wiki.

In: landed articles, and where the last tick stopped. Out: whole seasons to poll, and keys of
runs. Separate because it is all of the sensor that can be wrong, and can be tested alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.sources.landed import LandedArticle

# The newest revision id of each changed page id, by season.
Changes = dict[int, dict[int, int]]


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last season that was polled; 0 before the first."""

    season: int = 0

    @staticmethod
    def read(text: str | None) -> Cursor:
        """Read ``{"season": 2023}``; whatever else it is, polling starts from the beginning."""
        try:
            return Cursor(int(json.loads(text or "")["season"]))
        except (ValueError, KeyError, TypeError):
            return Cursor()

    def written(self) -> str:
        """As ``read`` reads it."""
        return json.dumps({"season": self.season})


def rounds(
    articles: Iterable[LandedArticle], cursor: Cursor, articles_a_round: int
) -> Iterator[list[LandedArticle]]:
    """All articles in rounds of whole seasons, beginning after the cursor, each season once.

    A round has ``articles_a_round`` articles or more, if there are so many: what changed in a
    season is asked for in one run, so a season is not split.
    """
    ordered = sorted(articles, key=lambda one: (one.season <= cursor.season, one.season, one.path))
    taken: list[LandedArticle] = []
    for _, season in groupby(ordered, key=lambda one: one.season):
        taken += season
        if len(taken) >= articles_a_round:
            yield taken
            taken = []
    if taken:
        yield taken


def changes_by_season(
    changed: Sequence[tuple[LandedArticle, int]],
) -> Changes:
    """Changed articles and their newest revision ids, by season."""
    found: Changes = {}
    for article, revision_id in changed:
        found.setdefault(article.season, {})[article.page_id] = revision_id
    return dict(sorted(found.items()))


def landed_but_not_staged(
    articles: Iterable[LandedArticle], documents: Mapping[int, Collection[str]]
) -> Changes:
    """Landed revisions of which staged seasons, by their documents, were not made.

    A run that is under way has some, and a run that failed leaves some behind.
    """
    waiting = [one for one in articles if one.path not in documents.get(one.season, {one.path})]
    return changes_by_season([(one, one.revision_id) for one in waiting])


def together(some: Changes, others: Changes) -> Changes:
    """Changes of both, by season; a page that is in both has the revision of the first."""
    return {
        season: others.get(season, {}) | some.get(season, {})
        for season in sorted(some.keys() | others.keys())
    }


def run_key(season: int, revisions: Mapping[int, int], date: str) -> str:
    """The key of the run that lands these revisions: ``2023-2026-11-23-0123456789abcdef``.

    Dagster starts one run for a key. From before a run has landed its revisions until it has
    staged them, they give the same key; the date lets one that failed be asked for again.
    """
    stated = json.dumps(sorted(revisions.items()))
    return f"{season}-{date}-{hashlib.sha256(stated.encode()).hexdigest()[:16]}"
