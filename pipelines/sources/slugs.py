"""Which page has which slug in the folder of a season.

In: the names and sidecars of ``raw/<series>/<season>/``. Out: ``SeasonSlugs``. Separate because
a slug is what makes revisions one article: a page keeps its own, and never gets another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.sources.file_names import NOT_DOCUMENTS, free_slug, read_document_name
from pipelines.sources.sidecar import read_sidecar

_SPACE = re.compile(r"[\s_]+")


@dataclass(slots=True)
class SeasonSlugs:
    """Slugs by page id, and the (page id, title) pairs that have a slug, whatever its case."""

    by_page: dict[int, str] = field(default_factory=dict)
    owners: dict[str, set[tuple[int | None, str | None]]] = field(default_factory=dict)

    def slug_of(self, page_id: int, title: str) -> str:
        """The slug that a page has, wherever it was moved to, or one that no other page has."""
        known = self.by_page.get(page_id)
        if known is not None:
            return known
        folded = _folded(title)

        def is_taken(slug: str) -> bool:
            # A document of no known page is the same article by its title, or if it has none.
            return any(
                named not in (None, folded) if owner is None else owner != page_id
                for owner, named in self.owners.get(slug.casefold(), ())
            )

        return free_slug(title, page_id, is_taken)

    def take(self, slug: str, page_id: int | None, title: str | None) -> None:
        """Note whose a slug is; the first slug that a page is given stays."""
        if page_id is not None:
            self.by_page.setdefault(page_id, slug)
        named = None if title is None else _folded(title)
        self.owners.setdefault(slug.casefold(), set()).add((page_id, named))


def read_season_slugs(folder: Path, names: Iterable[str]) -> SeasonSlugs:
    """Read from the sidecars of these files who has which slug."""
    documents = [
        (read_document_name(name), read_sidecar((folder / name).with_suffix(".json")))
        for name in names
        if not name.startswith(".") and Path(name).suffix not in NOT_DOCUMENTS
    ]
    # The newest revision first: of a page with two slugs, that of the newest stays.
    documents.sort(key=lambda one: (-(one[0].revision_id or one[1].revision_id or 0), one[0].slug))
    slugs = SeasonSlugs()
    for name, sidecar in documents:
        slugs.take(name.slug, sidecar.page_id, sidecar.title)
    return slugs


def _folded(title: str) -> str:
    return _SPACE.sub(" ", title).strip().casefold()
