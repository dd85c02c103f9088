"""A process that builds one state of raw/ after another until it is killed.

It is forked from a server that has imported everything, so that a kill costs a second, not
three, and hits the work instead of the imports.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from sample_project import REFERENCE, ROOT, Project

from pipelines.lock import build_lock
from pipelines.recognition.vocabulary import load_vocabulary
from pipelines.staged import StagedSeason, discard_others
from pipelines.warehouse.build import build_warehouse
from pipelines.warehouse.catalog import load_catalog

# What changes a name, a mode or a file by Python's hand.
STEPS = ("os.rename", "os.remove", "os.chmod", "os.mkdir", "os.rmdir", "shutil.copyfile")


def other_race(number: int) -> str:
    return (
        REFERENCE.read_text()
        .replace("= 2023 Ally 400 =", f"= 2023 Other {number} =")
        .replace("Race 17 of 36", f"Race {number} of 36")
        .replace("Race Name: Ally 400", f"Race Name: Other {number}")
    )


def project_in(folder: Path) -> Project:
    return Project(
        folder / "raw",
        folder / "warehouse",
        load_vocabulary(ROOT / "pipelines" / "vocabulary"),
        load_catalog(ROOT / "sql"),
    )


def build(project: Project, number: int) -> None:
    """Build the reference race beside another one, of which each number is a new state."""
    with build_lock(project.warehouse, lambda message: None):
        publish(project, stage(project, number))


def stage(project: Project, number: int) -> Mapping[int, StagedSeason]:
    project.add_reference()
    project.add("cup/2023/2023-other.txt", other_race(1 + number % 16))
    return project.extract().seasons


def publish(project: Project, seasons: Mapping[int, StagedSeason]) -> None:
    build_warehouse(project.warehouse / "staged", seasons, project.catalog, project.database)
    discard_others(project.warehouse / "staged", seasons)


def start_builder(project: Project, first: int, last_step: int | None = None) -> BaseProcess:
    """Start builds of the states ``first``, ``first + 1`` and so on, without end.

    With ``last_step`` N, one build that kills itself at the Nth of its ``STEPS`` after staging.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["looping_builder"])
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(project, first, last_step, theirs), daemon=True)
    process.start()
    theirs.close()
    assert ours.recv() == "ready"
    return process


def _run(project: Project, first: int, last_step: int | None, ready: Connection) -> None:
    ready.send("ready")
    if last_step is not None:
        with build_lock(project.warehouse, lambda message: None):
            seasons = stage(project, first)
            _kill_at_step(last_step)
            build_warehouse(
                project.warehouse / "staged", seasons, project.catalog, project.database
            )
        # Threads of libraries that were forked with the server may never end.
        os._exit(0)
    for number in range(first, first + 1_000_000):
        build(project, number)


def _kill_at_step(wanted: int) -> None:
    steps = 0

    def count(event: str, _: object) -> None:
        nonlocal steps
        if event not in STEPS:
            return
        steps += 1
        if steps == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
