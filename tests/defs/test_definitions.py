"""The Dagster shell: every asset is there, can be run alone, and a failed check is recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator

import dagster as dg
import polars as pl
import pytest
from sample_project import Project

from pipelines.definitions import defs
from pipelines.defs.schedules import EVERYTHING, WEEKLY
from pipelines.instance import prepare_dagster_home
from pipelines.warehouse.catalog import Catalog

FIRST_ASSETS = {"raw/articles", "staged/seasons"}


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def run(
    project: Project, instance: dg.DagsterInstance, selection: list[dg.AssetKey] | None = None
) -> dg.ExecuteInProcessResult:
    folders = {"raw": str(project.raw), "warehouse": str(project.warehouse)}
    return defs.resolve_job_def(EVERYTHING.name).execute_in_process(
        instance=instance,
        asset_selection=selection,
        raise_on_error=False,
        run_config={
            "resources": {"folders": {"config": folders}},
            "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
        },
    )


def materialized(result: dg.ExecuteInProcessResult) -> set[str]:
    return {
        event.asset_key.to_user_string()
        for event in result.all_events
        if event.is_step_materialization and event.asset_key
    }


def test_every_table_and_view_is_a_materializable_asset(catalog: Catalog) -> None:
    graph = defs.resolve_asset_graph()
    keys = {key.to_user_string() for key in graph.materializable_asset_keys}
    assert keys == FIRST_ASSETS | {name.replace(".", "/") for name in catalog.relations}
    assert graph.get_all_asset_keys() == graph.materializable_asset_keys


def test_every_asset_has_a_description_and_every_column_too() -> None:
    for node in defs.resolve_asset_graph().asset_nodes:
        assert node.description, node.key
        schema = node.metadata.get("dagster/column_schema")
        assert node.key.to_user_string() in FIRST_ASSETS or schema is not None
        for column in schema.columns if schema else []:
            assert column.description, (node.key, column.name)


def test_lineage_leads_from_raw_articles_to_each_view() -> None:
    graph = defs.resolve_asset_graph()
    for key in graph.get_all_asset_keys() - {dg.AssetKey(["raw", "articles"])}:
        above, waiting = set(), {key}
        while waiting:
            waiting = {parent for one in waiting for parent in graph.get(one).parent_keys} - above
            above |= waiting
        assert dg.AssetKey(["raw", "articles"]) in above, key


def test_every_rule_and_every_table_is_an_asset_check(catalog: Catalog) -> None:
    names = {key.name for key in defs.resolve_asset_graph().asset_check_keys}
    assert names == {check.name for check in catalog.checks} | {"keeps_its_contract"}
    count = len(defs.resolve_asset_graph().asset_check_keys)
    assert count == len(catalog.checks) + len(catalog.loaded_tables)


def test_a_whole_run_materializes_everything_and_passes_every_check(
    project: Project, instance: dg.DagsterInstance, catalog: Catalog
) -> None:
    project.add_reference()
    result = run(project, instance)
    assert result.success
    assert materialized(result) == FIRST_ASSETS | {
        name.replace(".", "/") for name in catalog.relations
    }
    evaluations = result.get_asset_check_evaluations()
    assert len(evaluations) == len(catalog.checks) + len(catalog.loaded_tables)
    assert all(evaluation.passed for evaluation in evaluations)


def test_one_view_can_be_run_again_alone(project: Project, instance: dg.DagsterInstance) -> None:
    project.add_reference()
    assert run(project, instance).success
    before = project.database.stat().st_ino
    result = run(project, instance, [dg.AssetKey(["marts", "race_summary"])])
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
    result = run(project, instance, [dg.AssetKey(["core", "fct_race_result"])])
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
    assert project.database.read_bytes() == before


def damage_staged_key(project: Project) -> None:
    """Give two finishers one position, as a fault of the code would."""
    staged = project.warehouse / "staged"
    [folder] = staged.glob("2023-*")
    path = folder / "core.fct_race_result.parquet"
    frame = pl.read_parquet(path).with_columns(finish_position=pl.lit(1, pl.Int32))
    frame.write_parquet(path)
    contents = json.loads((folder / "_contents.json").read_text())
    contents["sizes"]["core.fct_race_result"] = path.stat().st_size
    (folder / "_contents.json").write_text(json.dumps(contents))


def test_without_any_document_the_run_fails_and_says_so(
    project: Project, instance: dg.DagsterInstance
) -> None:
    result = run(project, instance)
    [failure] = [event for event in result.all_events if event.is_step_failure]
    assert "there is no document" in str(failure.event_specific_data)


def test_the_weekly_schedule_is_off_until_switched_on() -> None:
    assert WEEKLY.default_status == dg.DefaultScheduleStatus.STOPPED
    assert WEEKLY.job_name == EVERYTHING.name
    assert WEEKLY.cron_schedule == "0 6 * * 2"


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
