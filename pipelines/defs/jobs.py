"""The jobs: from raw/ alone, or with a look at Wikipedia first.

In: nothing. Out: two jobs. Separate because schedules, the sensor and the command line start
them.
"""

from __future__ import annotations

import dagster as dg

from pipelines.defs.specs import WIKIPEDIA_REVISIONS

EVERYTHING = dg.define_asset_job(
    "whole_pipeline",
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets(WIKIPEDIA_REVISIONS),
    description="raw/ to the published warehouse: the chosen seasons are extracted, the "
    "warehouse is built, checked and published. Nothing is asked of Wikipedia.",
)

REFRESH = dg.define_asset_job(
    "refresh_season",
    selection=dg.AssetSelection.all(),
    description="Wikipedia to the published warehouse: what is new of the chosen seasons is "
    "landed in raw/, those seasons are extracted, the warehouse is built and published.",
)
