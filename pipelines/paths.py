"""Where everything lies: the project's folders, or those of a caller's choice.

In: the environment. Out: one ``Paths`` value. Separate because code never derives a folder
from where it happens to run.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pipelines.locations import Location, location_of

ROOT_VARIABLE = "NASCAR_WAREHOUSE_ROOT"
RAW_VARIABLE = "NASCAR_WAREHOUSE_RAW"
FOLDER_VARIABLE = "NASCAR_WAREHOUSE_DIR"
STAGED_VARIABLE = "NASCAR_WAREHOUSE_STAGED"
PUBLISH_VARIABLE = "NASCAR_WAREHOUSE_PUBLISH_TO"

_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders that a build reads and writes."""

    raw: Path
    warehouse: Path
    sql: Path
    vocabulary: Path
    dagster_home: Path
    # A folder or a URL; empty: beside the published file.
    staged_location: str = ""

    @property
    def database(self) -> Path:
        """The published file."""
        return self.warehouse / "nascar.duckdb"

    @property
    def staged(self) -> Location:
        """Where the staged Parquet files lie: a folder, or the URL of an object store.

        Raises:
            LocationError: it is a URL of a kind that cannot be used.
        """
        if self.staged_location:
            return location_of(self.staged_location)
        return self.warehouse / "staged"

    @property
    def dump_shards(self) -> Location:
        """Where what was found in dumps is kept, so that they need not be read again.

        Raises:
            LocationError: it is a URL of a kind that cannot be used.
        """
        return self.staged / "dump_shards"

    @property
    def staged_manifest(self) -> Path:
        """The folder of the manifest: with the warehouse, wherever its seasons are staged.

        Two warehouses that share a staged location must not take the seasons of the other.
        """
        return self.warehouse / "staged"

    @property
    def exports(self) -> Path:
        """The folder of exports."""
        return self.warehouse / "exports"

    @property
    def schema_changelog(self) -> Path:
        """The versions of the schema."""
        return self.sql / "schema_changelog.csv"

    @staticmethod
    def from_environment() -> Paths:
        """The project's own; ``NASCAR_WAREHOUSE_ROOT``, ``_RAW``, ``_DIR``, ``_STAGED`` move it."""
        root = Path(os.environ.get(ROOT_VARIABLE) or _PACKAGE.parent).resolve()
        raw = Path(os.environ.get(RAW_VARIABLE) or root / "raw").resolve()
        warehouse = Path(os.environ.get(FOLDER_VARIABLE) or root / "warehouse").resolve()
        home = Path(os.environ.get("DAGSTER_HOME") or root / ".dagster").resolve()
        return Paths(
            raw=raw,
            warehouse=warehouse,
            sql=root / "sql",
            vocabulary=root / "pipelines" / "vocabulary",
            dagster_home=home,
            staged_location=os.environ.get(STAGED_VARIABLE) or "",
        )
