"""The Dagster entry point: ``dagster dev -w workspace.yaml``, ``dg dev`` and the CLI load this."""

from __future__ import annotations

import dagster as dg

from pipelines.defs.assets import raw_articles, staged_seasons, warehouse
from pipelines.defs.folders import Folders
from pipelines.defs.schedules import EVERYTHING, WEEKLY

defs = dg.Definitions(
    assets=[raw_articles, staged_seasons, warehouse],
    jobs=[EVERYTHING],
    schedules=[WEEKLY],
    resources={"folders": Folders()},
    # Three steps of which each waits for the one before: a process for each would only cost.
    executor=dg.in_process_executor,
)
