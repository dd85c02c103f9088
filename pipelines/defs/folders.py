"""The resource that tells assets where to read and write.

In: Dagster configuration, or the environment. Out: ``Paths``. Separate so that a run in the
UI can be pointed at another folder without a change of code.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import dagster as dg
from pydantic import Field

from pipelines.paths import Paths


class Folders(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Where ``raw/`` is read and the warehouse is published; empty: the project's own folders."""

    raw: str = Field(default="", description="folder of raw documents")
    warehouse: str = Field(default="", description="folder that nascar.duckdb is published to")
    staged: str = Field(default="", description="folder or URL of the staged Parquet files")

    def paths(self) -> Paths:
        """The folders of this run."""
        paths = Paths.from_environment()
        if self.raw:
            paths = replace(paths, raw=Path(self.raw).resolve())
        if self.warehouse:
            paths = replace(paths, warehouse=Path(self.warehouse).resolve())
        if self.staged:
            paths = replace(paths, staged_location=self.staged)
        return paths
