"""The flattened-text reader, case by case: ``cases/plaintext/<name>.txt`` and ``.json``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from document_cases import as_json
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_project import ROOT

from pipelines.documents.model import UnreadableDocument
from pipelines.documents.plaintext import read_plaintext

CASES = ROOT / "tests" / "cases" / "plaintext"


@pytest.mark.parametrize("path", sorted(CASES.glob("*.txt")), ids=lambda path: path.stem)
def test_the_reader_reads_each_case_as_it_should(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text())
    assert as_json(read_plaintext(path.read_bytes())) == expected


@pytest.mark.parametrize(
    ("content", "reason_code"),
    [
        (b"", "empty_document"),
        (b"\xef\xbb\xbf\n", "empty_document"),
        (b"PK\x03\x04\x00\x00", "binary_document"),
        (b"a" * (16 * 1024 * 1024 + 1), "document_too_large"),
    ],
)
def test_a_document_of_no_use_is_refused_with_its_reason(content: bytes, reason_code: str) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read_plaintext(content)
    assert refused.value.reason_code == reason_code


PIECES = st.sampled_from(
    ["|", "| ", " |", "=", "==", "===", "-", ";", "Infobox", "\n", "a", "nowrap|", ":", "\r", "†"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_text_makes_the_reader_fail_and_no_row_is_lost(text: str) -> None:
    try:
        document = read_plaintext(text.encode())
    except UnreadableDocument:
        return
    rows = [row for table in document.tables for row in table.rows]
    assert len(rows) == sum(line.strip().startswith("|") for line in text.split("\n"))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail(content: bytes) -> None:
    try:
        read_plaintext(content)
    except UnreadableDocument as refused:
        assert refused.reason_code


def test_reading_takes_time_in_proportion_to_the_length() -> None:
    """A million pipes on one line, and a million short rows, both in seconds."""
    assert len(read_plaintext(b"|" * 1_000_000).tables[0].rows[0].cells) > 900_000
    assert len(read_plaintext(b"| a |\n" * 300_000).tables[0].rows) == 300_000
