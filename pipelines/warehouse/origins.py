"""What a row of a table was made of: the places in articles, or why there is none.

In: a row of a table or view, from the published file. Out: an ``Origin``. Separate because every
kind of row leads back in its own way: a fact to a table row, a race to lines of its infobox, a
driver to whatever names him, a rule to the vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from pipelines.warehouse.catalog import BUILD_TABLES, DATA_DICTIONARY, VIEW_SCHEMAS
from pipelines.warehouse.matching_rows import columns_below
from pipelines.warehouse.sources import (
    SOURCE_ROW,
    Source,
    article,
    cell_of,
    lines,
    statements_where,
    table_row,
)

Row = Mapping[str, Any]
_VOCABULARY = re.compile(r"source: (vocabulary/[a-z_]+\.csv)")
_FROM_FOLDER = "made from the folder of the article and the number of its race"
# Of a row, not in it.
_PLACE_COLUMNS = ("race_id", "season_id", *SOURCE_ROW)
# Where an id of a dimension is looked for: what names most of them comes first.
_NAMED_IN: Mapping[str, Sequence[str]] = {
    "core.dim_driver": ("core.fct_race_result", "core.fct_entry", "core.fct_qualifying_result",
                        "core.fct_practice_result", "core.fct_stage_result",
                        "core.fct_driver_standing"),
    "core.dim_team": ("core.fct_race_result", "core.fct_entry", "core.fct_qualifying_result",
                      "core.fct_practice_result", "core.fct_stage_result"),
    "core.dim_manufacturer": ("core.fct_race_result", "core.fct_entry",
                              "core.fct_qualifying_result", "core.fct_manufacturer_standing"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row comes from; ``reason``: what else is to be said, or why there is no place."""

    sources: Sequence[Source]
    reason: str | None = None


def find_origin(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str, row: Row
) -> Origin:
    """Where in which article a value was read, or why it was in none."""
    if relation == "marts.reconciliation":
        return _both_places(connection, row)
    vocabulary = _VOCABULARY.search(_describe(connection, relation))
    if vocabulary:
        return Origin([], f"not from an article: pipelines/{vocabulary[1]}")
    if relation in BUILD_TABLES:
        return Origin([], "not from an article: the build writes it about itself")
    if relation == "quality.correction":
        line = row["line_number"]
        reason = f"not from an article: pipelines/vocabulary/corrections.csv, line {line}"
        return Origin(_own_place(connection, relation, column, row, "its row"), reason)
    if relation in _NAMED_IN:
        sources = _first_mention(connection, relation, row)
        return Origin(sources, None if sources else "no row of an article names it")
    if relation in _DIMENSIONS:
        return _DIMENSIONS[relation](connection, column, row)
    return _own_origin(connection, relation, column, row)


def _own_origin(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str, row: Row
) -> Origin:
    """The place that the row itself names; a view's column is read there if a fact's is."""
    if relation.partition(".")[0] in VIEW_SCHEMAS:
        if row.get("line_number") is None and row.get("table_index") is None:
            return Origin([])
        below = columns_below(connection, relation, column)
        facts = {
            table
            for table, name in below
            if table.startswith("core.fct_") and column in (name, f"published_{name}")
        }
        is_read = len(facts) == 1 or (
            column.endswith("_name") and {one for _, one in below} == {column}
        )
        label = "source" if is_read else "its row"
        return Origin(_own_place(connection, relation, column, row, label))
    if column in _PLACE_COLUMNS and row.get("document_id") is not None:
        sources = _own_place(connection, relation, column, row, "its row")
        return Origin(
            sources, _FROM_FOLDER if column == "race_id" else "where the row stands in its article"
        )
    sources = _own_place(connection, relation, column, row, "source")
    if not sources:
        return Origin([], "the file does not hold where it was read")
    is_read = any(source.label == "source" for source in sources)
    return Origin(sources, None if is_read else "the row has no cell of its own for it")


def _own_place(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str, row: Row, label: str
) -> list[Source]:
    document, line = row.get("document_id"), row.get("line_number")
    if document is None:
        return []
    place: list[Any] = [row.get(name) for name in SOURCE_ROW]
    if None not in place:
        cell = cell_of(connection, relation, column, row) if label == "source" else None
        # A caption has no cells: it is the source as a whole.
        is_read = cell is not None or place[2] < 0 or relation.startswith(("staging.", "quality."))
        return table_row(connection, place, cell, label if is_read else "its row")
    if place[1] is not None:
        return article(connection, document, f"table {place[1]}", label=label)
    if line is not None and relation != "quality.correction":
        return lines(connection, document, line, label)
    return article(connection, document, label=label)


