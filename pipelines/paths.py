"""Where everything lies: the project's folders, or those of a caller's choice.

In: the environment. Out: one ``Paths`` value. Separate because code never derives a folder
from where it happens to run.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT_VARIABLE = "NASCAR_WAREHOUSE_ROOT"
RAW_VARIABLE = "NASCAR_WAREHOUSE_RAW"
FOLDER_VARIABLE = "NASCAR_WAREHOUSE_DIR"

_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders that a build reads and writes."""

    raw: Path
    warehouse: Path
    sql: Path
    vocabulary: Path
    dagster_home: Path

    @property
    def database(self) -> Path:
        """The published file."""
        return self.warehouse / "nascar.duckdb"

    @property
    def staged(self) -> Path:
        """The folder of staged Parquet files."""
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
        """The project's own folders; ``NASCAR_WAREHOUSE_ROOT``, ``_RAW``, ``_DIR`` move them."""
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
        )
