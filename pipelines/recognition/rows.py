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
    reaching = _reaching_beyond(table, match.header_row)
    found: list[RowMatch] = []
    section: str | None = None
    for index, row in enumerate(table.rows):
        if index < match.header_row:
            one = RowMatch("title")
        elif index == match.header_row:
            one = RowMatch("header")
        else:
            one = _match_row(row, header, vocabulary)
            if one.kind == "data" and index in reaching:
                one = _too_wide(reaching[index])
        if one.kind == "section" or one.kind == "non_starters":
            section = row.cells[0].text if one.kind == "non_starters" else None
            one = RowMatch("section")
        elif one.kind == "data" and not match.makes_facts:
            one = RowMatch("kept")
        elif one.kind == "data" and section is not None:
            one = RowMatch("non_starter", Fault("did_not_start", f"it stands below '{section}'"))
        found.append(one)
    return found


def _reaching_beyond(table: Table, header_row: int) -> dict[int, str]:
    """By row, the text that stands beyond the last header, where few rows have one.

    A cell too many moves what stands behind it; but if most rows have one, it is the header
    that is short, and a column has no name.
    """
    header = table.rows[header_row]
    last = header.own_columns[-1]
    headed = last + max(header.cells[last].column_span, 1)
    if headed >= len(header.cells):
        return {}
    rows = table.rows[header_row + 1 :]
    found: dict[int, str] = {}
    for index, row in enumerate(rows, header_row + 1):
        beyond = [row.cells[column].shown for column in row.own_columns if column >= headed]
        if any(beyond):
            found[index] = " | ".join(filter(None, beyond))
    return found if 2 * len(found) < len(rows) else {}


def _too_wide(text: str) -> RowMatch:
    reason = f"the row has more cells than there are headers; beyond the last stands '{text}'"
    return RowMatch("malformed", Fault("row_too_wide", reason))


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
    if is_header_row(row) or _repeats(row, header):
        return RowMatch("header")
    if len(row.cells) != len(header):
        wrong = "wide" if len(row.cells) > len(header) else "narrow"
        reason = f"the row has {len(row.cells)} cells under {len(header)} headers"
        return RowMatch("malformed", Fault(f"row_too_{wrong}", reason))
    return RowMatch("data")


def _repeats(row: Row, header: tuple[str, ...]) -> bool:
    """Whether a row has the texts of the header; of most rows, the first cell tells."""
    return len(row.cells) == len(header) and all(
        comparable(cell.text) == text for cell, text in zip(row.cells, header, strict=True)
    )


def _holds_only(row: Row, text: str) -> bool:
    """Whether a text stands first in a row, and nothing else, not even from above."""
    return row.cells[0].shown == text and all(cell.shown in ("", text) for cell in row.cells)


def _kind_of_single_text(text: str, width: int, vocabulary: Vocabulary) -> RowKind:
    for pattern, kind in vocabulary.rows:
        if pattern.search(beginning(text)):
            return kind  # type: ignore[return-value]  # one of RowKind: see vocabulary/rows.csv
    return "note" if width > 1 else "data"
