"""``build``: raw/ to the published warehouse, also as the last step of other commands.

In: the folders. Out: a published file and how that went. Separate because it takes care of
what importing Dagster costs, which no other command should pay.
"""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from typing import Annotated

import typer

from pipelines.commands.exits import Exit, announce, leave, until_the_reader_stops
from pipelines.commands.json_output import JsonOption, print_json
from pipelines.commands.options import (
    EngineOption,
    RawOption,
    SchedulerOption,
    WarehouseOption,
    WorkersOption,
    choose_engine,
    folders,
)
from pipelines.commands.progress import build_progress
from pipelines.paths import Paths
from pipelines.unchanged import digest_of_inputs, forget_inputs, is_unchanged, remember_inputs


def build(
    json: JsonOption = False,
    force: Annotated[
        bool, typer.Option("--force", help="Build even if nothing has changed since the last one.")
    ] = False,
    raw: RawOption = None,
    warehouse: WarehouseOption = None,
    engine: EngineOption = None,
    scheduler: SchedulerOption = None,
    workers: WorkersOption = None,
) -> None:
    """Build the warehouse from raw/, check it and publish it.

    It is recorded as a Dagster run. Seasons in which nothing changed are not read again.

    With --json: `database`, `build` (its number), `made_at` (UTC), `documents`, `races`; `rows`,
    by table and view; `passed`, `warned` and `failed` (how many checks); `rejected` and
    `unrecognised` (how many rows of these tables); `is_understood` (whether there are none).
    Where nothing is published, nothing is printed but the message on standard error.

    Exit status: 0 published; 1 nothing published, the file is as it was; 3 published, but part
    of the input was rejected or not recognised (it is listed); 130 stopped by Ctrl-C.

    Examples:
      nascar-warehouse build
      nascar-warehouse build --raw my-articles --warehouse my-warehouse
      nascar-warehouse build --json | jq .races
      nascar-warehouse build --scheduler tls://10.0.0.5:8786
    """
    paths = folders(raw, warehouse)
    choose_engine(engine, scheduler, workers)
    publish(paths, is_forced=force)
    from pipelines.summary import all_is_understood, print_summary, summary_values

    is_clean = all_is_understood(paths.database)
    # The warehouse is published all the same.
    with until_the_reader_stops():
        if json:
            print_json(summary_values(paths.database))
        else:
            print_summary(paths.database)
    leave(Exit.DONE if is_clean else Exit.WITH_PROBLEMS)


def publish(paths: Paths, *, is_forced: bool = False) -> None:
    """Build and publish; end with a message where nothing could be published.

    Where a build would make again what is published, it is left as it is.
    """
    inputs = _inputs(paths)
    if inputs and not is_forced and is_unchanged(paths, inputs):
        announce("nothing has changed since the last build (--force builds all the same)")
        return
    try:
        with build_progress():
            failure, is_interrupted = _run(paths)
    except KeyboardInterrupt:
        failure, is_interrupted = "the build was interrupted", True
    if failure is not None:
        # Who builds again, as a message may say, means it.
        forget_inputs(paths)
        sys.stdout.flush()
        announce(failure)
        # What gc.freeze() has kept from the collector, DuckDB would report as leaked at exit.
        leave(Exit.INTERRUPTED if is_interrupted else Exit.FAILED)
    from pipelines.summary import something_is_tried_again

    # What was changed meanwhile may have been read before or after.
    if inputs and inputs == _inputs(paths) and not something_is_tried_again(paths.database):
        remember_inputs(paths, inputs)


def _inputs(paths: Paths) -> str | None:
    """The digest of what a build reads; ``None`` where the build will say what is wrong."""
    with suppress(OSError, ValueError):
        return digest_of_inputs(paths)
    return None


def _run(paths: Paths) -> tuple[str | None, bool]:
    """Why nothing was published, if so, and whether that is because somebody stopped it."""
    # Importing Dagster makes a million objects that all stay: collecting among them, now or
    # at exit, finds nothing. DuckDB is imported later, since it frees its objects at exit.
    gc.disable()
    from pipelines.building import open_instance, run_build
    from pipelines.locations import LocationError

    try:
        instance = open_instance(paths)
        gc.freeze()
        outcome = run_build(instance)
    except (ValueError, LocationError) as error:
        # A file of vocabulary/ or sql/, or the database of runs, cannot be used: it is named.
        return str(error), False
    return outcome.failure, outcome.is_interrupted
