"""``build``: raw/ to the published warehouse, also as the last step of other commands.

In: the folders. Out: a published file and how that went. Separate because it takes care of
what importing Dagster costs, which no other command should pay.
"""

from __future__ import annotations

import gc

from pipelines.commands.exits import Exit, fail, leave, until_the_reader_stops
from pipelines.commands.options import RawOption, WarehouseOption, folders
from pipelines.paths import Paths


def build(raw: RawOption = None, warehouse: WarehouseOption = None) -> None:
    """Build the warehouse from raw/ and publish it, recorded as a Dagster run.

    Exit status: 0 published; 1 nothing published, the file is as it was; 3 published, but
    part of the input was rejected or not recognised (it is listed).
    """
    paths = folders(raw, warehouse)
    publish(paths)
    from pipelines.summary import all_is_understood, print_summary

    is_clean = all_is_understood(paths.database)
    # The warehouse is published all the same.
    with until_the_reader_stops():
        print_summary(paths.database)
    leave(Exit.DONE if is_clean else Exit.WITH_PROBLEMS)


def publish(paths: Paths) -> None:
    """Build and publish; end with a message where nothing could be published."""
    # Importing Dagster makes a million objects that all stay: collecting among them, now or
    # at exit, finds nothing. DuckDB is imported later, since it frees its objects at exit.
    gc.disable()
    from pipelines.building import open_instance, run_build

    instance = open_instance(paths)
    gc.freeze()
    try:
        outcome = run_build(instance)
    except ValueError as error:
        # A file of vocabulary/ or sql/ cannot be used; the message names it.
        fail(str(error))
    if outcome.failure:
        fail(outcome.failure)
