"""The command line as a user runs it: what it prints and how it exits."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import nascar_warehouse
from sample_project import ROOT, Project

from pipelines.cli import dev
from pipelines.commands.exits import Exit
from pipelines.summary import FIRST_QUERY

pytestmark = pytest.mark.slow


def test_a_good_build_prints_tables_checks_path_and_a_query_that_runs(project: Project) -> None:
    project.add_reference()
    done = nascar_warehouse(project, "build")
    assert (done.returncode, done.stderr) == (Exit.DONE, "")
    for name in ("core.fct_race_result", "marts.race_summary", "staging.table_row"):
        assert name in done.stdout
    assert re.search(
        r"^Checks: \d+ passed, 0 warned \(nascar-warehouse check\)$", done.stdout, re.M
    )
    assert str(project.database) in done.stdout
    assert len(f'  .venv/bin/nascar-warehouse sql "{FIRST_QUERY}"') <= 100
    query = done.stdout.split(' sql "')[1].split('"')[0]
    shown = nascar_warehouse(project, "sql", query, check=True).stdout
    assert "Ross Chastain" in shown


def test_a_build_with_a_rejected_document_publishes_and_exits_with_three(
    project: Project,
) -> None:
    project.add_reference()
    project.add("cup/2023/empty.txt", "")
    done = nascar_warehouse(project, "build")
    assert done.returncode == Exit.WITH_PROBLEMS
    assert "cup/2023/empty.txt" in done.stdout
    assert "the file is empty" in done.stdout
    assert "A page that is no race: remove its files from raw/" in done.stdout
    assert project.query("select count(*) from core.fct_race_result") == [(36,)]


def test_a_reader_who_stops_reading_does_not_change_the_exit_status(project: Project) -> None:
    project.add_reference()
    project.add("cup/2023/empty.txt", "")
    environment = {
        **os.environ,
        "NASCAR_WAREHOUSE_RAW": str(project.raw),
        "NASCAR_WAREHOUSE_DIR": str(project.warehouse),
        "DAGSTER_HOME": str(project.warehouse / "home"),
    }
    build = subprocess.Popen(
        [sys.executable, "-m", "pipelines", "build"],
        stdout=subprocess.PIPE,
        env=environment,
        cwd=ROOT,
    )
    assert build.stdout is not None
    build.stdout.close()
    assert build.wait(timeout=120) == Exit.WITH_PROBLEMS


def test_a_build_without_documents_exits_with_one_and_no_traceback(project: Project) -> None:
    done = nascar_warehouse(project, "build")
    assert done.returncode == Exit.FAILED
    assert "there is no document" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_build_of_a_folder_that_is_not_there_says_so(project: Project) -> None:
    done = nascar_warehouse(project, "build", "--raw", str(project.raw / "nowhere"))
    assert done.returncode == Exit.FAILED
    assert "there is no raw folder" in done.stderr


def test_a_second_build_of_unchanged_input_changes_nothing_row_for_row(project: Project) -> None:
    project.add_reference()
    nascar_warehouse(project, "build", check=True)
    before = content(project)
    nascar_warehouse(project, "build", "--force", check=True)
    assert content(project) == before


def test_a_build_without_a_change_leaves_the_file_and_says_what_it_holds(project: Project) -> None:
    project.add_reference()
    first = nascar_warehouse(project, "build", check=True)
    published = project.database.stat()
    second = nascar_warehouse(project, "build", check=True)
    assert "nothing has changed since the last build" in second.stderr
    assert second.stdout == first.stdout
    assert project.database.stat() == published
    forced = nascar_warehouse(project, "build", "--force", check=True)
    assert "nothing has changed" not in forced.stderr
    assert project.database.stat().st_ino != published.st_ino


def test_a_build_after_a_change_or_after_a_restore_builds(project: Project) -> None:
    project.add_reference()
    nascar_warehouse(project, "build", check=True)
    article = project.raw / "cup" / "2023" / "2023-ally-400.txt"
    article.write_text(article.read_text().replace("Ross Chastain", "Ross Chastein"))
    changed = nascar_warehouse(project, "build")
    assert "nothing has changed" not in changed.stderr
    assert project.query("select count(*) from quality.build") == [(2,)]
    nascar_warehouse(project, "restore", check=True)
    assert project.query("select count(*) from quality.build") == [(1,)]
    nascar_warehouse(project, "build")
    assert project.query("select max(build_number) from quality.build") == [(3,)]


def content(project: Project) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table and view, in the order in which they are stored."""
    names = project.query(
        "select table_schema || '.' || table_name from information_schema.tables order by all"
    )
    views = project.query("select schema_name || '.' || view_name from duckdb_views()")
    return {
        name: project.query(f"from {name}" + (" order by all" if (name,) in views else ""))
        for (name,) in names
    }


def test_the_ui_that_a_script_has_started_in_the_background_can_be_stopped(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Shells let such programs ignore Ctrl-C, and then Dagster ended by SIGKILL only."""
    monkeypatch.setenv("DAGSTER_HOME", str(project.warehouse / "home"))
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "0")
    monkeypatch.setenv("PYTHONWARNINGS", "")
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda program, command: started.append(command))
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        dev(3490, "127.0.0.1")
        assert signal.getsignal(signal.SIGINT) == signal.SIG_DFL
    finally:
        signal.signal(signal.SIGINT, before)
    assert started[0][-4:] == ["-h", "127.0.0.1", "-p", "3490"]
    assert "http://127.0.0.1:3490" in capsys.readouterr().out


def test_dagster_does_not_advise_another_command_and_warns_of_all_else(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(project.warehouse / "home"))
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "0")
    monkeypatch.setenv("PYTHONWARNINGS", "default")
    monkeypatch.setattr(os, "execv", lambda program, command: None)
    before = signal.getsignal(signal.SIGINT)
    try:
        dev(3490, "127.0.0.1")
    finally:
        signal.signal(signal.SIGINT, before)
    program = (
        "from dagster_shared.utils.warnings import supersession_warning\n"
        "for one in ('Function `dev_command`', 'Function `other`'):\n"
        "    supersession_warning(one)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "`dev_command`" not in done.stderr
    assert "`other` is superseded" in done.stderr


def test_make_takes_a_build_of_which_something_was_rejected_for_published(tmp_path: Path) -> None:
    for status, expected in ((0, 0), (1, 2), (3, 0), (130, 2)):
        done = make_warehouse(tmp_path, f"exit {status}")
        assert done.returncode == expected, done.stderr
        assert ("not understood" in done.stdout) == (status == 3)
        assert ("Error" in done.stderr) == (expected == 2)


def make_warehouse(folder: Path, build: str) -> subprocess.CompletedProcess[str]:
    """Run ``make warehouse`` with another program in the place of the command line."""
    program = folder / "bin" / "nascar-warehouse"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\n{build}\n")
    program.chmod(0o755)
    # Newer than what it would be installed from.
    (folder / ".runtime").touch()
    command = ["make", "warehouse", f"VENV={folder}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
