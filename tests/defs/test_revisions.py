"""The step that asks Wikipedia: what it lands, records, and does when something is wrong."""

from __future__ import annotations

import time
from pathlib import Path

import dagster as dg
import pytest
from fetched_season import race
from recorded_runs import failure, materialized, partitions, run
from sample_project import Project
from wiki_server import WikiServer, fails

from pipelines.defs.jobs import REFRESH
from pipelines.lock import FolderBusy

REVISIONS = "wikipedia/revisions"
KEY = dg.AssetKey(["wikipedia", "revisions"])
LANDED_ONLY = {"wikipedia_revisions": {"config": {"landed_only": True}}}


def put(server: WikiServer, season: int, number: int, note: str = "") -> None:
    server.wiki.put(f"{season} Race {number}", race(number, season=season, note=note))


def refresh(
    project: Project, instance: dg.DagsterInstance, **options: object
) -> dg.ExecuteInProcessResult:
    return run(project, instance, job=REFRESH.name, **options)  # type: ignore[arg-type]


def ask_only(
    project: Project, instance: dg.DagsterInstance, **options: object
) -> dg.ExecuteInProcessResult:
    return refresh(project, instance, selection=[KEY], **options)


def documents(project: Project) -> list[str]:
    return sorted(
        path.relative_to(project.raw).as_posix() for path in project.raw.rglob("*.wikitext")
    )


def staged_folders(project: Project) -> dict[str, int]:
    return {
        path.name[:4]: path.stat().st_ino
        for path in (project.warehouse / "staged").iterdir()
        if path.is_dir()
    }


def test_a_season_comes_from_the_wiki_to_the_published_warehouse_in_one_run(
    project: Project, instance: dg.DagsterInstance, server: WikiServer
) -> None:
    put(server, 2023, 1)
    put(server, 2023, 2)
    result = refresh(project, instance, season=2023)
    assert result.success
    assert {REVISIONS, "raw/articles", "staged/seasons", "core/dim_race"} <= materialized(result)
    assert project.query("select race_id from core.dim_race order by all") == [
        ("cup-2023-1",),
        ("cup-2023-2",),
    ]
    metadata = partitions(result, REVISIONS)["2023"]
    assert (metadata["landed"], metadata["unchanged"], metadata["problems"]) == (2, 0, 0)
    assert metadata["requests"] == len(server.requests)


def test_an_edit_has_only_its_season_extracted_again(
    project: Project, instance: dg.DagsterInstance, server: WikiServer
) -> None:
    put(server, 2022, 1)
    put(server, 2023, 1)
    assert refresh(project, instance, seasons=[2022, 2023]).success
    before = staged_folders(project)
    put(server, 2022, 1, note="edited")
    put(server, 2023, 1, note="edited as well")
    assert refresh(project, instance, season=2022).success
    after = staged_folders(project)
    assert after["2023"] == before["2023"]
    assert after["2022"] != before["2022"]
    assert len(documents(project)) == 3


def test_a_second_refresh_lands_nothing(
    project: Project, instance: dg.DagsterInstance, server: WikiServer
) -> None:
    put(server, 2023, 1)
    assert ask_only(project, instance, season=2023).success
    before = documents(project)
    metadata = partitions(ask_only(project, instance, season=2023), REVISIONS)["2023"]
    assert (metadata["landed"], metadata["unchanged"]) == (0, 1)
    assert metadata["requests"] == 1
    assert documents(project) == before


def test_a_refresh_of_what_is_landed_looks_for_no_other_season(
    project: Project, instance: dg.DagsterInstance, server: WikiServer
) -> None:
    for season in (2021, 2022, 2023):
        put(server, season, 1)
    assert ask_only(project, instance, season=2021).success
    assert ask_only(project, instance, season=2023).success
    server.requests.clear()
    result = ask_only(project, instance, seasons=[2021, 2023], ops=LANDED_ONLY)
    assert result.success
    assert len(server.requests) == 2
    assert [path[:8] for path in documents(project)] == ["cup/2021", "cup/2023"]
    metadata = partitions(result, REVISIONS)["2022"]
    assert metadata["requests"] == 0
    assert "not asked for" in metadata["documents"]


def test_the_series_of_a_season_are_those_that_raw_has_of_it(
    project: Project, instance: dg.DagsterInstance, server: WikiServer
) -> None:
    put(server, 2023, 1)
    project.add("nxs/2023/notes.md", "nothing landed yet")
    project.add("no-such-series/2023/notes.md", "x")
    result = ask_only(project, instance, season=2023)
    assert documents(project) == []
    [evaluation] = result.get_asset_check_evaluations()
    assert "nxs 2023" in str(evaluation.metadata["problems"].value)
    assert "no-such-series" not in str(evaluation.metadata["problems"].value)


