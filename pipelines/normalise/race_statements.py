"""Every value of the race that an article states outside tables: in infobox, statistics, lead.

In: recognised documents of a season, and who its drivers are. Out: ``quality.race_statement``,
one row a value. Separate because ``dim_race`` holds one value of a field, while a fact that is
stated twice can only be compared if both are kept. The parsers are those of ``races``.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from pipelines.normalise.drivers import identify_drivers
from pipelines.normalise.identity import YEAR
from pipelines.normalise.names import canonical_name, name_without_markers, slug
from pipelines.normalise.races import (
    FIELDS,
    NUMBERS,
    PERSONS,
    race_persons,
    races,
    with_stated_texts,
)
from pipelines.normalise.sheets import RaceDocument
from pipelines.normalise.statement_names import listed_names
from pipelines.normalise.statement_texts import LEAD_DATE, stated_texts
from pipelines.normalise.values import decimal_number, folded, stated, whole_number, within
from pipelines.recognition.vocabulary import Vocabulary

_TEAMS = ("winner_team", "pole_team", "most_laps_led_team")
_NAMES = ("race_name", "official_name")
_NUMBERS = (
    *NUMBERS, "season", "race_number", "scheduled_races", "pole_speed_mph",
    "margin_of_victory_seconds", "attendance",
)  # fmt: skip
_TEXTS = (
    "race_date", *(f"{person}_id" for person in PERSONS), *(f"{team}_id" for team in _TEAMS),
    "winner_car_number", "track_id", "track_location", *_NAMES,
)  # fmt: skip
_SPEED = r"(?i)(?:^|,\s*)([0-9]{2,3}(?:\.[0-9]{1,9})?)\s*(?:mph|mi/h|miles per hour)"
_MARGIN = r"(?i)^\+?([0-9]+\.[0-9]{1,9}|[0-9]+(?:\.[0-9]+)?\s*(?:s|sec|seconds?))\.?$"
_PEOPLE = r"(?:^|[^0-9,.])([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{4,6})\b"
# Names in lines below each other, or with one of these words between them.
_SEVERAL_DRIVERS = r"(?i)\s(?:and|&|/)\s|\n\s*\p{L}"
_SEVERAL_TEAMS = r"\s/\s|\n\s*\p{L}"
_STATEMENT = ["race_id", "document_id", "line_number", "stated_in", "key", "text"]


def race_statements(
    documents: Sequence[RaceDocument],
    drivers: pl.DataFrame,
    mentions: pl.DataFrame,
    vocabulary: Vocabulary,
) -> pl.DataFrame:
    """``quality.race_statement``: one row a race, statement and field that it gives.

    ``drivers``: of ``drivers.identify_drivers``, by the ``mentions`` of tables and ``dim_race``.
    """
    texts = stated_texts(documents, vocabulary).with_row_index("statement")
    # In the order of the article, the infobox first.
    order = ["race_id", "stated_in", "line_number", "statement", "field", "place_in_list"]
    values = pl.concat(
        [_values(texts, drivers, mentions, vocabulary), _listed(texts, vocabulary)],
        how="diagonal",
    )
    return (
        values.join(texts.select("statement", *_STATEMENT), on="statement", validate="m:1")
        .sort(order, nulls_last=True)
        .with_columns(statement_number=pl.int_range(1, pl.len() + 1).over("race_id"))
    )


def _listed(texts: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    names = listed_names(texts, vocabulary.crew_labels)
    return names.select(
        "statement",
        field=pl.col("source_field"),
        text_value=pl.col("name"),
        place_in_list=pl.int_range(pl.len()).over("statement"),
    )


def _values(
    texts: pl.DataFrame, drivers: pl.DataFrame, mentions: pl.DataFrame, vocabulary: Vocabulary
) -> pl.DataFrame:
    """One row a statement and field, with its number or text."""
    sheet = _sheet(texts, vocabulary)
    known = _all_drivers(race_persons(sheet), drivers, mentions, vocabulary)
    facts = races(sheet, known, vocabulary).facts.with_columns(*_beside_core(vocabulary))
    facts = facts.with_columns(pl.col(name).cast(pl.Float64) for name in _NUMBERS).with_columns(
        pl.col(name).cast(pl.String) for name in _TEXTS
    )
    names = {"index": "statement", "variable_name": "field"}
    numbers = facts.unpivot(_NUMBERS, **names, value_name="number_value")
    years = facts.select(
        "statement",
        field=pl.lit("race_date"),
        number_value=pl.when(pl.col("read_text").str.contains(r"\d{4}")).then(
            pl.col("race_date").str.head(4).cast(pl.Float64)
        ),
    )
    stated_text = facts.unpivot(_TEXTS, **names, value_name="text_value").drop_nulls("text_value")
    return pl.concat(
        [
            numbers.drop_nulls("number_value"),
            stated_text.join(years, on=["statement", "field"], how="left", validate="1:1"),
        ],
        how="diagonal",
    )


def _sheet(texts: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """The frame of ``races.race_fields``, but a row a statement: only its own field is filled."""
    source, text = pl.col("source_field"), pl.col("read_text")
    own = [pl.when(source == name).then(text).alias(name) for name in FIELDS if name != "year"]
    links = [pl.when(source == one).then(pl.col("link")).alias(f"{one}_link") for one in PERSONS]
    return texts.with_columns(
        *own,
        *links,
        year=pl.when(source == "date_part").then(pl.col("year")),
        lead_date=pl.when(source == LEAD_DATE).then(text),
        title=pl.lit(""),
    ).pipe(with_stated_texts, vocabulary)


def _all_drivers(
    named: pl.DataFrame, drivers: pl.DataFrame, mentions: pl.DataFrame, vocabulary: Vocabulary
) -> pl.DataFrame:
    """The drivers of the season, and whoever only a second statement names."""
    key = ["document_id", "name", "link"]
    new = named.drop_nulls("name").join(drivers, on=key, how="anti", nulls_equal=True)
    if new.is_empty():
        return drivers
    found = identify_drivers(pl.concat([mentions, new]), vocabulary)
    return pl.concat([drivers, found.join(new, on=key, how="semi", nulls_equal=True)])


def _beside_core(vocabulary: Vocabulary) -> list[pl.Expr]:
    """What ``dim_race`` has no column for, or takes from elsewhere."""
    source = pl.col("source_field")
    text = stated(folded(pl.col("read_text")), vocabulary.null_values)

    def of(field: str) -> pl.Expr:
        return pl.when(source == field).then(text)

    season = pl.when(source.is_in(["description", "series", "year"])).then(text)
    teams = [
        pl.when(~_states_several(team))
        .then(slug(canonical_name(name_without_markers(of(team)), "team", vocabulary)))
        .alias(f"{team}_id")
        for team in _TEAMS
    ]
    speed = pl.coalesce(
        decimal_number(of("pole_speed").str.extract(r"^([^(/]+)")),
        # `Bill Elliott, 43.878 seconds, 205.114 mph`
        of("pole_driver").str.extract(_SPEED).cast(pl.Float64),
        # `Pole Time: 162.603 mph`
        of("pole_time").str.extract(_SPEED).cast(pl.Float64),
    )
    margin, attendance = of("margin_of_victory"), of("attendance")
    return [
        season.str.extract(YEAR.pattern).cast(pl.Int32).alias("season"),
        of("race_number_read").cast(pl.Int32).alias("race_number"),
        of("scheduled_races_read").cast(pl.Int32).alias("scheduled_races"),
        speed.pipe(within, 10, 500).alias("pole_speed_mph"),
        margin.str.extract(_MARGIN)
        .str.extract(r"^([0-9.]+)")
        .cast(pl.Float64)
        .alias("margin_of_victory_seconds"),
        whole_number(attendance.str.extract(_PEOPLE)).alias("attendance"),
        *teams,
        *(of(name).alias(name) for name in _NAMES),
    ]


def _states_several(team: str) -> pl.Expr:
    """Whether a team's text, or that of the driver beside it, is of several: of a true tie.

    A team's own name may have an "and" in it: only where its driver is one, it is one.
    """
    is_of_driver = pl.col("source_field") == f"{team.removesuffix('_team')}_driver"
    text = pl.col("read_text")
    drivers = (is_of_driver & text.str.contains(_SEVERAL_DRIVERS)).any().over("document_id")
    return drivers | text.str.contains(_SEVERAL_TEAMS)
