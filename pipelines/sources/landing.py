"""Land revisions in raw/: a document and its sidecar for each, and nothing ever overwritten.

In: a raw folder, a revision, its place. Out: ``<slug>.r<revision>.wikitext`` and ``.json``.
Separate because it is the only writer of documents, and what makes them whole: a document that
has its name holds all its bytes, whenever the process is killed.
"""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pipelines.sources.file_names import FORMS, revision_name
from pipelines.sources.landed import (
    SEASON,
    SERIES,
    LandedArticle,
    LandedArticles,
    LandingError,
    names_in,
)
from pipelines.sources.revision import Revision
from pipelines.sources.sidecar import read_sidecar, sidecar_of
from pipelines.sources.slugs import SeasonSlugs, read_season_slugs

__all__ = ["Landed", "LandedArticle", "LandedArticles", "LandingError", "Outcome", "land"]

Outcome = Literal["new article", "new revision", "already there"]

_PARTIAL = re.compile(r"\.[a-z0-9-]+\.r[0-9]+\.(?:json|wikitext)\.partial")


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of a revision that was to be landed."""

    article: LandedArticle
    outcome: Outcome


def land(
    raw: Path,
    series_id: str,
    season: int,
    revision: Revision,
    landed: LandedArticles,
    fetched_at: str,
) -> Landed:
    """Write one revision and its sidecar into its season, and add it to ``landed``.

    The caller holds the fetch lock. A revision that is there stays as it is; one that is older
    than the newest may be landed too, and does not change what is built.

    Raises:
        LandingError: it cannot be written, or a file of its name holds something else.
    """
    folder = raw / series_id / str(season)
    if not SERIES.fullmatch(series_id) or not SEASON.fullmatch(str(season)):
        raise LandingError(
            f"{folder} is no place for a document: series have small letters, digits and dashes, "
            "seasons are years from 1900 to 2099"
        )
    _refuse_other_wiki(revision, landed)
    slugs = _slugs(folder, landed)
    slug = slugs.slug_of(revision.page_id, revision.title)
    document = folder / revision_name(slug, revision.revision_id, ".wikitext")
    there = _document_of(document, revision)
    fetched_at = _complete(document, revision, there, fetched_at)
    is_known_page = revision.page_id in slugs.by_page
    slugs.take(slug, revision.page_id, revision.title)
    article = LandedArticle(
        series_id, season, slug, revision.title, revision.page_id, revision.revision_id,
        revision.timestamp, fetched_at, revision.sha1,
        (there or document).relative_to(raw).as_posix(), revision.url,
    )  # fmt: skip
    landed.add(article)
    if there is not None:
        return Landed(article, "already there")
    return Landed(article, "new revision" if is_known_page else "new article")


def _refuse_other_wiki(revision: Revision, landed: LandedArticles) -> None:
    """A page id means another page on another wiki: its article must not be continued by it."""
    known = landed.by_page.get(revision.page_id)
    if known is None or not known.url or _host(known.url) == _host(revision.url):
        return
    raise LandingError(
        f"page {revision.page_id} of {_host(revision.url)} is '{revision.title}', but "
        f"raw/{known.path} is page {known.page_id} of {_host(known.url)}; use a raw folder of its "
        "own for each wiki"
    )


def _host(url: str) -> str:
    """The host of "https://en.wikipedia.org/wiki/X"; of what is no address, the text itself."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def _slugs(folder: Path, landed: LandedArticles) -> SeasonSlugs:
    """Who has which slug; the first time, what a killed process left half-written is removed."""
    if folder not in landed.slugs:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LandingError(f"{folder} cannot be made: {error.strerror}") from error
        names = names_in(folder)
        for name in names:
            if _PARTIAL.fullmatch(name):
                with contextlib.suppress(OSError):
                    (folder / name).unlink()
        landed.slugs[folder] = read_season_slugs(folder, names)
    return landed.slugs[folder]


def _document_of(document: Path, revision: Revision) -> Path | None:
    """The file that has the revision already, in this form or another."""
    try:
        content = document.read_bytes()
    except FileNotFoundError:
        others = (document.with_suffix(suffix) for suffix in FORMS)
        return next((one for one in others if one.exists()), None)
    except OSError as error:
        raise LandingError(f"{document} cannot be read: {error.strerror}") from error
    if content != revision.content:
        raise LandingError(
            f"{document} does not hold revision {revision.revision_id} of '{revision.title}' as "
            "the wiki has it: it is damaged, or was edited; it is left as it is; remove it and "
            "fetch again, or keep your version under a name without a revision"
        )
    return document


def _complete(document: Path, revision: Revision, there: Path | None, fetched_at: str) -> str:
    """Write what is missing of document and sidecar; return when it was fetched.

    Of a document that is there, only a sidecar that cannot be read is made anew.
    """
    path = document.with_suffix(".json")
    if there is not None:
        sidecar = read_sidecar(path)
        if there != document or (path.exists() and sidecar.problem is None):
            return sidecar.fetched_at or fetched_at
    try:
        content = sidecar_of(revision, fetched_at)
    except UnicodeEncodeError as error:
        raise LandingError(
            f"{str(path)!a} cannot be written: its title {revision.title!r} is no UTF-8; "
            "check where it comes from"
        ) from error
    # First, so that a document is never without.
    _write(path, content)
    if there is None:
        _write(document, revision.content, is_synchronised=True)
    return fetched_at


def _write(path: Path, content: bytes, is_synchronised: bool = False) -> None:
    """Write a file that has its name only when it is whole.

    A document is forced to the disk, so that this holds for a power failure too. A sidecar and
    the folder are not, which would double the time: what of them is lost is landed again.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        # A link of this name would lead elsewhere.
        partial.unlink(missing_ok=True)
        with partial.open("xb") as file:
            file.write(content)
            if is_synchronised:
                file.flush()
                os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise LandingError(
            f"{path} cannot be written: {error.strerror or error}; make room or see to the rights "
            "of the folder, and run it again: what was landed before stays"
        ) from error
