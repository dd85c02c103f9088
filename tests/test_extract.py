"""Extraction: only what changed is done again, and it does not matter where it is done."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sample_project import ROOT, Project

from pipelines import season_task
from pipelines.engine import Engine
from pipelines.extract import NO_SEASON, Extraction, extract
from pipelines.sources.raw import DocumentChanged, scan_raw_folder
from pipelines.staged import StagedDataError, discard_others, find_season, read_manifest
from pipelines.warehouse.build import build_warehouse


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


def extract_only(project: Project, only: Collection[int]) -> Extraction:
    return extract(
        scan_raw_folder(project.raw),
        project.warehouse / "staged",
        project.vocabulary,
        project.catalog,
        only=only,
    )


def change_both(project: Project, other_race: Callable[..., str]) -> None:
    project.add("cup/2022/b.txt", other_race(number=19).replace("2023", "2022"))
    project.add("cup/2023/b.txt", other_race(number=19))


def test_a_season_that_is_not_asked_for_stays_as_it_is_staged(
    project: Project, other_race: Callable[..., str]
) -> None:
    add_two_seasons(project, other_race)
    before = project.extract()
    change_both(project, other_race)
    after = extract_only(project, {2022})
    assert after.extracted == (2022,)
    assert after.seasons[2023] == before.seasons[2023]
    assert after.rows("core.dim_race", 2022) == 2
    assert after.rows("core.dim_race", 2023) == 1
    assert project.extract().extracted == (2023,)


def test_only_a_season_that_is_asked_for_leaves_when_its_documents_are_gone(
    project: Project, other_race: Callable[..., str]
) -> None:
    add_two_seasons(project, other_race)
    project.extract()
    (project.raw / "cup" / "2022" / "a.txt").unlink()
    assert set(extract_only(project, {2023}).seasons) == {NO_SEASON, 2022, 2023}
    assert set(extract_only(project, {2022}).seasons) == {NO_SEASON, 2023}


def test_a_season_that_was_never_staged_is_made_whatever_is_asked_for(
    project: Project, other_race: Callable[..., str]
) -> None:
    """Else a run of one season would publish a warehouse without all others."""
    add_two_seasons(project, other_race)
    assert extract_only(project, {2022}).extracted == (2022, 2023)
    (project.warehouse / "staged" / "manifest.json").write_text("{")
    assert set(extract_only(project, {2022}).seasons) == {NO_SEASON, 2022, 2023}


def test_seasons_made_by_other_code_are_made_again_whatever_is_asked_for(
    project: Project, other_race: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_two_seasons(project, other_race)
    project.extract()
    monkeypatch.setattr(season_task, "code_digest", lambda: "other code")
    assert extract_only(project, {2022}).extracted == (2022, 2023)
    assert extract_only(project, {2022}).extracted == ()


def test_a_staged_season_says_of_which_documents_it_was_made(
    project: Project, other_race: Callable[..., str]
) -> None:
    add_two_seasons(project, other_race)
    seasons = project.extract().seasons
    assert seasons[2022].documents == ("cup/2022/a.txt",)
    assert find_season(project.warehouse / "staged", seasons[2022].folder) == seasons[2022]


def test_a_damaged_season_is_made_again_whatever_is_asked_for(
    project: Project, other_race: Callable[..., str]
) -> None:
    add_two_seasons(project, other_race)
    folder = project.warehouse / "staged" / project.extract().seasons[2023].folder
    next(folder.glob("core.dim_race.*.parquet")).unlink()
    assert extract_only(project, {2022}).extracted == (2023,)


@pytest.mark.parametrize("change", ["edited", "gone"])
def test_a_document_that_changes_behind_the_scan_is_never_staged_under_its_old_name(
    project: Project, change: str
) -> None:
    project.add_reference()
    raw = scan_raw_folder(project.raw)
    [document] = raw.documents
    content = document.file.read_bytes()
    if change == "edited":
        document.file.write_bytes(content.replace(b"Toyota", b"Chevrolet"))
    else:
        document.file.unlink()
    staged = project.warehouse / "staged"
    with pytest.raises(DocumentChanged, match=r"cup/2023/2023-ally-400\.txt"):
        extract(raw, staged, project.vocabulary, project.catalog)
    with pytest.raises(DocumentChanged, match=r"cup/2023/2023-ally-400\.txt"):
        season_task.packed(document)
    document.file.write_bytes(content)
    project.build()
    assert project.query("select count(*) from quality.rejected") == [(0,)]
    assert project.query(
        "select count(*) from core.fct_race_result where manufacturer_id = 'toyota'"
    ) == [(6,)]


def test_two_warehouses_that_share_a_location_never_load_the_seasons_of_the_other(
    project: Project, other_race: Callable[..., str], tmp_path: Path
) -> None:
    """One is slow between its steps, while the other does all of its own."""
    other = Project(tmp_path / "raw2", tmp_path / "warehouse2", project.vocabulary, project.catalog)
    project.add_reference()
    other.add("cup/2023/other.txt", other_race())
    shared = tmp_path / "shared"
    for one in (project, other):
        stage(one, shared)
    assert load(project, shared) == [("cup-2023-17",)]
    # What the first discarded is missing, and so an error: it is no reason to load what is there.
    with pytest.raises(StagedDataError, match="is missing or damaged"):
        load(other, shared)
    stage(other, shared)
    assert load(other, shared) == [("cup-2023-18",)]


def stage(project: Project, shared: Path) -> None:
    named_in = project.warehouse / "staged"
    extract(
        scan_raw_folder(project.raw),
        shared,
        project.vocabulary,
        project.catalog,
        named_in=named_in,
    )
    assert not (shared / "manifest.json").exists()


def load(project: Project, shared: Path) -> list[tuple[str]]:
    seasons = read_manifest(shared, project.warehouse / "staged")
    build_warehouse(shared, seasons, project.catalog, project.database)
    discard_others(shared, seasons)
    return project.query("select race_id from core.dim_race")


def test_how_a_document_is_fetched_decides_no_staged_value() -> None:
    files = {
        path.name
        for pattern in season_task.DECIDING_CODE
        for path in (ROOT / "pipelines").glob(pattern)
    }
    assert {"raw.py", "file_names.py", "sidecar.py", "extract.py", "season.py"} <= files
    assert files.isdisjoint({"http.py", "wiki.py", "dump.py", "landing.py", "cli.py", "assets.py"})


def test_another_executor_gives_the_same_files(
    project: Project, other_race: Callable[..., str]
) -> None:
    add_two_seasons(project, other_race)
    here = project.extract()
    elsewhere = project.warehouse / "elsewhere"
    with ThreadPoolExecutor(2) as executor:
        there = extract(
            scan_raw_folder(project.raw),
            elsewhere,
            project.vocabulary,
            project.catalog,
            Engine(executor, workers=2),
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
