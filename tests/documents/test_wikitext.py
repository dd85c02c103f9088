"""The wikitext reader, case by case: ``cases/wikitext/<name>.wikitext`` and ``.json``."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

import pytest
from document_cases import as_json
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_project import ROOT

from pipelines.documents.model import Document, UnreadableDocument
from pipelines.documents.wikitext import read_wikitext
from pipelines.recognition.vocabulary import Vocabulary

CASES = ROOT / "tests" / "cases" / "wikitext"


@pytest.mark.parametrize("path", sorted(CASES.glob("*.wikitext")), ids=lambda path: path.stem)
def test_the_reader_reads_each_case_as_it_should(path: Path, vocabulary: Vocabulary) -> None:
    expected = json.loads(path.with_suffix(".json").read_text())
    assert as_json(read_wikitext(path.read_bytes(), vocabulary.markup)) == expected


def read(text: str, vocabulary: Vocabulary) -> Document:
    return read_wikitext(text.encode(), vocabulary.markup)


def test_a_cell_keeps_link_header_markers_footnotes_and_source(vocabulary: Vocabulary) -> None:
    document = read(
        "{|\n! scope=row | [[Noah Gragson (driver)|Noah Gragson]] '''(R)'''<ref name=a />†\n|}",
        vocabulary,
    )
    cell = document.tables[0].rows[0].cells[0]
    assert cell.text == "Noah Gragson"
    assert cell.shown == "Noah Gragson (R)"
    assert cell.link == "Noah Gragson (driver)"
    assert cell.is_header
    assert (cell.markers, cell.footnotes) == (("R",), ("a", "†"))
    assert cell.source == (
        "scope=row | [[Noah Gragson (driver)|Noah Gragson]] '''(R)'''<ref name=a />†"
    )


def test_a_row_keeps_its_wikitext_and_its_line(vocabulary: Vocabulary) -> None:
    document = read(
        "x\n{|\n! A\n|- class=y\n| 1 || {{nowrap|a\nb}}<!-- c -->\n|\n* d\n|}", vocabulary
    )
    row = document.tables[0].rows[1]
    assert row.line_number == 4
    assert row.source == "|- class=y\n| 1 || {{nowrap|a\nb}}<!-- c -->\n|\n* d"


def test_a_layout_table_gives_its_tables_the_headings_that_stand_in_it(
    vocabulary: Vocabulary,
) -> None:
    document = read_wikitext((CASES / "layout_table.wikitext").read_bytes(), vocabulary.markup)
    assert [table.role for table in document.tables] == ["layout", "data", "data"]
    assert [table.headings[-1:] for table in document.tables[1:]] == [("Drivers",), ("Makes",)]


@pytest.mark.parametrize("space", ["", " ", "\n", " \n\n"])
def test_space_before_a_template_name_does_not_hide_an_infobox(
    space: str, vocabulary: Vocabulary
) -> None:
    """MediaWiki lets a name begin on the next line; such an article had no infobox."""
    text = f"{{{{{space}Infobox NASCAR race report\n| Laps = 300\n}}}}\n\nThe race was long."
    document = read(text, vocabulary)
    [field] = document.infobox
    assert (field.line_number, field.key, field.value) == (2 + space.count("\n"), "Laps", "300")


def test_a_template_that_no_rule_names_is_reported_where_it_stands(vocabulary: Vocabulary) -> None:
    document = read_wikitext((CASES / "templates.wikitext").read_bytes(), vocabulary.markup)
    places = {one.name: (one.table_index, one.row_index) for one in document.unknown_templates}
    assert places["Made-up row"] == (0, 1)
    assert places["Unheard of"] == (0, 5)
    assert places["Nothing to keep"] == (0, 6)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("#REDIRECT [[2023 Ally 400]]", "redirect"),
        ("#redirect: [[Ally 400#2023]]", "redirect"),
        (" \n \n", "empty_document"),
        ("{{reflist}}", "empty_document"),
        ("\x00{|", "binary_document"),
        ("{|\n|}\n" * 20_000, "too_many_tables"),
    ],
)
def test_a_page_without_anything_to_read_is_refused_with_a_reason(
    text: str, code: str, vocabulary: Vocabulary
) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read(text, vocabulary)
    assert refused.value.reason_code == code


def test_spans_that_ask_for_too_much_memory_cost_the_table_only(vocabulary: Vocabulary) -> None:
    greedy = "{|\n" + "|-\n| colspan=1000 rowspan=65534 | x\n" * 3_000 + "|}\n"
    document = read(greedy + '==Next==\n{| class="wikitable"\n| sound\n|}', vocabulary)
    faults = {row.fault.reason_code for row in document.tables[0].rows if row.fault}
    assert faults == {"grid_too_large"}
    assert len(document.tables[0].rows) == 3_000
    assert document.tables[1].rows[0].texts == ("sound",)


# Each of these once was, or could be, a reason to read the same text again and again.
_HOSTILE = [
    "{|", "{|\n", "{|\n|-\n|", "{{", "[[", "}}", "]]", "{{a|\n", "[[a|", "[[a\n", "<ref>",
    "<!--", "<nowiki>", "<table>", "<td>", "<table>\n<tr>", "==a==\n", "{{!}}", "[http://",
    "<sup>", "<span style=display:none>", "{{Infobox|", "'", "|a=", "&", "__A",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("mark", _HOSTILE)
def test_ten_times_the_marks_take_at_most_some_twelve_times_as_long(
    mark: str, vocabulary: Vocabulary
) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        with contextlib.suppress(UnreadableDocument):
            read("x" + mark * count, vocabulary)
        return time.process_time() - start

    # The quadratic ones take a hundred times as long; this leaves room for a busy machine.
    assert min(seconds(30_000), seconds(30_000)) < 16 * max(seconds(3_000), 0.03)


_MARKS = st.sampled_from(
    ["{|", "|}", "|-", "|", "||", "!", "!!", "|+", "\n", "{{", "}}", "[[", "]]", "{{!}}", "=",
     "<ref>", "</ref>", "<!--", "-->", "<nowiki>", "</nowiki>", "<table>", "<tr>", "<td>",
     "</td>", "</table>", "''", ";", "*", ":", "rowspan=3", "colspan=4", "x", " ", "(R)",
     "{{Infobox\n|", "{{plainlist|", "<br>", "<sup>", "</sup>", "&nbsp;", "http://a", "[", "]",
     "\ufdd0", "\ufdd1", "\u200b", "#", "style=\"display:none\"", "<span style=\"display:none\">"]
)  # fmt: skip


def read_or_refuse(content: bytes, vocabulary: Vocabulary) -> Document | None:
    try:
        return read_wikitext(content, vocabulary.markup)
    except UnreadableDocument:
        return None


@settings(max_examples=300, deadline=None)
@given(marks=st.lists(_MARKS, max_size=60))
def test_any_sequence_of_marks_is_read_or_refused(marks: list[str], vocabulary: Vocabulary) -> None:
    document = read_or_refuse("".join(marks).encode(), vocabulary)
    for table in document.tables if document else ():
        assert all(len(row.cells) == table.width for row in table.rows if not row.fault)


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes, vocabulary: Vocabulary) -> None:
    read_or_refuse(content, vocabulary)


_WORD = st.text("abcXYZ0189 .éß-", min_size=1, max_size=8).map(str.strip).filter(bool)


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(st.lists(_WORD, min_size=1, max_size=5), min_size=1, max_size=6),
    is_one_line=st.booleans(),
)
def test_a_table_written_down_is_read_back(
    rows: list[list[str]], is_one_line: bool, vocabulary: Vocabulary
) -> None:
    between = " || " if is_one_line else "\n| "
    # A minus right after the pipe would be the mark of a row.
    lines = ["|-\n| " + between.join(row) for row in rows]
    document = read("\n".join(["{|", *lines, "|}"]), vocabulary)
    found = [[cell.shown for cell in row.own_cells] for row in document.tables[0].rows]
    assert found == [[" ".join(cell.split()) for cell in row] for row in rows]
