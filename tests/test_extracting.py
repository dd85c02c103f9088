"""Seasons given to an engine: all of them come back, whatever dies."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from deadly_document import DEADLY, DEADLY_TOGETHER, mortal
from made_seasons import SEASONS, assert_same, make_seasons, stage, tables
from sample_project import Project

from pipelines import extracting, season_task
from pipelines.engine import Engine, EngineError, EngineSettings, in_this_process, open_engine
from pipelines.extract import NO_SEASON, extract, schemas_of
from pipelines.extracting import extract_seasons
from pipelines.season_task import Rules, SeasonTask, stage_season
from pipelines.sources.raw import DocumentChanged, RawFolder, scan_raw_folder
from pipelines.summary import something_is_tried_again
from pipelines.warehouse.build import build_warehouse


@pytest.fixture
def seasons(project: Project) -> Project:
    return make_seasons(project, races=1)


@pytest.fixture
def remote() -> Iterator[Engine]:
    """Workers that get what they read with the task, as those of another machine do."""
    with ThreadPoolExecutor(2) as executor:
        yield Engine(executor, 2, is_remote=True)


def task_of(project: Project, season: int, folder: str = "") -> SeasonTask:
    location = project.warehouse / folder
    location.mkdir(parents=True, exist_ok=True)
    return SeasonTask(
        season,
        location,
        scan_raw_folder(project.raw).seasons[season],
        Rules(project.vocabulary, schemas_of(project.catalog)),
        "digest",
        season_task.version_of_code(),
    )


def rejected(project: Project, folder: str) -> list[tuple[str, str]]:
    found = [
        frame.select("document_id", "reason_code")
        for name, frame in tables(project, folder).items()
        if "/quality.rejected." in name
    ]
    return pl.concat(found).rows() if found else []


def test_what_a_remote_worker_reads_travels_with_its_task(seasons: Project, remote: Engine) -> None:
    stage(seasons, "here")
    raw = scan_raw_folder(seasons.raw)
    tasks = [task_of(seasons, season) for season in raw.seasons]
    seen: list[SeasonTask] = []

    def without_files(task: SeasonTask) -> season_task.SeasonDone:
        seen.append(task)
        documents = [replace(one, file=Path("/nowhere")) for one in task.documents]
        return stage_season(replace(task, documents=documents))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extracting, "stage_season", without_files)
        done = list(extract_seasons(remote, tasks, print))
    assert {one.season.rows["core.dim_race"] for one in done} == {1}
    assert [sorted(task.contents or {}) for task in seen] == [
        [one.document_id for one in task.documents] for task in seen
    ]


def test_a_remote_engine_gives_the_same_as_this_process(seasons: Project, remote: Engine) -> None:
    """Also of a file that is too large to be read."""
    large = min(seasons.raw.rglob("*.wikitext"))
    tasks = {folder: [task_of(seasons, one, folder) for one in SEASONS] for folder in ("a", "b")}
    for engine, waiting in zip((in_this_process(), remote), tasks.values(), strict=True):
        marked = [
            replace(
                task,
                documents=[
                    replace(one, problem="too large") if one.file == large else one
                    for one in task.documents
                ],
            )
            for task in waiting
        ]
        assert len(list(extract_seasons(engine, marked, print))) == len(SEASONS)
    assert_same(seasons, "a", "b")
    assert [reason for _, reason in rejected(seasons, "b")] == ["unreadable_file"]


def test_a_remote_engine_gives_no_worker_what_changed_since_it_was_found(
    seasons: Project, remote: Engine
) -> None:
    task = task_of(seasons, 2016)
    task.documents[0].file.unlink()
    with pytest.raises(DocumentChanged, match="cannot be read any more"):
        list(extract_seasons(remote, [task], print))


def test_a_worker_with_other_code_refuses(seasons: Project) -> None:
    task = replace(task_of(seasons, 2016), code="other code")
    with pytest.raises(EngineError, match=r"has other code.*install the same version"):
        list(extract_seasons(in_this_process(), [task], print))
    assert not list(seasons.warehouse.iterdir())


def test_a_worker_that_does_not_see_the_folder_says_so_and_writes_nothing(
    seasons: Project, tmp_path: Path
) -> None:
    task = replace(task_of(seasons, 2016), location=tmp_path / "elsewhere")
    with pytest.raises(EngineError, match=r"sees no folder .*NASCAR_WAREHOUSE_STAGED"):
        list(extract_seasons(in_this_process(), [task], print))
    assert not (tmp_path / "elsewhere").exists()


def test_what_a_worker_wrote_must_be_seen_here(
    seasons: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A folder of the same name on another machine is another folder."""
    monkeypatch.setattr(extracting, "_WAITS_TO_SEE", (0.0, 0.01))

    def write_elsewhere(task: SeasonTask) -> season_task.SeasonDone:
        return stage_season(replace(task, location=tmp_path))

    monkeypatch.setattr(extracting, "stage_season", write_elsewhere)
    with pytest.raises(EngineError, match=r"season 2016 was staged by .*is not to be seen"):
        stage(seasons, "staged", in_this_process())
    assert not (seasons.warehouse / "staged" / "manifest.json").exists()


