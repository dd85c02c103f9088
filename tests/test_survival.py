"""Builds that are killed, and builds at the same time: readers never notice."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import duckdb
import pytest
from endurance import endurance, times
from sample_project import ROOT, Project

from pipelines.lock import FolderBusy, build_lock

pytestmark = pytest.mark.slow

KILLS = times(20, few=8)
# What the published file may hold: the reference race, or it and a second one.
WHOLE = {(1, 36), (2, 72)}


def start_build(project: Project, *, own_group: bool = False) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "NASCAR_WAREHOUSE_RAW": str(project.raw),
        "NASCAR_WAREHOUSE_DIR": str(project.warehouse),
        "DAGSTER_HOME": str(project.warehouse / "home"),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines", "build", "--force"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
        start_new_session=own_group,
    )


class Reader(threading.Thread):
    """Opens the published file again and again in processes of its own; notes what is wrong."""

    SCRIPT = """
import duckdb, sys
path = sys.argv[1]
for _ in range(40):
    with duckdb.connect(path, read_only=True) as connection:
        for name, count in connection.execute("from quality.row_count").fetchall():
            [(found,)] = connection.execute(f"select count(*) from {name}").fetchall()
            assert found == count, (name, found, count)
        [(races,)] = connection.execute("select count(*) from core.dim_race").fetchall()
        [(results,)] = connection.execute("select count(*) from marts.race_results").fetchall()
        print(races, results)
"""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project
        self.is_stopping = threading.Event()
        self.errors: list[str] = []
        self.seen: set[tuple[int, int]] = set()

    def run(self) -> None:
        while not self.is_stopping.is_set():
            done = subprocess.run(
                [sys.executable, "-c", self.SCRIPT, str(self.project.database)],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                self.errors.append(done.stderr)
            for line in done.stdout.splitlines():
                races, results = line.split()
                self.seen.add((int(races), int(results)))


@endurance
def test_a_reader_sees_a_whole_warehouse_while_builds_are_killed(
    project: Project, other_race: Callable[..., str]
) -> None:
    project.add_reference()
    started = time.monotonic()
    first = start_build(project)
    assert first.wait(timeout=120) == 0
    length = time.monotonic() - started
    second_race = project.raw / "cup" / "2023" / "2023-other-400.txt"
    moments = random.Random(17)
    reader = Reader(project)
    reader.start()
    try:
        for kill in range(KILLS):
            # Each build has other input than the one before, so each has all its work to do.
            if kill % 2:
                second_race.unlink()
            else:
                second_race.write_text(other_race())
            build = start_build(project)
            # The first part of a build is only imports: most kills go into the work itself.
            time.sleep(length * moments.uniform(0.3, 1.0))
            build.send_signal(signal.SIGKILL)
            build.wait()
        second_race.write_text(other_race())
        last = start_build(project)
        assert last.wait(timeout=120) == 0
    finally:
        reader.is_stopping.set()
        reader.join()
    assert reader.errors == []
    assert reader.seen <= WHOLE
    assert project.query("select count(*) from marts.race_results") == [(72,)]
    left_over = {path.name for path in project.warehouse.glob(".nascar.duckdb.*")}
    # What the file was made of, which the last build has noted.
    assert left_over == {".nascar.duckdb.inputs.json"}
    assert not list((project.warehouse / "staged").glob(".*"))
    assert runs_in_progress(project) == []


def runs_in_progress(project: Project) -> list[tuple[str, str]]:
    """Runs that the UI would show as still under way."""
    [database] = (project.warehouse / "home").rglob("runs.db")
    with sqlite3.connect(database) as connection:
        return connection.execute(
            "select run_id, status from runs where status not in ('SUCCESS', 'FAILURE')"
        ).fetchall()


def test_two_builds_at_once_both_end_well_and_say_that_they_wait(project: Project) -> None:
    project.add_reference()
    project.warehouse.mkdir()
    builds: list[subprocess.Popen[str]] = []
    with build_lock(project.warehouse, print):
        for _ in range(2):
            build = start_build(project)
            builds.append(build)
            assert build.stderr is not None
            # The line is written when the build has found the lock taken, and not before.
            assert f"process {os.getpid()}" in build.stderr.readline()
    for build in builds:
        build.communicate(timeout=120)
    assert [build.returncode for build in builds] == [0, 0]
    assert project.query("select count(*) from marts.race_results") == [(36,)]


def test_an_interrupted_build_says_that_nothing_was_published_and_nothing_else(
    project: Project,
) -> None:
    project.add_reference()
    project.warehouse.mkdir()
    with build_lock(project.warehouse, print):
        build = start_build(project, own_group=True)
        assert build.stderr is not None
        build.stderr.readline()
        # As a terminal does: to the process and to all that it has started.
        os.killpg(build.pid, signal.SIGINT)
        _, errors = build.communicate(timeout=60)
    assert build.returncode == 130
    assert errors == (
        "nascar-warehouse: the build was interrupted; nothing was published, build again\n"
    )
    assert not project.database.exists()


def test_a_builder_that_waited_long_enough_ends_with_a_clear_message(project: Project) -> None:
    with (
        build_lock(project.warehouse, print),
        pytest.raises(FolderBusy, match=f"process {os.getpid()}.*nothing was changed"),
        build_lock(project.warehouse, print, wait_seconds=0.3),
    ):
        pass


def test_a_reader_with_the_old_file_open_keeps_it_whole(
    project: Project, other_race: Callable[..., str]
) -> None:
    project.add_reference()
    project.build()
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys; connection = duckdb.connect(sys.argv[1], read_only=True); "
            "print('open', flush=True); sys.stdin.readline(); "
            "print(connection.execute('select count(*) from marts.race_results').fetchall())",
            str(project.database),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    project.add("cup/2023/2023-other-400.txt", other_race())
    project.build()
    output, _ = holder.communicate("go\n", timeout=30)
    assert output == "[(36,)]\n"
    assert project.query("select count(*) from marts.race_results") == [(72,)]


def test_a_stale_log_beside_the_file_does_not_make_it_unreadable(project: Project) -> None:
    project.add_reference()
    project.warehouse.mkdir()
    log = project.database.with_name("nascar.duckdb.wal")
    log.write_bytes(b"left behind by a program that was killed")
    project.build()
    assert not log.exists()
    with duckdb.connect(str(project.database), read_only=True) as connection:
        assert connection.execute("select count(*) from core.dim_race").fetchall() == [(1,)]


@pytest.mark.parametrize("damage", ["deleted", "truncated", "overwritten"])
def test_a_damaged_staged_file_is_made_again_by_the_next_build(
    damage: str, project: Project
) -> None:
    project.add_reference()
    project.build()
    [path] = project.warehouse.glob("staged/2023-*/core.fct_race_result.*.parquet")
    size = path.stat().st_size
    if damage == "deleted":
        path.unlink()
    else:
        path.write_bytes(b"x" * (size if damage == "overwritten" else size // 2))
    try:
        project.build()
    except RuntimeError as error:
        assert damage == "overwritten"
        assert "run the build again" in str(error)
        project.build()
    assert project.query("select count(*) from core.fct_race_result") == [(36,)]


def test_a_damaged_published_file_is_replaced(project: Project) -> None:
    project.add_reference()
    project.build()
    project.database.write_bytes(b"no database")
    project.build()
    assert project.query("select count(*) from core.fct_race_result") == [(36,)]
