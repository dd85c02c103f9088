"""What each row of a recognised table is: data, header, title, footer, section or malformed.

In: a ``Table``, its ``TableMatch`` and the ``Vocabulary``. Out: one ``RowMatch`` a row.
Separate because it decides what counts as data: every row gets a kind, none is dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipelines.documents.model import Fault, Row, Table
from pipelines.recognition.tables import TableMatch, is_header_row
from pipelines.recognition.text import beginning, comparable
from pipelines.recognition.vocabulary import Vocabulary

RowKind = Literal[
    "data", "header", "title", "footer", "section", "non_starters", "non_starter", "note",
    "empty", "malformed", "kept", "unknown", "infobox", "layout", "navigation",
]  # fmt: skip

_NUMBER = re.compile(r"^[\d.,:()–−-]+$")


@dataclass(frozen=True, slots=True)
class RowMatch:
    """The kind of a row; ``fault`` says why a malformed one is not read."""

    kind: RowKind
    fault: Fault | None = None


def match_rows(table: Table, match: TableMatch, vocabulary: Vocabulary) -> list[RowMatch]:
    """Give every row of a recognised table its kind."""
    header = tuple(comparable(cell) for cell in table.rows[match.header_row].texts)
    found: list[RowMatch] = []
    section: str | None = None
    for index, row in enumerate(table.rows):
        if index < match.header_row:
            one = RowMatch("title")
        elif index == match.header_row:
            one = RowMatch("header")
        else:
            one = _match_row(row, header, vocabulary)
        if one.kind == "section" or one.kind == "non_starters":
            section = row.cells[0].text if one.kind == "non_starters" else None
            one = RowMatch("section")
        elif one.kind == "data" and not match.makes_facts:
            one = RowMatch("kept")
        elif one.kind == "data" and section is not None:
            one = RowMatch("non_starter", Fault("did_not_start", f"it stands below '{section}'"))
        found.append(one)
    return found


def _match_row(row: Row, header: tuple[str, ...], vocabulary: Vocabulary) -> RowMatch:
    if row.fault is not None:
        return RowMatch("malformed", row.fault)
    own = row.own_cells
    texts = [cell.shown for cell in own if cell.shown]
    if all(vocabulary.states_nothing(cell) for cell in texts):
        return RowMatch("empty")
    if len(texts) == 1 and _holds_only(row, texts[0]):
        spans_all = own[0].column_span > 1 and row.own_columns == (0,)
        if spans_all or not _NUMBER.match(texts[0]):
            return RowMatch(_kind_of_single_text(texts[0], len(header), vocabulary))
    if is_header_row(row) or tuple(comparable(cell.text) for cell in row.cells) == header:
        return RowMatch("header")
    if len(row.cells) != len(header):
        wrong = "wide" if len(row.cells) > len(header) else "narrow"
        reason = f"the row has {len(row.cells)} cells under {len(header)} headers"
        return RowMatch("malformed", Fault(f"row_too_{wrong}", reason))
    return RowMatch("data")


def _holds_only(row: Row, text: str) -> bool:
    """Whether a text stands first in a row, and nothing else, not even from above."""
    return row.cells[0].shown == text and all(cell.shown in ("", text) for cell in row.cells)


def _kind_of_single_text(text: str, width: int, vocabulary: Vocabulary) -> RowKind:
    for pattern, kind in vocabulary.rows:
        if pattern.search(beginning(text)):
            return kind  # type: ignore[return-value]  # one of RowKind: see vocabulary/rows.csv
    return "note" if width > 1 else "data"
