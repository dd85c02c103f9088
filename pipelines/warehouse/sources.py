"""The place in an article that a row of the warehouse was made of, as the article has it.

In: a row of a table or view, from the published file. Out: ``Source`` values. Separate because
every kind of row leads back in its own way: a fact to a table row, a race to lines of its
infobox, a driver to whatever names him.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

_SOURCE_ROW = ("document_id", "table_index", "row_index")
# By column of a fact: the column of the article's table that it is read from, where the names
# differ; of several, the first that the row has.
_ARTICLE_COLUMNS: Mapping[str, Sequence[str]] = {
    "finish_position": ("position",),
    "driver_id": ("driver",),
    "driver_name": ("driver",),
    "is_rookie": ("driver",),
    "is_points_eligible": ("driver",),
    "team_id": ("team", "owner"),
    "team_name": ("team", "owner"),
    "manufacturer_id": ("manufacturer",),
    "manufacturer_name": ("manufacturer",),
    "points_behind_leader": ("points_behind_leader", "points"),
    "position_word": ("position",),
    "position_change_is_inferred": ("position_change",),
    "speed_mph": ("speed",),
}
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
class Source:
    """A place in an article: ``text`` is the row or line verbatim, ``cell`` the one cell.

    ``corrections``: (column, text in the article, text used, reason, where it is from).
    """

    text: str
    cell: str | None
    place: str
    heading: str | None
    title: str
    revision: str
    address: str | None
    licence: str | None
    corrections: Sequence[tuple[str, str, str, str, str]] = ()


def find_sources(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str, row: Mapping[str, Any]
) -> list[Source]:
    """Where in which article a row was read; nothing, where it was in none."""
    if all(row.get(name) is not None for name in _SOURCE_ROW):
        found = _table_row(connection, column, row)
        return [found] if found else []
    if relation in _NAMED_IN:
        return _first_mention(connection, relation, row)
    if row.get("race_id") is not None and relation in ("core.dim_race", "marts.race_summary"):
        return _statements(connection, column, row["race_id"])
    return []


def _table_row(
    connection: duckdb.DuckDBPyConnection, column: str, row: Mapping[str, Any]
) -> Source | None:
    place = [row[name] for name in _SOURCE_ROW]
    found = connection.execute(
        "select rows.source, rows.line_number, "
        "case when captions.heading != rows.heading then captions.heading || ' > ' else '' end "
        "|| rows.heading as heading, documents.* "
        f"from staging.table_row as rows inner join ({_DOCUMENTS}) as documents "
        "using (document_id) left join staging.table_row as captions "
        "on rows.document_id = captions.document_id and rows.table_index = captions.table_index "
        "and captions.row_index = -1 "
        "where rows.document_id = ? and rows.table_index = ? and rows.row_index = ?",
        place,
    ).fetchone()
    if found is None:
        return None
    text, line, heading, document, title, revision, address, licence = found
    return Source(
        text,
        _cell(connection, column, row),
        f"{document}, table {place[1]}, row {place[2]}, line {line}",
        heading,
        title,
        revision,
        address,
        licence,
        corrections=_corrections(connection, place),
    )


def _cell(connection: duckdb.DuckDBPyConnection, column: str, row: Mapping[str, Any]) -> str | None:
    """The text of the article's cell that a column is read from, where it is one cell."""
    names = _ARTICLE_COLUMNS.get(column, (column,))
    if column == "lap_time_seconds":
        names = (f"round_{row.get('round_number')}", "lap_time")
    for name in names:
        found = connection.execute(
            "select text from staging.table_cell where document_id = ? and table_index = ? "
            "and row_index = ? and column_name = ?",
            [*(row[one] for one in _SOURCE_ROW), name],
        ).fetchone()
        if found:
            return str(found[0])
    return None


def _corrections(
    connection: duckdb.DuckDBPyConnection, place: Sequence[Any]
) -> list[tuple[str, str, str, str, str]]:
    return connection.execute(
        "select column_name, expected_value, corrected_value, reason, source "
        "from quality.correction where document_id = ? and table_index = ? and row_index = ? "
        "and status = 'applied' order by all",
        list(place),
    ).fetchall()


def _first_mention(
    connection: duckdb.DuckDBPyConnection, relation: str, row: Mapping[str, Any]
) -> list[Source]:
    """The first row that names a driver, team or manufacturer."""
    ident = f"{relation.removeprefix('core.dim_')}_id"
    for table in _NAMED_IN[relation]:
        found = connection.execute(
            f"select {', '.join(_SOURCE_ROW)} from {table} where {ident} = ? order by all limit 1",
            [row[ident]],
        ).fetchone()
        if found:
            place = dict(zip(_SOURCE_ROW, found, strict=True))
            source = _table_row(connection, ident, place)
            return [source] if source else []
    return []


def _statements(connection: duckdb.DuckDBPyConnection, column: str, race_id: str) -> list[Source]:
    """The lines outside tables that state a field of a race, the one that counts first."""
    found = connection.execute(
        "select statements.key, statements.text, statements.stated_in, statements.line_number, "
        f"documents.* from quality.race_statement as statements inner join ({_DOCUMENTS}) "
        "as documents using (document_id) where race_id = ? and field = ? "
        "order by statement_number",
        [race_id, column],
    ).fetchall()
    return [
        Source(
            f"{key}: {text}" if key else text,
            None,
            f"{document}, {stated_in}" + (f", line {line}" if line is not None else ""),
            None,
            *article,
        )
        for key, text, stated_in, line, document, *article in found
    ]


_DOCUMENTS = """
select
    document_id,
    title,
    concat_ws(' of ', 'revision ' || coalesce(cast(revision_id as text), 'unknown'),
        revision_timestamp) as revision,
    source_url,
    licence
from staging.document
"""
