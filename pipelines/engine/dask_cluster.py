"""A Dask cluster as an engine: once it has workers that can do our work, until they are gone.

In: settings. Out: an ``Engine``. Separate from how a cluster is reached: here it is decided when
it can be worked with, and when it can no more.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from pipelines.engine.dask_clients import connected, import_dask, started
from pipelines.engine.dask_executor import DaskExecutor
from pipelines.engine.model import Engine, EngineError
from pipelines.engine.settings import DASK_LOCAL_CLUSTER, EngineSettings
from pipelines.engine.versions import differences

if TYPE_CHECKING:
    from distributed import Client

_LONGEST_ANSWER_SECONDS = 10.0


@contextmanager
def open_cluster(settings: EngineSettings) -> Iterator[Engine]:
    """The cluster that the settings name, once it has workers that can do our work.

    Raises:
        EngineError: there is none, or it has no workers, or they run other software.
    """
    import_dask()
    connect = started if settings.kind == DASK_LOCAL_CLUSTER else connected
    with connect(settings) as (client, name):
        try:
            workers = _wait_for_workers(client, settings, name)
            found = differences(client)
        except OSError as error:
            raise EngineError(f"{name} does not answer: {error}; try again") from error
        if found:
            raise EngineError(
                f"{name} cannot do this work: {'; '.join(found)}; install the same version of "
                "nascar-warehouse[dask] and what it needs in all places"
            )
        yield Engine(
            DaskExecutor(client),
            workers,
            is_remote=settings.kind != DASK_LOCAL_CLUSTER,
            name=name,
            deaths=_deaths(),
            watch=_watcher(client, settings, name),
        )


def _wait_for_workers(client: Client, settings: EngineSettings, name: str) -> int:
    """How many calls the cluster does at a time, or is to do when its workers have come."""
    try:
        client.wait_for_workers(max(settings.workers, 1), timeout=settings.patience)
    except TimeoutError:
        if not client.nthreads():
            raise EngineError(
                f"{name} has no worker after {settings.patience:.0f} seconds: start some (dask "
                "worker ADDRESS --nthreads 1), or wait longer (NASCAR_WAREHOUSE_ENGINE_PATIENCE)"
            ) from None
    threads: dict[str, int] = client.nthreads()
    return max(settings.workers, sum(threads.values()))


def _deaths() -> tuple[type[BaseException], ...]:
    from distributed.scheduler import KilledWorker

    return (KilledWorker,)


def _watcher(client: Client, settings: EngineSettings, name: str) -> Callable[[], None]:
    """Notices that a cluster is gone, or has no worker left, for which Dask waits for ever."""
    last_seen = time.monotonic()
    longest_answer = min(settings.patience, _LONGEST_ANSWER_SECONDS)

    def watch() -> None:
        nonlocal last_seen
        workers: Any = None
        # A scheduler that does not answer comes back, or the client gives it up.
        with suppress(OSError, TimeoutError):
            if client.status == "running" and client.scheduler is not None:
                # Without a limit, it waits for a scheduler that hangs.
                workers = client.sync(client.scheduler.ncores, callback_timeout=longest_answer)
        if workers:
            last_seen = time.monotonic()
        elif client.status == "closed" or time.monotonic() - last_seen > settings.patience:
            lacks = "no scheduler that answers" if workers is None else "no worker"
            raise EngineError(
                f"{name} has {lacks} any more; what was done is kept: start it again, and run the "
                "same command again to go on from there"
            )

    return watch
