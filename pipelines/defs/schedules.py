"""The job that materializes everything, and its weekly schedule.

In: nothing. Out: a job and a schedule, off until switched on in the UI. Separate because
when to run is a matter of its own.
"""

from __future__ import annotations

import dagster as dg

EVERYTHING = dg.define_asset_job(
    "whole_pipeline",
    selection=dg.AssetSelection.all(),
    description="raw/ to the published warehouse: every asset and every check.",
)

WEEKLY = dg.ScheduleDefinition(
    name="weekly",
    job=EVERYTHING,
    # Races are on weekends; articles settle on Monday.
    cron_schedule="0 6 * * 2",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Tuesday 06:00 UTC: the whole pipeline, when last weekend's articles have settled.",
)
