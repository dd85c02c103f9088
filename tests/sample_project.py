"""A project of a test's own: a raw folder and a warehouse, built without Dagster."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from pipelines.extract import Extraction, extract
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.sources.raw import scan_raw_folder
from pipelines.warehouse.build import BuildReport, build_warehouse
from pipelines.warehouse.catalog import Catalog

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "raw" / "cup" / "2023" / "2023-ally-400.txt"


@dataclass
class Project:
    """A raw folder and a warehouse of a test's own, built without Dagster."""

    raw: Path
    warehouse: Path
    vocabulary: Vocabulary
    catalog: Catalog

    @property
    def database(self) -> Path:
        return self.warehouse / "nascar.duckdb"

    def add(self, place: str, content: str | bytes) -> Path:
        """Write a raw document, such as ``cup/2023/x.txt``."""
        path = self.raw / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def add_reference(self) -> None:
        """Copy the reference article and its sidecar."""
        (self.raw / "cup" / "2023").mkdir(parents=True, exist_ok=True)
        for suffix in (".txt", ".json"):
            source = REFERENCE.with_suffix(suffix)
            shutil.copy(source, self.raw / "cup" / "2023" / source.name)

    def extract(self) -> Extraction:
        return extract(
            scan_raw_folder(self.raw), self.warehouse / "staged", self.vocabulary, self.catalog
        )

    def build(self) -> BuildReport:
        seasons = self.extract().seasons
        return build_warehouse(self.warehouse / "staged", seasons, self.catalog, self.database)

    def copied_to(self, folder: Path) -> Project:
        """The same in another folder, for a test of its own: takes less time than to build it."""
        copy = replace(self, raw=folder / "raw", warehouse=folder / "warehouse")
        shutil.copytree(self.raw, copy.raw)
        shutil.copytree(self.warehouse, copy.warehouse)
        return copy

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()
