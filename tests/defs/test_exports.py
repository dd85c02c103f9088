"""The export as an asset: made by its own job, of what is published, and by no build."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
from recorded_runs import failure, materialized, run
from sample_project import Project

from pipelines.definitions import defs
from pipelines.defs.jobs import EXPORT
from pipelines.defs.specs import EXPORTED_WAREHOUSE, asset_key
from pipelines.exports.formats import Schema
from pipelines.exports.selection import exported_relations
from pipelines.warehouse.catalog import Catalog


def test_it_is_made_of_every_table_and_view_that_it_holds(catalog: Catalog) -> None:
    parents = defs.resolve_asset_graph().get(EXPORTED_WAREHOUSE).parent_keys
    assert parents == {asset_key(one.name) for one in exported_relations(catalog, [*Schema])}
    assert {"core", "marts"} <= {key.path[0] for key in parents}


def test_a_build_makes_none_and_its_own_job_does(
    project: Project, instance: dg.DagsterInstance
) -> None:
    project.add_reference()
    assert EXPORTED_WAREHOUSE.to_user_string() not in materialized(run(project, instance))
    result = run(project, instance, job=EXPORT.name, seasons=[])
    assert materialized(result) == {"exports/warehouse"}
    [event] = result.get_asset_materialization_events()
    found = {name: one.value for name, one in event.materialization.metadata.items()}
    folder = Path(str(found["folder"]))
    assert folder.parent == project.warehouse / "exports"
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert (found["files"], found["bytes"]) == (
        len(files), sum(path.stat().st_size for path in files)
    )  # fmt: skip
    assert found["is_new"] is True
    assert f"-{found['schema_version']}-" in folder.name


def test_without_a_published_file_it_says_what_to_do(
    project: Project, instance: dg.DagsterInstance
) -> None:
    result = run(project, instance, job=EXPORT.name, seasons=[])
    assert not result.success
    assert "there is no warehouse at" in failure(result)
    assert "run 'nascar-warehouse build'" in failure(result)
