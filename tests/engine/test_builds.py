"""Whole builds on a cluster, as a user starts them: published, or nothing is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import environment, nascar_warehouse, say
from made_seasons import SEASONS, make_seasons
from running_cluster import kill, running_cluster
from sample_project import ROOT, Project

from pipelines.commands.exits import Exit

pytestmark = pytest.mark.slow


def in_the_middle(project: Project, act: Callable[[subprocess.Popen[str]], None]) -> (
    subprocess.Popen[str]
):  # fmt: skip
    """A build that is given something to deal with when its first season is staged."""
    staged = project.warehouse / "staged"
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines", "build"], env=environment(project), cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    ends = time.monotonic() + 60
    while time.monotonic() < ends and process.poll() is None:
        if any(staged.glob("20*/_contents.json")):
            act(process)
            break
        time.sleep(0.005)
    return process


def outcome(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, errors = process.communicate(timeout=120)
    return process.returncode, errors


def of_session(session: int) -> list[str]:
    """What still runs of a session, whoever started it."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == session and fields[0] != "Z":
                    found.append((folder / "cmdline").read_text())
            except OSError:
                continue
    return found


def test_a_job_whose_scheduler_is_killed_publishes_nothing_and_is_run_again(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.add_reference()
    project.build()
    published = project.database.read_bytes()
    make_seasons(project, races=16)
    for folder in (project.warehouse / "staged").glob("20*"):
        (folder / "_contents.json").unlink()
    with running_cluster(tmp_path / "one", workers=1) as cluster:
        monkeypatch.setenv("NASCAR_WAREHOUSE_SCHEDULER", cluster.address)
        process = in_the_middle(project, lambda _: kill(cluster.scheduler))
        status, errors = outcome(process)
    assert status == Exit.FAILED
    assert "connection to the Dask cluster" in errors
    assert "Traceback" not in errors
    assert project.database.read_bytes() == published
    with running_cluster(tmp_path / "another") as cluster:
        monkeypatch.setenv("NASCAR_WAREHOUSE_SCHEDULER", cluster.address)
        done = nascar_warehouse(project, "build")
        assert done.returncode in (Exit.DONE, Exit.WITH_PROBLEMS), done.stderr
    assert project.query("select count(*) from core.dim_race") == [(len(SEASONS) * 16 + 1,)]
    # Nothing is to be done, so nobody asks whether the cluster is still there.
    assert nascar_warehouse(project, "build").returncode == done.returncode


def test_a_build_on_a_cluster_of_this_machine_says_nothing_of_dask(project: Project) -> None:
    project.add_reference()
    done = nascar_warehouse(project, "build", "--engine", "dask_local_cluster", "--workers", "1")
    assert done.returncode == Exit.DONE
    assert done.stderr == ""
    assert project.query("select count(*) from core.dim_race") == [(1,)]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [(signal.SIGINT, Exit.INTERRUPTED), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_a_build_that_is_stopped_leaves_no_worker(
    project: Project, monkeypatch: pytest.MonkeyPatch, sent: int, expected: int
) -> None:
    make_seasons(project, races=16)
    monkeypatch.setenv("NASCAR_WAREHOUSE_ENGINE", "dask_local_cluster")
    monkeypatch.setenv("NASCAR_WAREHOUSE_WORKERS", "1")
    process = in_the_middle(project, lambda started: os.kill(started.pid, sent))
    status, errors = outcome(process)
    assert status == expected, errors
    assert not project.database.exists()
    ends = time.monotonic() + 10
    while (left := of_session(process.pid)) and time.monotonic() < ends:
        time.sleep(0.1)
    assert left == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--engine", "spark"), "'spark' is none of local, dask_local_cluster, dask"),
        (("--engine", "dask"), "set NASCAR_WAREHOUSE_SCHEDULER"),
        (("--scheduler", "10.0.0.5"), "is no address of one"),
        (("--engine", "local", "--scheduler", "tcp://10.0.0.5:1"), "local has no scheduler"),
        (("--scheduler", "tls://10.0.0.5:8786"), "set NASCAR_WAREHOUSE_TLS_CA"),
    ],
)
def test_options_that_cannot_be_used_end_before_anything_is_loaded(
    project: Project, options: tuple[str, ...], message: str
) -> None:
    said = say(project, "build", *options)
    assert said.status == Exit.FAILED
    assert message in said.errors
    assert not project.warehouse.exists()
