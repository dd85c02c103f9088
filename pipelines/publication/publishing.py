"""Publish the warehouse to a folder or an object store, and switch its readers in one step.

In: the published file, a location. Out: a whole version there, which ``latest.json`` names, and a
``Published``. Separate because the order of the steps is what keeps readers from ever seeing half
of one: files, then the version's own manifest, then the one that readers read; last of all, what
is too old is removed.

Two publishers at once do not mix: the name of a version is made of its content. The one with the
newer build wins, or the last one where neither saw the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.exports.folder import CHECKSUMS, digest_of
from pipelines.locations import Location, files_below, is_url, read_files, text_of, write_files
from pipelines.progress import tell
from pipelines.publication.manifest import (
    LATEST,
    MANIFEST,
    Manifest,
    ManifestError,
    read_manifest,
)
from pipelines.publication.old_versions import discard_old_versions
from pipelines.publication.snapshot import Version, kept_still, version_of
from pipelines.publication.stored_files import send_files, wrong_files
from pipelines.warehouse.catalog import Catalog
from pipelines.warehouse.publish import sync

DEFAULT_KEPT = 3


class PublicationError(RuntimeError):
    """It could not be published; readers see what they saw before."""


@dataclass(frozen=True, slots=True)
class Published:
    """What is published now. ``sent``: files that did not lie there; ``removed``: old versions.

    ``is_new``: this call switched to it. ``overtaken_by``: the version of somebody else who
    published a newer build meanwhile, and which stays.
    """

    manifest: Manifest
    is_new: bool
    sent: int = 0
    removed: tuple[str, ...] = ()
    overtaken_by: str | None = None


def publish_to(
    location: Location,
    database: Path,
    catalog: Catalog,
    changelog_file: Path,
    keep: int = DEFAULT_KEPT,
) -> Published:
    """Publish what is published on this machine; does nothing where that lies there already.

    Raises:
        NoWarehouse: nothing has been published on this machine.
        ExportError, SchemaChangelogError: its tables cannot be exported.
        LocationError, PublicationError: the location cannot be used.
    """
    before = latest(location)
    with kept_still(database) as still:
        is_whole = before is not None and _lies_there(location, before)
        if before and is_whole and before.database.sha256 == digest_of(still):
            return Published(before, is_new=False)
        version = version_of(still, catalog, changelog_file)
        if before and is_whole and _holds_the_same(before, version.manifest):
            return Published(before, is_new=False)
        with _meanings(location):
            sent = _send(location, version)
            return _switch(location, version, before, keep, sent)


def latest(location: Location) -> Manifest | None:
    """What is published there, or ``None``.

    Raises:
        PublicationError: there is a manifest of somebody else.
    """
    content = read_files(location, [LATEST]).get(LATEST)
    try:
        return None if content is None else read_manifest(content)
    except ManifestError as error:
        raise PublicationError(
            f"{text_of(location)}/{LATEST} cannot be used, {error}; publish to another place, or "
            "move it away"
        ) from error


def _lies_there(location: Location, manifest: Manifest) -> bool:
    there = files_below(location / _folder(manifest))
    return all(
        there.get(one.path.removeprefix(f"{_folder(manifest)}/")) == one.bytes
        for one in manifest.files
    )


def _holds_the_same(one: Manifest, other: Manifest) -> bool:
    """A build of the same articles has its number again, in a file of other bytes."""
    return one.build == other.build and (
        one.documents[CHECKSUMS].sha256 == other.documents[CHECKSUMS].sha256
    )


def _send(location: Location, version: Version) -> int:
    """Send what does not lie there whole, and look whether all does now; how many were sent."""
    folder = location / version.folder
    missing = wrong_files(folder, version.files, version.sha256)
    # Written anew in any case, and first: so nobody takes what was begun long ago for left behind.
    names = [CHECKSUMS, *(name for name in missing if name != CHECKSUMS)]
    for done in send_files(folder, {name: version.files[name] for name in names}):
        tell("Uploading", done, len(names))
    if wrong := wrong_files(folder, version.files, version.sha256):
        raise PublicationError(
            f"nothing was published: {folder}/{wrong[0]} is not what was sent; publish again, and "
            "if this stays so, look whether the store can be trusted"
        )
    return len(missing)


def _switch(
    location: Location, version: Version, before: Manifest | None, keep: int, sent: int
) -> Published:
    manifest = version.manifest
    _complete(location, manifest)
    now = latest(location)
    if now is not None and now != before and now.build > manifest.build:
        return Published(now, is_new=False, sent=sent, overtaken_by=now.version)
    manifest = manifest.after(now, keep)
    _write_durably(location, manifest)
    if not _lies_there(location, manifest):
        # Whoever published meanwhile has removed it, since it was an old version until now.
        sent += _send(location, version)
        _complete(location, version.manifest)
    dropped = {*(now.kept if now else ())} - {*manifest.kept}
    # Who published behind this one may keep what this one would not.
    last = latest(location)
    removed = discard_old_versions(
        location, {*manifest.kept, *(last.kept if last else ())}, dropped
    )
    return Published(manifest, is_new=True, sent=sent, removed=removed)


def _complete(location: Location, manifest: Manifest) -> None:
    """Say of a version that it lies there whole."""
    write_files(location, {f"{_folder(manifest)}/{MANIFEST}": manifest.written()})


def _folder(manifest: Manifest) -> str:
    return str(Path(manifest.database.path).parent)


def _write_durably(location: Location, manifest: Manifest) -> None:
    write_files(location, {LATEST: manifest.written()})
    if isinstance(location, Path):
        sync(location / LATEST)
        sync(location)


@contextmanager
def _meanings(location: Location) -> Iterator[None]:
    """A folder fails with an error of the system, which does not say what that means."""
    try:
        yield
    except OSError as error:
        if is_url(location):
            raise
        raise PublicationError(
            f"nothing was published, {location} cannot be written to: {error.strerror or error}"
        ) from error
