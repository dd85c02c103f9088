"""The entry list: which car, driver, team and make came, and how the driver is marked.

In: the entry sheet, and every row of it that carries markers. Out: ``fct_entry``, and the
markers that no vocabulary row names. Separate because markers mean something here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from pipelines.normalise.frames import SOURCE, Normalised, one_row_a_key, read_columns
from pipelines.normalise.names import markers
from pipelines.normalise.people import car_number_column, name_column, with_ids
from pipelines.normalise.sheets import RaceDocument, Sheets
from pipelines.recognition.vocabulary import Vocabulary

_LEGEND = re.compile(r"^\W*\(([^()]{1,3})\)\W*\s")


def entries(sheets: Sheets, vocabulary: Vocabulary, legends: pl.DataFrame) -> Normalised:
    """``fct_entry``: one row a race and car.

    ``legends``: document_id and ``marker``, one row for each marker that a document explains
    or uses. Where a document has no such marker at all, nobody can tell who is a rookie.
    """
    columns = [
        car_number_column(is_required=True),
        name_column("driver", vocabulary, is_required=True),
        name_column("team", vocabulary),
        name_column("manufacturer", vocabulary),
    ]
    found = read_columns(sheets["entry"], columns)
    facts = found.facts.with_columns(
        is_rookie=_is_marked("rookie", vocabulary, legends),
        is_points_eligible=~_is_marked("ineligible", vocabulary, legends),
    )
    found = with_ids(Normalised(facts, found.rejected), "driver", "team", "manufacturer")
    return one_row_a_key(found, ["race_id", "car_number"])


def _is_marked(meaning: str, vocabulary: Vocabulary, legends: pl.DataFrame) -> pl.Expr:
    """Whether the driver cell carries a marker of this meaning; null where none is in use."""
    known = [marker for marker, means in vocabulary.markers.items() if means == meaning]
    using = legends.filter(pl.col("marker").is_in(known))["document_id"].unique().to_list()
    is_marked = markers(pl.col("driver")).list.eval(pl.element().is_in(known)).list.any()
    return pl.when(pl.col("document_id").is_in(using)).then(is_marked)


def marked_names(sheets: Sheets) -> pl.DataFrame:
    """Every marker behind a driver's name in any table: its source row and the marker."""
    parts = [
        sheet.select(
            "document_id",
            "table_index",
            "row_index",
            name=pl.col("driver"),
            marker=markers(pl.col("driver")),
        )
        .explode("marker", empty_as_null=False)
        .drop_nulls("marker")
        for sheet in sheets.frames.values()
        if "driver" in sheet.columns
    ]
    return pl.concat(parts)


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
            "it; add a row to vocabulary/markers.csv",
        }
        for row in unknown.iter_rows(named=True)
    ]