def _both_places(connection: duckdb.DuckDBPyConnection, row: Row) -> Origin:
    """The places of the two statements that a row of ``marts.reconciliation`` compares."""
    sources: list[Source] = []
    reasons = []
    for side in ("first", "second"):
        names = ("line_number", "table_index", "row_index")
        line, table, index = (row[f"{side}_{name}"] for name in names)
        document = row["document_id"]
        if table is not None and index is not None:
            sources += table_row(connection, [document, table, index], label=side)
        elif line is not None:
            sources += lines(connection, document, line, side)
        else:
            place = f"table {table}" if table is not None else row[f"{side}_stated_in"]
            sources += article(connection, document, place, label=side)
            reasons.append(f"the {side} value is made of several rows or lines")
        if row[f"{side}_stated_in"] == "computed":
            reasons.append(f"the {side} value is computed of other values of the article")
    return Origin(sources, "; ".join(reasons) or None)


def _first_mention(connection: duckdb.DuckDBPyConnection, relation: str, row: Row) -> list[Source]:
    """The first row that names a driver, team or manufacturer; else the first line."""
    ident = f"{relation.removeprefix('core.dim_')}_id"
    for table in _NAMED_IN[relation]:
        found = connection.execute(
            f"select {', '.join(SOURCE_ROW)} from {table} where {ident} = ? order by all limit 1",
            [row[ident]],
        ).fetchone()
        if found:
            place = dict(zip(SOURCE_ROW, found, strict=True))
            return table_row(connection, found, cell_of(connection, table, ident, place))
    return statements_where(
        connection, "ends_with(field, ?) and text_value = ?", [f"_{ident}", row[ident]], 1
    )


def _of_race(connection: duckdb.DuckDBPyConnection, column: str, row: Row) -> Origin:
    """The lines that state a field of a race, the one that counts first."""
    if column in ("race_id", "season_id", "document_id"):
        return Origin(article(connection, row["document_id"]), _FROM_FOLDER)
    stated = statements_where(connection, "race_id = ? and field = ?", [row["race_id"], column])
    if not stated:
        stated = _infobox(connection, column, "document_id = ?", row["document_id"])
    if stated or row[column] is None:
        return Origin(stated, None if stated else "the article does not state it")
    what = "from the title of the infobox or of the article: " if column == "race_name" else ""
    return Origin(article(connection, row["document_id"]), f"{what}no one line states it")


def _of_track(connection: duckdb.DuckDBPyConnection, column: str, row: Row) -> Origin:
    """The line of the first race at the track that names it."""
    races = "race_id in (select race_id from core.dim_race where track_id = ?) and field = ?"
    values = [row["track_id"], "track_location" if column == "location" else "track_id"]
    if column == "location":
        races, values = f"{races} and text_value = ?", [*values, row["location"]]
    documents = "document_id in (select document_id from core.dim_race where track_id = ?)"
    stated = statements_where(connection, races, values, 1) or _infobox(
        connection, "location", documents, row["track_id"]
    )
    return Origin(stated, None if stated else "no article that is loaded states it")


def _of_season(connection: duckdb.DuckDBPyConnection, column: str, row: Row) -> Origin:
    """The line of the first race of the season that states it."""
    field = "scheduled_races" if column == "scheduled_races" else "season"
    races = "race_id in (select race_id from core.dim_race where season_id = ?)"
    documents = "document_id in (select document_id from core.dim_race where season_id = ?)"
    stated = statements_where(
        connection, f"{races} and field = ?", [row["season_id"], field], 1
    ) or _infobox(connection, "description", documents, row["season_id"])
    if column != "scheduled_races":
        return Origin(
            stated, "made from the folders of the articles, and what they call the series"
        )
    return Origin(stated, None if stated else "no article that is loaded states it")


def _infobox(
    connection: duckdb.DuckDBPyConnection, field: str, documents: str, value: str
) -> list[Source]:
    """The first field of an infobox of these documents that is read as this one."""
    found = connection.execute(
        "select document_id, line_number, key || ': ' || value from staging.infobox_field "
        f"where field = ? and {documents} order by all limit 1",
        [field, value],
    ).fetchone()
    if found is None:
        return []
    document, line, text = found
    place = "infobox" + (f", line {line}" if line is not None else "")
    return article(connection, document, place, text)


def _describe(connection: duckdb.DuckDBPyConnection, relation: str) -> str:
    found = connection.execute(
        f"select any_value(relation_description) from {DATA_DICTIONARY} where relation = ?",
        [relation],
    ).fetchone()
    return str(found[0]) if found else ""


_DIMENSIONS: Mapping[str, Callable[[duckdb.DuckDBPyConnection, str, Row], Origin]] = {
    "core.dim_race": _of_race,
    "core.dim_track": _of_track,
    "core.dim_season": _of_season,
}
