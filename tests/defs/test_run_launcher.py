"""Runs whose process is gone: they must not count as under way for ever."""

from __future__ import annotations

import json
import logging
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import dagster as dg
import pytest
from dagster._daemon.monitoring.run_monitoring import monitor_started_run
from sample_project import ROOT

from pipelines.defs.processes import this_machine, this_process
from pipelines.defs.run_launcher import MACHINE_TAG, PROCESS_TAG, WatchedRunLauncher
from pipelines.instance import prepare_dagster_home

Status = dg.DagsterRunStatus


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    """An instance with the project's settings."""
    home = tmp_path / "home"
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "0")
    prepare_dagster_home(home)
    with dg.DagsterInstance.get() as made:
        yield made


@pytest.fixture
def server_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A server that listens; its address is short, as those of sockets must be."""
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("code-server")
        made.listen()
        yield made


def status_after_monitoring(recorded: dg.DagsterInstance, tags: Mapping[str, str]) -> Status:
    """What the daemon makes of a run under way."""
    run = dg.DagsterRun(
        "whole_pipeline", run_id=dg.DagsterRun("x").run_id, status=Status.STARTED, tags=tags
    )
    recorded.add_run(run)
    record = recorded.get_run_record_by_id(run.run_id)
    assert record is not None
    monitor_started_run(recorded, cast(Any, None), record, logging.getLogger(__name__))
    after = recorded.get_run_by_id(run.run_id)
    assert after is not None
    return after.status


def of_server(path: str) -> dict[str, str]:
    """The tag that Dagster's launcher gives to a run of the UI."""
    return {".dagster/grpc_info": json.dumps({"host": "localhost", "socket": path})}


def test_the_daemon_looks_after_runs(recorded: dg.DagsterInstance) -> None:
    assert recorded.run_monitoring_enabled
    assert isinstance(recorded.run_launcher, WatchedRunLauncher)


def test_a_run_of_the_ui_has_failed_when_its_code_server_is_gone(
    recorded: dg.DagsterInstance, server_socket: socket.socket
) -> None:
    """Two of them, left by a power cut, kept every later run in the queue for ever."""
    assert status_after_monitoring(recorded, of_server("code-server")) == Status.STARTED
    server_socket.close()
    assert status_after_monitoring(recorded, of_server("code-server")) == Status.FAILURE
    assert status_after_monitoring(recorded, of_server("never-there")) == Status.FAILURE


def test_a_run_of_a_build_has_failed_when_its_process_is_gone(
    recorded: dg.DagsterInstance,
) -> None:
    name = "from pipelines.defs.processes import this_process; print(this_process())"
    ended = subprocess.run(
        [sys.executable, "-c", name], capture_output=True, text=True, cwd=ROOT, check=True
    )
    ours = {PROCESS_TAG: this_process()}
    assert status_after_monitoring(recorded, ours) == Status.STARTED
    gone = {PROCESS_TAG: ended.stdout.strip()}
    assert status_after_monitoring(recorded, gone) == Status.FAILURE


def test_a_run_of_the_ui_of_another_machine_is_left_alone(recorded: dg.DagsterInstance) -> None:
    """Its code server's address means nothing here; every live run there would have failed."""
    there = {**of_server("never-there"), MACHINE_TAG: "another-machine"}
    assert status_after_monitoring(recorded, there) == Status.STARTED
    here = {**of_server("never-there"), MACHINE_TAG: this_machine()}
    assert status_after_monitoring(recorded, here) == Status.FAILURE


def test_a_run_of_which_nothing_is_known_is_left_alone(recorded: dg.DagsterInstance) -> None:
    assert status_after_monitoring(recorded, {}) == Status.STARTED
