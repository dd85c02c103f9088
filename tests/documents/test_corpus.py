"""Saved Wikipedia pages that nobody wrote for this reader, beside what others read from them.

The pages are 28 revisions of 2010-2014 with one table each as CSV (WikiTableQuestions). The CSV
files are no truth: where they differ from the page, the page is right, and the reason is here.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache

import pytest
from lxml import html as lxml_html
from sample_project import ROOT

from pipelines.documents.html import read_html
from pipelines.documents.markup import MarkupRules
from pipelines.documents.model import Document, Table

CORPUS = ROOT.parent / "shared" / "corpus"
INDEX = CORPUS / "index.csv"
pytestmark = pytest.mark.skipif(
    not INDEX.exists(),
    reason=f"the saved pages are not at {CORPUS}; they are not in the repository",
)
PAGES = list(csv.DictReader(INDEX.open())) if INDEX.exists() else []


def page_name(page: dict[str, str]) -> str:
    return page["file"]


@cache
def document(name: str) -> Document:
    return read_html((CORPUS / f"{name}.html").read_bytes(), MarkupRules())


def own_cells(table: Table) -> int:
    return sum(len(row.own_cells) for row in table.rows)


def page_tables(name: str) -> list[lxml_html.HtmlElement]:
    """The tables of the content by lxml alone; the table of contents is none."""
    root = lxml_html.fromstring((CORPUS / f"{name}.html").read_bytes())
    return [table for table in root.iter("table") if table.get("id") != "toc"]


def wikitables(name: str) -> list[Table]:
    return [
        ours
        for theirs, ours in zip(page_tables(name), document(name).tables, strict=True)
        if "wikitable" in (theirs.get("class") or "").split()
    ]


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_cell_of_a_page_is_a_cell_of_a_table(page: dict[str, str]) -> None:
    tables = page_tables(page["file"])
    cells = sum(len(table.xpath("./tr/*|./*/tr/*")) for table in tables)
    everywhere = sum(1 for table in tables for _ in table.iter("td", "th"))
    assert sum(map(own_cells, document(page["file"]).tables)) == cells
    # A cell of a nested table is counted in each table around it, and nowhere else.
    assert everywhere >= cells > 0


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_table_is_a_rectangle_and_the_wikitables_are_all_there(page: dict[str, str]) -> None:
    for table in document(page["file"]).tables:
        assert {len(row.cells) for row in table.rows} <= {table.width}
        assert not [row for row in table.rows if row.fault]
    assert len(wikitables(page["file"])) == int(page["wikitable_count"])


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_each_line_and_each_field_has_a_number_of_its_own(page: dict[str, str]) -> None:
    read = document(page["file"])
    captions = [caption for table in read.tables for caption in table.captions]
    numbers = [line.line_number for line in (*read.lines, *captions)]
    assert len(set(numbers)) == len(numbers)
    fields = [one.line_number for one in read.infobox]
    assert fields == sorted(set(fields))


# Rows of the page that the CSV leaves out, by their number in the page, and why.
LEFT_OUT = {
    "1951_Swiss_Grand_Prix": ([25], "the row of sources at the end"),
    "2006_German_motorcycle_Grand_Prix": ([44], "the row that links to the official report"),
    "2010_Catalan_motorcycle_Grand_Prix": ([33], "the row that links to the official report"),
    "2011_Indianapolis_500": ([35, 36], "the row of lead changes and that of the report"),
    "2012_GoPro_Indy_Grand_Prix_of_Sonoma": ([28], "the row that links to the box score"),
    "2014_NASCAR_Camping_World_Truck_Series": ([23], "the note below the schedule"),
    "Edmonton_Indy": ([0, 2, 6], "two rows of series names, and the first of two header rows"),
}
# Columns that the CSV leaves out.
CUT = {
    "1975_24_Hours_of_Le_Mans": (1, "the column of laps, which is empty for most"),
    "2014_NASCAR_Camping_World_Truck_Series": (4, "the note below spans nine columns"),
}
# Cells that the CSV gives another text, by row and column of the page.
REWRITTEN = {
    # The CSV makes one row of the two header rows.
    "Edmonton_Indy": {(1, 6): "Race Distance\nLaps", (1, 7): "Race Distance\nMiles (km)"},
}


def published(name: str) -> list[list[str]]:
    with (CORPUS / f"{name}.table.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file, escapechar="\\", doublequote=False))


def folded(text: str) -> str:
    """The CSV breaks lines elsewhere and leaves out references: ``[1]``."""
    return re.sub(r"\[[^\[\]]{1,12}\]", "", re.sub(r"\s+", "", text))


def differences(name: str, table: Table) -> Iterator[str]:
    left_out, _ = LEFT_OUT.get(name, ((), ""))
    rows = [(place, row) for place, row in enumerate(table.rows) if place not in left_out]
    columns = table.width - CUT.get(name, (0, ""))[0]
    for (place, row), theirs in zip(rows, published(name), strict=True):
        assert len(theirs) == columns
        for column, (cell, text) in enumerate(zip(row.cells, theirs, strict=False)):
            expected = folded(text)
            if REWRITTEN.get(name, {}).get((place, column)) == text:
                continue
            # A footnote mark is a part of the text there, and beside it here: `March 30†`.
            ours = {folded(cell.shown), folded(cell.shown + "".join(cell.footnotes))}
            if expected not in ours:
                yield f"row {place}, column {column}: {text!r} there, {cell.shown!r} here"


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_a_table_agrees_cell_by_cell_with_what_others_published(page: dict[str, str]) -> None:
    table = wikitables(page["file"])[int(page["table_index"])]
    assert list(differences(page["file"], table)) == []
