"""The HTML reader, case by case: ``cases/html/<name>.html`` and ``.json``; and its bounds."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from document_cases import as_json
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_project import ROOT

from pipelines.documents.html import read_html
from pipelines.documents.html_attributes import image_name, linked_page
from pipelines.documents.markup import MarkupRules
from pipelines.documents.model import Cell, Document, UnreadableDocument
from pipelines.documents.reading import read_document
from pipelines.recognition.vocabulary import Vocabulary

CASES = ROOT / "tests" / "cases" / "html"
NO_RULES = MarkupRules()


@pytest.mark.parametrize("path", sorted(CASES.glob("*.html")), ids=lambda path: path.stem)
def test_the_reader_reads_each_case_as_it_should(path: Path, vocabulary: Vocabulary) -> None:
    expected = json.loads(path.with_suffix(".json").read_text())
    assert as_json(read_html(path.read_bytes(), vocabulary.markup)) == expected


def read(text: str, rules: MarkupRules = NO_RULES) -> Document:
    return read_document(".html", text.encode(), rules)


def cell(inner: str, rules: MarkupRules = NO_RULES) -> Cell:
    """The one cell that begins with ``inner``, its attributes included."""
    return (
        read(f"<table class=wikitable><tr><td {inner}</td></tr></table>", rules)
        .tables[0]
        .rows[0]
        .cells[0]
    )


def test_a_cell_keeps_link_header_markers_footnotes_and_source() -> None:
    row = '<th scope="row"><a href="/wiki/Noah_Gragson_(driver)">Noah Gragson</a> <b>(R)</b>'
    reference = '<sup class="reference"><a href="#cite_note-a">[a]</a></sup>'
    document = read(f"<table>\n<tr class='x'>{row}†{reference}</th></tr></table>")
    found = document.tables[0].rows[0].cells[0]
    assert found.text == "Noah Gragson"
    assert found.shown == "Noah Gragson (R)"
    assert found.link == "Noah Gragson (driver)"
    assert found.is_header
    assert (found.markers, found.footnotes) == (("R",), ("†", "a"))
    assert found.source == f"{row}†{reference}</th>"
    assert document.tables[0].rows[0].source == f'<tr class="x">{found.source}</tr>'
    assert document.tables[0].rows[0].line_number == 2


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/wiki/Ross_Chastain", "Ross Chastain"),
        ("//en.wikipedia.org/wiki/Nino_Farina", "Nino Farina"),
        ("https://en.wikipedia.org/wiki/P%C3%A9rez", "Pérez"),
        # A section of an article may be of somebody else: a brother, a son.
        ("/wiki/Rusty_Wallace#Family", None),
        ("./Kyle_Busch", "Kyle Busch"),
        ("/w/index.php?title=New_Driver&action=edit&redlink=1", "New Driver"),
        ("/w/index.php?title=Ross_Chastain&action=history", None),
        ("/wiki/File:Arrow.svg", None),
        ("/wiki/Category:Races", None),
        ("/wiki/Help:IPA", None),
        ("/wiki/Special:Random", None),
        ("/wiki/Template:Navbox", None),
        ("#cite_note-1", None),
        ("./Page#cite_note-1", None),
        ("https://example.org/results", None),
        ("", None),
    ],
)
def test_a_link_gives_the_title_of_an_article(address: str, title: str | None) -> None:
    assert linked_page({"href": address}) == title


def test_a_link_to_another_wiki_or_site_is_none() -> None:
    for kind in ("extiw", "external text", "image"):
        assert linked_page({"href": "/wiki/X", "class": kind}) is None
    assert linked_page({"href": "./X", "rel": "mw:WikiLink/Interwiki"}) is None


def test_the_first_link_with_text_counts() -> None:
    flag = '<a href="/wiki/United_States"><img src="f.png" alt="United States"></a>'
    note = '<sup><a href="/wiki/Note">1</a></sup>'
    found = cell(f'>{flag} {note}<a href="/wiki/A">A</a> <a href="/wiki/B">B</a>')
    assert (found.text, found.link) == ("A B", "A")


def test_an_image_is_the_text_that_the_vocabulary_has_for_it(vocabulary: Vocabulary) -> None:
    source = "//upload/thumb/b/b0/Increase2.svg/11px-Increase2.svg.png"
    assert image_name({"src": source}) == "Increase2.svg"
    assert cell(f'><img alt="Increase" src="{source}"> 4', vocabulary.markup).text == "▲ 4"
    assert cell('><img alt="down" src="x.png">', vocabulary.markup).text == "▼"
    assert cell('><img alt="Flag" src="x.png">Bern', vocabulary.markup).text == "Bern"


def test_line_numbers_are_those_of_the_file_and_unique() -> None:
    document = read(
        "<ul><li>a</li><li>b</li></ul>\n\n\n<p>c\nd</p>\n<table><caption>e</caption>"
        "<tr\nclass=x><td>f</td></tr></table><p>g</p>"
    )
    numbers = {line.text: line.line_number for line in document.lines}
    assert numbers == {"a": 1, "b": 2, "g": 7}
    captions = [(line.text, line.line_number) for line in document.tables[0].captions]
    assert captions == [("c", 4), ("d", 5), ("e", 6)]
    assert document.tables[0].rows[0].line_number == 7


def test_infobox_fields_have_links_and_numbers_of_their_own() -> None:
    document = read(
        '<table class="infobox"><tr><th>Driver</th><td><a href="/wiki/A_(driver)">A</a></td>'
        "<td>Team</td></tr></table>"
    )
    assert [(one.line_number, one.key, one.link) for one in document.infobox] == [
        (1, "Driver", "A (driver)"),
        (2, "Driver: 2", None),
    ]


@pytest.mark.parametrize(
    "data",
    [
        '{"parts":1}',
        '{"parts":[{"template":{}}]}',
        "[",
        "[" * 100_000,
        '{"parts":["text"]}',
        "null",
    ],
)
def test_damaged_template_data_leaves_the_rows_of_the_infobox(data: str) -> None:
    table = f"<table class=infobox data-mw='{data}'><tr><th>Pole</th><td>A</td></tr></table>"
    assert [(one.key, one.value) for one in read(table).infobox] == [("Pole", "A")]


def test_the_roles_of_tables(vocabulary: Vocabulary) -> None:
    roles = {
        path.stem: [table.role for table in read_html(path.read_bytes(), vocabulary.markup).tables]
        for path in CASES.glob("*.html")
    }
    assert roles["layout_table"] == ["layout", "data", "data", "layout"]
    assert roles["navigation"] == ["navigation"] * 4
    assert roles["infobox_of_2013"] == ["infobox", "infobox"]
    assert roles["nested_table_in_a_data_table"] == ["data", "data"]


@pytest.mark.parametrize(
    ("content", "reason_code"),
    [
        (b"", "empty_document"),
        (b"<html><body></body></html>", "empty_document"),
        (b"PK\x03\x04\x00\x00", "binary_document"),
        (b"<p>" + b"a" * 10_000_000, "document_too_large"),
        (b"<!--" * 2_600_000, "document_too_large"),
        (b"<div>" * 100_000, "too_deeply_nested"),
        (b"<table><tr><td>" * 100_000, "too_deeply_nested"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_document_of_no_use_is_refused_with_its_reason(content: bytes, reason_code: str) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read_html(content, NO_RULES)
    assert refused.value.reason_code == reason_code


def test_more_elements_than_a_page_can_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.documents.html_tree.MAXIMUM_ELEMENTS", 1000)
    with pytest.raises(UnreadableDocument) as refused:
        read("<p>x" * 1001)
    assert refused.value.reason_code == "too_many_elements"


def test_nothing_is_lost_in_a_cell_of_nine_million_characters() -> None:
    document = read("<table><tr><td>" + "x" * 9_000_000 + "<td>end</table>")
    assert [len(one.text) for one in document.tables[0].rows[0].cells] == [9_000_000, 3]


# The beginning of a document, what is repeated in it, and its end.
HOSTILE = {
    "cells": ("<table>", "<td>x", ""),
    "spans": ("<table>", "<tr><td rowspan=65534 colspan=1000>x", ""),
    "tables in cells": ("<table>", "<td><table><td>x</table>", ""),
    "headings in cells": ("<table>", "<tr><td>a<h2>b</h2>c", ""),
    "unclosed comments": ("x", "<!--", ""),
    "ends that fit nothing": ("x" + "<div>" * 500, "</b>", ""),
    "hidden in hidden": ("x", "<i style='display:none'>" * 300 + "</i>" * 300, ""),
    "hidden around a table": ("x" + "<i style='display:none'>" * 400, "<b></b>", "<table><td>x"),
    "redlinks": ("<table><td><a href='/?redlink=1", "&title=", "'>x</a>"),
    "infoboxes": ("", "<table class=infobox><tr><th>a<td>b<tr><th colspan=2>g</table>", ""),
    "lines": ("<p>", "x\n", ""),
}


@pytest.mark.parametrize(("start", "again", "end"), HOSTILE.values(), ids=HOSTILE.keys())
def test_reading_takes_time_in_proportion_to_the_length(start: str, again: str, end: str) -> None:
    def seconds(characters: int) -> float:
        content = (start + again * (characters // len(again)) + end).encode()
        began = time.process_time()
        read_html(content, NO_RULES)
        return time.process_time() - began

    seconds(10_000)
    short = seconds(12_000)
    # Eight times the length; a square would take 64 times as long. Spans may fill all slots once.
    assert seconds(96_000) < 24 * short + 2


TAGS = ["table", "tr", "td", "th", "tbody", "caption", "h2", "p", "ul", "li", "dl", "dt", "div"]
TAGS += ["b", "sup", "a", "span", "form", "br", "img", "style", "script"]
ATTRIBUTES = ["", " class=infobox", " class=wikitable", " style='display:none'", " rowspan=3"]
ATTRIBUTES += [" colspan=2", " href=/wiki/X", " class=navbox", " role=presentation", " id=toc"]
PIECES = st.one_of(
    st.tuples(st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)).map(lambda p: f"<{p[0]}{p[1]}>"),
    st.sampled_from(TAGS).map(lambda name: f"</{name}>"),
    st.sampled_from(["x", "y z", "\n", "&nbsp;", "<!--", "-->", "<", '"', "†", "&"]),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_soup_of_tags_makes_the_reader_fail(text: str) -> None:
    try:
        document = read(text)
    except UnreadableDocument as refused:
        assert refused.reason_code == "empty_document"
        return
    assert [table.index for table in document.tables] == list(range(len(document.tables)))
    for table in document.tables:
        assert {len(row.cells) for row in table.rows} <= {table.width}
    captions = [caption for table in document.tables for caption in table.captions]
    numbers = [line.line_number for line in (*document.lines, *captions)]
    assert len(set(numbers)) == len(numbers)


# A text of spaces alone comes from the parser as one.
CELL_TEXT = st.text("abc 1†(R)", min_size=1, max_size=6).filter(str.strip)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELL_TEXT, min_size=1, max_size=4), min_size=1, max_size=5))
def test_no_cell_is_lost_or_moved(rows: list[list[str]]) -> None:
    body = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in rows)
    found = read(f"<table class=wikitable>{body}</table>").tables[0].rows
    assert [[cell.source for cell in row.own_cells] for row in found] == [
        [f"<td>{text}</td>" for text in row] for row in rows
    ]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail(content: bytes) -> None:
    try:
        read_html(content, NO_RULES)
    except UnreadableDocument as refused:
        assert refused.reason_code
