"""The sensor: it asks for the seasons that changed, once, and is never in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from fetched_season import race
from sample_project import Project
from wiki_server import SeenRequest, WikiServer, fails

from pipelines.definitions import defs
from pipelines.defs import sensors
from pipelines.defs.folders import Folders
from pipelines.defs.jobs import REFRESH
from pipelines.defs.sensors import new_revisions
from pipelines.defs.wikipedia import Wikipedia
from pipelines.fetching import refresh_season
from pipelines.sources.settings import WikiSettings
from pipelines.sources.wiki import Wiki


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    home = tmp_path / "home"
    home.mkdir()
    with dg.DagsterInstance.local_temp(str(home)) as made:
        yield made


@pytest.fixture
def landed(project: Project, server: WikiServer) -> Project:
    """Two articles of 2022 and one of 2023, as the wiki has them."""
    for season, number in ((2022, 1), (2022, 2), (2023, 1)):
        put(server, season, number)
    for season in (2022, 2023):
        land(project, season)
    server.requests.clear()
    return project


def put(server: WikiServer, season: int, number: int, note: str = "") -> None:
    server.wiki.put(f"{season} Race {number}", race(number, season=season, note=note))


def land(project: Project, season: int) -> None:
    """What the run does that the sensor asks for."""
    with Wiki(WikiSettings.from_environment()) as wiki:
        refresh_season(wiki, project.raw, season, ["cup"], project.vocabulary)


def tick(
    project: Project, instance: dg.DagsterInstance, cursor: str | None = None
) -> dg.SensorResult | dg.SkipReason:
    resources: dict[str, Any] = {
        "folders": Folders(raw=str(project.raw), warehouse=str(project.warehouse)),
        "wiki": Wikipedia(),
    }
    context = dg.build_sensor_context(
        instance=instance, cursor=cursor, definitions=defs, resources=resources
    )
    result = new_revisions(context)
    assert isinstance(result, dg.SensorResult | dg.SkipReason)
    return result


def asked(result: dg.SensorResult | dg.SkipReason) -> dict[str | None, str | None]:
    """The key of each run that is asked for, by season."""
    assert isinstance(result, dg.SensorResult)
    return {one.partition_key: one.run_key for one in result.run_requests or []}


def reason(result: dg.SensorResult | dg.SkipReason) -> str:
    skip = result.skip_reason if isinstance(result, dg.SensorResult) else result
    assert skip is not None
    return skip.skip_message or ""


def test_nothing_is_asked_for_while_nothing_changes(
    landed: Project, instance: dg.DagsterInstance, server: WikiServer
) -> None:
    result = tick(landed, instance)
    assert asked(result) == {}
    assert "3 articles polled" in reason(result)
    assert len(server.requests) == 1


def test_one_run_is_asked_for_each_season_that_changed(
    landed: Project, instance: dg.DagsterInstance, server: WikiServer
) -> None:
    put(server, 2022, 1, note="edited")
    put(server, 2022, 2, note="edited")
    assert set(asked(tick(landed, instance))) == {"2022"}
    put(server, 2023, 1, note="edited")
    assert set(asked(tick(landed, instance))) == {"2022", "2023"}
    assert new_revisions.job_name == REFRESH.name


def test_the_same_revisions_are_asked_for_under_the_same_key_until_they_are_landed(
    landed: Project, instance: dg.DagsterInstance, server: WikiServer
) -> None:
    put(server, 2022, 1, note="edited")
    first = asked(tick(landed, instance))
    assert asked(tick(landed, instance)) == first
    land(landed, 2022)
    assert asked(tick(landed, instance)) == {}
    put(server, 2022, 1, note="edited again")
    assert asked(tick(landed, instance))["2022"] not in {None, first["2022"]}


def test_a_run_that_failed_is_asked_for_again_the_next_day(
    landed: Project,
    instance: dg.DagsterInstance,
    server: WikiServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put(server, 2022, 1, note="edited")
    today = asked(tick(landed, instance))["2022"]
    monkeypatch.setattr(sensors, "today", lambda: "2099-01-01")
    tomorrow = asked(tick(landed, instance))["2022"]
    assert tomorrow is not None
    assert tomorrow != today
    assert "2099-01-01" in tomorrow


def test_what_a_run_landed_and_did_not_stage_is_asked_for_again(
    landed: Project,
    instance: dg.DagsterInstance,
    server: WikiServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    landed.extract()
    put(server, 2022, 1, note="edited")
    put(server, 2022, 2, note="edited")
    before = asked(tick(landed, instance))
    # Under way: while it has landed the revisions, and until it has staged them, it is one run.
    land(landed, 2022)
    assert asked(tick(landed, instance)) == before
    # It failed there: the next day's key is another.
    monkeypatch.setattr(sensors, "today", lambda: "2099-01-01")
    assert set(asked(tick(landed, instance))) == {"2022"}
    landed.extract()
    assert asked(tick(landed, instance)) == {}


def test_a_page_that_is_gone_asks_for_nothing(
    landed: Project, instance: dg.DagsterInstance, server: WikiServer
) -> None:
    server.wiki.delete("2022 Race 1")
    assert asked(tick(landed, instance)) == {}


def test_ticks_go_through_all_seasons_in_slices(
    landed: Project,
    instance: dg.DagsterInstance,
    server: WikiServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sensors, "ARTICLES_A_ROUND", 1)
    monkeypatch.setattr(sensors, "ARTICLES_A_TICK", 2)
    put(server, 2022, 1, note="edited")
    put(server, 2023, 1, note="edited")
    cursor, seen = None, []
    for _ in range(3):
        result = tick(landed, instance, cursor)
        assert isinstance(result, dg.SensorResult)
        cursor = result.cursor
        seen.append(set(asked(result)))
    assert seen == [{"2022"}, {"2023"}, {"2022"}]
    assert len(server.requests) == 3


def test_a_slow_wiki_is_polled_as_far_as_a_tick_has_time(
    landed: Project,
    instance: dg.DagsterInstance,
    server: WikiServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sensors, "ARTICLES_A_ROUND", 1)
    monkeypatch.setattr(sensors, "SECONDS_A_TICK", -1.0)
    result = tick(landed, instance)
    assert isinstance(result, dg.SensorResult)
    assert result.cursor == '{"season": 2022}'
    assert len(server.requests) == 1


def test_a_wiki_that_is_down_costs_a_tick_and_nothing_else(
    landed: Project, instance: dg.DagsterInstance, server: WikiServer
) -> None:
    server.every_answer(fails(404))
    result = tick(landed, instance, '{"season": 2022}')
    assert isinstance(result, dg.SkipReason)
    assert "404" in reason(result)


def test_what_was_polled_before_the_wiki_went_down_counts(
    landed: Project,
    instance: dg.DagsterInstance,
    server: WikiServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sensors, "ARTICLES_A_ROUND", 1)
    put(server, 2022, 1, note="edited")
    put(server, 2023, 1, note="edited")

    def go_down(_: SeenRequest) -> None:
        server.every_answer(fails(404) if len(server.requests) > 1 else None)

    server.before_answer = go_down
    result = tick(landed, instance)
    assert set(asked(result)) == {"2022"}
    assert isinstance(result, dg.SensorResult)
    assert result.cursor == '{"season": 2022}'


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NASCAR_WAREHOUSE_CONTACT", ""),
        ("NASCAR_WAREHOUSE_CONTACT", "no\nheader"),
        ("NASCAR_WAREHOUSE_OFFLINE", "1"),
        ("NASCAR_WAREHOUSE_API_URL", "not an address"),
    ],
)
def test_a_sensor_that_may_not_ask_says_what_to_set_and_asks_nothing(
    variable: str,
    value: str,
    landed: Project,
    instance: dg.DagsterInstance,
    server: WikiServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, value)
    result = tick(landed, instance)
    assert isinstance(result, dg.SkipReason)
    assert variable.removeprefix("NASCAR_WAREHOUSE_").lower() in reason(result).lower()
    assert server.requests == []


def test_without_landed_articles_there_is_nothing_to_poll(
    project: Project, instance: dg.DagsterInstance, server: WikiServer
) -> None:
    project.add_reference()
    assert "no article that was fetched" in reason(tick(project, instance))
    assert server.requests == []


def test_a_season_that_is_no_partition_waits(
    landed: Project, instance: dg.DagsterInstance, server: WikiServer
) -> None:
    put(server, 2099, 1)
    land(landed, 2099)
    put(server, 2099, 1, note="edited")
    assert asked(tick(landed, instance)) == {}
