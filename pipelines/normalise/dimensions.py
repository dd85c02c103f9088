"""Dimensions: every driver, team, manufacturer, track and season that the facts mention.

In: facts with ids and names. Out: one row an id and spelling, with how often it occurs.
Separate because which spelling is shown can be decided only when all seasons are together;
the warehouse takes the one with most mentions.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

MENTIONS = "mentions"


def people(frames: Sequence[pl.DataFrame], races: pl.DataFrame, entity: str) -> pl.DataFrame:
    """``dim_driver`` (``dim_team``, ``dim_manufacturer``): id, name and mentions.

    Names in the infobox of ``races`` are drivers as well.
    """
    ident, name = f"{entity}_id", f"{entity}_name"
    parts = [frame.select(ident, name) for frame in frames if ident in frame.columns]
    if entity == "driver":
        parts += [
            races.select(
                pl.col(f"{role}_driver_id").alias(ident), pl.col(f"{role}_driver_name").alias(name)
            )
            for role in ("pole", "most_laps_led", "winner")
        ]
    mentioned = pl.concat(parts).drop_nulls(ident)
    return mentioned.group_by(ident, name).agg(pl.len().cast(pl.Int64).alias(MENTIONS))


def tracks(races: pl.DataFrame) -> pl.DataFrame:
    """``dim_track``: id, name, location and mentions."""
    return (
        races.select("track_id", "track_name", location=pl.col("track_location"))
        .drop_nulls("track_id")
        .group_by("track_id", "track_name", "location")
        .agg(pl.len().cast(pl.Int64).alias(MENTIONS))
    )
