"""Remove versions that are no longer kept, and what publishers who died have left.

In: a location, the versions to be kept. Out: the names of those that were removed. Separate
because it is the only code that removes anything where others read: when in doubt, it leaves.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from pipelines.exports.folder import CHECKSUMS
from pipelines.locations import Location, LocationError, remove_files
from pipelines.publication.manifest import MANIFEST, VERSIONS
from pipelines.publication.stored_files import StoredFile, stored_files

# As snapshot names them: whatever else lies there is not ours.
_VERSION = re.compile(r"\d{6,}-[0-9a-f]{12}")
# Somebody may be at it: publishing takes minutes, and no file is written twice.
_LONG_AGO = timedelta(days=1)


def discard_old_versions(
    location: Location, kept: Collection[str], dropped: Collection[str]
) -> tuple[str, ...]:
    """Remove those that were just ``dropped``, and unknown ones in which nothing has happened.

    An unknown one is what a killed publisher has left, or one who is at it. What cannot be
    removed now is left for the next time: by then, the new version is published.
    """
    versions = location / VERSIONS
    try:
        found = stored_files(versions)
        by_version: dict[str, dict[str, StoredFile]] = {}
        for name, file in found.items():
            by_version.setdefault(name.partition("/")[0], {})[name] = file
        removed = [
            version
            for version, files in sorted(by_version.items())
            if _VERSION.fullmatch(version)
            and version not in kept
            and not _is_written_anew(version, files)
            and (version in dropped or _is_left_behind(files))
        ]
        # First what says that a version is whole, in case that this is broken off.
        remove_files(versions, [f"{version}/{MANIFEST}" for version in removed])
        remove_files(versions, [name for version in removed for name in by_version[version]])
    except (LocationError, OSError):
        return ()
    return tuple(removed)


def _is_written_anew(version: str, files: dict[str, StoredFile]) -> bool:
    """Whether somebody is publishing an old version again: its checksums come first, then it."""
    begun, ended = files.get(f"{version}/{CHECKSUMS}"), files.get(f"{version}/{MANIFEST}")
    if begun is None or ended is None or begun.changed_at is None or ended.changed_at is None:
        return False
    return begun.changed_at > max(ended.changed_at, datetime.now(UTC) - _LONG_AGO)


def _is_left_behind(files: dict[str, StoredFile]) -> bool:
    long_ago = datetime.now(UTC) - _LONG_AGO
    return all(
        file.changed_at is not None and file.changed_at < long_ago for file in files.values()
    )
