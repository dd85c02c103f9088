"""Many runners never publish at once, also where they share no folder but the runs' database."""

from __future__ import annotations

import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import dagster as dg
import pytest
from held_build import HeldBuild, start_held_build
from sample_project import Project

from pipelines.building import run_build
from pipelines.commands.exits import Exit
from pipelines.defs import pool
from pipelines.defs.pool import PUBLICATION, PublicationBusy
from pipelines.defs.processes import this_process
from pipelines.defs.run_launcher import PROCESS_TAG
from pipelines.instance import prepare_dagster_home
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.warehouse.catalog import Catalog

STEP = "warehouse"
Start = Callable[[str], HeldBuild]


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    """An instance with the project's settings, whose pool has its limit."""
    home = tmp_path / "home"
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "0")
    monkeypatch.setattr(pool, "_POLL_SECONDS", 0.01)
    prepare_dagster_home(home)
    with dg.DagsterInstance.get() as made:
        made.event_log_storage.initialize_concurrency_limit_to_default(PUBLICATION)
        yield made


@pytest.fixture
def start(tmp_path: Path, vocabulary: Vocabulary, catalog: Catalog) -> Iterator[Start]:
    """Starts builds of folders of their own, whose runs are recorded in one place."""
    started: list[HeldBuild] = []

    def start_one(name: str) -> HeldBuild:
        folder = tmp_path / name
        made = Project(folder / "raw", folder / "warehouse", vocabulary, catalog)
        made.add_reference()
        started.append(start_held_build(made, tmp_path / "home"))
        return started[-1]

    yield start_one
    for one in started:
        one.stop()


def add_run(instance: dg.DagsterInstance, tags: dict[str, str] | None = None) -> str:
    run = dg.DagsterRun("whole_pipeline", status=dg.DagsterRunStatus.STARTED, tags=tags or {})
    instance.add_run(run)
    return run.run_id


def claims(instance: dg.DagsterInstance, run_id: str) -> bool:
    storage = instance.event_log_storage
    return bool(storage.claim_concurrency_slot(PUBLICATION, run_id, STEP).is_claimed)


def holders(instance: dg.DagsterInstance) -> set[str]:
    info = instance.event_log_storage.get_concurrency_info(PUBLICATION)
    return {slot.run_id for slot in info.claimed_slots}


def ended_process() -> str:
    """The name of this process as of one that was started at another time."""
    machine, boot, namespace, number, started = this_process().split()
    return " ".join((machine, boot, namespace, number, str(int(started) - 1)))


def test_a_new_home_of_dagster_lets_one_publish_at_a_time(recorded: dg.DagsterInstance) -> None:
    [limit] = recorded.event_log_storage.get_pool_limits()
    assert (limit.name, limit.limit) == (PUBLICATION, 1)
    first, second = add_run(recorded), add_run(recorded)
    assert claims(recorded, first)
    assert not claims(recorded, second)
    recorded.event_log_storage.free_concurrency_slot_for_step(first, STEP)
    assert claims(recorded, second)


def test_the_step_that_publishes_is_in_the_pool() -> None:
    from pipelines.definitions import defs

    graph = defs.resolve_asset_graph()
    pools = {key.to_user_string(): graph.get(key).pools for key in graph.materializable_asset_keys}
    assert pools["core/fct_race_result"] == {PUBLICATION}
    assert not pools["staged/seasons"]


def test_the_slot_is_given_to_one_however_many_ask_at_once(recorded: dg.DagsterInstance) -> None:
    """Dagster's own two statements let several through, once the runs were all given a turn."""
    storage = recorded.event_log_storage
    for _ in range(10):
        runs = [add_run(recorded) for _ in range(6)]
        together = threading.Barrier(len(runs))

        def claim(run_id: str, together: threading.Barrier = together) -> bool:
            storage.add_pending_step(PUBLICATION, run_id, STEP, should_assign=True)  # type: ignore[attr-defined]
            together.wait()
            return claims(recorded, run_id)

        with ThreadPoolExecutor(len(runs)) as threads:
            assert sum(threads.map(claim, runs)) == 1
        assert len(holders(recorded)) == 1
        for run_id in runs:
            storage.free_concurrency_slots_for_run(run_id)


def test_a_run_that_was_never_told_that_the_slot_is_free_takes_it(
    recorded: dg.DagsterInstance,
) -> None:
    """It asked while the slot was taken, and was put in the queue after that was emptied."""
    waiting = add_run(recorded)
    recorded.event_log_storage.add_pending_step(PUBLICATION, waiting, STEP, should_assign=False)  # type: ignore[attr-defined]
    claims(recorded, waiting)
    assert claims(recorded, waiting)


