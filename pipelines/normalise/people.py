"""Driver, team and manufacturer columns: the same in every table family.

In: a sheet with ``driver``, ``team`` and ``manufacturer`` texts. Out: their names and ids.
Separate because ids must be made in one place, from names in one form.
"""

from __future__ import annotations

import polars as pl

from pipelines.normalise.frames import Column, Normalised
from pipelines.normalise.names import canonical_name, name_without_markers, slug
from pipelines.normalise.values import without_marks
from pipelines.recognition.vocabulary import Vocabulary


def name_column(entity: str, vocabulary: Vocabulary, is_required: bool = False) -> Column:
    """Read the ``driver`` (``team``, ``manufacturer``) text to ``driver_name``, without markers."""
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


def with_ids(found: Normalised, *entities: str) -> Normalised:
    """Add ``driver_id`` and the like, made from the names."""
    facts = found.facts.with_columns(
        slug(pl.col(f"{entity}_name")).alias(f"{entity}_id") for entity in entities
    )
    return Normalised(facts, found.rejected)
