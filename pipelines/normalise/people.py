"""Driver, team and manufacturer columns: the same in every table family.

In: a sheet with ``driver``, ``team`` and ``manufacturer`` texts. Out: their names and ids.
Separate because ids must be made in one place, from names in one form.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from pipelines.normalise.drivers import MENTION_SCHEMA, with_drivers
from pipelines.normalise.frames import REJECTED_SCHEMA, SOURCE, Column, Normalised
from pipelines.normalise.names import canonical_name, markers, name_without_markers, slug
from pipelines.normalise.sheets import Sheets
from pipelines.normalise.values import folded, without_marks
from pipelines.recognition.vocabulary import Vocabulary

# Between the drivers who shared a car. Each part must be a name of two words or more: a
# line break stands inside a name as well ("Juan Manuel", "Fangio").
_BETWEEN_PERSONS = r"\s*(?:\n|/|&|;|,|→)\s*|\s+and\s+"
_FULL_NAME = r"\p{L}\S*\s+\S*\p{L}"
_SEPARATOR = "\x1f"


def with_persons(sheets: Sheets) -> Sheets:
    """Add ``driver_mentioned``, the name alone, and ``other_drivers`` who share its cell."""
    parts = pl.col("driver").str.replace_all(_BETWEEN_PERSONS, _SEPARATOR).str.split(_SEPARATOR)
    are_several = (parts.list.len() > 1) & parts.list.eval(
        pl.element().str.contains(_FULL_NAME)
    ).list.all()
    first = pl.when(are_several).then(parts.list.first()).otherwise(folded(pl.col("driver")))
    name = name_without_markers(pl.col("driver"))
    return Sheets(
        {
            kind: sheet.with_columns(
                driver=first,
                other_drivers=pl.when(are_several).then(parts.list.slice(1).list.join(", ")),
            ).with_columns(
                driver_mentioned=pl.when(name.str.contains(r"\p{L}")).then(name),
                driver_markers=pl.concat_list("driver_markers", markers(pl.col("driver"))),
            )
            for kind, sheet in sheets.frames.items()
        }
    )


def mentioned_drivers(sheets: Sheets) -> pl.DataFrame:
    """Every mention of a driver in a table, see ``drivers.identify_drivers``."""
    return pl.concat(
        sheet.select(
            "document_id",
            "table_index",
            name=pl.col("driver_mentioned"),
            link=pl.col("driver_link"),
        ).cast(MENTION_SCHEMA)
        for sheet in sheets.frames.values()
    )


def with_known_drivers(sheets: Sheets, known: pl.DataFrame) -> Sheets:
    """Add who each driver is: ``driver_id``, ``driver_known_name``, ``driver_title``."""
    return Sheets({kind: with_drivers(sheet, known) for kind, sheet in sheets.frames.items()})


def shared_cars(sheets: Sheets) -> pl.DataFrame:
    """Rejected cells: whoever shares a cell with the driver named first, who is loaded."""
    return pl.concat(
        sheet.filter(pl.col("other_drivers").is_not_null()).select(
            *SOURCE,
            level=pl.lit("cell"),
            column_name=pl.lit("driver"),
            value=pl.col("other_drivers"),
            reason_code=pl.lit("several_drivers"),
            reason=pl.format(
                "several drivers share one cell; {}, the first, is loaded, {} not",
                pl.col("driver_mentioned"),
                pl.col("other_drivers"),
            ),
        )
        for sheet in sheets.frames.values()
    ).cast(REJECTED_SCHEMA)


def name_column(entity: str, vocabulary: Vocabulary, is_required: bool = False) -> Column:
    """Read the ``driver`` (``team``, ``manufacturer``) text to ``driver_name``, without markers."""
    if entity == "driver":
        name = pl.col("driver_known_name")
    else:
        name = name_without_markers(pl.col(entity))
        name = pl.when(name.str.contains(r"\p{L}")).then(canonical_name(name, entity, vocabulary))
    # A number where a name should be: the cells of the row have moved out of their columns.
    return Column(
        f"{entity}_name", entity, name, f"the name of a {entity}", is_required, rejects_row=True
    )


def entrant_columns(vocabulary: Vocabulary) -> list[Column]:
    """Driver (required), team, manufacturer and car number, as a result row has them."""
    return [
        name_column("driver", vocabulary, is_required=True),
        name_column("team", vocabulary),
        name_column("manufacturer", vocabulary),
        car_number_column(),
    ]


def car_number_column(is_required: bool = False) -> Column:
    """Read a car number as text: ``"07"`` stays ``"07"``, ``"#39†"`` is ``"39"``."""
    number = without_marks(pl.col("car_number")).str.extract(r"^#?\s*([0-9]{1,3}[A-Z]?)$")
    return Column("car_number", "car_number", number, "a car number", is_required)


def with_ids(found: Normalised, entities: Sequence[str]) -> Normalised:
    """Add ``team_id`` and the like, made from the names; who a driver is, is known already."""
    facts = found.facts.with_columns(
        slug(pl.col(f"{entity}_name")).alias(f"{entity}_id")
        for entity in entities
        if entity != "driver"
    )
    return Normalised(facts, found.rejected)
