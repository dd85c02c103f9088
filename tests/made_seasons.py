"""Seasons that never were, staged by one engine and another, and compared.

In: a project. Out: what it has staged. Separate because every engine must give the same.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
from sample_project import Project

from benchmarks.generated.calendar import SeasonPlan
from benchmarks.generated.folder import write_season
from pipelines.engine import Engine, EngineSettings
from pipelines.extract import Extraction, extract
from pipelines.sources.raw import scan_raw_folder

SEASONS = range(2016, 2022)


def make_seasons(project: Project, races: int) -> Project:
    """Six seasons of so many races each."""
    for season in SEASONS:
        write_season(project.raw.parent, SeasonPlan("cup", season, races))
    return project


def stage(
    project: Project,
    folder: str,
    engine: Engine | EngineSettings | None = None,
    announce: Callable[[str], None] = lambda message: None,
) -> Extraction:
    """Stage what the project has in a folder of this name."""
    return extract(
        scan_raw_folder(project.raw),
        project.warehouse / folder,
        project.vocabulary,
        project.catalog,
        engine,
        announce,
    )


def tables(project: Project, folder: str) -> dict[str, pl.DataFrame]:
    """Every staged table of every season, by its place."""
    location = project.warehouse / folder
    return {
        str(path.relative_to(location)): pl.read_parquet(path)
        for path in sorted(location.rglob("*.parquet"))
    }


def assert_same(project: Project, folder: str, other: str) -> None:
    """The same seasons, with the same tables, row for row."""
    here, there = tables(project, folder), tables(project, other)
    assert here
    assert list(here) == list(there)
    assert all(here[name].equals(there[name]) for name in here)
