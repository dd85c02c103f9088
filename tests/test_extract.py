"""Extraction: only what changed is done again, and it does not matter where it is done."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sample_project import Project

from pipelines.extract import NO_SEASON, extract
from pipelines.sources.raw import scan_raw_folder


def add_two_seasons(project: Project, other_race: Callable[..., str]) -> None:
    project.add_reference()
    project.add("cup/2022/a.txt", other_race().replace("2023", "2022"))


def test_only_a_changed_season_is_extracted_again(
    project: Project, other_race: Callable[..., str]
) -> None:
    add_two_seasons(project, other_race)
    assert project.extract().extracted == (2022, 2023)
    assert project.extract().extracted == ()
    project.add("cup/2022/b.txt", other_race(number=19).replace("2023", "2022"))
    assert project.extract().extracted == (2022,)
    project.add("cup/2023/2023-ally-400.json", "{}")
    assert project.extract().extracted == (2023,)


def test_a_season_whose_documents_are_gone_leaves_the_warehouse(
    project: Project, other_race: Callable[..., str]
) -> None:
    add_two_seasons(project, other_race)
    project.build()
    (project.raw / "cup" / "2022" / "a.txt").unlink()
    assert set(project.extract().seasons) == {NO_SEASON, 2023}
    project.build()
    assert project.query("select race_id from core.dim_race") == [("cup-2023-17",)]


def test_another_executor_gives_the_same_files(
    project: Project, other_race: Callable[..., str]
) -> None:
    add_two_seasons(project, other_race)
    here = project.extract()
    elsewhere = project.warehouse / "elsewhere"
    with ThreadPoolExecutor(2) as executor:
        there = extract(
            scan_raw_folder(project.raw), elsewhere, project.vocabulary, project.catalog, executor
        )
    assert {season: one.folder for season, one in there.seasons.items()} == {
        season: one.folder for season, one in here.seasons.items()
    }
    for path in elsewhere.rglob("*.parquet"):
        twin = project.warehouse / "staged" / path.relative_to(elsewhere)
        assert path.read_bytes() == twin.read_bytes()


def test_one_spelling_of_a_name_wins_by_its_mentions(
    project: Project, other_race: Callable[..., str]
) -> None:
    """One person, one id: without the accent once, with it everywhere else."""
    project.add_reference()
    accents = other_race().count("Daniel Suárez")
    project.add(
        "cup/2023/b.txt", other_race().replace("Daniel Suárez", "Daniel Suarez", accents - 1)
    )
    project.build()
    assert project.query(
        "select driver_id, driver_name from core.dim_driver where driver_id like 'daniel%'"
    ) == [("daniel-suarez", "Daniel Suárez")]
