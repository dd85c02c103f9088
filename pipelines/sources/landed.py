"""The index of what raw/ holds, by page id: what need not be fetched again.

In: the sidecars of a raw folder. Out: ``LandedArticles``. Separate because whoever asks a wiki
what has changed needs no document, and must not wait for any to be read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.sources.file_names import FORMS, read_document_name
from pipelines.sources.sidecar import Sidecar, read_sidecar
from pipelines.sources.slugs import SeasonSlugs

SERIES = re.compile(r"[a-z0-9-]+")
SEASON = re.compile(r"(?:19|20)[0-9]{2}")


class LandingError(OSError):
    """A raw folder cannot be read or written; the message has the path and what to do."""


@dataclass(frozen=True, slots=True)
class LandedArticle:
    """One revision in raw/. ``path`` is its document id: the path below raw/.

    ``revision_id`` is 0, and a text ``None``, where a sidecar written by hand does not have it.
    """

    series_id: str
    season: int
    slug: str
    title: str
    page_id: int
    revision_id: int
    timestamp: str | None
    fetched_at: str | None
    sha1: str | None
    path: str
    url: str | None = None


class LandedArticles:
    """The newest revision of each page that raw/ holds, as far as sidecars have page ids.

    ``slugs`` is kept here by whoever lands, so that the folder of a season is read once.
    """

    def __init__(self, articles: Iterable[LandedArticle] = ()) -> None:
        self._by_page: dict[int, LandedArticle] = {}
        self.slugs: dict[Path, SeasonSlugs] = {}
        for article in articles:
            self.add(article)

    @classmethod
    def scan(
        cls, raw: Path, series_id: str | None = None, season: int | None = None
    ) -> LandedArticles:
        """Read the sidecars of raw/, or of one series, or season. No raw folder: no articles.

        A sidecar that is broken, or whose document is not there, counts for nothing.

        Raises:
            LandingError: a folder cannot be read.
        """
        return cls(
            article
            for series in _folders(raw, SERIES, series_id)
            for folder in _folders(series, SEASON, None if season is None else str(season))
            for article in _articles(folder)
        )

    @property
    def by_page(self) -> Mapping[int, LandedArticle]:
        """The newest revision by page id."""
        return self._by_page

    @property
    def articles(self) -> tuple[LandedArticle, ...]:
        """The newest revision of each page, in the order of paths."""
        return tuple(sorted(self._by_page.values(), key=lambda article: article.path))

    def add(self, article: LandedArticle) -> None:
        """Take up an article, unless as new a revision of its page is known."""
        known = self._by_page.get(article.page_id)
        if known is None or article.revision_id > known.revision_id:
            self._by_page[article.page_id] = article


def names_in(folder: Path) -> list[str]:
    """The names of a folder in order; of none that is there, none.

    Raises:
        LandingError: the folder cannot be read.
    """
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208 - names are enough, and quicker
    except FileNotFoundError:
        return []
    except OSError as error:
        raise LandingError(f"{folder} cannot be read: {error.strerror}") from error


def _folders(parent: Path, pattern: re.Pattern[str], name: str | None) -> Iterator[Path]:
    for one in names_in(parent) if name is None else [name]:
        if pattern.fullmatch(one) and (parent / one).is_dir():
            yield parent / one


def _articles(folder: Path) -> Iterator[LandedArticle]:
    names = names_in(folder)
    known = set(names)
    for name in names:
        stem = name.removesuffix(".json")
        if stem == name or name.startswith("."):
            continue
        document = next((stem + suffix for suffix in FORMS if stem + suffix in known), None)
        if document is not None:
            sidecar = read_sidecar(folder / name)
            if sidecar.page_id is not None:
                yield _article(folder, document, sidecar.page_id, sidecar)


def _article(folder: Path, document: str, page_id: int, sidecar: Sidecar) -> LandedArticle:
    name = read_document_name(document)
    return LandedArticle(
        series_id=folder.parent.name,
        season=int(folder.name),
        slug=name.slug,
        title=sidecar.title or name.slug,
        page_id=page_id,
        revision_id=name.revision_id or sidecar.revision_id or 0,
        timestamp=sidecar.timestamp,
        fetched_at=sidecar.fetched_at,
        sha1=sidecar.sha1,
        path=f"{folder.parent.name}/{folder.name}/{document}",
        url=sidecar.url,
    )
