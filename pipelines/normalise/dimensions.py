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


def people(frames: Sequence[pl.DataFrame], entity: str) -> pl.DataFrame:
    """``dim_team`` (``dim_manufacturer``): id, name and mentions."""
    ident, name = f"{entity}_id", f"{entity}_name"
    parts = [frame.select(ident, name) for frame in frames if {ident, name} <= set(frame.columns)]
    return _counted(pl.concat(parts), ident)


def drivers(frames: Sequence[pl.DataFrame], races: pl.DataFrame) -> pl.DataFrame:
    """``dim_driver``: id, name, article and mentions; names in an infobox are drivers as well."""
    columns = ("driver_id", "driver_name", "driver_title")
    parts = [frame.select(columns) for frame in frames if set(columns) <= set(frame.columns)]
    parts += [
        races.select(pl.col(f"{role}_{name}").alias(name) for name in columns)
        for role in ("pole", "most_laps_led", "winner")
    ]
    return _counted(pl.concat(parts).rename({"driver_title": "article_title"}), "driver_id")


def _counted(mentioned: pl.DataFrame, ident: str) -> pl.DataFrame:
    counted = mentioned.drop_nulls(ident).group_by(mentioned.columns)
    return counted.agg(pl.len().cast(pl.Int64).alias(MENTIONS))


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
            identities[raw.document_id].race_number,
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
        "race_number": pl.Int32,
        "scheduled_races": pl.Int32,
    }
    stated = pl.DataFrame(rows, schema=schema, orient="row")
    return (
        stated.drop("race_number", "scheduled_races")
        .group_by("season_id", "series_id", "season", "season_name")
        .agg(pl.len().cast(pl.Int64).alias(MENTIONS))
        .join(_lengths(stated), on="season_id", how="left", validate="m:1")
    )


def _lengths(stated: pl.DataFrame) -> pl.DataFrame:
    """The length that most documents of a season state; of several, the larger.

    The larger, since what is taken for a length by mistake counts a part of the season. A
    length smaller than the number of one of its races cannot be right.
    """
    last_known = pl.col("race_number").max().over("season_id").fill_null(0)
    return (
        stated.filter(pl.col("scheduled_races") >= last_known)
        .group_by("season_id", "scheduled_races")
        .agg(pl.len().alias("votes"))
        .sort("season_id", "votes", "scheduled_races", descending=[False, True, True])
        .unique("season_id", keep="first", maintain_order=True)
        .drop("votes")
    )
