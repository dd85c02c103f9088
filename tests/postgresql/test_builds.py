"""Builds whose runs are recorded in PostgreSQL, by machines that share nothing but it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import dagster as dg
import httpx
import pytest
from command_line import nascar_warehouse
from held_build import HeldBuild
from running_dagster import RunningUi, running_ui
from running_postgresql import RunningPostgresql
from sample_project import Project

from pipelines.commands.exits import Exit
from pipelines.defs.pool import PUBLICATION
from pipelines.defs.processes import this_process
from pipelines.defs.run_launcher import MACHINE_TAG, PROCESS_TAG

pytestmark = pytest.mark.slow
STEP = "warehouse"
MakeProject = Callable[[str], Project]
Start = Callable[[str], HeldBuild]


@pytest.fixture
def instance(
    database: RunningPostgresql, make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dg.DagsterInstance]:
    """What a UI or a daemon on another machine reads."""
    monkeypatch.setenv("DAGSTER_HOME", str(make_project("reader").warehouse / "home"))
    with dg.DagsterInstance.get() as opened:
        yield opened


def add_run(instance: dg.DagsterInstance) -> str:
    tags = {PROCESS_TAG: this_process()}
    run = dg.DagsterRun("whole_pipeline", status=dg.DagsterRunStatus.STARTED, tags=tags)
    instance.add_run(run)
    return run.run_id


def test_a_build_records_its_run_its_assets_and_its_checks(
    database: RunningPostgresql, make_project: MakeProject, instance: dg.DagsterInstance
) -> None:
    project = make_project("builder")
    done = nascar_warehouse(project, "build")
    assert done.returncode == Exit.DONE, done.stderr
    assert project.query("select count(*) from marts.race_results") == [(36,)]
    [run] = instance.get_runs()
    assert run.status == dg.DagsterRunStatus.SUCCESS
    facts = instance.get_latest_materialization_event(dg.AssetKey(["core", "fct_race_result"]))
    assert facts is not None
    assert facts.run_id == run.run_id
    assert facts.asset_materialization is not None
    assert facts.asset_materialization.metadata["dagster/row_count"].value == 36
    passed = "select execution_status, count(*) from asset_check_executions group by 1"
    [(status, count)] = database.ask(passed)
    assert (status, count > 20) == ("SUCCEEDED", True)
    # Nothing of it lies in files of the builder's own.
    home = project.warehouse / "home"
    assert not [*home.rglob("*.db")]


def test_two_machines_that_begin_with_an_empty_database_both_publish(
    database: RunningPostgresql, make_project: MakeProject, instance: dg.DagsterInstance
) -> None:
    with ThreadPoolExecutor(2) as threads:
        projects = [make_project("first"), make_project("second")]
        both = [*threads.map(lambda one: nascar_warehouse(one, "build"), projects)]
    assert [one.returncode for one in both] == [Exit.DONE] * 2, [one.stderr for one in both]
    assert all(one.database.exists() for one in projects)
    assert len(instance.get_runs()) == 2
    [limit] = instance.event_log_storage.get_pool_limits()
    assert (limit.name, limit.limit) == (PUBLICATION, 1)


def test_machines_publish_one_after_the_other(start: Start) -> None:
    first = start("first")
    first.wait_until_publishing()
    second = start("second")
    second.wait_until_waiting()
    before = second.processor_seconds()
    time.sleep(2)
    assert second.processor_seconds() - before < 0.6, "it waits with a whole core"
    assert not second.is_publishing
    assert first.finish() == Exit.DONE, first.said
    second.wait_until_publishing()
    assert second.finish() == Exit.DONE, second.said


def test_a_build_that_is_killed_while_it_publishes_lets_the_next_one_publish(start: Start) -> None:
    first = start("first")
    first.wait_until_publishing()
    second = start("second")
    second.wait_until_waiting()
    first.process.kill()
    first.process.wait()
    killed = time.monotonic()
    second.wait_until_publishing()
    assert time.monotonic() - killed < 10
    assert second.finish() == Exit.DONE, second.said


def test_the_slot_is_given_to_one_however_many_ask_at_once(instance: dg.DagsterInstance) -> None:
    """Dagster locks the slot it has found for as long as it looks, not until it has taken it."""
    storage = instance.event_log_storage
    storage.initialize_concurrency_limit_to_default(PUBLICATION)
    for _ in range(5):
        runs = [add_run(instance) for _ in range(4)]
        for run_id in runs:
            storage.add_pending_step(PUBLICATION, run_id, STEP, should_assign=True)  # type: ignore[attr-defined]

        def claim(run_id: str) -> bool:
            return bool(storage.claim_concurrency_slot(PUBLICATION, run_id, STEP).is_claimed)

        with ThreadPoolExecutor(len(runs)) as threads:
            assert sum(threads.map(claim, runs)) == 1
        assert len(storage.get_concurrency_info(PUBLICATION).claimed_slots) == 1
        for run_id in runs:
            storage.free_concurrency_slots_for_run(run_id)


def test_the_pool_is_made_by_two_machines_at_once_with_one_slot(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dagster goes on in a transaction that PostgreSQL has ended."""
    storage = instance.event_log_storage
    assert storage.initialize_concurrency_limit_to_default(PUBLICATION)
    monkeypatch.setattr(storage, "get_pool_limits", list)
    assert storage.initialize_concurrency_limit_to_default(PUBLICATION)
    info = storage.get_concurrency_info(PUBLICATION)
    assert (info.limit, info.slot_count) == (1, 1)


