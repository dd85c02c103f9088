"""Seasons as partitions, and which of them a run is about.

In: seasons, or a run. Out: tags of a run, or seasons. Separate because assets, schedules, the
sensor and the command line all speak of seasons, and Dagster of keys and ranges of keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import dagster as dg

# The first season of what is the Cup Series today; no series of the vocabulary is older.
FIRST_SEASON = 1949
_FIRST_TAG = "dagster/asset_partition_range_start"
_LAST_TAG = "dagster/asset_partition_range_end"

SEASONS = dg.TimeWindowPartitionsDefinition(
    start=datetime(FIRST_SEASON, 1, 1),
    cron_schedule="0 0 1 1 *",
    fmt="%Y",
    # The season that is being driven counts, though its year has not ended.
    end_offset=1,
)


def partition_seasons() -> range:
    """Every season that is a partition: 1949 to the current one.

    As ``SEASONS`` says, which needs milliseconds for it: it steps through a cron schedule.
    """
    return range(FIRST_SEASON, datetime.now(UTC).year + 1)


def range_tags(seasons: Iterable[int]) -> Mapping[str, str]:
    """The tags of one run over all seasons from the first to the last that is a partition.

    Dagster gives the same tags to the run of a backfill. Where none of them is a partition, it
    is a run of the current season: Dagster runs nothing by season without a season.
    """
    known = partition_seasons()
    chosen = [season for season in seasons if season in known] or [known[-1]]
    return {_FIRST_TAG: str(min(chosen)), _LAST_TAG: str(max(chosen))}


def seasons_of_run(context: dg.AssetExecutionContext) -> tuple[int, ...]:
    """The seasons that a run was asked for.

    Raises:
        Failure: the run was asked for no partition.
    """
    if not (context.has_partition_key or context.has_partition_key_range):
        raise dg.Failure("this step works by season: choose partitions", allow_retries=False)
    return tuple(int(key) for key in context.partition_keys)
