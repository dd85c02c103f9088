"""The export of the published warehouse as an asset, made by a job of its own.

In: the published file. Out: a folder of files, materialized. Separate from the build, which does
not make it: an export takes longer than a build, and is wanted when data are passed on.
"""

# No `from __future__ import annotations`: Dagster reads the annotations of an asset.
import dagster as dg

from pipelines.defs.assets import catalog
from pipelines.defs.folders import Folders
from pipelines.defs.specs import EXPORTED_WAREHOUSE, asset_key
from pipelines.exports.export import ExportError, export_warehouse
from pipelines.exports.folder import DamagedFolder
from pipelines.exports.formats import Schema
from pipelines.exports.schema_changelog import SchemaChangelogError
from pipelines.exports.selection import exported_relations
from pipelines.terminal import on_lines
from pipelines.warehouse.query import NoWarehouse


@dg.asset(
    key=EXPORTED_WAREHOUSE,
    deps=[asset_key(one.name) for one in exported_relations(catalog(), list(Schema))],
    group_name="exports",
    owners=["team:warehouse"],
    tags={"layer": "exports"},
    kinds={"parquet", "csv", "sqlite"},
    description="Every table and view as Parquet, CSV, JSON and SQLite, with datapackage.json and "
    "checksums, in a folder below warehouse/exports/. The same articles give the same folder; one "
    "that is there already is left as it is, and none is ever removed. Not made by a build: "
    "materialize it, or run the job export_warehouse.",
)
def exported_warehouse(
    context: dg.AssetExecutionContext, folders: Folders
) -> dg.MaterializeResult[None]:
    """Export what is published."""
    paths = folders.paths()
    try:
        done = export_warehouse(paths.database, catalog(), paths.schema_changelog, paths.exports)
    except (NoWarehouse, ExportError, DamagedFolder, SchemaChangelogError) as error:
        raise dg.Failure(on_lines(str(error)), allow_retries=False) from None
    if not done.is_new:
        context.log.info(f"{done.folder} is there already, and was left as it is")
    return dg.MaterializeResult(
        metadata={
            "folder": dg.MetadataValue.path(str(done.folder)),
            "schema_version": done.version,
            "tables": done.tables,
            "files": done.files,
            "bytes": done.size,
            "is_new": done.is_new,
        }
    )
