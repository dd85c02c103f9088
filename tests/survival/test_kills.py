"""Builds that are killed: what is published is whole, and the next build mends the rest."""

from __future__ import annotations

import random
import time
from pathlib import Path

import duckdb
import pytest
from endurance import endurance, times
from looping_builder import build, project_in, start_builder
from sample_project import Project

from pipelines.warehouse.versions import damage, kept_versions

pytestmark = pytest.mark.slow

KILLS = times(100, few=15)
# Other tests come and go beside this one, and a build takes longer or shorter.
MEASURED_EVERY = 20
LAST_STEP = 40


@pytest.fixture
def built(tmp_path: Path) -> Project:
    """A project in a folder of the test's own, built once."""
    (tmp_path / "raw").mkdir()
    project = project_in(tmp_path)
    build(project, 0)
    return project


def number_and_races(path: Path) -> tuple[int, int]:
    with duckdb.connect(str(path), read_only=True) as connection:
        [(number,)] = connection.execute("select max(build_number) from quality.build").fetchall()
        [(races,)] = connection.execute("select count(*) from core.dim_race").fetchall()
    return number, races


def seconds_to_publish(project: Project, number: int) -> float:
    """How long a process takes from its start until a build of it is published."""
    started = time.monotonic()
    before = project.database.stat().st_ino
    builder = start_builder(project, number)
    while project.database.stat().st_ino == before:
        assert builder.is_alive(), "a builder has ended by itself"
        time.sleep(0.01)
    length = time.monotonic() - started
    builder.kill()
    builder.join()
    return length


def left_over(project: Project) -> list[str]:
    """Names that begin with a dot are of builds that have not ended, but for the lock."""
    return [one.name for one in project.warehouse.rglob(".*") if one.name != ".build.lock"]


@endurance
def test_a_build_that_is_killed_at_any_moment_leaves_a_whole_file(
    built: Project,
) -> None:
    moments = random.Random(5)
    build(built, 1)
    build(built, 2)
    seen = [number_and_races(built.database)]
    length = 0.0
    for kill in range(KILLS):
        if kill % MEASURED_EVERY == 0:
            length = seconds_to_publish(built, 1 + kill)
        builder = start_builder(built, 3 + kill * 3)
        time.sleep(length * moments.uniform(0.02, 1.3))
        builder.kill()
        builder.join()
        assert damage(built.database) is None
        seen.append(number_and_races(built.database))
        if kill % 10 == 0:
            # A kept version is a copy that appears under its name when it is whole.
            assert [damage(one) for one in kept_versions(built.database).values()] == [None] * 3
    numbers = [number for number, _ in seen]
    assert numbers == sorted(numbers)
    assert numbers[-1] > numbers[0] + KILLS // 10, (
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
        builder = start_builder(built, 1 + step % 15, step)
        builder.join(timeout=60)
        assert builder.exitcode is not None, "a build has not ended"
        assert damage(built.database) is None
        found, races = number_and_races(built.database)
        assert found >= number
        assert races == 2
        number = found
        if builder.exitcode == 0:
            break
    else:
        pytest.fail(f"a build has more than {LAST_STEP} steps")
    assert step > 8
    build(built, 0)
    assert left_over(built) == []
