"""A warehouse that tests publish, and what a reader of a publication finds.

In: a project, a location. Out: publications, and every file held against the manifest. Separate
because a folder, a store in this process and a real server must all do the same.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sample_project import REFERENCE, ROOT, Project

from pipelines.locations import Location, read_files
from pipelines.publication.manifest import LATEST, Manifest, read_manifest
from pipelines.publication.publishing import Published, publish_to

CHANGELOG = ROOT / "sql" / "schema_changelog.csv"
# As many as any test needs, one after the other.
BUILDS = 4


@dataclass
class Publisher:
    """A project whose builds were made before: the next one takes the place of the last."""

    project: Project
    builds: Sequence[Path]
    number: int = 0

    def build(self) -> None:
        """Publish the next build on this machine, which has one race more, as a build does."""
        self.number += 1
        self.put(self.number)

    def put(self, number: int) -> None:
        """Put a build in the place of the published file."""
        self.project.warehouse.mkdir(exist_ok=True)
        copy = self.project.warehouse / "copy"
        shutil.copyfile(self.builds[number - 1], copy)
        copy.replace(self.project.database)

    def publish(self, location: Location, keep: int = 3) -> Published:
        return publish_to(location, self.project.database, self.project.catalog, CHANGELOG, keep)


def make_builds(project: Project) -> list[Path]:
    """Build a race, two, three ..., and keep the file of each build."""
    builds = []
    for number in range(17, 17 + BUILDS):
        text = REFERENCE.read_text().replace("Ally 400", f"Other {number}")
        project.add(f"cup/2023/other-{number}.txt", text.replace("Race 17 of", f"Race {number} of"))
        project.build()
        builds.append(shutil.copyfile(project.database, project.warehouse / f"{number}.duckdb"))
    return builds


def manifest_of(location: Location) -> Manifest:
    return read_manifest(read_files(location, [LATEST])[LATEST])


def read_all(location: Location, manifest: Manifest | None = None) -> Mapping[str, bytes]:
    """Every file that the manifest names, as a reader would; none may be missing or another."""
    manifest = manifest or manifest_of(location)
    found = read_files(location, [one.path for one in manifest.files])
    for one in manifest.files:
        content = found[one.path]
        assert (len(content), hashlib.sha256(content).hexdigest()) == (one.bytes, one.sha256)
    return found
