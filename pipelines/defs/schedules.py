"""When Wikipedia is asked for news by the clock.

In: the seasons that raw/ holds, the date. Out: run requests. Separate because when to run is a
matter of its own. Both are off until switched on in the UI.
"""

# No `from __future__ import annotations`: Dagster reads the annotations of an evaluation.
import dagster as dg

from pipelines.defs.folders import Folders
from pipelines.defs.jobs import REFRESH
from pipelines.defs.partitions import range_tags
from pipelines.defs.wikipedia import Wikipedia
from pipelines.sources.season_list import series_of_seasons

_LANDED_ONLY = {"ops": {"wikipedia_revisions": {"config": {"landed_only": True}}}}


@dg.schedule(
    name="weekly",
    job=REFRESH,
    # Races are on weekends; articles settle on Monday.
    cron_schedule="0 6 * * 2",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Tuesday 06:00 UTC: every season that raw/ holds, when last weekend's articles "
    "have settled. One run over all of them.",
)
def weekly(folders: Folders, wiki: Wikipedia) -> dg.RunRequest | dg.SkipReason:
    """Ask for every season in raw/, from the first to the last, but for no other."""
    if reason := wiki.why_not():
        return dg.SkipReason(reason)
    raw = folders.paths().raw
    seasons = series_of_seasons(raw)
    if not seasons:
        return dg.SkipReason(f"{raw} holds no season yet; fetch one, or materialize a partition")
    return dg.RunRequest(tags=range_tags(seasons), run_config=_LANDED_ONLY)


@dg.schedule(
    name="daily_in_season",
    job=REFRESH,
    cron_schedule="0 9 * 2-11 *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="09:00 UTC from February to November: the current season.",
)
def daily_in_season(
    context: dg.ScheduleEvaluationContext, wiki: Wikipedia
) -> dg.RunRequest | dg.SkipReason:
    """Ask for the season of the year that the tick is in."""
    if reason := wiki.why_not():
        return dg.SkipReason(reason)
    return dg.RunRequest(partition_key=str(context.scheduled_execution_time.year))
