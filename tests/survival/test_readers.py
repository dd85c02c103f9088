"""Readers beside builds: eight that come and go, one that stays, one that means to write."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from endurance import endurance, times
from looping_builder import build, project_in
from sample_project import Project

pytestmark = pytest.mark.slow

BUILDS = times(50, few=8)
READERS = 8

READER = """
import duckdb, sys, time
path, last = sys.argv[1], 0
print("ready", flush=True)
while True:
    with duckdb.connect(path, read_only=True) as connection:
        [(number, races)] = connection.execute(
            "select build_number, races from quality.build order by all desc limit 1").fetchall()
        assert number >= last, (number, last)
        last = number
        # Some of them each time: eight readers would need all of the machine for all of them.
        chosen = "from quality.row_count using sample 2 rows"
        for name, count in connection.execute(chosen).fetchall():
            [(found,)] = connection.execute(f"select count(*) from {name}").fetchall()
            assert found == count, (name, found, count)
        [(found,)] = connection.execute("select count(*) from core.dim_race").fetchall()
        assert found == races, (found, races)
    print(number, flush=True)
    time.sleep(1)
"""

HOLDER = """
import duckdb, sys
query = "select max(build_number), (select count(*) from marts.race_results) from quality.build"
connection = duckdb.connect(sys.argv[1], read_only=True)
print(connection.execute(query).fetchall(), flush=True)
sys.stdin.readline()
print(connection.execute(query).fetchall(), flush=True)
"""

# As root nobody is refused; DuckDB is imported before, since nobody may read root's folders.
MISTAKEN_WRITER = """
import duckdb, os, sys, time
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
print("ready", flush=True)
while True:
    try:
        connection = duckdb.connect(sys.argv[1])
        connection.execute("create table mistake as select 1")
        print("opened", flush=True)
    except duckdb.Error as error:
        print("refused" if "ermission denied" in str(error) else str(error), flush=True)
    time.sleep(0.1)
"""


@pytest.fixture
def project() -> Iterator[Project]:
    """In a folder that every user may enter, as those of pytest are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        (Path(name) / "raw").mkdir()
        yield project_in(Path(name))


def start(script: str, project: Project) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(project.database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOME": "/tmp"},
    )


def ended(program: subprocess.Popen[str]) -> tuple[list[str], str]:
    """Stop a program that runs until it is stopped; what it printed, and its errors."""
    is_running = program.poll() is None
    program.kill()
    output, errors = program.communicate()
    assert is_running, errors
    return output.splitlines(), errors


@endurance
def test_readers_never_notice_builds_nor_a_writer_that_comes_by_mistake(
    project: Project,
) -> None:
    build(project, 0)
    holder = start(HOLDER, project)
    assert holder.stdout is not None
    first = holder.stdout.readline()
    assert first == "[(1, 72)]\n"
    others = [start(READER, project) for _ in range(READERS)] + [start(MISTAKEN_WRITER, project)]
    for one in others:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for number in range(1, BUILDS + 1):
        build(project, number)
    *readers, writer = [ended(one) for one in others]
    for seen, errors in readers:
        assert errors == ""
        assert len(set(seen)) > BUILDS // 10, "a reader has hardly read anything"
    tries, _ = writer
    assert set(tries) == {"refused"}
    assert holder.communicate("go\n", timeout=60)[0] == first
    assert project.query("select max(build_number) from quality.build") == [(BUILDS + 1,)]
    assert not project.database.with_name("nascar.duckdb.wal").exists()


def test_a_writer_that_is_not_refused_stops_no_build(project: Project) -> None:
    """As root, whom no file mode stops: he locks out readers until the next build is published."""
    build(project, 0)
    project.database.chmod(0o644)
    writer = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys; connection = duckdb.connect(sys.argv[1]); "
            "connection.execute('create table core.mistake as select 1'); "
            "print('open', flush=True); sys.stdin.readline()",
            str(project.database),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "open\n"
    try:
        build(project, 1)
        assert project.query("select build_number from quality.build order by all") == [
            (1,),
            (2,),
        ]
        assert project.query(
            "select count(*) from duckdb_tables() where table_name = 'mistake'"
        ) == [(0,)]
    finally:
        writer.communicate("go\n", timeout=60)
