"""The jobs: from raw/ alone, or with a look at Wikipedia first; and the export of what there is.

In: nothing. Out: three jobs. Separate because schedules, the sensor and the command line start
them.
"""

from __future__ import annotations

import dagster as dg

from pipelines.defs.specs import EXPORTED_WAREHOUSE, WIKIPEDIA_REVISIONS

_EXPORTS = dg.AssetSelection.assets(EXPORTED_WAREHOUSE)

EVERYTHING = dg.define_asset_job(
    "whole_pipeline",
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets(WIKIPEDIA_REVISIONS) - _EXPORTS,
    description="raw/ to the published warehouse: the chosen seasons are extracted, the "
    "warehouse is built, checked and published. Nothing is asked of Wikipedia.",
)

REFRESH = dg.define_asset_job(
    "refresh_season",
    selection=dg.AssetSelection.all() - _EXPORTS,
    description="Wikipedia to the published warehouse: what is new of the chosen seasons is "
    "landed in raw/, those seasons are extracted, the warehouse is built and published.",
)

EXPORT = dg.define_asset_job(
    "export_warehouse",
    selection=_EXPORTS,
    description="The published warehouse to files for other programs, below warehouse/exports/.",
)
