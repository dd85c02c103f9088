"""Seasons as partitions: what a run of one, of a range, or of none does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest
from recorded_runs import partitions, run
from sample_project import Project

from pipelines.building import open_instance, run_build
from pipelines.defs.partitions import SEASONS, partition_seasons, range_tags
from pipelines.paths import Paths

ARTICLES, STAGED = "raw/articles", "staged/seasons"


@pytest.fixture
def two_seasons(project: Project, other_race: Callable[..., str]) -> Project:
    project.add_reference()
    project.add("cup/2022/a.txt", other_race().replace("2023", "2022"))
    return project


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """Each file of a folder: which one it is, and when it was written."""
    return {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.iterdir()
        if path.is_file()
    }


def staged(project: Project, season: int) -> Path:
    [folder] = (project.warehouse / "staged").glob(f"{season}-*")
    return folder


def races(project: Project) -> list[str]:
    return [race for (race,) in project.query("select race_id from core.dim_race order by all")]


def test_seasons_are_partitions_from_1949_to_the_current_year() -> None:
    keys = SEASONS.get_partition_keys()
    assert keys == [str(season) for season in partition_seasons()]
    assert keys[0] == "1949"
    assert keys[-1] > "2025"


def test_the_tags_of_a_range_leave_out_what_is_no_partition() -> None:
    first, last = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
    assert range_tags([2023, 1987, 2099, 0]) == {first: "1987", last: "2023"}
    current = str(partition_seasons()[-1])
    assert range_tags([1900, 2099]) == {first: current, last: current}


def test_a_run_of_one_season_extracts_no_other_and_publishes_all(
    two_seasons: Project, instance: dg.DagsterInstance, other_race: Callable[..., str]
) -> None:
    assert run(two_seasons, instance).success
    before = state(staged(two_seasons, 2023))
    # Both seasons have news; one is asked for.
    two_seasons.add("cup/2022/b.txt", other_race(19, "Late 400").replace("2023", "2022"))
    two_seasons.add("cup/2023/b.txt", other_race(19, "Late 400"))
    result = run(two_seasons, instance, season=2022)
    assert result.success
    assert state(staged(two_seasons, 2023)) == before
    assert races(two_seasons) == ["cup-2022-18", "cup-2022-19", "cup-2023-17"]
    assert set(partitions(result, STAGED)) == {"2022"}
    assert set(partitions(result, "core/dim_race")) == {None}
    metadata = partitions(result, STAGED)["2022"]
    assert metadata["extracted_seasons"] == "2022"
    assert metadata["documents"] == 2
    assert 0 < metadata["dagster/partition_row_count"] < metadata["dagster/row_count"]


def test_a_run_of_a_range_is_recorded_for_each_season_in_it(
    two_seasons: Project, instance: dg.DagsterInstance
) -> None:
    result = run(two_seasons, instance, seasons=[2021, 2023])
    assert result.success
    documents = {key: one["documents"] for key, one in partitions(result, STAGED).items()}
    assert documents == {"2021": 0, "2022": 1, "2023": 1}
    counts = {
        key: one["dagster/partition_row_count"] for key, one in partitions(result, ARTICLES).items()
    }
    assert counts == documents
    assert races(two_seasons) == ["cup-2022-18", "cup-2023-17"]


def test_a_season_without_documents_changes_nothing(
    two_seasons: Project, instance: dg.DagsterInstance
) -> None:
    assert run(two_seasons, instance).success
    result = run(two_seasons, instance, season=1960)
    assert result.success
    assert partitions(result, STAGED)["1960"]["documents"] == 0
    assert races(two_seasons) == ["cup-2022-18", "cup-2023-17"]


def test_a_season_that_no_partition_stands_for_is_built_by_every_run(
    two_seasons: Project, instance: dg.DagsterInstance, other_race: Callable[..., str]
) -> None:
    future = two_seasons.add("cup/2099/a.txt", other_race().replace("2023", "2099"))
    assert run(two_seasons, instance, seasons=[2022, 2023]).success
    assert "cup-2099-18" in races(two_seasons)
    future.unlink()
    assert run(two_seasons, instance, season=2022).success
    assert "cup-2099-18" not in races(two_seasons)


def test_a_build_of_seasons_of_which_none_is_a_partition_builds_them(
    project: Project, instance: dg.DagsterInstance, other_race: Callable[..., str]
) -> None:
    project.add("cup/2099/a.txt", other_race().replace("2023", "2099"))
    assert run(project, instance).success
    assert races(project) == ["cup-2099-18"]


def test_a_build_records_every_season_also_one_that_is_gone(
    two_seasons: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NASCAR_WAREHOUSE_RAW", str(two_seasons.raw))
    monkeypatch.setenv("NASCAR_WAREHOUSE_DIR", str(two_seasons.warehouse))
    monkeypatch.setenv("DAGSTER_HOME", str(two_seasons.warehouse / "home"))
    assert built() == {"2022", "2023"}
    (two_seasons.raw / "cup" / "2022" / "a.txt").unlink()
    (two_seasons.raw / "cup" / "2022").rmdir()
    assert built() == {"2022", "2023"}
    assert races(two_seasons) == ["cup-2023-17"]
    assert built() == {"2023"}


def built() -> set[str | None]:
    """Build as the command line does; the seasons that its run has recorded."""
    paths = Paths.from_environment()
    outcome = run_build(open_instance(paths))
    assert outcome.failure is None
    with open_instance(paths) as instance:
        found = instance.fetch_materializations(dg.AssetKey(["staged", "seasons"]), limit=100)
        return {one.partition_key for one in found.records if one.run_id == outcome.run_id}
