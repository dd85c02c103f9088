"""The engine of a run: chosen by its configuration or the environment, seen in what it records."""

from __future__ import annotations

import dagster as dg
import pytest
from recorded_runs import partitions, run
from sample_project import Project

from pipelines.definitions import defs
from pipelines.defs.engine import Engine
from pipelines.defs.specs import STAGED_SEASONS
from pipelines.engine import DASK, DASK_LOCAL_CLUSTER, VARIABLES, EngineSettings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)


def configured(project: Project, instance: dg.DagsterInstance, **engine: object) -> (
    dg.ExecuteInProcessResult
):  # fmt: skip
    resources = {"engine": {"config": engine}}
    return run(project, instance, selection=[STAGED_SEASONS], resources=resources)


def logged(instance: dg.DagsterInstance, result: dg.ExecuteInProcessResult) -> str:
    return "\n".join(one.user_message for one in instance.all_logs(result.run_id))


def test_configuration_counts_more_than_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASCAR_WAREHOUSE_ENGINE", DASK_LOCAL_CLUSTER)
    monkeypatch.setenv("NASCAR_WAREHOUSE_WORKERS", "3")
    assert Engine().settings() == EngineSettings(DASK_LOCAL_CLUSTER, 3)
    chosen = Engine(kind=DASK, scheduler="tcp://10.0.0.5:8786").settings()
    assert chosen == EngineSettings(DASK, 3, "tcp://10.0.0.5:8786")
    # Whoever names a scheduler wants it.
    assert Engine(scheduler="tcp://10.0.0.5:8786").settings() == chosen


def test_the_resource_is_bound() -> None:
    assert "engine" in (defs.resources or {})


def test_a_season_shows_how_long_it_took_and_who_did_it_when_it_was_done(
    project: Project, instance: dg.DagsterInstance
) -> None:
    project.add_reference()
    result = configured(project, instance)
    assert result.success
    shown = partitions(result, "staged/seasons")["2023"]
    assert shown["seconds"] > 0
    assert "process" in shown["worker"]
    assert shown["documents"] == 1
    assert "season 2023: 1 documents extracted in" in logged(instance, result)
    again = partitions(configured(project, instance), "staged/seasons")["2023"]
    assert again.keys() == shown.keys() - {"seconds", "worker"}


def test_an_engine_that_cannot_be_used_fails_the_run_with_what_to_set(
    project: Project, instance: dg.DagsterInstance
) -> None:
    project.add_reference()
    result = configured(project, instance, kind=DASK)
    assert not result.success
    [failed] = [event for event in result.all_events if event.is_step_failure]
    told = failed.step_failure_data.user_failure_data
    assert told
    assert "set NASCAR_WAREHOUSE_SCHEDULER" in (told.description or "")


@pytest.mark.slow
def test_a_run_is_given_to_a_cluster_by_its_configuration(
    project: Project, instance: dg.DagsterInstance
) -> None:
    project.add_reference()
    result = configured(project, instance, kind=DASK_LOCAL_CLUSTER, workers=1)
    assert result.success
    assert partitions(result, "staged/seasons")["2023"]["documents"] == 1
