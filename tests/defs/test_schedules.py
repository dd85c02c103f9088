"""What the schedules ask for, and when they ask for nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import dagster as dg
import pytest
from dagster._utils.schedules import cron_string_iterator
from sample_project import Project

from pipelines.definitions import defs
from pipelines.defs.folders import Folders
from pipelines.defs.jobs import REFRESH
from pipelines.defs.partitions import range_tags
from pipelines.defs.schedules import daily_in_season, weekly
from pipelines.defs.wikipedia import Wikipedia

SCHEDULES = [weekly, daily_in_season]


@pytest.fixture(autouse=True)
def contact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASCAR_WAREHOUSE_CONTACT", "tests@example.org")
    monkeypatch.delenv("NASCAR_WAREHOUSE_OFFLINE", raising=False)


def evaluate(
    schedule: dg.ScheduleDefinition, project: Project, at: datetime | None = None
) -> dg.RunRequest | dg.SkipReason:
    resources: dict[str, Any] = {
        "folders": Folders(raw=str(project.raw), warehouse=str(project.warehouse)),
        "wiki": Wikipedia(),
    }
    context = dg.build_schedule_context(
        scheduled_execution_time=at or datetime(2026, 7, 1, 9, tzinfo=UTC),
        resources=resources,
        repository_def=defs.get_repository_def(),
    )
    data = schedule.evaluate_tick(context)
    if data.skip_message:
        return dg.SkipReason(data.skip_message)
    [request] = data.run_requests or []
    return request


def test_the_weekly_one_asks_for_all_that_raw_has_in_one_run(project: Project) -> None:
    project.add("cup/1987/a.txt", "x")
    project.add("nxs/2023/a.txt", "x")
    request = evaluate(weekly, project)
    assert isinstance(request, dg.RunRequest)
    assert range_tags([1987, 2023]).items() <= dict(request.tags).items()
    assert request.run_config == {"ops": {"wikipedia_revisions": {"config": {"landed_only": True}}}}
    assert weekly.job_name == REFRESH.name


def test_the_weekly_one_asks_for_nothing_where_raw_is_empty(project: Project) -> None:
    answer = evaluate(weekly, project)
    assert isinstance(answer, dg.SkipReason)
    assert str(project.raw) in (answer.skip_message or "")


def test_the_daily_one_asks_for_the_season_of_its_year(project: Project) -> None:
    request = evaluate(daily_in_season, project, datetime(2025, 3, 1, 9, tzinfo=UTC))
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == "2025"
    assert daily_in_season.job_name == REFRESH.name


def ticks(schedule: dg.ScheduleDefinition) -> list[datetime]:
    """Every tick in 2026."""
    found = []
    start = datetime(2025, 12, 31, 23, 59, tzinfo=UTC)
    for tick in cron_string_iterator(start.timestamp(), str(schedule.cron_schedule), "UTC"):
        if tick.year > 2026:
            break
        found.append(tick)
    return found


def test_the_daily_one_rests_when_no_races_are_run() -> None:
    found = ticks(daily_in_season)
    assert {tick.month for tick in found} == set(range(2, 12))
    assert len(found) == 365 - 31 - 31


def test_the_weekly_one_runs_on_tuesdays() -> None:
    found = ticks(weekly)
    assert len(found) == 52
    assert {(tick.weekday(), tick.hour) for tick in found} == {(1, 6)}


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda one: one.name)
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NASCAR_WAREHOUSE_CONTACT", ""),
        ("NASCAR_WAREHOUSE_OFFLINE", "1"),
        ("NASCAR_WAREHOUSE_ATTEMPTS", "many"),
    ],
)
def test_a_schedule_that_may_not_ask_says_what_to_set(
    schedule: dg.ScheduleDefinition,
    variable: str,
    value: str,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project.add("cup/2023/a.txt", "x")
    monkeypatch.setenv(variable, value)
    answer = evaluate(schedule, project)
    assert isinstance(answer, dg.SkipReason)
    assert variable in (answer.skip_message or "")
