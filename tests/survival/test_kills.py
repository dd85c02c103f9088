"""Builds that are killed: what is published is whole, and the next build mends the rest."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from looping_builder import build, project_in
from sample_project import ROOT, Project

from pipelines.warehouse.versions import damage, kept_versions

pytestmark = pytest.mark.slow

KILLS = 100
LAST_STEP = 80


@pytest.fixture
def built(tmp_path: Path) -> Project:
    """A project in a folder of the test's own, built once."""
    (tmp_path / "raw").mkdir()
    project = project_in(tmp_path)
    build(project, 0)
    return project


def start(project: Project, *arguments: int) -> subprocess.Popen[str]:
    builder = subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "looping_builder.py"), str(project.raw.parent)]
        + [str(one) for one in arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
    )
    assert builder.stdout is not None
    assert builder.stdout.readline() == "ready\n"
    return builder


def number_and_races(path: Path) -> tuple[int, int]:
    with duckdb.connect(str(path), read_only=True) as connection:
        [(number,)] = connection.execute("select max(build_number) from quality.build").fetchall()
        [(races,)] = connection.execute("select count(*) from core.dim_race").fetchall()
    return number, races


def left_over(project: Project) -> list[str]:
    """Names that begin with a dot are of builds that have not ended, but for the lock."""
    return [one.name for one in project.warehouse.rglob(".*") if one.name != ".build.lock"]


def test_a_build_that_is_killed_at_any_of_100_moments_leaves_a_whole_file(
    built: Project,
) -> None:
    moments = random.Random(5)
    started = time.monotonic()
    build(built, 1)
    length = time.monotonic() - started
    seen = [number_and_races(built.database)]
    for kill in range(KILLS):
        builder = start(built, 2 + kill * 3)
        time.sleep(length * moments.uniform(0.05, 2.0))
        builder.kill()
        builder.wait()
        assert damage(built.database) is None
        seen.append(number_and_races(built.database))
        # A kept version is a copy that appears under its name when it is whole.
        newest = next(iter(kept_versions(built.database).values()))
        assert damage(newest) is None
    numbers = [number for number, _ in seen]
    assert numbers == sorted(numbers)
    assert numbers[-1] > numbers[0] + 10, (
        "most of the builders were killed before they did anything"
    )
    assert {races for _, races in seen} == {2}
    build(built, 10_000)
    assert left_over(built) == []
    assert list(kept_versions(built.database)) == sorted(
        range(number_and_races(built.database)[0] - 2, number_and_races(built.database)[0] + 1),
        reverse=True,
    )


def test_a_build_that_is_killed_between_any_two_steps_leaves_a_whole_file(
    built: Project,
) -> None:
    number, _ = number_and_races(built.database)
    for step in range(1, LAST_STEP):
        builder = start(built, 1 + step % 15, step)
        status = builder.wait(timeout=60)
        assert damage(built.database) is None
        found, races = number_and_races(built.database)
        assert found >= number
        assert races == 2
        number = found
        if status == 0:
            break
    else:
        pytest.fail(f"a build has more than {LAST_STEP} steps")
    assert step > 10
    assert left_over(built) == []
