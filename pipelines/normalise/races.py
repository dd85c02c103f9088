"""The race itself: what the infobox and the race statistics say of it.

In: recognised documents. Out: ``dim_race`` and the names it mentions. Separate because an
infobox is keys and values, not rows; it is read once for all documents of a season.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from pipelines.normalise.drivers import MENTION_SCHEMA, with_drivers
from pipelines.normalise.frames import REJECTED_SCHEMA, Column, Normalised, read_columns
from pipelines.normalise.identity import stated_fields
from pipelines.normalise.names import LIKE_A_NAME, canonical_name, name_without_markers, slug
from pipelines.normalise.sheets import RaceDocument
from pipelines.normalise.values import (
    calendar_date,
    decimal_number,
    duration_seconds,
    folded,
    kilometres,
    lap_time_seconds,
    miles,
    stated,
    stated_miles,
    whole_number,
    within,
)
from pipelines.recognition.vocabulary import Vocabulary

FIELDS = (
    "race_name", "race_title", "race_date", "date_part", "year", "location", "course",
    "track_length_miles", "track_length_km", "scheduled_laps", "scheduled_distance", "laps",
    "distance", "distance_miles", "distance_km", "average_speed", "pole_driver", "pole_time",
    "most_laps_led_driver", "most_laps_led", "winner_driver", "winner_car_number",
    "lead_changes", "leaders", "cautions", "caution_laps", "red_flags", "race_time",
)  # fmt: skip
# Counts, of which "none" is one.
_COUNTS = ("lead_changes", "cautions", "caution_laps", "red_flags")
PERSONS = ("pole_driver", "most_laps_led_driver", "winner_driver")
_COUNT = r"^([0-9]+)"
_AMONG = r"(?i)^[0-9]+\s*(?:/|(?:lead changes\s+)?among)\s*(?:different\s+)?(\w+)"
_FOR_LAPS = r"(?:\bfor|\()\s*([0-9]+)(?:\s+laps?)?"
_LAPS = r"(?i)\b([0-9]{1,4})\s+laps?\b"
_LAPS_LED = r"(?i)[(,]\s*(?:led\s+)?([0-9]{1,4})(?:\s+laps?(?:\s+led)?)?\)?\s*$"
_SECONDS = r"(?i)\b([0-9:.]+[0-9])\s*(?:s|sec|secs|seconds)\b"
SPEED_FIRST = r"(?i)^([0-9.]+)\s*(?:mph|mi/h|miles (?:per|an) hour|km/?h|kph|kmh)\b"
_TRACK = r"^(.*?)(?:\s*\n\s*|\s+in\s+|,\s*|\s*\()"
_PLACE = r"(?s)^.*?(?:\s*\n\s*|\s+in\s+|,\s*|\s*\()(.*?)\)?$"
_SEVERAL = r"(?i)\s(?:and|&|/)\s|\bqualifying\b|\bpoints\b|\brain"
_YEAR_BEFORE = r"^(?:19|20)[0-9]{2}\s+"


def races(fields: pl.DataFrame, drivers: pl.DataFrame, vocabulary: Vocabulary) -> Normalised:
    """``dim_race``: one row a race document, with the names of drivers and track.

    ``fields``: of ``race_fields``; ``drivers``: of ``drivers.identify_drivers``.
    """
    for person in PERSONS:
        fields = with_drivers(fields, drivers, person)
    found = read_columns(fields, _columns(vocabulary))
    location = name_without_markers(folded(pl.col("location")))
    has_place = pl.col("location").str.contains(_TRACK)
    track = pl.when(has_place).then(pl.col("location").str.extract(_TRACK)).otherwise(location)
    # An infobox may have a short title ("Toronto"); one without spaces is a file's name.
    is_title = pl.col("title").str.contains(" ", literal=True)
    title = pl.coalesce(pl.when(is_title).then(pl.col("title")), "race_title", "title")
    title = title.str.replace(_YEAR_BEFORE, "")
    facts = found.facts.with_columns(
        race_name=pl.coalesce("race_name", pl.when(title != "").then(title), "title"),
        track_name=canonical_name(track, "track", vocabulary),
        track_location=pl.when(has_place).then(folded(pl.col("location").str.extract(_PLACE))),
        race_date=pl.coalesce("date_value", "date_of_parts", "date_in_lead"),
        **{name: pl.coalesce(f"{name}_value", *more) for name, more in _STATED_IN.items()},
    )
    facts = facts.with_columns(
        *(pl.col(f"{person}_known_name").alias(f"{person}_name") for person in PERSONS),
        track_id=slug(pl.col("track_name")),
    )
    return Normalised(facts, found.rejected)


# Where else a value may stand, if its own field does not state it.
_STATED_IN: dict[str, tuple[str, ...]] = {
    "track_length_miles": ("course_miles", "track_km"),
    "scheduled_laps": ("laps_scheduled",),
    "laps": ("laps_of_distance",),
    "distance_miles": ("distance_in_miles", "distance_of_km"),
    "average_speed_mph": (),
    "race_time_seconds": (),
    "lead_changes": (),
    "leaders": ("leaders_among",),
    "cautions": (),
    "caution_laps": ("caution_laps_for",),
    "red_flags": (),
    "pole_time_seconds": ("pole_seconds",),
    "most_laps_led": ("laps_led_of_driver",),
    "winner_car_number": (),
}
NUMBERS = tuple(name for name in _STATED_IN if name != "winner_car_number")


def race_persons(fields: pl.DataFrame) -> pl.DataFrame:
    """The drivers whom infoboxes name, see ``drivers.identify_drivers``."""
    return pl.concat(
        fields.select(
            "document_id",
            table_index=pl.lit(None, pl.Int32),
            name=pl.col(f"{person}_mentioned"),
            link=pl.col(f"{person}_link"),
        ).cast(MENTION_SCHEMA)
        for person in PERSONS
    )


def _columns(vocabulary: Vocabulary) -> list[Column]:
    car_number = pl.col("winner_car_number").str.extract(r"^#?\s*([0-9]{1,3})(?:[^0-9]|$)")
    return [
        *_date_columns(),
        *_length_columns(),
        *_time_columns(),
        _decimal("average_speed_mph", 500, "average_speed"),
        _count("scheduled_laps", 1),
        _optional_part("laps_scheduled", "scheduled_distance", _LAPS),
        _count("laps", 1, r"^([0-9,]+)"),
        _optional_part("laps_of_distance", "distance", _LAPS),
        _count("most_laps_led", 0),
        _optional_part("laps_led_of_driver", "most_laps_led_driver", _LAPS_LED),
        _count("lead_changes", 0),
        _count("leaders", 0),
        _optional(
            "leaders_among", _in_digits(pl.col("lead_changes").str.extract(_AMONG), vocabulary)
        ),
        _count("cautions", 0),
        _count("caution_laps", 0),
        _optional_part("caution_laps_for", "cautions", _FOR_LAPS),
        _count("red_flags", 0),
        Column("winner_car_number_value", "winner_car_number", car_number, "a car number"),
        *(
            Column(f"{person}_named", person, pl.col(f"{person}_mentioned"), "a driver's name")
            for person in PERSONS
        ),
    ]


def _in_digits(text: pl.Expr, vocabulary: Vocabulary) -> pl.Expr:
    """``"nine"`` or ``"9"`` to 9."""
    words = text.str.to_lowercase().replace_strict(
        dict(vocabulary.ordinals), default=None, return_dtype=pl.Int32
    )
    return pl.coalesce(whole_number(text), words)


def _date_columns() -> list[Column]:
    first_line = pl.col("date_part").str.extract(r"^([^\n]*)")
    date_parts = pl.format("{}, {}", first_line, pl.col("year"))
    date_of_parts = pl.coalesce(calendar_date(first_line), calendar_date(date_parts))
    return [
        Column("date_value", "race_date", calendar_date(pl.col("race_date")), "a date"),
        Column("date_of_parts", "date_part", date_of_parts, "a date"),
        _optional("date_in_lead", calendar_date(pl.col("lead_date"))),
    ]


def _length_columns() -> list[Column]:
    return [
        _length("track_length_miles", 100),
        _optional("course_miles", stated_miles(pl.col("course")).pipe(within, 1e-6, 100)),
        _optional("track_km", kilometres(pl.col("track_length_km")).pipe(within, 1e-6, 100)),
        _length("distance_miles", 10_000),
        _optional("distance_in_miles", stated_miles(pl.col("distance")).pipe(within, 1, 10_000)),
        _optional("distance_of_km", kilometres(pl.col("distance_km")).pipe(within, 1, 10_000)),
    ]


def _time_columns() -> list[Column]:
    race_time = duration_seconds(pl.col("race_time")).pipe(within, 1, 1_000_000)
    # `162.603 mph`: a speed, although the key says time.
    is_speed = pl.col("pole_time").str.contains(SPEED_FIRST)
    pole_text = pl.when(~is_speed).then(pl.col("pole_time").str.extract(r"^([0-9:.]+)"))
    pole = lap_time_seconds(pole_text).pipe(within, 1, 36_000)
    beside_the_name = lap_time_seconds(pl.col("pole_driver").str.extract(_SECONDS))
    return [
        Column("race_time_seconds_value", "race_time", race_time, "hours, minutes and seconds"),
        Column("pole_time_seconds_value", "pole_time", pole, "a lap time"),
        _optional("pole_seconds", beside_the_name.pipe(within, 1, 36_000)),
    ]


def _count(name: str, minimum: int, pattern: str = _COUNT) -> Column:
    """Read the number that a text begins with: ``"21 among 12 different drivers"`` is 21."""
    value = whole_number(pl.col(name).str.extract(pattern)).pipe(within, minimum, 100_000)
    return Column(f"{name}_value", name, value, f"a whole number from {minimum}")


def _optional(name: str, value: pl.Expr) -> Column:
    """Read a value that a text may state beside others; its absence is no fault."""
    return Column(name, "nothing", value, "")


def _optional_part(name: str, source: str, pattern: str) -> Column:
    """Read a second number of a text, if it has one."""
    return _optional(name, whole_number(pl.col(source).str.extract(pattern)))


def _decimal(name: str, largest: float, source: str) -> Column:
    value = decimal_number(pl.col(source).str.extract(r"^([^(/]+)")).pipe(within, 1e-6, largest)
    return Column(f"{name}_value", source, value, "a number")


def _length(name: str, largest: float) -> Column:
    """Read ``"1.333 mi (2.145 km)"`` or a bare number of miles."""
    value = miles(pl.col(name)).pipe(within, 1e-6, largest)
    return Column(f"{name}_value", name, value, "a length in miles")


def _person(field: str) -> pl.Expr:
    """``"Bill Elliott, 43.878 seconds, 205.114 mph"`` to ``"Bill Elliott"``.

    A text that links to nobody must look like a name: ``"Rained out"`` does not.
    """
    first_line = pl.col(field).str.extract(r"^([^\n]*)")
    name = name_without_markers(first_line.str.replace(r"[\s,(]+[0-9:.]*[0-9].*$", ""))
    is_one = ~name.str.contains(_SEVERAL) & slug(name).is_not_null()
    is_name = pl.col(f"{field}_link").is_not_null() | name.str.contains(LIKE_A_NAME)
    return pl.when(is_one & is_name).then(name)


def race_fields(documents: Sequence[RaceDocument], vocabulary: Vocabulary) -> pl.DataFrame:
    """One row a document, one text column a field; the first statement of a field counts.

    Beside them: whom the infobox names (``pole_driver_mentioned``) and links to.
    """
    rows = [_field_row(document) for document in documents]
    links = [f"{person}_link" for person in PERSONS]
    texts = ("race_id", "season_id", "document_id", "title", "lead_date", *FIELDS, *links)
    schema = {"race_number": pl.Int32, **dict.fromkeys(texts, pl.String)}
    return with_stated_texts(pl.DataFrame(rows, schema=schema), vocabulary)


def with_stated_texts(sheet: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """The texts of ``FIELDS`` as they are parsed, with whom they name."""
    return (
        sheet.with_columns(
            pl.col(name).str.replace(r"(?i)^\s*(?:none|no|zero)\s*$", "0") for name in _COUNTS
        )
        .with_columns(stated(_one_line(name), vocabulary.null_values) for name in FIELDS)
        .with_columns(
            *(_person(person).alias(f"{person}_mentioned") for person in PERSONS),
            table_index=pl.lit(None, REJECTED_SCHEMA["table_index"]),
            row_index=pl.lit(None, REJECTED_SCHEMA["row_index"]),
            nothing=pl.lit(None, pl.String),
        )
    )


def _one_line(name: str) -> pl.Expr:
    keeps_lines = name in ("location", "date_part", *PERSONS)
    return pl.col(name) if keeps_lines else folded(pl.col(name))


def field_texts(document: RaceDocument) -> dict[str, str | None]:
    """The texts that ``dim_race`` is made of, by field: of the infobox, else of the statistics."""
    fields: dict[str, str | None] = dict.fromkeys(FIELDS)
    recognition = document.recognition
    stated_in_infobox = stated_fields(document.document, recognition)
    fields |= {name: text for name, text in stated_in_infobox.items() if name in fields}
    for line, name in zip(document.document.lines, recognition.lines, strict=True):
        if name in fields and fields[name] is None and not line.fault:
            fields[name] = line.text.partition(":")[2]
    return fields


def _field_row(document: RaceDocument) -> dict[str, object]:
    recognition = document.recognition
    links: dict[str, str | None] = {}
    for field, name in zip(document.document.infobox, recognition.infobox, strict=True):
        if name in PERSONS and field.fault is None:
            links.setdefault(f"{name}_link", field.link)
    return {
        "race_id": document.race_id,
        "season_id": document.season_id,
        "race_number": document.race_number,
        "document_id": document.document_id,
        "title": document.document.title,
        "lead_date": recognition.lead.get("race_date"),
        **field_texts(document),
        **links,
    }
