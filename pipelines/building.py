"""A whole build as one recorded Dagster run, in this process.

In: the folders. Out: an ``Outcome``. Separate from the command line because importing
Dagster takes a second, which only a build needs.
"""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

import dagster as dg

from pipelines.defs.run_launcher import PROCESS_TAG, is_abandoned
from pipelines.instance import prepare_dagster_home
from pipelines.lock import build_lock
from pipelines.paths import Paths
from pipelines.staged import named_seasons

# Python's own 700 makes the collector walk the same objects hundreds of times in a build.
_NEW_OBJECTS_A_COLLECTION = 100_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a build ended; ``failure`` says what is wrong where nothing was published."""

    run_id: str
    failure: str | None
    is_interrupted: bool = False


def open_instance(paths: Paths) -> dg.DagsterInstance:
    """Open the project's Dagster instance, where runs are recorded."""
    # Two processes that make the run database at once would both fail.
    with build_lock(paths.dagster_home, lambda message: None):
        prepare_dagster_home(paths.dagster_home)
        return dg.DagsterInstance.get()


def run_build(instance: dg.DagsterInstance) -> Outcome:
    """Materialize all that is made of raw/ and run every check, recorded in the instance."""
    from pipelines.definitions import defs
    from pipelines.defs.jobs import EVERYTHING

    # Loading is over: from here on objects come and go, but few of them in circles.
    gc.set_threshold(_NEW_OBJECTS_A_COLLECTION)
    gc.enable()
    with instance:
        _close_abandoned_runs(instance)
        result = defs.resolve_job_def(EVERYTHING.name).execute_in_process(
            instance=instance,
            raise_on_error=False,
            tags={PROCESS_TAG: str(os.getpid()), **_all_partitions()},
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    if result.success:
        return Outcome(result.run_id, None)
    if _is_interrupted(result):
        message = "the build was interrupted; nothing was published, build again"
        return Outcome(result.run_id, message, is_interrupted=True)
    return Outcome(result.run_id, _failure(result))


def _all_partitions() -> Mapping[str, str]:
    """The tags that make a run one of every season that there is in raw/, or was at last."""
    from pipelines.defs.partitions import range_tags
    from pipelines.sources.season_list import series_of_seasons

    paths = Paths.from_environment()
    return range_tags({*series_of_seasons(paths.raw), *named_seasons(paths.staged)})


def _close_abandoned_runs(instance: dg.DagsterInstance) -> None:
    """Record runs whose process was killed as failed: it could not do so itself."""
    open_runs = dg.RunsFilter(
        statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.NOT_STARTED]
    )
    for run in instance.get_runs(filters=open_runs):
        if is_abandoned(run):
            message = "The process of this run was killed. What was published stayed as it was."
            instance.report_run_failed(run, message)


def _is_interrupted(result: dg.ExecuteInProcessResult) -> bool:
    return any(
        event.is_step_failure
        and event.step_failure_data.error is not None
        and event.step_failure_data.error.cls_name == dg.DagsterExecutionInterruptedError.__name__
        for event in result.all_events
    )


def _failure(result: dg.ExecuteInProcessResult) -> str:
    """The message of the step that failed, without Dagster's wrapping."""
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data
            if data.user_failure_data and data.user_failure_data.description:
                return data.user_failure_data.description
            # Dagster's own error, and under it the one that the step raised.
            if data.error is not None:
                error = data.error.cause or data.error
                return re.sub(r"^[\w.]+: ", "", error.message.strip())
    return "the run failed; see it in the UI (make dev)"
