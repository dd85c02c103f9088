"""``import-dump`` as a user runs it."""

from __future__ import annotations

import bz2
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import divided_dumps
import pytest
from dump_cases import DumpWriter
from fetched_season import SEASON, race
from sample_project import ROOT, Project

from benchmarks.dumps_made import MadePage, dump_xml
from pipelines.commands.exits import Exit

pytestmark = pytest.mark.slow

PAGES = [MadePage(f"{SEASON} Race {number}", race(number), number) for number in (1, 2, 3)]


def start(project: Project, *arguments: str, group: bool = False) -> subprocess.Popen[str]:
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
        start_new_session=group,
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


def multistream(folder: Path, races: int) -> Path:
    """A dump of some megabytes, which is divided, with its index beside it."""
    chance = random.Random(1)
    fillers = (chance.randbytes(8_000).hex() for _ in range(races))
    return divided_dumps.write(
        folder,
        (
            page
            for number, filler in enumerate(fillers)
            for page in (divided_dumps.race(number), MadePage("Filler", filler, number + 1))
        ),
        20,
    )


def test_a_dump_with_its_index_is_read_by_processes_and_not_read_a_second_time(
    project: Project, tmp_path: Path
) -> None:
    path = multistream(tmp_path, 300)
    kept = project.warehouse / "staged" / "dump_shards" / path.name
    status, output, errors = run(project, str(path), "--no-build")
    assert (status, errors) == (Exit.DONE, "")
    assert "600 pages read, 300 race articles: 300 new" in output
    shards = {one.name: one.stat().st_mtime_ns for one in kept.rglob("*.parquet")}
    assert len(shards) > 1
    _, output, errors = run(project, str(path), "--no-build")
    assert "600 pages read, 300 race articles: 0 new, 0 with a new revision" in output
    assert {one.name: one.stat().st_mtime_ns for one in kept.rglob("*.parquet")} == shards


def test_a_divided_dry_run_writes_nothing(project: Project, tmp_path: Path) -> None:
    path = multistream(tmp_path, 300)
    status, output, errors = run(project, str(path), "--dry-run")
    assert (status, errors) == (Exit.DONE, "")
    assert "300 of 300 articles would be landed" in output
    assert list(project.raw.iterdir()) == []
    assert not project.warehouse.exists()


def test_a_divided_import_is_stopped_as_from_a_terminal_and_goes_on(
    project: Project, tmp_path: Path
) -> None:
    """Ctrl-C reaches every process of a terminal, and one message is enough."""
    path = multistream(tmp_path, 900)
    process = start(project, str(path), "--no-build", group=True)
    end = time.monotonic() + 60
    while not documents(project) and time.monotonic() < end:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == Exit.INTERRUPTED
    assert errors == "nascar-warehouse: stopped; run the same command again to go on from there\n"
    assert 0 < len(documents(project)) < 900
    status, output, _ = run(project, str(path), "--no-build")
    assert status == Exit.DONE, output
    assert len(documents(project)) == 900


def test_an_index_may_be_named_and_one_that_does_not_fit_is_told_of(
    project: Project, tmp_path: Path
) -> None:
    path = multistream(tmp_path, 3)
    index = path.with_name("mine.txt")
    index.write_text("616:10:A page\n500:11:Another page\n")
    _, output, errors = run(project, str(path), "--index", str(index), "--no-build")
    assert "mine.txt does not ascend: 500 comes after 616" in errors
    assert "6 pages read, 3 race articles: 3 new" in output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing.xml",), "File 'nothing.xml' does not exist"),
        (("tests",), "File 'tests' is a folder"),
        (("README.md", "--index", "nothing.txt"), "File 'nothing.txt' does not exist"),
        (("nowhere://bucket/dump.xml.bz2",), "nowhere"),
        (("https://me:secret@example.org/dump.xml.bz2",), "has a user or password in it"),
        (("README.md", "--engine", "spark"), "'spark' is none of local"),
    ],
)
def test_what_is_wrong_with_the_arguments_is_said(
    project: Project, arguments: tuple[str, ...], said: str
) -> None:
    status, _, errors = run(project, *arguments)
    assert status in (Exit.WRONG_USE, Exit.FAILED)
    assert said in " ".join(errors.replace("│", " ").split())
    assert "secret" not in errors
    assert "Traceback" not in errors
