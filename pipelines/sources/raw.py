"""The ``raw/`` folder: which documents there are, and what their sidecars say.

In: a folder ``raw/<series>/<season>/<slug>[.r<revision>].<suffix>`` with one ``.json``
sidecar a document. Out: ``RawDocument`` values, in path order, and ``Misfiled`` files.
Separate because it is the only reader of that folder; nothing here looks inside an article.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.sources.file_names import FORMS, NOT_DOCUMENTS, read_document_name
from pipelines.sources.sidecar import Sidecar, read_sidecar

# More than any reader takes: it is told by its size, since to read it may take all memory.
LARGEST_FILE = 64 * 1024 * 1024
# What a reason says that is one of today only.
TRIED_AGAIN = "it is tried again by the next build"
_PLACE = re.compile(r"^(?P<series>[a-z0-9-]+)/(?P<season>(?:19|20)[0-9]{2})/(?P<name>[^/]+)$")


class DocumentChanged(Exception):
    """A document is not what it was when the folder was scanned: scan it again."""


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One landed document. ``document_id`` is its path below ``raw/``.

    ``sha256`` is of the file; where it could not be read, ``problem`` says why. The content
    itself is read by whoever extracts it, so that a folder of any size can be scanned.
    """

    document_id: str
    file: Path
    series_id: str
    season: int
    slug: str
    revision_id: int | None
    suffix: str
    sha256: str
    sidecar: Sidecar
    problem: str | None = None

    @property
    def identity(self) -> str:
        """All of a document that values made of it depend on."""
        return f"{self.document_id}\0{self.sha256}\0{self.sidecar!r}\0{self.problem}"

    def read(self) -> bytes:
        """The bytes that its checksum is of.

        Raises:
            DocumentChanged: there are others by now, or none.
        """
        try:
            content = self.file.read_bytes()
        except OSError as error:
            raise DocumentChanged(f"{self.document_id} cannot be read any more: {error}") from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise DocumentChanged(f"{self.document_id} was changed while it was read")
        return content


@dataclass(frozen=True, slots=True)
class Misfiled:
    """A file that cannot belong to a season, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class RawFolder:
    """All that a raw folder holds: documents by season, and files in a wrong place.

    ``superseded`` has the ids of documents that are not read, since a newer one stands for
    their article.
    """

    seasons: dict[int, tuple[RawDocument, ...]]
    misfiled: tuple[Misfiled, ...]
    superseded: tuple[str, ...] = ()

    @property
    def documents(self) -> tuple[RawDocument, ...]:
        """Every document, by season and path."""
        return tuple(doc for season in self.seasons.values() for doc in season)


def scan_raw_folder(folder: Path) -> RawFolder:
    """Find every document below ``folder``; the newest revision of each article only.

    Raises:
        FileNotFoundError: there is no such folder.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no raw folder at {folder}")
    documents: list[RawDocument] = []
    misfiled: list[Misfiled] = []
    for path in sorted(_files_below(folder)):
        relative = path.relative_to(folder).as_posix()
        place = _PLACE.match(relative)
        if not _is_utf8(relative):
            misfiled.append(
                Misfiled(ascii(relative), "the file name is not UTF-8; rename the file")
            )
        elif not path.resolve().is_relative_to(folder.resolve()):
            misfiled.append(Misfiled(relative, "the file is a link that leaves the raw folder"))
        elif not path.is_file():
            misfiled.append(Misfiled(relative, "this is no ordinary file; remove it"))
        elif place is None:
            misfiled.append(
                Misfiled(
                    relative, "a document must lie in raw/<series>/<season>/, such as raw/cup/2023/"
                )
            )
        else:
            documents.append(_found(path, relative, place))
    newest = [_with_checksum(document) for document in _newest_revisions(documents)]
    built = {document.document_id for document in newest}
    superseded = [one.document_id for one in documents if one.document_id not in built]
    return RawFolder(_by_season(newest), tuple(misfiled), tuple(superseded))


def _files_below(folder: Path) -> Iterable[Path]:
    for path in folder.rglob("*"):
        is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix not in NOT_DOCUMENTS and not is_hidden and not path.is_dir():
            yield path


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _found(path: Path, relative: str, place: re.Match[str]) -> RawDocument:
    """A document by its name and sidecar; it is not read yet."""
    name = read_document_name(place["name"])
    return RawDocument(
        document_id=relative,
        file=path,
        series_id=place["series"],
        season=int(place["season"]),
        slug=name.slug,
        revision_id=name.revision_id,
        suffix=name.suffix,
        sha256="",
        sidecar=read_sidecar(path.with_suffix(".json")),
    )


def _with_checksum(document: RawDocument) -> RawDocument:
    try:
        with document.file.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > LARGEST_FILE:
                problem = f"{size:,} bytes; a document may have {LARGEST_FILE:,} at most"
                return replace(document, problem=problem)
            return replace(document, sha256=hashlib.file_digest(file, "sha256").hexdigest())
    except OSError as error:
        return replace(document, problem=f"the file cannot be read: {error.strerror}")


def _newest_revisions(documents: list[RawDocument]) -> list[RawDocument]:
    """One document an article: of all with one slug, then of all revisions of one page.

    A page has two slugs in a season if it was moved while slugs were not kept.
    """
    return _newest_of_each(_newest_of_each(documents, _article_by_slug), _article_by_page)


def _newest_of_each(
    documents: list[RawDocument], article: Callable[[RawDocument], Hashable]
) -> list[RawDocument]:
    newest: dict[Hashable, RawDocument] = {}
    for document in documents:
        key = article(document)
        known = newest.get(key)
        if known is None or _rank(document) > _rank(known):
            newest[key] = document
    return list(newest.values())


def _article_by_slug(document: RawDocument) -> Hashable:
    # What is no form of a document is reported, each by itself; it replaces nothing.
    form = None if document.suffix in FORMS else document.suffix
    return document.series_id, document.season, document.slug.casefold(), form


def _article_by_page(document: RawDocument) -> Hashable:
    page_id = document.sidecar.page_id
    # A page id beside a name without revision was written by hand, perhaps copied.
    if page_id is None or document.revision_id is None or document.suffix not in FORMS:
        return document.document_id
    return document.series_id, document.season, page_id


def _rank(document: RawDocument) -> tuple[int, int]:
    """The newest revision counts, then the form that states most."""
    form = FORMS.index(document.suffix) if document.suffix in FORMS else len(FORMS)
    return document.revision_id or document.sidecar.revision_id or 0, -form


def _by_season(documents: list[RawDocument]) -> dict[int, tuple[RawDocument, ...]]:
    seasons: dict[int, list[RawDocument]] = {}
    for document in sorted(documents, key=lambda document: (document.season, document.document_id)):
        seasons.setdefault(document.season, []).append(document)
    return {season: tuple(found) for season, found in seasons.items()}
