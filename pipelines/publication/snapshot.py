"""A version to be published: the DuckDB file and Parquet of its tables, of one and the same build.

In: the published file, which may be replaced at any moment. Out: local files that stay, and their
manifest. Separate because it asks no object store: all that is slow or can fail here has ended
before the first byte is sent.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.exports.export import Exported, export_warehouse
from pipelines.exports.folder import digest_of, unfinished_folder
from pipelines.exports.formats import Format
from pipelines.progress import tell
from pipelines.publication.manifest import VERSIONS, Manifest, PublishedFile
from pipelines.warehouse.catalog import Catalog
from pipelines.warehouse.query import NoWarehouse
from pipelines.warehouse.versions import contents_of, published_number

DATABASE = "nascar.duckdb"
_DIGITS = 12
_FOLDER = "publication"


@dataclass(frozen=True, slots=True)
class Version:
    """What is to be published: ``files`` and their ``sha256`` by the names in its folder."""

    manifest: Manifest
    files: Mapping[str, Path]
    sha256: Mapping[str, str]

    @property
    def folder(self) -> str:
        """Where it will lie, below the publication."""
        return f"{VERSIONS}/{self.manifest.version}"


@contextmanager
def kept_still(database: Path) -> Iterator[Path]:
    """The published file under a name of our own, where no build replaces it.

    Raises:
        NoWarehouse: nothing has been published.
    """
    if not database.is_file():
        raise NoWarehouse(f"there is no warehouse at {database}; run 'nascar-warehouse build'")
    with unfinished_folder(database.parent, _FOLDER) as folder:
        still = folder / DATABASE
        try:
            # Builds replace the name, and never write to the file.
            still.hardlink_to(database)
        except OSError:
            shutil.copyfile(database, still)
        yield still


def version_of(still: Path, catalog: Catalog, changelog_file: Path) -> Version:
    """Export the tables of a file that is kept still, beside it, and describe all files.

    Raises:
        ExportError: it was built with another ``sql/``, or its rows break a promise.
        SchemaChangelogError: ``sql/`` has changed, and its changelog does not say so.
    """
    exported = export_warehouse(
        still, catalog, changelog_file, still.parent, [Format.PARQUET],
        progress=lambda done, total: tell("Exporting", done, total),
    )  # fmt: skip
    found = {path.relative_to(exported.folder).as_posix(): path for path in _files(exported)}
    found[DATABASE] = still
    digests = {name: digest_of(path) for name, path in sorted(found.items())}
    # Of the same number and digest, all files are the same, whoever publishes them.
    digest = hashlib.sha256(json.dumps(digests).encode()).hexdigest()[:_DIGITS]
    number = published_number(still) or 0
    name = f"{number:06d}-{digest}"
    files = {
        one: PublishedFile(
            f"{VERSIONS}/{name}/{one}", path.stat().st_size, digests[one], _rows(path)
        )
        for one, path in found.items()
    }
    return Version(_manifest(still, number, name, exported, files), found, digests)


def _manifest(
    still: Path, number: int, name: str, exported: Exported, files: Mapping[str, PublishedFile]
) -> Manifest:
    made_at, *_ = contents_of(still, number)
    package = json.loads((exported.folder / "datapackage.json").read_bytes())
    return Manifest(
        version=name,
        build=number,
        made_at=f"{made_at.isoformat(timespec='seconds')}Z" if made_at else None,
        schema_version=exported.version,
        licences=tuple(package["licenses"]),
        database=files[DATABASE],
        tables={
            Path(one).name.removesuffix(".parquet"): file
            for one, file in sorted(files.items())
            if one.endswith(".parquet")
        },
        documents={
            one: file
            for one, file in sorted(files.items())
            if one != DATABASE and not one.endswith(".parquet")
        },
        kept=(name,),
    )


def _files(exported: Exported) -> list[Path]:
    return [Path(folder) / name for folder, _, names in os.walk(exported.folder) for name in names]


def _rows(path: Path) -> int | None:
    if path.suffix != ".parquet":
        return None
    import polars as pl

    return int(pl.scan_parquet(path).select(pl.len()).collect().item())
