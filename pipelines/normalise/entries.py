"""The entry list, and how drivers are marked: in it or in any other table of the article.

In: sheets, and the markers that documents explain. Out: ``fct_entry``, the marks of drivers,
and the markers that no vocabulary row names. Separate because markers mean something here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from pipelines.normalise.frames import SOURCE, Normalised, one_row_a_key, read_columns
from pipelines.normalise.people import car_number_column, name_column, with_ids
from pipelines.normalise.sheets import RaceDocument, Sheets
from pipelines.recognition.vocabulary import Vocabulary

_LEGEND = re.compile(r"^\W*\(([^()]{1,3})\)\W*\s")


def entries(sheets: Sheets, vocabulary: Vocabulary, marks: pl.DataFrame) -> Normalised:
    """``fct_entry``: one row a race and car; ``marks`` are those of ``driver_marks``."""
    columns = [
        car_number_column(is_required=True),
        name_column("driver", vocabulary, is_required=True),
        name_column("team", vocabulary),
        name_column("manufacturer", vocabulary),
    ]
    found = with_ids(read_columns(sheets["entry"], columns), ("team", "manufacturer"))
    return one_row_a_key(with_marks(found, marks), ["race_id", "car_number"])


def driver_marks(sheets: Sheets, legends: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """One row a document and driver: ``is_rookie`` and ``is_points_eligible``, by any table.

    ``legends``: document_id and ``marker``, one row for each marker that a document explains.
    A driver whom no table marks is unmarked only where the document explains the marker, or
    where he stands in a table that uses it; else nobody can tell.
    """
    listed = pl.concat(
        sheet.select("document_id", "table_index", "driver_id", "driver_markers")
        for sheet in sheets.frames.values()
    ).drop_nulls("driver_id")
    found = listed.with_columns(
        rookie=_has_marker("rookie", vocabulary), ineligible=_has_marker("ineligible", vocabulary)
    )
    marks = {
        meaning: pl.when(pl.col(meaning).any())
        .then(True)
        .when(_uses(meaning, legends, vocabulary).any())
        .then(False)
        for meaning in ("rookie", "ineligible")
    }
    used = found.with_columns(
        pl.col(meaning).any().over("document_id", "table_index").alias(f"uses_{meaning}")
        for meaning in marks
    )
    by_driver = used.group_by("document_id", "driver_id").agg(**marks)
    return by_driver.select(
        "document_id",
        "driver_id",
        is_rookie=pl.col("rookie"),
        is_points_eligible=~pl.col("ineligible"),
    )


def with_marks(found: Normalised, marks: pl.DataFrame) -> Normalised:
    """Add ``is_rookie`` and ``is_points_eligible`` to facts."""
    keys = ["document_id", "driver_id"]
    facts = found.facts.join(marks, on=keys, how="left", validate="m:1", maintain_order="left")
    return Normalised(facts, found.rejected)


def _known_markers(meaning: str, vocabulary: Vocabulary) -> list[str]:
    return [marker for marker, means in vocabulary.markers.items() if means == meaning]


def _has_marker(meaning: str, vocabulary: Vocabulary) -> pl.Expr:
    known = _known_markers(meaning, vocabulary)
    return pl.col("driver_markers").list.eval(pl.element().is_in(known)).list.any()


def _uses(meaning: str, legends: pl.DataFrame, vocabulary: Vocabulary) -> pl.Expr:
    known = _known_markers(meaning, vocabulary)
    explaining = legends.filter(pl.col("marker").is_in(known))["document_id"].unique().to_list()
    return pl.col(f"uses_{meaning}") | pl.col("document_id").is_in(explaining)


def marked_names(sheets: Sheets) -> pl.DataFrame:
    """Every marker behind a driver's name in any table: its source row and the marker."""
    return pl.concat(
        sheet.select(*SOURCE, name=pl.col("driver"), marker=pl.col("driver_markers"))
        .explode("marker", empty_as_null=False)
        .drop_nulls("marker")
        for sheet in sheets.frames.values()
    )


def legend_markers(loaded: Sequence[RaceDocument]) -> pl.DataFrame:
    """Markers that a document explains: ``(R) denotes rookie driver.``"""
    rows = [
        (document.document_id, matched[1].strip())
        for document in loaded
        for line in document.document.lines
        if (matched := _LEGEND.match(line.text))
    ]
    return pl.DataFrame(rows, schema={"document_id": pl.String, "marker": pl.String}, orient="row")


def unknown_markers(marked: pl.DataFrame, vocabulary: Vocabulary) -> list[dict[str, object]]:
    """Rows of ``quality.unrecognised`` for markers that no vocabulary row names."""
    unknown = marked.filter(~pl.col("marker").is_in(list(vocabulary.markers)))
    return [
        {
            **{name: row[name] for name in SOURCE},
            "what": "marker",
            "value": row["marker"],
            "heading": None,
            "reason": f"unknown marker behind the name '{row['name']}', which is loaded without "
            "it; add a row to pipelines/vocabulary/markers.csv",
        }
        for row in unknown.iter_rows(named=True)
    ]
