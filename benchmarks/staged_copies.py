"""Staged Parquet of millions of rows: staged seasons, each several times under other ids.

In: a staged folder, and how many fact rows are wanted. Out: a folder of the same form with at
least as many. Separate because to extract so much takes many minutes, and what is measured is
what comes after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines import staged
from pipelines.normalise.dimensions import MENTIONS
from pipelines.staged import StagedSeason


@dataclass(frozen=True, slots=True)
class Copies:
    """Staged seasons, and how many rows of facts they have."""

    folder: Path
    seasons: Mapping[int, StagedSeason]
    rows: int


def fact_rows(seasons: Mapping[int, StagedSeason]) -> int:
    return sum(
        rows
        for season in seasons.values()
        for table, rows in season.rows.items()
        if table.startswith("core.fct_")
    )


def copy_staged(source: Path, target: Path, wanted: int) -> Copies:
    """Write every season of ``source`` so often that there are ``wanted`` rows of facts."""
    seasons = staged.read_manifest(source)
    times = -(-wanted // fact_rows(seasons))
    copied = {
        season: staged.write_season(
            target,
            one.folder,
            {table: _copied(source / one.path(table), times) for table in one.files},
            one.made_by,
            one.documents,
        )
        for season, one in seasons.items()
    }
    staged.write_manifest(target, copied)
    return Copies(target, copied, fact_rows(copied))


def _copied(path: Path, times: int) -> pl.DataFrame:
    frame = pl.read_parquet(path)
    # A dimension has a row once, however often it is mentioned; of no race, there is one.
    if MENTIONS in frame.columns or not {"race_id", "document_id"} & set(frame.columns):
        return frame
    return pl.concat([frame, *(_under_other_ids(frame, one) for one in range(1, times))])


def _under_other_ids(frame: pl.DataFrame, copy: int) -> pl.DataFrame:
    """``cup-2024-17`` to ``cup-2024-17001``, and the document and the race's number likewise."""
    changes = {
        "race_id": pl.col("race_id") + f"{copy:03}",
        "document_id": pl.col("document_id") + f".{copy:03}",
    }
    if {"race_id", "race_number"} <= set(frame.columns):
        changes["race_number"] = pl.col("race_number") * 1000 + copy
    return frame.with_columns(
        change.alias(name) for name, change in changes.items() if name in frame.columns
    )
