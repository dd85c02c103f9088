"""How large an article may be: a few bytes more than an article can have are refused, in time."""

from __future__ import annotations

import time

import pytest

from pipelines.documents.model import UnreadableDocument
from pipelines.documents.reading import read_document
from pipelines.documents.size import MAXIMUM_CELLS, MAXIMUM_COLUMNS, MAXIMUM_LINES
from pipelines.recognition.vocabulary import Vocabulary


def read(suffix: str, text: str, vocabulary: Vocabulary) -> str:
    """What is said of a document that is refused; nothing of one that is read."""
    try:
        read_document(suffix, text.encode(), vocabulary.markup)
    except UnreadableDocument as error:
        assert error.reason_code == "document_too_large"
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("suffix", "start", "cell", "end"),
    [
        (".txt", "= X =\n|", " a |", "\n"),
        (".wikitext", "{|\n|-\n", "|a\n", "|}"),
        (".html", "<table><tr>", "<td>a", "</table>"),
    ],
)
def test_a_row_has_as_many_cells_as_a_page_can_have(
    suffix: str, start: str, cell: str, end: str, vocabulary: Vocabulary
) -> None:
    assert read(suffix, start + cell * MAXIMUM_COLUMNS + end, vocabulary) == ""
    said = read(suffix, start + cell * (MAXIMUM_COLUMNS + 1) + end, vocabulary)
    assert said == "5,001 cells in a row; a document may have 5,000 at most"


def test_cells_are_counted_over_all_tables(vocabulary: Vocabulary) -> None:
    row = "|" + "a|" * 1_000 + "\n"
    table = row * 100 + "\nx\n"
    tables = MAXIMUM_CELLS // 100_000
    assert read(".txt", "= X =\n" + table * tables, vocabulary) == ""
    said = read(".txt", "= X =\n" + table * tables + "| a |\n", vocabulary)
    assert said == "1,000,001 cells in its tables; a document may have 1,000,000 at most"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("suffix", "start", "line"),
    [
        (".txt", "= X =\n", "x\n"),
        (".wikitext", "", "x\n\n"),
        (".wikitext", "{{Infobox NASCAR race report", "|a=b"),
    ],
)
def test_lines_and_keys_are_counted(
    suffix: str, start: str, line: str, vocabulary: Vocabulary
) -> None:
    text = start + line * (MAXIMUM_LINES + 1) + ("}}" if start.startswith("{{") else "")
    assert "lines and infobox keys; a document may have 500,000" in read(suffix, text, vocabulary)


@pytest.mark.slow
def test_a_large_file_of_nothing_but_cells_is_refused_in_time(vocabulary: Vocabulary) -> None:
    started = time.monotonic()
    assert "cells" in read(".txt", "= X =\n" + "|" * 16_000_000, vocabulary)
    assert time.monotonic() - started < 240