def test_the_slot_of_a_dead_run_is_taken_at_once(recorded: dg.DagsterInstance) -> None:
    dead = add_run(recorded, {PROCESS_TAG: ended_process()})
    assert claims(recorded, dead)
    alive = add_run(recorded)
    claims(recorded, alive)
    assert claims(recorded, alive)


def test_a_dead_run_whose_turn_it_was_keeps_nobody_waiting(recorded: dg.DagsterInstance) -> None:
    dead = add_run(recorded, {PROCESS_TAG: ended_process()})
    recorded.event_log_storage.add_pending_step(PUBLICATION, dead, STEP, should_assign=True)  # type: ignore[attr-defined]
    alive = add_run(recorded)
    claims(recorded, alive)
    assert claims(recorded, alive)


@pytest.mark.parametrize("machine", ["here", "another-machine"])
def test_the_slot_of_a_run_that_may_live_is_left_alone(
    recorded: dg.DagsterInstance, machine: str
) -> None:
    """Of a process of another machine nobody here knows, whatever its number."""
    name = this_process()
    if machine != "here":
        name = " ".join((machine, *name.split()[1:3], "999999999", "1"))
    holder, other = add_run(recorded, {PROCESS_TAG: name}), add_run(recorded)
    assert claims(recorded, holder)
    assert [claims(recorded, other) for _ in range(3)] == [False] * 3
    assert holders(recorded) == {holder}


def test_who_waits_is_told_for_whom_and_not_for_ever(
    recorded: dg.DagsterInstance,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    holder, other = add_run(recorded, {PROCESS_TAG: this_process()}), add_run(recorded)
    assert claims(recorded, holder)
    for _ in range(3):
        assert not claims(recorded, other)
    [said] = capsys.readouterr().err.splitlines()
    assert f"run {holder[:8]} (process " in said
    assert said.endswith("is publishing; waiting for it")
    monkeypatch.setattr(pool, "LONGEST_WAIT_SECONDS", 0.0)
    with pytest.raises(PublicationBusy, match="free its slot of the pool publication"):
        claims(recorded, other)
    [waiting] = recorded.event_log_storage.get_concurrency_info(PUBLICATION).pending_steps
    assert waiting.run_id == holder


def test_a_build_that_has_waited_too_long_says_what_to_do(
    recorded: dg.DagsterInstance, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NASCAR_WAREHOUSE_RAW", str(project.raw))
    monkeypatch.setenv("NASCAR_WAREHOUSE_DIR", str(project.warehouse))
    monkeypatch.setattr(pool, "LONGEST_WAIT_SECONDS", 0.05)
    project.add_reference()
    holder = add_run(recorded, {PROCESS_TAG: this_process()})
    assert claims(recorded, holder)
    outcome = run_build(dg.DagsterInstance.get())
    assert outcome.failure is not None
    assert outcome.failure.startswith(f"run {holder[:8]} (process ")
    assert "free its slot of the pool publication" in outcome.failure
    assert not outcome.is_interrupted
    assert not project.database.exists()


@pytest.mark.slow
def test_two_builds_of_two_folders_publish_one_after_the_other(start: Start) -> None:
    first = start("first")
    first.wait_until_publishing()
    second = start("second")
    second.wait_until_waiting()
    before = second.processor_seconds()
    time.sleep(2)
    assert second.processor_seconds() - before < 0.5, "it waits with a whole core"
    assert not second.is_publishing
    assert first.finish() == Exit.DONE
    second.wait_until_publishing()
    assert second.finish() == Exit.DONE
    assert first.project.database.exists()
    assert second.project.database.exists()


@pytest.mark.slow
def test_a_build_that_is_killed_while_it_publishes_lets_the_next_one_publish(start: Start) -> None:
    first = start("first")
    first.wait_until_publishing()
    second = start("second")
    second.wait_until_waiting()
    first.process.kill()
    first.process.wait()
    killed = time.monotonic()
    second.wait_until_publishing()
    assert time.monotonic() - killed < 5
    second.process.kill()
    second.process.wait()
    third = start("third")
    assert third.finish() == Exit.DONE, third.said
    assert "waiting for it" not in third.said


@pytest.mark.slow
def test_a_build_that_waits_can_be_stopped(start: Start, tmp_path: Path) -> None:
    first = start("first")
    first.wait_until_publishing()
    second = start("second")
    second.wait_until_waiting()
    second.process.send_signal(signal.SIGINT)
    assert second.process.wait(20) == Exit.INTERRUPTED, second.said
    assert "nothing was published" in second.said
    with closing(sqlite3.connect(tmp_path / "home/event_log/event_log.db")) as log:
        assert log.execute("select count(*) from pending_steps").fetchone() == (1,)
    assert first.finish() == Exit.DONE
