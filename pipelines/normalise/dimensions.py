"""Dimensions: every driver, team, manufacturer, track and season that the facts mention.

In: facts with ids and names. Out: one row an id and spelling, with how often it occurs.
Separate because which spelling is shown can be decided only when all seasons are together;
the warehouse takes the one with most mentions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.normalise.identity import RaceIdentity
from pipelines.sources.raw import RawDocument

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


def seasons(raws: Sequence[RawDocument], identities: Mapping[str, RaceIdentity]) -> pl.DataFrame:
    """``dim_season``: what most documents of the season call it, and how many races it has."""
    rows = [
        (
            identities[raw.document_id].season_id,
            raw.series_id,
            raw.season,
            identities[raw.document_id].season_name,
            identities[raw.document_id].scheduled_races,
        )
        for raw in raws
        if raw.document_id in identities
    ]
    schema = {
        "season_id": pl.String,
        "series_id": pl.String,
        "season": pl.Int32,
        "season_name": pl.String,
        "scheduled_races": pl.Int32,
    }
    stated = pl.DataFrame(rows, schema=schema, orient="row")
    return stated.group_by(list(schema)).agg(pl.len().cast(pl.Int64).alias(MENTIONS))
