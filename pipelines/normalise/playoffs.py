"""The playoff rules of the vocabulary as tables: one row a season instead of one an era.

In: the rules, and the schemas of ``sql/``. Out: frames of ``core.dim_playoff_field``,
``core.dim_playoff_reset`` and ``core.dim_uncounted_win``. Separate because they are made of no
article.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import polars as pl

from pipelines.recognition.playoffs import PlayoffField, Playoffs


def playoff_tables(playoffs: Playoffs, schemas: Mapping[str, pl.Schema]) -> dict[str, pl.DataFrame]:
    """The frame of each table."""
    rows = {
        "core.dim_playoff_field": [row for one in playoffs.fields for row in _by_season(one)],
        "core.dim_playoff_reset": [row for one in playoffs.fields for row in _resets(one)],
        "core.dim_uncounted_win": [asdict(one) for one in playoffs.uncounted_wins],
    }
    return {name: pl.DataFrame(found, schema=schemas[name]) for name, found in rows.items()}


def _by_season(field: PlayoffField) -> list[dict[str, object]]:
    return [{**asdict(field), "season": season} for season in field.seasons]


def _resets(field: PlayoffField) -> list[dict[str, object]]:
    return [
        {"series_id": field.series_id, "season": season, "race_number": race_number}
        for season in field.seasons
        for race_number in field.reset_after_races
    ]
