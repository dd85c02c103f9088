"""Points by rule: one row a series and season, and one a position of it.

In: the points systems of the vocabulary. Out: a frame of each table about them. Separate because
these are made of rules, not of articles: one row of a file is the rule of many seasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import polars as pl

from pipelines.recognition.points import PointsSystem
from pipelines.recognition.vocabulary import Vocabulary


def points_tables(
    vocabulary: Vocabulary, schemas: Mapping[str, pl.Schema]
) -> dict[str, pl.DataFrame]:
    """The tables of the points systems and of the points by finishing and stage position."""
    rows = {
        "core.dim_points_system": _systems(vocabulary),
        "core.dim_finish_points": _positions(vocabulary, "finish", "finish_position"),
        "core.dim_stage_points": _positions(vocabulary, "stage", "stage_position"),
    }
    return {name: pl.DataFrame(found, schema=schemas[name]) for name, found in rows.items()}


def _systems(vocabulary: Vocabulary) -> list[dict[str, object]]:
    ranges = ("first_season", "last_season")
    names = [one.name for one in fields(PointsSystem) if one.name not in ranges]
    return [
        {"season": season, **{name: getattr(one, name) for name in names}}
        for one in vocabulary.points_systems
        for season in one.seasons
    ]


def _positions(vocabulary: Vocabulary, kind: str, position_name: str) -> list[dict[str, object]]:
    return [
        {
            "series_id": one.series_id,
            "season": season,
            position_name: position,
            "points": points,
        }
        for one in vocabulary.position_points
        if one.kind == kind
        for season in one.seasons
        for position, points in one.by_position().items()
    ]
