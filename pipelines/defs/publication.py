"""The publication to an object store as an asset, made by a job of its own.

In: the published file, where to publish it. Out: a version there, materialized. Separate from the
build, which needs no network: this is there only where ``NASCAR_WAREHOUSE_PUBLISH_TO`` names a
folder or a URL.
"""

# No `from __future__ import annotations`: Dagster reads the annotations of an asset.
import os
from collections.abc import Sequence

import dagster as dg

from pipelines.defs.assets import catalog
from pipelines.defs.folders import Folders
from pipelines.defs.jobs import PUBLISHED_GROUP
from pipelines.defs.pool import PUBLICATION
from pipelines.defs.specs import PUBLISHED_WAREHOUSE, asset_key
from pipelines.exports.export import ExportError
from pipelines.exports.formats import Schema
from pipelines.exports.schema_changelog import SchemaChangelogError
from pipelines.exports.selection import exported_relations
from pipelines.locations import LocationError, location_of, text_of
from pipelines.paths import PUBLISH_VARIABLE
from pipelines.publication.publishing import PublicationError, publish_to
from pipelines.terminal import on_lines
from pipelines.warehouse.query import NoWarehouse


@dg.asset(
    key=PUBLISHED_WAREHOUSE,
    deps=[asset_key(one.name) for one in exported_relations(catalog(), list(Schema))],
    group_name=PUBLISHED_GROUP,
    owners=["team:warehouse"],
    tags={"layer": "publication"},
    kinds={"parquet", "duckdb"},
    pool=PUBLICATION,
    description="The published file and Parquet of every table and view, in the folder or object "
    f"store that {PUBLISH_VARIABLE} names, under a version that latest.json there is switched to "
    "in one step. What lies there already is not sent again. Not made by a build: materialize it, "
    "or run the job publish_to_object_store.",
)
def published_warehouse(
    context: dg.AssetExecutionContext, folders: Folders
) -> dg.MaterializeResult[None]:
    """Publish what is published on this machine."""
    paths = folders.paths()
    try:
        location = location_of(os.environ[PUBLISH_VARIABLE])
        done = publish_to(location, paths.database, catalog(), paths.schema_changelog)
    except (
        NoWarehouse, ExportError, SchemaChangelogError, LocationError, PublicationError
    ) as error:  # fmt: skip
        raise dg.Failure(on_lines(str(error)), allow_retries=False) from None
    if done.overtaken_by:
        context.log.warning(f"version {done.overtaken_by} is newer, and stays")
    manifest = done.manifest
    return dg.MaterializeResult(
        metadata={
            "url": f"{text_of(location)}/latest.json",
            "version": manifest.version,
            "build_number": manifest.build,
            "tables": len(manifest.tables),
            "files": len(manifest.files),
            "bytes": sum(one.bytes for one in manifest.files),
            "files_sent": done.sent,
            "is_new": done.is_new,
            "versions_kept": ", ".join(manifest.kept),
        }
    )


def published_assets() -> Sequence[dg.AssetsDefinition]:
    """The asset, where it is said where to publish."""
    return [published_warehouse] if os.environ.get(PUBLISH_VARIABLE) else []
