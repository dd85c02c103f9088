"""A program that builds one state of raw/ after another until it is killed.

Run as ``python looping_builder.py FOLDER``, with ``FOLDER/raw`` and ``FOLDER/warehouse``. With
a second argument N, it kills itself at the Nth change of a file name, mode or copy: those are
the steps of staging and publishing that another process could be killed between.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from sample_project import REFERENCE, ROOT, Project

from pipelines.lock import build_lock
from pipelines.recognition.vocabulary import load_vocabulary
from pipelines.staged import discard_others
from pipelines.warehouse.build import build_warehouse
from pipelines.warehouse.catalog import load_catalog

STEPS = ("os.rename", "os.remove", "os.chmod", "os.mkdir", "os.rmdir", "shutil.copyfile")


def kill_at_step(wanted: int) -> None:
    steps = 0

    def count(event: str, _: object) -> None:
        nonlocal steps
        steps += event in STEPS
        if steps == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


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
    project.add_reference()
    project.add("cup/2023/2023-other.txt", other_race(1 + number % 16))
    with build_lock(project.warehouse, lambda message: None):
        seasons = project.extract().seasons
        build_warehouse(project.warehouse / "staged", seasons, project.catalog, project.database)
        discard_others(project.warehouse / "staged", seasons)


def main() -> None:
    project = project_in(Path(sys.argv[1]))
    first = int(sys.argv[2])
    print("ready", flush=True)
    if len(sys.argv) > 3:
        kill_at_step(int(sys.argv[3]))
        build(project, first)
        return
    for number in range(first, first + 1_000_000):
        build(project, number)


if __name__ == "__main__":
    main()
