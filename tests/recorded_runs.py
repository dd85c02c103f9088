"""Runs of the project's jobs in the test's own process, on the test's own folders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import dagster as dg
from sample_project import Project

from pipelines.definitions import defs
from pipelines.defs.jobs import EVERYTHING
from pipelines.defs.partitions import range_tags
from pipelines.sources.season_list import series_of_seasons


def run(
    project: Project,
    instance: dg.DagsterInstance,
    *,
    job: str = EVERYTHING.name,
    selection: list[dg.AssetKey] | None = None,
    season: int | None = None,
    seasons: Iterable[int] | None = None,
    resources: dict[str, Any] | None = None,
    ops: dict[str, Any] | None = None,
) -> dg.ExecuteInProcessResult:
    """Run a job for a season, a range of seasons, or all that raw/ has; it may fail."""
    folders = {"raw": str(project.raw), "warehouse": str(project.warehouse)}
    return defs.resolve_job_def(job).execute_in_process(
        instance=instance,
        asset_selection=selection,
        partition_key=str(season) if season else None,
        tags=None if season else range_tags(seasons or series_of_seasons(project.raw)),
        raise_on_error=False,
        run_config={
            "resources": {"folders": {"config": folders}, **(resources or {})},
            "ops": ops or {},
            "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
        },
    )


def materialized(result: dg.ExecuteInProcessResult) -> set[str]:
    """The assets that a run has materialized."""
    return {
        event.asset_key.to_user_string()
        for event in result.all_events
        if event.is_step_materialization and event.asset_key
    }


def partitions(result: dg.ExecuteInProcessResult, asset: str) -> dict[str | None, dict[str, Any]]:
    """The partitions of an asset that a run has materialized, and the metadata of each."""
    return {
        event.partition: {name: one.value for name, one in event.materialization.metadata.items()}
        for event in result.all_events
        if event.is_step_materialization
        and event.asset_key
        and event.asset_key.to_user_string() == asset
    }


def failure(result: dg.ExecuteInProcessResult) -> str:
    """What the one step that failed says."""
    [event] = [event for event in result.all_events if event.is_step_failure]
    return str(event.event_specific_data)
