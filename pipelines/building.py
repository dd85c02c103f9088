"""A whole build as one recorded Dagster run, in this process.

In: the folders. Out: an ``Outcome``. Separate from the command line because importing
Dagster takes a second, which only a build needs.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
from dagster_shared.error import SerializableErrorInfo

from pipelines.defs.processes import this_process
from pipelines.defs.run_database import naming_the_database, open_run_database
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
    """Open the project's Dagster instance, where runs are recorded.

    Raises:
        RunDatabaseError: its database cannot be used.
    """
    # Two processes that make the run database at once would both fail.
    with build_lock(paths.dagster_home, lambda message: None):
        prepare_dagster_home(paths.dagster_home)
        return open_run_database(paths.dagster_home)


def run_build(instance: dg.DagsterInstance) -> Outcome:
    """Materialize all that is made of raw/ and run every check, recorded in the instance.

    Raises:
        RunDatabaseError: the database of runs was lost on the way.
    """
    from pipelines.definitions import defs
    from pipelines.defs.jobs import EVERYTHING

    # Loading is over: from here on objects come and go, but few of them in circles.
    gc.set_threshold(_NEW_OBJECTS_A_COLLECTION)
    gc.enable()
    lost = "what is published is whole: as it was, or new"
    with naming_the_database(Path(instance.root_directory), lost), instance:
        _close_abandoned_runs(instance)
        result = defs.resolve_job_def(EVERYTHING.name).execute_in_process(
            instance=instance,
            raise_on_error=False,
            tags={PROCESS_TAG: this_process(), **_all_partitions()},
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
    return range_tags(
        {*series_of_seasons(paths.raw), *named_seasons(paths.staged, paths.staged_manifest)}
    )


def _close_abandoned_runs(instance: dg.DagsterInstance) -> None:
    """Record runs whose process was killed as failed: it could not do so itself."""
    open_runs = dg.RunsFilter(
        statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.NOT_STARTED]
    )
    for run in instance.get_runs(filters=open_runs):
        if is_abandoned(run):
            message = "The process of this run was killed. What was published stayed as it was."
            instance.report_run_failed(run, message)
            instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)


def _is_interrupted(result: dg.ExecuteInProcessResult) -> bool:
    name = dg.DagsterExecutionInterruptedError.__name__
    return any(error.cls_name == name for error in _errors(result))


def _failure(result: dg.ExecuteInProcessResult) -> str:
    """The message of the step that failed, without Dagster's wrapping."""
    for event in result.all_events:
        if event.is_step_failure:
            said = event.step_failure_data.user_failure_data
            if said and said.description:
                return said.description
    for error in _errors(result):
        # Dagster's own error, and under it the one that the step raised.
        message = (error.cause or error).message
        return re.sub(r"^[\w.]+: ", "", message.strip())
    return "the run failed; see it in the UI (make dev)"


def _errors(result: dg.ExecuteInProcessResult) -> Iterator[SerializableErrorInfo]:
    """What steps have raised, or the run itself between two of them."""
    for event in result.all_events:
        if event.is_step_failure and event.step_failure_data.error:
            yield event.step_failure_data.error
        elif event.is_job_failure and event.job_failure_data.error:
            yield event.job_failure_data.error
