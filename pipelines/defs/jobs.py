"""The jobs: from raw/ alone, or with a look at Wikipedia first; an import; what is passed on.

In: nothing. Out: five jobs. Separate because schedules, the sensor and the command line start
them.
"""

from __future__ import annotations

import dagster as dg

from pipelines.defs.specs import EXPORTED_WAREHOUSE, WIKIPEDIA_DUMP, WIKIPEDIA_REVISIONS

_EXPORTS = dg.AssetSelection.assets(EXPORTED_WAREHOUSE)
_DUMP = dg.AssetSelection.assets(WIKIPEDIA_DUMP)
# By its group: there may be no such asset.
PUBLISHED_GROUP = "publication"
_PUBLICATION = dg.AssetSelection.groups(PUBLISHED_GROUP)
_BY_THEMSELVES = _EXPORTS | _DUMP | _PUBLICATION

EVERYTHING = dg.define_asset_job(
    "whole_pipeline",
    selection=dg.AssetSelection.all()
    - dg.AssetSelection.assets(WIKIPEDIA_REVISIONS)
    - _BY_THEMSELVES,
    description="raw/ to the published warehouse: the chosen seasons are extracted, the "
    "warehouse is built, checked and published. Nothing is asked of Wikipedia.",
)

REFRESH = dg.define_asset_job(
    "refresh_season",
    selection=dg.AssetSelection.all() - _BY_THEMSELVES,
    description="Wikipedia to the published warehouse: what is new of the chosen seasons is "
    "landed in raw/, those seasons are extracted, the warehouse is built and published.",
)

EXPORT = dg.define_asset_job(
    "export_warehouse",
    selection=_EXPORTS,
    description="The published warehouse to files for other programs, below warehouse/exports/.",
)

PUBLISH = dg.define_asset_job(
    "publish_to_object_store",
    selection=_PUBLICATION,
    description="The published warehouse to the folder or object store that "
    "NASCAR_WAREHOUSE_PUBLISH_TO names, for readers elsewhere.",
)

IMPORT = dg.define_asset_job(
    "import_dump",
    selection=_DUMP,
    description="A dump of Wikipedia, which the configuration names, to raw/: its race articles "
    "are landed. Nothing is built: run whole_pipeline for the seasons that have come.",
)
