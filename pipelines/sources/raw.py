"""The ``raw/`` folder: which documents there are, and what their sidecars say.

In: a folder ``raw/<series>/<season>/<slug>[.r<revision>].<suffix>`` with one ``.json``
sidecar a document. Out: ``RawDocument`` values, in path order, and ``Misfiled`` files.
Separate because it is the only reader of that folder; nothing here looks inside an article.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PLACE = re.compile(r"^(?P<series>[a-z0-9-]+)/(?P<season>(?:19|20)[0-9]{2})/(?P<name>[^/]+)$")
_REVISION = re.compile(r"^(?P<slug>.+)\.r(?P<revision>[0-9]{1,18})$")
_NOT_DOCUMENTS = {".json", ".md"}
_SIDECAR_TEXTS = ("title", "source_url", "licence", "sha256", "retrieved_at")


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What was recorded when a document was landed; unknown is ``None``.

    ``problem`` says why the sidecar could not be used, where there is one that could not.
    """

    title: str | None = None
    source_url: str | None = None
    licence: str | None = None
    sha256: str | None = None
    retrieved_at: str | None = None
    problem: str | None = None


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


@dataclass(frozen=True, slots=True)
class Misfiled:
    """A file that cannot belong to a season, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class RawFolder:
    """All that a raw folder holds: documents by season, and files in a wrong place."""

    seasons: dict[int, tuple[RawDocument, ...]]
    misfiled: tuple[Misfiled, ...]

    @property
    def documents(self) -> tuple[RawDocument, ...]:
        """Every document, by season and path."""
        return tuple(doc for season in self.seasons.values() for doc in season)


def scan_raw_folder(folder: Path) -> RawFolder:
    """Read every document below ``folder``; the newest revision of each article only.

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
            documents.append(_read_raw_document(path, relative, place))
    return RawFolder(_by_season(_newest_revisions(documents)), tuple(misfiled))


def _files_below(folder: Path) -> Iterable[Path]:
    for path in folder.rglob("*"):
        is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix not in _NOT_DOCUMENTS and not is_hidden and not path.is_dir():
            yield path


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read_raw_document(path: Path, relative: str, place: re.Match[str]) -> RawDocument:
    stem = Path(place["name"]).stem
    revision = _REVISION.match(stem)
    sha256, problem = "", None
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        problem = f"the file cannot be read: {error.strerror}"
    return RawDocument(
        document_id=relative,
        file=path,
        series_id=place["series"],
        season=int(place["season"]),
        slug=revision["slug"] if revision else stem,
        revision_id=int(revision["revision"]) if revision else None,
        suffix=path.suffix,
        sha256=sha256,
        sidecar=_read_sidecar(path.with_name(stem + ".json")),
        problem=problem,
    )


def _read_sidecar(path: Path) -> Sidecar:
    if not path.exists():
        return Sidecar()
    try:
        values = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        return Sidecar(problem=f"{path.name} cannot be read: {error}")
    if not isinstance(values, dict):
        return Sidecar(problem=f"{path.name} does not hold a JSON object")
    texts = {key: values.get(key) for key in _SIDECAR_TEXTS}
    if not all(_is_utf8(text) for text in texts.values() if isinstance(text, str)):
        return Sidecar(problem=f"{path.name} holds a text that cannot be written as UTF-8")
    return Sidecar(**{key: text if isinstance(text, str) else None for key, text in texts.items()})


def _newest_revisions(documents: list[RawDocument]) -> list[RawDocument]:
    newest: dict[tuple[str, int, str, str], RawDocument] = {}
    for document in documents:
        key = (document.series_id, document.season, document.slug, document.suffix)
        known = newest.get(key)
        if known is None or (document.revision_id or 0) > (known.revision_id or 0):
            newest[key] = document
    return list(newest.values())


def _by_season(documents: list[RawDocument]) -> dict[int, tuple[RawDocument, ...]]:
    seasons: dict[int, list[RawDocument]] = {}
    for document in sorted(documents, key=lambda document: (document.season, document.document_id)):
        seasons.setdefault(document.season, []).append(document)
    return {season: tuple(found) for season, found in seasons.items()}
