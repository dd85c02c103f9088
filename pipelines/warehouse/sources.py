"""A place in an article, as the article has it.

In: where something stands: a row of a table, a line, a whole article. Out: ``Source`` values.
Separate from what leads to a place, which is another thing for every kind of row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

SOURCE_ROW = ("document_id", "table_index", "row_index")
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
    "published_points": ("points",),
    "speed_mph": ("speed",),
}
# What a row of the crew says of a person stands in the cell that names the person.
_CREW = "core.fct_broadcast_crew"


@dataclass(frozen=True, slots=True)
class Source:
    """A place in an article: ``text`` is the row or line verbatim, ``cell`` the one cell.

    ``label``: what the place is to the value; "source" only where the value is read there.
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
    label: str = "source"


def table_row(
    connection: duckdb.DuckDBPyConnection,
    place: Sequence[Any],
    cell: str | None = None,
    label: str = "source",
) -> list[Source]:
    """The row at (document, table, row), if the file has it."""
    found = connection.execute(
        "select rows.source, rows.line_number, "
        "case when captions.heading != rows.heading then captions.heading || ' > ' else '' end "
        "|| rows.heading as heading, documents.* "
        f"from staging.table_row as rows inner join ({_DOCUMENTS}) as documents "
        "using (document_id) left join staging.table_row as captions "
        "on rows.document_id = captions.document_id and rows.table_index = captions.table_index "
        "and captions.row_index = -1 "
        "where rows.document_id = ? and rows.table_index = ? and rows.row_index = ?",
        list(place),
    ).fetchall()
    corrections = _corrections(connection, place) if found else ()
    return [
        Source(
            text,
            cell,
            f"{document}, table {place[1]}, row {place[2]}"
            + (f", line {line}" if line is not None else ""),
            heading,
            title,
            revision,
            address,
            licence,
            corrections,
            label,
        )
        for text, line, heading, document, title, revision, address, licence in found
    ]


def lines(
    connection: duckdb.DuckDBPyConnection, document: str, line: int, label: str = "source"
) -> list[Source]:
    """What stands in a line of an article outside its tables."""
    statements = statements_where(
        connection, "statements.document_id = ? and statements.line_number = ?", [document, line]
    )
    if statements:
        return [_labelled(statements[0], label)]
    found = connection.execute(
        "select key || ': ' || value from staging.infobox_field where document_id = $1 and "
        "line_number = $2 union all select text from staging.text_line where document_id = $1 "
        "and line_number = $2 limit 1",
        [document, line],
    ).fetchall()
    return [
        one
        for (text,) in found
        for one in article(connection, document, f"line {line}", text, label)
    ]


def article(
    connection: duckdb.DuckDBPyConnection,
    document: str,
    place: str = "",
    text: str | None = None,
    label: str = "source",
) -> list[Source]:
    """A whole article, or a place in it that is no row of a table."""
    found = connection.execute(f"{_DOCUMENTS} where document_id = ?", [document]).fetchall()
    return [
        Source(
            title if text is None else text,
            None,
            ", ".join(filter(None, (document, place))),
            None,
            title,
            revision,
            address,
            licence,
            label=label,
        )
        for _, title, revision, address, licence in found
    ]


def statements_where(
    connection: duckdb.DuckDBPyConnection, condition: str, values: Sequence[Any], most: int = 20
) -> list[Source]:
    """The statements outside tables that the condition chooses, each text once, in order."""
    found = connection.execute(
        "select statements.key, statements.text, statements.stated_in, statements.line_number, "
        f"documents.* from quality.race_statement as statements inner join ({_DOCUMENTS}) "
        f"as documents using (document_id) where {condition} "
        "order by statements.race_id, statements.statement_number",
        list(values),
    ).fetchall()
    made = [
        Source(
            f"{key}: {text}" if key else text,
            None,
            f"{document}, {stated_in}" + (f", line {line}" if line is not None else ""),
            None,
            *article,
        )
        for key, text, stated_in, line, document, *article in found
    ]
    return list({(one.place, one.text): one for one in made}.values())[:most]


def cell_of(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str, row: Mapping[str, Any]
) -> str | None:
    """The text of the article's cell that a column is read from, where it is one cell."""
    place = [row[one] for one in SOURCE_ROW]
    if relation == _CREW:
        named = row["network"] if column == "network" else row["person_name"]
        return _only_cell_with(connection, place, named) if named else None
    names = _ARTICLE_COLUMNS.get(column, (column,))
    if column == "lap_time_seconds":
        names = (f"round_{row.get('round_number')}", "lap_time")
    for name in names:
        found = connection.execute(
            "select text from staging.table_cell where document_id = ? and table_index = ? "
            "and row_index = ? and column_name = ?",
            [*place, name],
        ).fetchone()
        if found:
            return str(found[0])
    return None


def _only_cell_with(
    connection: duckdb.DuckDBPyConnection, place: Sequence[Any], text: str
) -> str | None:
    found = connection.execute(
        "select text from staging.table_cell where document_id = ? and table_index = ? "
        "and row_index = ? and contains(text, ?)",
        [*place, text],
    ).fetchall()
    return str(found[0][0]) if len(found) == 1 else None


def _labelled(source: Source, label: str) -> Source:
    return source if label == source.label else replace(source, label=label)


def _corrections(
    connection: duckdb.DuckDBPyConnection, place: Sequence[Any]
) -> list[tuple[str, str, str, str, str]]:
    return connection.execute(
        "select column_name, expected_value, corrected_value, reason, source "
        "from quality.correction where document_id = ? and table_index = ? and row_index = ? "
        "and status = 'applied' order by all",
        list(place),
    ).fetchall()


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
