"""``latest.json``: which version is published, and where each of its tables lies.

In: what is known of a version's files. Out: JSON, and read again. Separate because it is what
readers hold on to: whoever has read it once reads files that nobody changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

# The one name that is written over; all others are written once.
LATEST = "latest.json"
# The last file of a version: where it lies, the version is whole.
MANIFEST = "manifest.json"
VERSIONS = "versions"
_FORMAT = 1


class ManifestError(ValueError):
    """A manifest is none, or of a later version of this program."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file; ``path`` is relative to the manifest ``latest.json``. ``rows`` only of a table."""

    path: str
    bytes: int
    sha256: str
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A version: of which build, under which licences; its files.

    ``kept``: the versions that lie there, newest first; this one is the first.
    """

    version: str
    build: int
    made_at: str | None
    schema_version: str
    licences: tuple[Mapping[str, str], ...]
    database: PublishedFile
    tables: Mapping[str, PublishedFile]
    documents: Mapping[str, PublishedFile]
    kept: tuple[str, ...]

    @property
    def files(self) -> list[PublishedFile]:
        """All files but the manifest itself."""
        return [self.database, *self.tables.values(), *self.documents.values()]

    def after(self, before: Manifest | None, keep: int) -> Manifest:
        """The same, with the versions to be kept: the one that was published last is among them."""
        others = [one for one in (before.kept if before else ()) if one != self.version]
        return replace(self, kept=(self.version, *others)[: max(keep, 2)])

    def written(self) -> bytes:
        """As ``read_manifest`` reads it."""
        stated = {"format": _FORMAT, **asdict(self)}
        return (json.dumps(stated, indent=1, ensure_ascii=False) + "\n").encode()


def read_manifest(content: bytes) -> Manifest:
    """Read a manifest.

    Raises:
        ManifestError: it is none.
    """
    try:
        stated = json.loads(content)
        if stated["format"] != _FORMAT:
            raise ManifestError("it was written by a later version of this program")
        return Manifest(
            version=str(stated["version"]),
            build=int(stated["build"]),
            made_at=stated["made_at"],
            schema_version=str(stated["schema_version"]),
            licences=tuple(stated["licences"]),
            database=PublishedFile(**stated["database"]),
            tables=_files(stated["tables"]),
            documents=_files(stated["documents"]),
            kept=tuple(map(str, stated["kept"])),
        )
    except ManifestError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestError("it is no manifest of this program") from error


def _files(stated: Mapping[str, Mapping[str, Any]]) -> dict[str, PublishedFile]:
    return {name: PublishedFile(**file) for name, file in stated.items()}
