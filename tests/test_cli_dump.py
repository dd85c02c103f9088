"""``import-dump`` as a user runs it."""

from __future__ import annotations

import bz2
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from dump_cases import DumpWriter
from fetched_season import SEASON, race
from sample_project import ROOT, Project

from benchmarks.dumps_made import MadePage, dump_xml
from pipelines.commands.exits import Exit

pytestmark = pytest.mark.slow

PAGES = [MadePage(f"{SEASON} Race {number}", race(number), number) for number in (1, 2, 3)]


def start(project: Project, *arguments: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "NASCAR_WAREHOUSE_RAW": str(project.raw),
        "NASCAR_WAREHOUSE_DIR": str(project.warehouse),
        "DAGSTER_HOME": str(project.warehouse / "home"),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines", "import-dump", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    )


def run(project: Project, *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output, standard error."""
    process = start(project, *arguments)
    output, errors = process.communicate(timeout=120)
    return process.returncode, output, errors


def documents(project: Project) -> list[Path]:
    return sorted(project.raw.rglob("*.wikitext"))


def test_a_dump_is_imported_built_and_can_be_queried(project: Project, dump: DumpWriter) -> None:
    path = dump(bz2.compress(dump_xml(PAGES).encode()))
    status, output, errors = run(project, str(path))
    assert (status, errors) == (Exit.DONE, "")
    assert "3 race articles: 3 new" in output
    assert output.strip().splitlines()[-1] == f"Published: {project.database}"
    assert project.query("select count(*) from core.dim_race") == [(3,)]


def test_a_dry_run_lists_and_writes_nothing(project: Project, dump: DumpWriter) -> None:
    status, output, _ = run(project, str(dump(dump_xml(PAGES))), "--dry-run")
    assert status == Exit.DONE
    assert f"{SEASON} Race 2" in output
    assert "3 of 3 articles would be landed" in output
    assert list(project.raw.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "arguments", "status", "message"),
    [
        (dump_xml(PAGES), ("--series", "nope"), 2, "'nope' is none of cup"),
        (dump_xml(PAGES), ("--season", "31"), 2, "'31' is no season"),
        (b"\xfd7zXZ\x00 and so on", (), Exit.FAILED, "xz"),
        ("<html></html>", (), Exit.FAILED, "mediawiki"),
        ("", (), Exit.FAILED, "empty"),
    ],
    ids=["series", "season", "xz", "html", "empty"],
)
def test_what_cannot_be_imported_is_refused(
    project: Project,
    dump: DumpWriter,
    content: str | bytes,
    arguments: tuple[str, ...],
    status: int,
    message: str,
) -> None:
    ended, _, errors = run(project, str(dump(content)), *arguments)
    assert ended == status
    assert message in errors
    assert "Traceback" not in errors
    assert documents(project) == []


def test_a_raw_folder_that_is_a_file_is_named(project: Project, dump: DumpWriter) -> None:
    path = dump(dump_xml(PAGES))
    status, _, errors = run(project, str(path), "--raw", str(path), "--no-build")
    assert status == Exit.WRONG_USE
    assert "--raw" in errors
    assert "Traceback" not in errors


def test_an_import_that_is_stopped_says_so_and_goes_on_the_next_time(
    project: Project, dump: DumpWriter
) -> None:
    many = [MadePage(f"{SEASON} Race {one}", race(one), one) for one in range(1, 1500)]
    path = dump(dump_xml(many))
    process = start(project, str(path), "--no-build")
    end = time.monotonic() + 60
    while not documents(project) and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == Exit.INTERRUPTED
    assert "run the same command again" in errors
    assert "Traceback" not in errors
    before = len(documents(project))
    assert 0 < before < len(many)
    status, output, _ = run(project, str(path), "--no-build")
    assert status == Exit.DONE, output
    assert len(documents(project)) == len(many)
