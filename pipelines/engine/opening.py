"""Open the engine that the settings name: a pool of processes, or a cluster.

In: settings. Out: an ``Engine`` for the time of a ``with`` block. Separate because a build of
one article must load none of this: Dask is imported by those who ask for it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.engine.model import Engine
from pipelines.engine.processes import ProcessPool, ThisProcess
from pipelines.engine.settings import LOCAL, EngineSettings


@contextmanager
def open_engine(settings: EngineSettings) -> Iterator[Engine]:
    """An engine; what it has not begun when the block is left is not begun at all.

    Raises:
        EngineError: it cannot be had; the message says what to do.
    """
    if settings.kind == LOCAL:
        workers = settings.workers or os.cpu_count() or 1
        pool = ProcessPool(workers)
        try:
            yield Engine(pool, workers, name=f"{workers} processes of this machine")
        finally:
            pool.shutdown(cancel_futures=True)
    else:
        from pipelines.engine.dask_cluster import open_cluster

        with open_cluster(settings) as engine:
            yield engine


def in_this_process() -> Engine:
    """An engine that does each call when it is submitted: no process is started."""
    return Engine(ThisProcess(), 1, name="this process")
