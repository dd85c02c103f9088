"""The page of a document: its lines and table rows as they stand in the article.

In: ``staging.*`` of a document. Out: ``Page``. Separate because it is where every number leads.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.report import addresses, cells
from pipelines.report.articles import article
from pipelines.report.frames import Frames, Row, in_order
from pipelines.report.model import Column, Fact, Page, Section, Table, TableRow
from pipelines.report.names import Names
from pipelines.report.pages.problems import problem_tables


def source_page(frames: Frames, names: Names, document: Row) -> Page:
    """Make the page of a document."""
    document_id = document["document_id"]
    race = frames.one("marts.race_summary", "document_id", document_id)
    return Page(
        path=addresses.source_page(document_id),
        kind="source",
        title=f"Source: {document['title'] or document_id}",
        subtitle=f"raw/{document_id}",
        trail=[names.race(race)] if race else [],
        facts=_facts(document),
        sections=[_problems(frames, document_id), *_parts(frames, document_id)],
        articles=[article(document)],
        detail=document_id,
    )


def _facts(document: Row) -> list[Fact]:
    return [
        Fact("Loaded as a race", [cells.text("yes" if document["is_loaded"] else "no")]),
        Fact("Format", [cells.text(document["format"])]),
        Fact("SHA-256", [cells.text(document["sha256"])]),
    ]


def _problems(frames: Frames, document_id: str) -> Section:
    return Section("problems", "Not understood", problem_tables(frames, document_id))


def _parts(frames: Frames, document_id: str) -> list[Section]:
    infobox = frames.of("staging.infobox_field", "document_id", document_id, "line_number key")
    lines = frames.of("staging.text_line", "document_id", document_id, "line_number")
    rows = frames.of("staging.table_row", "document_id", document_id, "table_index row_index")
    tables = dict.fromkeys(row["table_index"] for row in rows)
    return [
        Section("infobox", "Infobox", _infobox(infobox)),
        *(_table([row for row in rows if row["table_index"] == one]) for one in tables),
        Section("text", "Text outside tables", _text(lines)),
    ]


def _infobox(rows: Sequence[Row]) -> list[Table]:
    anchors = _Anchors()
    found = [
        TableRow(
            [cells.number(row["line_number"]), cells.text(row["key"]), cells.text(row["value"]),
             cells.text(row["field"])],
            anchors.line(row["line_number"]),
        )
        for row in rows
    ]  # fmt: skip
    columns = [Column("Line", is_number=True), Column("Key"), Column("Value"), Column("Read as")]
    return [Table("Infobox", columns, found)] if found else []


def _text(rows: Sequence[Row]) -> list[Table]:
    anchors = _Anchors()
    found = [
        TableRow(
            [cells.number(row["line_number"]), cells.text(row["heading"]), cells.text(row["text"])],
            anchors.line(row["line_number"]),
        )
        for row in in_order(rows, "line_number")
    ]
    columns = [Column("Line", is_number=True), Column("Heading"), Column("Text")]
    return [Table("Text outside tables", columns, found)] if found else []


def _table(rows: Sequence[Row]) -> Section:
    number, heading = rows[0]["table_index"], rows[0]["heading"]
    kind = (rows[0]["table_kind"] or "not recognised").replace("_", " ")
    found = [
        TableRow(
            [
                cells.number(row["row_index"]),
                cells.number(row["line_number"]),
                cells.text(row["row_kind"]),
                cells.text(row["source"]),
            ],
            addresses.row_anchor(number, row["row_index"]),
        )
        for row in rows
    ]
    columns = [
        Column("Row", "below 0: a caption above the table", True),
        Column("Line", is_number=True),
        Column("Kind"),
        Column("As it stands in the article"),
    ]
    title = f"Table {number}" + (f": {heading}" if heading else "")
    return Section(f"table-{number}", title, [Table(f"Table {number}: {kind}", columns, found)])


class _Anchors:
    """Anchors of lines, each given once: several keys may stand in one line."""

    def __init__(self) -> None:
        self._given: set[int] = set()

    def line(self, number: int | None) -> str:
        if number is None or number in self._given:
            return ""
        self._given.add(number)
        return addresses.line_anchor(number)
