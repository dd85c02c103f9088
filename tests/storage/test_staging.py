"""Seasons staged in an object store: a real S3 API server, which is slow, fails and goes away."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import nascar_warehouse
from running_s3 import SECRET, RunningS3
from sample_project import Project

from pipelines.extract import Extraction, extract
from pipelines.locations import (
    LocationError,
    files_below,
    location_of,
    read_files,
    remove_files,
    write_files,
)
from pipelines.sources.raw import scan_raw_folder
from pipelines.staged import StagedDataError, discard_others, read_manifest
from pipelines.warehouse.build import BuildReport, build_warehouse

pytestmark = pytest.mark.slow

URL = "s3://races/some/staged"


def stage(project: Project, url: str = URL) -> Extraction:
    raw = scan_raw_folder(project.raw)
    return extract(raw, location_of(url), project.vocabulary, project.catalog)


def build(project: Project, target: Path) -> BuildReport:
    location = location_of(URL)
    return build_warehouse(location, read_manifest(location), project.catalog, target)


@pytest.fixture
def seasons(project: Project, other_race: Callable[..., str]) -> Project:
    """Two seasons, staged in the store."""
    project.add_reference()
    project.add("cup/2022/2022-other.txt", other_race().replace("2023", "2022"))
    return project


def test_a_store_and_a_folder_give_the_same_files_and_the_same_warehouse(
    s3: RunningS3, seasons: Project, tmp_path: Path
) -> None:
    local = seasons.warehouse / "staged"
    seasons.build()
    stage(seasons)
    store = location_of(URL)
    assert files_below(store) == files_below(local)
    names = [name for name in files_below(store) if name.endswith(".parquet")]
    assert read_files(store, names) == read_files(local, names)
    report = build(seasons, tmp_path / "other" / "nascar.duckdb")
    built = Project(seasons.raw, tmp_path / "other", seasons.vocabulary, seasons.catalog)
    for table in ("core.fct_race_result", "staging.table_row", "marts.race_results"):
        query = f"select * from {table} order by all"
        assert built.query(query) == seasons.query(query)
    assert report.rows["core.dim_race"] == 2
    assert [path.name for path in (tmp_path / "other").glob(".*")] == []


def test_a_recorded_build_stages_there_and_loads_from_there(
    s3: RunningS3,
    project: Project,
    other_race: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project.add_reference()
    monkeypatch.setenv("NASCAR_WAREHOUSE_STAGED", URL)
    done = nascar_warehouse(project, "build", "--json")
    assert done.returncode in (0, 3), done.stderr
    assert json.loads(done.stdout)["races"] == 1
    # Which seasons are its own, the warehouse knows; where they lie, others may have theirs.
    assert [path.name for path in (project.warehouse / "staged").iterdir()] == ["manifest.json"]
    assert len(files_below(location_of(URL))) > 10
    project.add("cup/2023/2023-other.txt", other_race())
    s3.faults({"request": "GET", "status": 403, "code": "AccessDenied", "times": 99})
    failed = nascar_warehouse(project, "build")
    assert failed.returncode == 1
    assert f"{URL} cannot be" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_what_is_staged_already_costs_few_requests(s3: RunningS3, seasons: Project) -> None:
    stage(seasons)
    s3.requests()
    assert stage(seasons).extracted == ()
    asked = s3.requests()
    # The seasons and what belongs to none: two listings, three contents; then the manifest.
    assert len(asked) <= 6
    assert sum("list-type=2" in one for one in asked) <= 2
    read_manifest(location_of(URL))
    asked = s3.requests()
    assert len(asked) <= 5
    assert sum("list-type=2" in one for one in asked) == 1


def test_a_table_is_loaded_by_one_request_a_file(
    s3: RunningS3, seasons: Project, tmp_path: Path
) -> None:
    staged = stage(seasons).seasons
    s3.requests()
    build(seasons, tmp_path / "nascar.duckdb")
    asked = [one for one in s3.requests() if ".parquet" in one and one.startswith("GET")]
    assert len(asked) == sum(len(one.files) for one in staged.values())


def test_a_season_that_changed_is_made_again_and_the_old_one_is_discarded(
    s3: RunningS3, seasons: Project, other_race: Callable[..., str]
) -> None:
    before = stage(seasons).seasons
    seasons.add("cup/2022/2022-more.txt", other_race(19).replace("2023", "2022"))
    after = stage(seasons)
    assert after.extracted == (2022,)
    store = location_of(URL)
    write_files(location_of("s3://races/some"), {"other/x": b"1", "staged-too/x": b"1"})
    discard_others(store, after.seasons)
    folders = {name.partition("/")[0] for name in files_below(store)} - {"manifest.json"}
    assert folders == {one.folder for one in after.seasons.values()}
    assert before[2022].folder not in folders
    assert {"other/x", "staged-too/x"} <= files_below(location_of("s3://races/some")).keys()


def test_a_store_that_fails_for_a_moment_is_asked_again(s3: RunningS3, seasons: Project) -> None:
    s3.faults(
        {"request": "PUT .*dim_race", "status": 503, "code": "SlowDown", "times": 2},
        {"request": "PUT .*_contents", "status": 500, "code": "InternalError", "times": 1},
        {"request": "GET .*list-type", "status": 503, "code": "ServiceUnavailable", "times": 1},
    )
    assert stage(seasons).extracted == (2022, 2023)
    assert set(read_manifest(location_of(URL))) == {0, 2022, 2023}


def test_a_store_that_goes_on_failing_is_named_and_the_next_build_goes_on(
    s3: RunningS3, seasons: Project
) -> None:
    s3.faults({"request": "PUT .*/2023-.*fct_entry", "status": 500, "code": "X", "times": 99})
    with pytest.raises(LocationError, match=r"s3://races/some/staged cannot be written to: .*X"):
        stage(seasons)
    with pytest.raises(StagedDataError, match="nothing is staged"):
        read_manifest(location_of(URL))
    s3.faults()
    # What was whole stays.
    assert stage(seasons).extracted == (2023,)


def test_what_cannot_be_read_is_not_taken_for_missing(s3: RunningS3, seasons: Project) -> None:
    """Else an outage would have all of it extracted again, or discarded."""
    stage(seasons)
    for request in ("GET .*list-type", "GET .*_contents"):
        s3.faults({"request": request, "status": 403, "code": "AccessDenied", "times": 99})
        with pytest.raises(LocationError, match=r"AccessDenied.*; check the credentials"):
            stage(seasons)
        with pytest.raises(LocationError, match="AccessDenied"):
            read_manifest(location_of(URL))
    s3.faults()
    assert stage(seasons).extracted == ()


def test_a_build_whose_store_goes_away_publishes_nothing_and_leaves_nothing(
    s3: RunningS3, seasons: Project, tmp_path: Path
) -> None:
    stage(seasons)
    target = tmp_path / "nascar.duckdb"
    build(seasons, target)
    before = target.read_bytes()
    s3.faults({"request": "GET .*fct_stage", "status": 403, "code": "Gone", "times": 99})
    with pytest.raises(LocationError, match=r"s3://races/some/staged cannot be read: .*Gone"):
        build(seasons, target)
    assert target.read_bytes() == before
    assert list(tmp_path.glob(".nascar*")) == []
    s3.faults()
    build(seasons, target)


def test_a_staged_file_that_is_lost_or_damaged_is_made_again(
    s3: RunningS3, seasons: Project, tmp_path: Path
) -> None:
    staged = stage(seasons).seasons
    name = staged[2023].path("core.fct_race_result")
    store = location_of(URL)
    write_files(store, {name: b"x" * staged[2023].sizes["core.fct_race_result"]})
    with pytest.raises(StagedDataError, match="run the build again"):
        build(seasons, tmp_path / "nascar.duckdb")
    assert stage(seasons).extracted == (2023,)
    assert build(seasons, tmp_path / "nascar.duckdb").rows["core.dim_race"] == 2
    remove_files(store, [name])
    with pytest.raises(StagedDataError, match="run the build again"):
        build_warehouse(store, staged, seasons.catalog, tmp_path / "nascar.duckdb")
    assert stage(seasons).extracted == (2023,)


@pytest.mark.parametrize("wrong", ["key", "bucket", "address"])
def test_a_store_that_cannot_be_used_is_named_without_any_secret(
    wrong: str, s3: RunningS3, seasons: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    import s3fs

    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    s3fs.S3FileSystem.clear_instance_cache()
    url, reason = URL, "InvalidAccessKeyId.*check the credentials"
    if wrong == "key":
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody-else")
    elif wrong == "bucket":
        url, reason = "s3://no-such-bucket/x", "does not exist; check the name"
    else:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        reason = "Could not connect.*AWS_ENDPOINT_URL"
    started = time.monotonic()
    try:
        with pytest.raises(LocationError, match=reason) as raised:
            stage(seasons, url)
    finally:
        s3fs.S3FileSystem.clear_instance_cache()
    assert time.monotonic() - started < 30
    assert url in str(raised.value)
    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None
