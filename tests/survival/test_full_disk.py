"""A disk that is full at any write, or read-only: a small file system in memory.

Mounting one takes root; without, these tests are skipped.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from endurance import endurance, times
from looping_builder import build, other_race, project_in
from sample_project import ROOT, Project

from pipelines.staged import StagedDataError
from pipelines.warehouse.build import build_warehouse
from pipelines.warehouse.versions import damage, kept_versions

pytestmark = pytest.mark.slow

SIZE_KILOBYTES = 160_000
# From no room at all to room enough, ever wider apart.
ROOM_KILOBYTES = [0, 4, 8, 16, 32, 64, 128, 256, 384, 512, 768, 1_000, 1_500, 2_000, 3_000, 4_000,
                  6_000, 8_000, 10_000, 12_000, 14_000, 16_000, 18_000, 20_000, 24_000, 28_000,
                  32_000, 36_000, 40_000, 48_000][:: times(1, few=3)]  # fmt: skip


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE_KILOBYTES}k", "tmpfs", str(disk)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.fixture
def project(small_disk: Path, tmp_path: Path) -> Project:
    """Its warehouse is on the small disk, its raw folder is not."""
    (tmp_path / "raw").mkdir()
    made = project_in(tmp_path)
    made.warehouse = small_disk / "warehouse"
    build(made, 0)
    return made


def leave_room(disk: Path, kilobytes: int) -> Path:
    """Fill the disk but for so much."""
    ballast = disk / "ballast"
    state = os.statvfs(disk)
    free = state.f_bavail * state.f_frsize - kilobytes * 1024
    with ballast.open("wb") as file:
        while free > 0:
            free -= file.write(bytes(min(free, 1 << 20)))
    return ballast


@endurance
def test_a_build_on_a_full_disk_leaves_the_published_file_and_the_next_one_mends_the_rest(
    project: Project, small_disk: Path
) -> None:
    failed, published = 0, 0
    for number, room in enumerate(ROOM_KILOBYTES, start=1):
        before = project.query("select max(build_number) from quality.build")
        ballast = leave_room(small_disk, room)
        try:
            build(project, number)
            published += 1
        except Exception as error:
            failed += 1
            assert "space" in str(error), repr(error)
            assert project.query("select max(build_number) from quality.build") == before
        assert damage(project.database) is None
        ballast.unlink()
        build(project, number)
        assert project.query("select count(*) from core.dim_race") == [(2,)]
        hidden = [one.name for one in project.warehouse.rglob(".*") if one.name != ".build.lock"]
        assert hidden == []
        for version in kept_versions(project.database).values():
            assert damage(version) is None
    assert failed > len(ROOM_KILOBYTES) // 3, "the disk was never full"
    assert published > 0, "no room was enough"


def run_build(project: Project, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipelines", "build"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={
            **os.environ,
            "NASCAR_WAREHOUSE_RAW": str(project.raw),
            "NASCAR_WAREHOUSE_DIR": str(project.warehouse),
            "DAGSTER_HOME": str(home),
        },
    )


def test_the_command_says_that_the_disk_is_full(
    project: Project, small_disk: Path, tmp_path: Path
) -> None:
    leave_room(small_disk, 64)
    project.add("cup/2023/2023-other.txt", other_race(9))
    done = run_build(project, tmp_path / "home")
    assert done.returncode == 1
    assert "space" in done.stderr
    assert "Traceback" not in done.stderr
    assert damage(project.database) is None


def test_a_read_only_folder_is_said_to_be_one_and_can_still_be_read(
    project: Project, small_disk: Path, tmp_path: Path
) -> None:
    project.add("cup/2023/2023-other.txt", other_race(9))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    done = run_build(project, tmp_path / "home")
    assert done.returncode == 1
    assert "Read-only file system" in done.stderr
    assert "Traceback" not in done.stderr
    assert project.query("select count(*) from core.dim_race") == [(2,)]
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert run_build(project, tmp_path / "home").returncode == 0
    assert project.query("select race_id from core.dim_race order by all") == [
        ("cup-2023-17",),
        ("cup-2023-9",),
    ]


@pytest.mark.parametrize("damage_done", ["deleted", "truncated"])
def test_a_staged_file_that_is_lost_between_the_steps_is_made_again(
    project: Project, damage_done: str
) -> None:
    project.add("cup/2023/2023-other.txt", other_race(9))
    seasons = project.extract().seasons
    path = project.warehouse / "staged" / seasons[2023].path("core.fct_race_result")
    if damage_done == "deleted":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-100])
    before = project.database.read_bytes()
    with pytest.raises(StagedDataError, match="run the build again"):
        build_warehouse(project.warehouse / "staged", seasons, project.catalog, project.database)
    assert project.database.read_bytes() == before
    project.build()
    assert ("cup-2023-9",) in project.query("select race_id from core.dim_race")
