"""The last published files, and how one is brought back."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from sample_project import Project

from pipelines.recognition.vocabulary import Vocabulary
from pipelines.warehouse import versions
from pipelines.warehouse.catalog import Catalog
from pipelines.warehouse.versions import (
    KEPT_VARIABLE,
    VersionError,
    damage,
    kept_versions,
    published_number,
    restore_version,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built_four_times(
    tmp_path_factory: pytest.TempPathFactory,
    vocabulary: Vocabulary,
    catalog: Catalog,
    other_race: Callable[..., str],
) -> Project:
    folder = tmp_path_factory.mktemp("built_four_times")
    project = Project(folder / "raw", folder / "warehouse", vocabulary, catalog)
    project.add_reference()
    for number in range(1, 5):
        project.add("cup/2023/2023-other-400.txt", other_race(number, f"Other {number}"))
        project.build()
    return project


@pytest.fixture
def four_builds(built_four_times: Project, tmp_path: Path) -> Project:
    return built_four_times.copied_to(tmp_path / "four_builds")


def second_race(project: Project) -> list[tuple[str]]:
    return project.query("select race_id from core.dim_race where race_number != 17")


def test_the_last_three_files_are_kept_and_the_current_one_is_one_of_them(
    four_builds: Project,
) -> None:
    kept = kept_versions(four_builds.database)
    assert list(kept) == [4, 3, 2]
    assert kept[4].read_bytes() == four_builds.database.read_bytes()
    assert not kept[4].samefile(four_builds.database)


def test_no_kept_file_can_be_written_to_by_mistake(four_builds: Project) -> None:
    for path in (four_builds.database, *kept_versions(four_builds.database).values()):
        assert not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


@pytest.mark.parametrize(("wanted", "kept"), [("0", []), ("1", [2]), ("5", [2, 1])])
def test_as_many_are_kept_as_the_environment_says(
    project: Project,
    other_race: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    wanted: str,
    kept: list[int],
) -> None:
    monkeypatch.setenv(KEPT_VARIABLE, wanted)
    for number in (1, 2):
        project.add("cup/2023/2023-other-400.txt", other_race(number, f"Other {number}"))
        project.build()
    assert list(kept_versions(project.database)) == kept


def test_a_wrong_number_of_versions_is_named_before_anything_is_built(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.add_reference()
    monkeypatch.setenv(KEPT_VARIABLE, "many")
    with pytest.raises(ValueError, match=f"{KEPT_VARIABLE} is 'many'"):
        project.build()
    assert not project.database.exists()


def test_restoring_brings_back_the_file_before_and_then_the_one_before_that(
    four_builds: Project,
) -> None:
    for number in (3, 2):
        assert restore_version(four_builds.database) == number
        assert second_race(four_builds) == [(f"cup-2023-{number}",)]
        assert published_number(four_builds.database) == number
    with pytest.raises(VersionError, match=r"no older version to restore.*4, 3, 2"):
        restore_version(four_builds.database)
    assert restore_version(four_builds.database, 4) == 4


def test_a_build_after_a_restore_has_a_number_of_its_own(four_builds: Project) -> None:
    restore_version(four_builds.database, 2)
    report = four_builds.build()
    assert report.number == 5
    assert four_builds.query("select build_number from quality.build order by all") == [
        (number,) for number in range(1, 6)
    ]
    assert second_race(four_builds) == [("cup-2023-4",)]


def test_a_version_that_is_not_kept_is_refused_and_those_that_are_named(
    four_builds: Project,
) -> None:
    before = four_builds.database.read_bytes()
    with pytest.raises(VersionError, match=r"no version 1 to restore.*: 4, 3, 2"):
        restore_version(four_builds.database, 1)
    assert four_builds.database.read_bytes() == before


@pytest.mark.parametrize("place", [0.0, 0.3, 0.6, 0.9])
def test_a_damaged_version_is_refused_and_the_file_stays(
    four_builds: Project, place: float
) -> None:
    before = four_builds.database.read_bytes()
    path = kept_versions(four_builds.database)[3]
    content = bytearray(path.read_bytes())
    start = int(len(content) * place)
    content[start:] = bytes(len(content) - start)
    path.chmod(0o644)
    path.write_bytes(bytes(content))
    with pytest.raises(VersionError, match="version 3 cannot be used"):
        restore_version(four_builds.database, 3)
    assert four_builds.database.read_bytes() == before


def test_a_version_can_be_restored_where_the_published_file_is_gone_or_damaged(
    four_builds: Project,
) -> None:
    four_builds.database.unlink()
    assert restore_version(four_builds.database) == 4
    four_builds.database.chmod(0o644)
    four_builds.database.write_bytes(b"no database")
    assert restore_version(four_builds.database) == 4
    assert damage(four_builds.database) is None


def test_a_file_that_was_published_and_not_kept_is_kept_by_the_next_build(
    four_builds: Project, other_race: Callable[..., str]
) -> None:
    """Whoever published it was killed in between."""
    kept_versions(four_builds.database)[4].unlink()
    four_builds.add("cup/2023/2023-other-400.txt", other_race(5, "Other 5"))
    four_builds.build()
    assert list(kept_versions(four_builds.database)) == [5, 4, 3]


def test_files_of_other_names_are_no_versions_and_stay(four_builds: Project) -> None:
    folder = four_builds.warehouse / "versions"
    others = [
        folder / "nascar.before-cleanup.000002.duckdb",
        folder / "nascar.2.duckdb",
        folder / "nascar.000009.duckdb",
        folder / "nascar.000008.duckdb",
    ]
    for path in others[:2]:
        path.write_bytes(b"mine")
    others[2].symlink_to(folder / "nowhere")
    others[3].mkdir()
    assert list(kept_versions(four_builds.database)) == [4, 3, 2]
    four_builds.add("cup/2023/2023-other-400.txt", "nothing")
    report = four_builds.build()
    assert report.number == 5
    assert all(os.path.lexists(path) for path in others)


@pytest.mark.parametrize("kind", ["another number", "no warehouse"])
def test_a_file_that_is_not_the_version_it_is_named_for_is_refused(
    four_builds: Project, kind: str
) -> None:
    path = kept_versions(four_builds.database)[3]
    path.unlink()
    if kind == "another number":
        shutil.copyfile(kept_versions(four_builds.database)[2], path)
    else:
        with duckdb.connect(str(path)) as connection:
            connection.execute("create schema quality")
            connection.execute("create table quality.row_count (relation text, row_count bigint)")
    before = four_builds.database.read_bytes()
    with pytest.raises(VersionError, match="version 3 cannot be used"):
        restore_version(four_builds.database, 3)
    assert four_builds.database.read_bytes() == before


def test_a_file_in_the_place_of_the_folder_does_not_fail_the_build(project: Project) -> None:
    project.add_reference()
    project.warehouse.mkdir()
    (project.warehouse / "versions").touch()
    report = project.build()
    assert report.notes[0].startswith("published, but not kept as version 1")


def test_a_version_that_cannot_be_kept_does_not_fail_the_build(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.add_reference()
    real = shutil.copyfile

    def full(source: Path, target: Path) -> None:
        if target.suffix == ".partial":
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(versions.shutil, "copyfile", full)
    report = project.build()
    assert report.notes == (
        "published, but not kept as version 1 in "
        f"{project.warehouse / 'versions'}: No space left on device",
    )
    assert project.query("select count(*) from core.dim_race") == [(1,)]
    assert kept_versions(project.database) == {}