def test_where_no_server_answers_the_message_says_which_and_nothing_is_published(
    database: RunningPostgresql, make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_PG_PORT", "1")
    project = make_project("builder")
    done = nascar_warehouse(project, "build")
    assert done.returncode == Exit.FAILED
    [message] = done.stderr.splitlines()
    assert 'server at "127.0.0.1", port 1 failed: Connection refused' in message
    assert "nothing was published" in message
    assert str(project.warehouse / "home" / "dagster.yaml") in message
    assert not project.database.exists()


def test_a_wrong_password_is_a_message_that_does_not_repeat_it(
    database: RunningPostgresql, make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_PG_PASSWORD", "not-the-one")
    done = nascar_warehouse(make_project("builder"), "build")
    assert done.returncode == Exit.FAILED
    [message] = done.stderr.splitlines()
    assert 'password authentication failed for user "dagster"' in message
    assert "not-the-one" not in done.stdout + done.stderr
    assert database.password not in done.stdout + done.stderr


def test_a_variable_that_is_not_set_is_named(
    database: RunningPostgresql, make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DAGSTER_PG_HOST")
    done = nascar_warehouse(make_project("builder"), "build")
    assert done.returncode == Exit.FAILED
    [message] = done.stderr.splitlines()
    assert '"DAGSTER_PG_HOST" which is not set' in message


def test_a_server_that_ends_during_a_build_leaves_what_was_published(
    server: RunningPostgresql, start: Start
) -> None:
    build = start("builder")
    build.wait_until_publishing()
    server.stop()
    try:
        status = build.finish()
    finally:
        server.start()
    assert status == Exit.FAILED, build.said
    assert "Traceback" not in build.said
    assert "the database of Dagster's runs cannot be used" in build.said
    assert "what is published is whole" in build.said
    # The file was published before the database was asked again.
    assert build.project.query("select count(*) from marts.race_results") == [(36,)]
    again = nascar_warehouse(build.project, "build", "--force")
    assert again.returncode == Exit.DONE, again.stderr


def test_the_ui_of_another_machine_shows_a_build_and_its_daemon_starts_runs(
    database: RunningPostgresql, make_project: MakeProject
) -> None:
    builder, reader = make_project("builder"), make_project("reader")
    assert nascar_warehouse(builder, "build").returncode == Exit.DONE
    with running_ui(reader) as ui:
        [run] = ui.runs()
        assert (run.job, run.status) == ("whole_pipeline", "SUCCESS")
        launch(ui, {"dagster/partition": "2023"})
        end = time.monotonic() + 120
        while (newest := ui.runs()[0]).status not in ("SUCCESS", "FAILURE"):
            assert time.monotonic() < end, newest
            time.sleep(0.5)
    assert newest.run_id != run.run_id
    assert newest.status == "SUCCESS"
    assert reader.query("select count(*) from marts.race_results") == [(36,)]
    recorded = f"select count(*) from run_tags where run_id = '{newest.run_id}' and key = "
    assert database.ask(f"{recorded}'{MACHINE_TAG}'") == [(1,)]


def launch(ui: RunningUi, tags: Mapping[str, str]) -> None:
    """Put a run of everything into the queue, as the button of the UI does."""
    locations = """{ repositoriesOrError { ... on RepositoryConnection {
        nodes { name location { name } } } } }"""
    mutation = """mutation($run: ExecutionParams!) { launchRun(executionParams: $run) {
        __typename ... on PythonError { message } } }"""
    [repository] = ask(ui, locations)["repositoriesOrError"]["nodes"]
    run = {
        "selector": {
            "repositoryName": repository["name"],
            "repositoryLocationName": repository["location"]["name"],
            "jobName": "whole_pipeline",
        },
        "executionMetadata": {"tags": [{"key": k, "value": v} for k, v in tags.items()]},
    }
    answer = ask(ui, mutation, {"run": run})["launchRun"]
    assert answer["__typename"] == "LaunchRunSuccess", answer


def ask(ui: RunningUi, query: str, variables: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401
    body = {"query": query, "variables": variables or {}}
    answer = httpx.post(f"{ui.address}/graphql", json=body, timeout=60, trust_env=False)
    return answer.raise_for_status().json()["data"]