def test_the_series_of_a_new_season_are_those_of_the_resource(
    project: Project, instance: dg.DagsterInstance, server: WikiServer
) -> None:
    put(server, 2023, 1)
    resources = {"wiki": {"config": {"series": ["nxs", "cup"]}}}
    result = ask_only(project, instance, season=2023, resources=resources)
    assert result.success
    assert [path[:8] for path in documents(project)] == ["cup/2023"]
    [evaluation] = result.get_asset_check_evaluations()
    assert "nxs 2023" in str(evaluation.metadata["problems"].value)


def test_an_article_that_is_gone_is_a_warning_and_the_run_goes_on(
    project: Project, instance: dg.DagsterInstance, server: WikiServer
) -> None:
    put(server, 2023, 1)
    put(server, 2023, 2)
    assert ask_only(project, instance, season=2023).success
    server.wiki.delete("2023 Race 1")
    put(server, 2023, 2, note="edited")
    result = ask_only(project, instance, season=2023)
    assert result.success
    [evaluation] = result.get_asset_check_evaluations()
    assert not evaluation.passed
    assert evaluation.severity == dg.AssetCheckSeverity.WARN
    assert "2023 Race 1" in str(evaluation.metadata["problems"].value)
    assert len(documents(project)) == 3


def test_a_wiki_that_refuses_for_good_is_asked_once_and_the_step_says_why(
    project: Project, instance: dg.DagsterInstance, server: WikiServer
) -> None:
    server.every_answer(fails(403))
    result = ask_only(project, instance, season=2023)
    assert not result.success
    assert len(server.requests) == 1
    assert "403" in failure(result)
    assert not any(event.is_step_up_for_retry for event in result.all_events)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("NASCAR_WAREHOUSE_CONTACT", "", "NASCAR_WAREHOUSE_CONTACT"),
        ("NASCAR_WAREHOUSE_OFFLINE", "1", "ffline"),
        ("NASCAR_WAREHOUSE_MAXLAG", "five", "NASCAR_WAREHOUSE_MAXLAG"),
    ],
)
def test_a_setting_that_forbids_it_fails_at_once_and_nothing_is_asked(
    variable: str,
    value: str,
    message: str,
    project: Project,
    instance: dg.DagsterInstance,
    server: WikiServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, value)
    result = ask_only(project, instance, season=2023)
    assert not result.success
    assert message in failure(result)
    assert not any(event.is_step_up_for_retry for event in result.all_events)
    assert server.requests == []


def test_a_wiki_that_is_down_for_a_while_is_asked_again_later(
    project: Project,
    instance: dg.DagsterInstance,
    server: WikiServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NASCAR_WAREHOUSE_ATTEMPTS", "1")
    waits = waits_of_dagster(monkeypatch)
    put(server, 2023, 1)
    server.next_answers(fails(503), fails(503))
    result = ask_only(project, instance, season=2023)
    assert result.success
    assert sum(event.is_step_up_for_retry for event in result.all_events) == 2
    assert [path[:8] for path in documents(project)] == ["cup/2023"]
    # Exponential, about 1 and 3 minutes, each more or less by up to one.
    assert 0 < sum(waits) < 360


def test_a_wiki_that_stays_down_fails_the_run_after_three_retries(
    project: Project,
    instance: dg.DagsterInstance,
    server: WikiServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NASCAR_WAREHOUSE_ATTEMPTS", "1")
    waits_of_dagster(monkeypatch)
    server.every_answer(fails(503))
    result = ask_only(project, instance, season=2023)
    assert not result.success
    assert len(server.requests) == 4


def waits_of_dagster(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let the clock run instead of waiting; the seconds that would have been waited."""
    waits: list[float] = []
    now = time.time

    def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("dagster._core.execution.plan.active.time.time", lambda: now() + sum(waits))
    monkeypatch.setattr("dagster._core.execution.plan.active.time.sleep", sleep)
    return waits


def test_a_raw_folder_that_stays_busy_is_no_reason_to_try_again(
    project: Project,
    instance: dg.DagsterInstance,
    server: WikiServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def is_busy(*_: object, **__: object) -> Path:
        raise FolderBusy("another fetch is still writing")

    monkeypatch.setattr("pipelines.fetching.refresh_season", is_busy)
    result = ask_only(project, instance, season=2023)
    assert "another fetch is still writing" in failure(result)
    assert not any(event.is_step_up_for_retry for event in result.all_events)


def test_a_build_asks_no_wiki(
    project: Project, instance: dg.DagsterInstance, server: WikiServer
) -> None:
    put(server, 2023, 1)
    project.add_reference()
    assert run(project, instance).success
    assert server.requests == []
