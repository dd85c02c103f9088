"""The Dagster shell: every asset is there, can be run alone, and a failed check is recorded."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from recorded_runs import failure, materialized, run
from sample_project import Project

from pipelines.definitions import defs
from pipelines.defs import assets
from pipelines.defs.jobs import EVERYTHING, REFRESH
from pipelines.instance import prepare_dagster_home
from pipelines.sources.raw import RawFolder, scan_raw_folder
from pipelines.warehouse.catalog import Catalog

REVISIONS = "wikipedia/revisions"
FROM_RAW = {"raw/articles", "staged/seasons"}
PARTITIONED = {REVISIONS, *FROM_RAW}
EXPORT = "exports/warehouse"
DUMP = "wikipedia/dump"


def test_every_table_and_view_is_a_materializable_asset(catalog: Catalog) -> None:
    graph = defs.resolve_asset_graph()
    keys = {key.to_user_string() for key in graph.materializable_asset_keys}
    relations = {name.replace(".", "/") for name in catalog.relations}
    assert keys == PARTITIONED | relations | {EXPORT, DUMP}
    assert graph.get_all_asset_keys() == graph.materializable_asset_keys


def test_every_asset_has_a_description_and_every_column_too() -> None:
    for node in defs.resolve_asset_graph().asset_nodes:
        assert node.description, node.key
        schema = node.metadata.get("dagster/column_schema")
        assert node.key.to_user_string() in {*PARTITIONED, EXPORT, DUMP} or schema is not None
        for column in schema.columns if schema else []:
            assert column.description, (node.key, column.name)


def test_lineage_leads_from_wikipedia_to_each_view() -> None:
    graph = defs.resolve_asset_graph()
    first = dg.AssetKey(["wikipedia", "revisions"])
    for key in graph.get_all_asset_keys() - {first, dg.AssetKey(DUMP.split("/"))}:
        above, waiting = set(), {key}
        while waiting:
            waiting = {parent for one in waiting for parent in graph.get(one).parent_keys} - above
            above |= waiting
        assert first in above, key


def test_every_rule_and_every_table_is_an_asset_check(catalog: Catalog) -> None:
    names = {key.name for key in defs.resolve_asset_graph().asset_check_keys}
    of_wikipedia = {"every_article_could_be_had"}
    assert names == {check.name for check in catalog.checks} | {"keeps_its_contract"} | of_wikipedia
    count = len(defs.resolve_asset_graph().asset_check_keys)
    assert count == len(catalog.checks) + len(catalog.loaded_tables) + 1


def test_what_comes_from_articles_is_by_season_and_the_warehouse_is_whole() -> None:
    graph = defs.resolve_asset_graph()
    by_season = {key for key in graph.get_all_asset_keys() if graph.get(key).is_partitioned}
    assert {key.to_user_string() for key in by_season} == PARTITIONED
    for key in by_season:
        assert graph.get(key).backfill_policy == dg.BackfillPolicy.single_run()


def test_one_job_asks_wikipedia_and_the_other_needs_raw_alone() -> None:
    everything, refresh = (
        defs.resolve_job_def(job.name).asset_layer for job in (EVERYTHING, REFRESH)
    )
    every_asset = defs.resolve_asset_graph().get_all_asset_keys()
    not_built = every_asset - refresh.selected_asset_keys
    assert {key.to_user_string() for key in not_built} == {EXPORT, DUMP}
    [left_out] = refresh.selected_asset_keys - everything.selected_asset_keys
    assert left_out.to_user_string() == REVISIONS


def test_what_was_asked_of_wikipedia_goes_stale_and_nothing_else_does() -> None:
    stale = {
        node.key.to_user_string()
        for node in defs.resolve_asset_graph().asset_nodes
        if node.freshness_policy is not None
    }
    assert stale == {REVISIONS}


def test_all_that_runs_by_itself_is_off_until_switched_on() -> None:
    repository = defs.get_repository_def()
    assert {one.name for one in repository.schedule_defs} == {"weekly", "daily_in_season"}
    assert {one.name for one in repository.sensor_defs} == {"new_revisions"}
    for schedule in repository.schedule_defs:
        assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED
    for sensor in repository.sensor_defs:
        assert sensor.default_status == dg.DefaultSensorStatus.STOPPED


def test_a_whole_run_materializes_everything_and_passes_every_check(
    project: Project, instance: dg.DagsterInstance, catalog: Catalog
) -> None:
    project.add_reference()
    result = run(project, instance)
    assert result.success
    assert materialized(result) == FROM_RAW | {name.replace(".", "/") for name in catalog.relations}
    evaluations = result.get_asset_check_evaluations()
    assert len(evaluations) == len(catalog.checks) + len(catalog.loaded_tables)
    assert all(evaluation.passed for evaluation in evaluations)


def test_one_view_can_be_run_again_alone(project: Project, instance: dg.DagsterInstance) -> None:
    project.add_reference()
    assert run(project, instance).success
    before = project.database.stat().st_ino
    result = run(project, instance, selection=[dg.AssetKey(["marts", "race_summary"])])
    assert result.success
    assert materialized(result) == {"marts/race_summary"}
    assert project.database.stat().st_ino != before
    assert project.query("select count(*) from marts.race_results") == [(36,)]


def test_a_failed_blocking_check_is_recorded_and_nothing_is_published(
    project: Project, instance: dg.DagsterInstance
) -> None:
    project.add_reference()
    assert run(project, instance).success
    before = project.database.read_bytes()
    damage_staged_key(project)
    result = run(project, instance, selection=[dg.AssetKey(["core", "fct_race_result"])])
    assert not result.success
    assert materialized(result) == set()
    [evaluation] = [
        one
        for one in result.get_asset_check_evaluations()
        if one.check_name == "keeps_its_contract"
    ]
    assert not evaluation.passed
    assert evaluation.severity == dg.AssetCheckSeverity.ERROR
    assert "one row a race_id, finish_position" in (evaluation.description or "")
    assert "Nothing was published" in (evaluation.description or "")
    assert project.database.read_bytes() == before


def damage_staged_key(project: Project) -> None:
    """Give two finishers one position, as a fault of the code would."""
    staged = project.warehouse / "staged"
    [folder] = staged.glob("2023-*")
    [path] = folder.glob("core.fct_race_result.*.parquet")
    frame = pl.read_parquet(path).with_columns(finish_position=pl.lit(1, pl.Int32))
    written = BytesIO()
    frame.write_parquet(written)
    name = f"core.fct_race_result.{sha256(written.getvalue()).hexdigest()[:12]}.parquet"
    (folder / name).write_bytes(written.getvalue())
    contents = json.loads((folder / "_contents.json").read_text())
    contents["files"]["core.fct_race_result"] = name
    contents["sizes"]["core.fct_race_result"] = len(written.getvalue())
    (folder / "_contents.json").write_text(json.dumps(contents))


@pytest.mark.parametrize("changes", [2, 3])
def test_a_document_that_changes_while_it_is_read_is_read_again_but_not_for_ever(
    project: Project,
    instance: dg.DagsterInstance,
    monkeypatch: pytest.MonkeyPatch,
    changes: int,
) -> None:
    project.add_reference()
    article = project.raw / "cup" / "2023" / "2023-ally-400.txt"
    looked: list[bytes] = []

    def scan_and_change(folder: Path) -> RawFolder:
        found = scan_raw_folder(folder)
        if len(looked) < changes:
            looked.append(article.read_bytes())
            article.write_bytes(looked[-1] + b"\n- The crowd was large.\n")
        return found

    selection = [dg.AssetKey(["staged", "seasons"])]
    monkeypatch.setattr(assets, "scan_raw_folder", scan_and_change)
    result = run(project, instance, selection=selection)
    if changes == 3:
        assert "2023-ally-400.txt was changed while it was read; build again when nothing" in (
            failure(result)
        )
        return
    assert result.success
    monkeypatch.undo()
    project.build()
    found = "select count(*) from staging.text_line where text like '%crowd was large%'"
    assert project.query(found) == [(2,)]


def test_without_any_document_the_run_fails_and_says_so(
    project: Project, instance: dg.DagsterInstance
) -> None:
    assert "there is no document" in failure(run(project, instance))


def test_runs_are_recorded_in_the_project_folder(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = project.warehouse / "home"
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "0")
    prepare_dagster_home(home)
    project.add_reference()
    with dg.DagsterInstance.get() as recorded:
        assert not recorded.telemetry_enabled
        assert recorded.freshness_enabled
        limits = recorded.get_concurrency_config().run_queue_config
        assert limits is not None
        assert limits.max_concurrent_runs == 2
        run_id = run(project, recorded).run_id
    with dg.DagsterInstance.get() as opened_again:
        record = opened_again.get_run_by_id(run_id)
        assert record is not None
        assert record.is_success
        counts = opened_again.get_latest_materialization_event(
            dg.AssetKey(["core", "fct_race_result"])
        )
        assert counts is not None
        assert counts.asset_materialization is not None
        assert counts.asset_materialization.metadata["dagster/row_count"].value == 36
