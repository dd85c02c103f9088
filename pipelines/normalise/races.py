"""The race itself: what the infobox and the race statistics say of it.

In: recognised documents. Out: ``dim_race`` and the names it mentions. Separate because an
infobox is keys and values, not rows; it is read once for all documents of a season.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from pipelines.normalise.frames import REJECTED_SCHEMA, Column, Normalised, read_columns
from pipelines.normalise.identity import stated_fields
from pipelines.normalise.names import canonical_name, name_without_markers, slug
from pipelines.normalise.sheets import RaceDocument
from pipelines.normalise.values import (
    calendar_date,
    decimal_number,
    duration_seconds,
    lap_time_seconds,
    stated,
    whole_number,
    within,
)
from pipelines.recognition.vocabulary import Vocabulary

_FIELDS = (
    "description", "race_name", "race_date", "date_part", "year", "location",
    "track_length_miles", "scheduled_laps", "laps", "distance_miles", "average_speed",
    "pole_driver", "pole_time", "most_laps_led_driver", "most_laps_led", "winner_driver",
    "winner_car_number", "lead_changes", "leaders", "cautions", "caution_laps",
    "red_flags", "race_time",
)  # fmt: skip
_COUNT = r"^([0-9]+)"
_AMONG = r"among\s+(?:different\s+)?([0-9]+)"
_FOR_LAPS = r"for\s+([0-9]+)\s+laps?"
_TRACK = r"^(.*?)(?:\s+in\s+|,\s*|\s*\()"
_PLACE = r"^.*?(?:\s+in\s+|,\s*|\s*\()(.*?)\)?$"


def races(documents: Sequence[RaceDocument], vocabulary: Vocabulary) -> Normalised:
    """``dim_race``: one row a race document, with the names of drivers and track."""
    sheet = _field_sheet(documents, vocabulary)
    found = read_columns(sheet, _columns())
    location = name_without_markers(pl.col("location"))
    has_place = pl.col("location").str.contains(_TRACK)
    track = pl.when(has_place).then(pl.col("location").str.extract(_TRACK)).otherwise(location)
    facts = found.facts.with_columns(
        race_name=pl.coalesce("race_name", "title"),
        track_name=canonical_name(track, "track", vocabulary),
        track_location=pl.when(has_place).then(pl.col("location").str.extract(_PLACE)),
        race_date=pl.coalesce("date_value", "date_of_parts"),
        leaders=pl.coalesce("leaders_value", "leaders_among"),
        caution_laps=pl.coalesce("caution_laps_value", "caution_laps_for"),
        pole_driver_name=_person("pole_driver", vocabulary),
        most_laps_led_driver_name=_person("most_laps_led_driver", vocabulary),
        winner_driver_name=_person("winner_driver", vocabulary),
        **{name: pl.col(f"{name}_value") for name in _PLAIN},
    )
    facts = facts.with_columns(
        track_id=slug(pl.col("track_name")),
        **{
            f"{role}_driver_id": slug(pl.col(f"{role}_driver_name"))
            for role in ("pole", "most_laps_led", "winner")
        },
    )
    return Normalised(facts, found.rejected)


_PLAIN = (
    "track_length_miles", "scheduled_laps", "laps", "distance_miles",
    "average_speed_mph", "race_time_seconds", "lead_changes", "cautions", "red_flags",
    "pole_time_seconds", "most_laps_led", "winner_car_number",
)  # fmt: skip


def _columns() -> list[Column]:
    date_parts = pl.format("{}, {}", pl.col("date_part"), pl.col("year"))
    date_of_parts = pl.coalesce(calendar_date(pl.col("date_part")), calendar_date(date_parts))
    pole_time = lap_time_seconds(pl.col("pole_time").str.extract(r"^([0-9:.]+)"))
    car_number = pl.col("winner_car_number").str.extract(r"^#?\s*([0-9]{1,3})(?:[^0-9]|$)")
    return [
        Column("date_value", "race_date", calendar_date(pl.col("race_date")), "a date"),
        Column("date_of_parts", "date_part", date_of_parts, "a date"),
        _decimal("track_length_miles", 100),
        _decimal("distance_miles", 10_000),
        _decimal("average_speed_mph", 500, "average_speed"),
        _count("scheduled_laps", 1),
        _count("laps", 1, r"^([0-9,]+)"),
        _count("most_laps_led", 0),
        _count("lead_changes", 0),
        _count("leaders", 0),
        _optional_part("leaders_among", "lead_changes", _AMONG),
        _count("cautions", 0),
        _count("caution_laps", 0),
        _optional_part("caution_laps_for", "cautions", _FOR_LAPS),
        _count("red_flags", 0),
        Column(
            "race_time_seconds_value",
            "race_time",
            duration_seconds(pl.col("race_time")).pipe(within, 1, 1_000_000),
            "hours, minutes and seconds",
        ),
        Column(
            "pole_time_seconds_value", "pole_time", pole_time.pipe(within, 1, 36_000), "a lap time"
        ),
        Column("winner_car_number_value", "winner_car_number", car_number, "a car number"),
    ]


def _count(name: str, minimum: int, pattern: str = _COUNT) -> Column:
    """Read the number that a text begins with: ``"21 among 12 different drivers"`` is 21."""
    value = whole_number(pl.col(name).str.extract(pattern)).pipe(within, minimum, 100_000)
    return Column(f"{name}_value", name, value, f"a whole number from {minimum}")


def _optional_part(name: str, source: str, pattern: str) -> Column:
    """Read a second number of a text, if it has one; its absence is no fault."""
    value = whole_number(pl.col(source).str.extract(pattern))
    return Column(name, f"{name}_text", value, "a whole number")


def _decimal(name: str, largest: float, source: str | None = None) -> Column:
    value = decimal_number(pl.col(source or name).str.extract(r"^([^(]+)")).pipe(
        within, 1e-6, largest
    )
    return Column(f"{name}_value", source or name, value, "a number")


def _person(field: str, vocabulary: Vocabulary) -> pl.Expr:
    """``"Bill Elliott, 43.878 seconds, 205.114 mph"`` to ``"Bill Elliott"``."""
    name = name_without_markers(pl.col(field).str.replace(r",\s*[0-9].*$", ""))
    name = pl.when(slug(name).is_not_null()).then(name)
    return canonical_name(name, "driver", vocabulary)


def _field_sheet(documents: Sequence[RaceDocument], vocabulary: Vocabulary) -> pl.DataFrame:
    """One row a document, one text column a field; the first statement of a field counts."""
    rows = []
    for document in documents:
        fields: dict[str, str | None] = dict.fromkeys(_FIELDS)
        stated_in_infobox = stated_fields(document.document, document.recognition)
        fields |= {name: text for name, text in stated_in_infobox.items() if name in fields}
        for line, name in zip(document.document.lines, document.recognition.lines, strict=True):
            if name in fields and fields[name] is None and not line.fault:
                fields[name] = line.text.partition(":")[2]
        rows.append(
            {
                "race_id": document.race_id,
                "season_id": document.season_id,
                "race_number": document.race_number,
                "document_id": document.document_id,
                "title": document.document.title,
                **fields,
            }
        )
    texts = ("race_id", "season_id", "document_id", "title", *_FIELDS)
    schema = {"race_number": pl.Int32, **dict.fromkeys(texts, pl.String)}
    sheet = pl.DataFrame(rows, schema=schema)
    return sheet.with_columns(
        *(stated(pl.col(name), vocabulary.null_values) for name in _FIELDS),
        table_index=pl.lit(None, REJECTED_SCHEMA["table_index"]),
        row_index=pl.lit(None, REJECTED_SCHEMA["row_index"]),
        leaders_among_text=pl.lit(None, pl.String),
        caution_laps_for_text=pl.lit(None, pl.String),
    )
