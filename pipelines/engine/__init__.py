"""Where work runs: processes of this machine, or workers of a Dask cluster.

In: settings. Out: an open ``Engine``, which has a ``concurrent.futures.Executor``. Separate
because the work itself (reading a season, scanning a part of a dump) must not know where it is
done: there is one implementation of it, and this is the one place that imports Dask.
"""

from pipelines.engine.calls import Call, completed
from pipelines.engine.model import Engine, EngineError
from pipelines.engine.opening import in_this_process, open_engine
from pipelines.engine.settings import (
    DASK,
    DASK_LOCAL_CLUSTER,
    KINDS,
    LOCAL,
    VARIABLES,
    EngineSettings,
)

__all__ = [
    "DASK",
    "DASK_LOCAL_CLUSTER",
    "KINDS",
    "LOCAL",
    "VARIABLES",
    "Call",
    "Engine",
    "EngineError",
    "EngineSettings",
    "completed",
    "in_this_process",
    "open_engine",
]
