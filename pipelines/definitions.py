"""The Dagster entry point: ``dagster dev -w workspace.yaml``, ``dg dev`` and the CLI load this."""

from __future__ import annotations

import dagster as dg

from pipelines.defs.assets import raw_articles, staged_seasons, warehouse
from pipelines.defs.dump import wikipedia_dump
from pipelines.defs.engine import Engine
from pipelines.defs.exports import exported_warehouse
from pipelines.defs.folders import Folders
from pipelines.defs.jobs import EVERYTHING, EXPORT, IMPORT, PUBLISH, REFRESH
from pipelines.defs.publication import published_assets
from pipelines.defs.revisions import wikipedia_revisions
from pipelines.defs.schedules import daily_in_season, weekly
from pipelines.defs.sensors import new_revisions
from pipelines.defs.wikipedia import Wikipedia

defs = dg.Definitions(
    assets=[
        wikipedia_revisions,
        wikipedia_dump,
        raw_articles,
        staged_seasons,
        warehouse,
        exported_warehouse,
        *published_assets(),
    ],
    jobs=[EVERYTHING, REFRESH, EXPORT, IMPORT, *([PUBLISH] if published_assets() else [])],
    schedules=[weekly, daily_in_season],
    sensors=[new_revisions],
    resources={"folders": Folders(), "wiki": Wikipedia(), "engine": Engine()},
    # Four steps of which each waits for the one before: a process for each would only cost.
    executor=dg.in_process_executor,
)