def test_a_worker_without_our_packages_is_reported_in_words(seasons: Project) -> None:
    def import_it(task: SeasonTask) -> season_task.SeasonDone:
        raise ModuleNotFoundError("No module named 'pipelines'")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extracting, "stage_season", import_it)
        with pytest.raises(EngineError, match=r"cannot import what it needs: No module"):
            list(extract_seasons(in_this_process(), [task_of(seasons, 2016)], print))


def test_it_is_said_how_long_a_season_took_and_who_did_it(seasons: Project) -> None:
    said: list[str] = []
    extraction = stage(seasons, "staged", announce=said.append)
    assert {one.partition(":")[0] for one in said} == {
        f"season {year}" for year in range(2016, 2022)
    }
    assert "1 documents extracted in" in said[0]
    assert "process" in extraction.done[2016].worker
    assert extraction.done[2016].seconds > 0
    assert stage(seasons, "staged", announce=said.append).done == {}


class Refusing(ThreadPoolExecutor):
    def submit(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
        raise AssertionError("there is nothing to do")


def test_a_finished_job_that_is_run_again_submits_nothing(seasons: Project) -> None:
    before = stage(seasons, "staged")
    with Refusing() as executor:
        after = stage(seasons, "staged", Engine(executor, 2))
    assert after.extracted == ()
    assert after.seasons == before.seasons


def test_an_engine_that_cannot_be_had_is_not_missed_where_nothing_changed(
    seasons: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.extract.open_engine", Refusing.submit)
    settings = EngineSettings("dask", scheduler="tcp://127.0.0.1:1")
    with pytest.raises(AssertionError, match="nothing to do"):
        stage(seasons, "staged", settings)
    stage(seasons, "staged")
    assert stage(seasons, "staged", settings).extracted == ()


def deadly(project: Project, season: int, *marks: bytes) -> list[str]:
    """Add marks to the first documents of a season; their ids."""
    paths = sorted((project.raw / "cup" / str(season)).glob("*.wikitext"))[: len(marks)]
    for path, mark in zip(paths, marks, strict=True):
        path.write_bytes(path.read_bytes() + mark)
    return [path.relative_to(project.raw).as_posix() for path in paths]


@pytest.mark.slow
def test_a_document_that_no_process_outlives_is_rejected_and_all_others_are_loaded(
    project: Project,
) -> None:
    make_seasons(project, races=3)
    stage(project, "before")
    [poisoned] = deadly(project, 2018, DEADLY)
    said: list[str] = []
    with open_engine(EngineSettings(workers=2)) as engine:
        extraction = stage(project, "staged", mortal(engine), said.append)
    assert set(extraction.seasons) == {NO_SEASON, *range(2016, 2022)}
    assert extraction.rows("core.dim_race") == 6 * 3 - 1
    assert rejected(project, "staged") == [(poisoned, "unreadable_file")]
    assert any(one.startswith(f"{poisoned} is rejected: whoever read it died") for one in said)
    # The others are what they would have been without it.
    untouched = {name for name in tables(project, "before") if not name.startswith("2018-")}
    assert untouched == {name for name in tables(project, "staged") if not name.startswith("2018-")}
    # Another machine may have more memory.
    again = stage(project, "staged")
    assert again.extracted == (2018,)
    assert again.rows("core.dim_race") == 6 * 3


@pytest.mark.slow
def test_a_season_that_cannot_be_read_as_a_whole_is_named_with_its_documents(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_seasons(project, races=3)
    monkeypatch.setattr(extracting, "_DOCUMENTS_NAMED", 2)
    named = deadly(project, 2018, DEADLY_TOGETHER, DEADLY_TOGETHER)
    with open_engine(EngineSettings(workers=2)) as engine:
        with pytest.raises(EngineError, match="season 2018 cannot be extracted") as raised:
            stage(project, "staged", mortal(engine))
        assert f": {', '.join(named)} and 1 more" in str(raised.value)
        # Nothing names what is staged, so nothing can be built of it; but it is not done twice.
        assert not (project.warehouse / "staged" / "manifest.json").exists()
        (project.raw / named[0]).unlink()
        assert stage(project, "staged", mortal(engine)).extracted == (2018,)


def test_the_largest_season_is_begun_first(project: Project) -> None:
    for season, races in ((2020, 1), (2021, 3), (2022, 2)):
        for number in range(races):
            project.add(f"cup/{season}/{number}.txt", f"{season} {number}")
    said: list[str] = []
    stage(project, "staged", in_this_process(), said.append)
    assert [one.partition(":")[0] for one in said] == ["season 2021", "season 2022", "season 2020"]


def test_what_is_to_be_tried_again_is_known_from_the_published_file(seasons: Project) -> None:
    def build(raw: RawFolder) -> bool:
        staged = seasons.warehouse / "staged"
        made = extract(raw, staged, seasons.vocabulary, seasons.catalog).seasons
        build_warehouse(staged, made, seasons.catalog, seasons.database)
        return something_is_tried_again(seasons.database)

    raw = scan_raw_folder(seasons.raw)
    assert not build(raw)
    season, (first, *others) = next(iter(raw.seasons.items()))
    deadly = replace(first, problem=extracting._DEADLY)
    assert build(replace(raw, seasons={**raw.seasons, season: (deadly, *others)}))
    assert not build(raw)
