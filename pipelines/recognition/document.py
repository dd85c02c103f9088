"""Recognise a whole document: its tables, infobox keys and lines of race statistics.

In: a ``Document`` and the ``Vocabulary``. Out: a ``Recognition``: what each part is, and a
list of everything that was not understood. Separate because what was not understood is a
result of its own, with the place where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.documents.model import Document, Table, TextLine, UnknownTemplate
from pipelines.recognition.header_advice import header_advice
from pipelines.recognition.lead import stated_in_lead
from pipelines.recognition.rows import RowMatch, match_rows
from pipelines.recognition.tables import NoMatch, TableMatch, TableRecogniser, nearest_texts
from pipelines.recognition.text import comparable
from pipelines.recognition.vocabulary import Vocabulary

_VOCABULARY = "pipelines/vocabulary"
_STATISTICS_HEADING = re.compile(r"statistic", re.IGNORECASE)
# Here a line may be one of the race's statistics; what else stands here need not be known.
_RACE_HEADING = re.compile(r"race|summary|notes|finish|result|statistic", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RecognisedTable:
    """A table with its kind and the kind of each row; ``match`` is ``None`` if not understood."""

    table: Table
    match: TableMatch | None
    rows: tuple[RowMatch, ...]

    @property
    def table_kind(self) -> str | None:
        """The kind of the table, or ``None`` if it was not understood."""
        return self.match.table_kind if self.match else None


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """Something that no vocabulary row names. Indexes are ``None`` outside tables."""

    what: str
    value: str
    reason: str
    heading: str | None = None
    table_index: int | None = None
    row_index: int | None = None


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a document holds. ``infobox`` and ``lines`` run parallel to the document's own."""

    tables: tuple[RecognisedTable, ...]
    infobox: tuple[str | None, ...]
    lines: tuple[str | None, ...]
    unrecognised: tuple[Unrecognised, ...]
    # By field: what infobox keys themselves state ("Winner: No. 1"), and what the lead does.
    key_fields: Mapping[str, str] = field(default_factory=dict)
    lead: Mapping[str, str] = field(default_factory=dict)


class DocumentRecogniser:
    """Recognises one document after another with one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._tables = TableRecogniser(vocabulary)

    def recognise(self, document: Document) -> Recognition:
        """Say what every table, row, infobox key and statistics line is."""
        missed: list[Unrecognised] = []
        tables = tuple(self._recognise_table(table, missed) for table in document.tables)
        stated: dict[str, str] = {}
        infobox = tuple(self._infobox_field(one.key, stated, missed) for one in document.infobox)
        lines = tuple(self._statistic(line, missed) for line in document.lines)
        missed += [_unknown_template(one) for one in document.unknown_templates]
        lead = stated_in_lead(document, self._vocabulary)
        return Recognition(tables, infobox, lines, tuple(missed), stated, lead)

    def _recognise_table(self, table: Table, missed: list[Unrecognised]) -> RecognisedTable:
        if table.role != "data":
            return RecognisedTable(table, None, tuple(RowMatch(table.role) for _ in table.rows))
        match = self._tables.match(table)
        texts = nearest_texts(table)
        heading = texts[0] if texts else None
        if isinstance(match, NoMatch):
            first = " | ".join(table.rows[0].texts) if table.rows else ""
            missed.append(Unrecognised("table", first, match.reason, heading, table.index))
            return RecognisedTable(table, None, tuple(RowMatch("unknown") for _ in table.rows))
        rows = tuple(match_rows(table, match, self._vocabulary))
        header = table.rows[match.header_row].texts if match.makes_facts else ()
        for index, cell in enumerate(header):
            if match.columns[index] is None and (cell or _has_text(table, rows, index)):
                missed.append(self._unknown_column(cell, table, match, heading))
        for index, row in enumerate(rows):
            if row.kind == "note":
                reason = f"one text in a row of its own; add a pattern to {_VOCABULARY}/rows.csv"
                text = table.rows[index].cells[0].shown
                missed.append(Unrecognised("row", text, reason, heading, table.index, index))
        return RecognisedTable(table, match, rows)

    def _unknown_column(
        self, cell: str, table: Table, match: TableMatch, heading: str | None
    ) -> Unrecognised:
        known = self._vocabulary.column(cell, match.table_kind)
        reason = (
            f"a second column means {known}; which one is right cannot be told"
            if known
            else f"no {match.table_kind} column has this header; {header_advice(cell, 'COLUMN')}"
        )
        return Unrecognised("column", cell, reason, heading, table.index, match.header_row)

    def _infobox_field(
        self, key: str, stated: dict[str, str], missed: list[Unrecognised]
    ) -> str | None:
        found = self._vocabulary.infobox_field(key)
        if found is None:
            reason = f"no infobox key of this name is known; add a row to {_VOCABULARY}/infobox.csv"
            missed.append(Unrecognised("infobox_key", key, reason, "Infobox"))
            return None
        for name, text in found[1].items():
            stated.setdefault(name, text)
        return found[0] or None

    def _statistic(self, line: TextLine, missed: list[Unrecognised]) -> str | None:
        label, colon, _ = line.text.partition(":")
        if not colon or not any(_RACE_HEADING.search(text) for text in line.headings):
            return None
        field = self._vocabulary.statistics.get(comparable(label))
        if field is None and any(_STATISTICS_HEADING.search(text) for text in line.headings):
            reason = f"no race statistic has this label; add a row to {_VOCABULARY}/statistics.csv"
            missed.append(Unrecognised("statistic", line.text, reason, line.headings[-1]))
        return field or None


def _has_text(table: Table, rows: tuple[RowMatch, ...], column: int) -> bool:
    """Whether a data row has a text in a column: wide title rows make columns of nothing."""
    return any(
        row.cells[column].text
        for row, match in zip(table.rows, rows, strict=True)
        if match.kind == "data"
    )


def _unknown_template(template: UnknownTemplate) -> Unrecognised:
    return Unrecognised(
        "template",
        template.name,
        "no rule names this template; it was kept by the rule 'first argument'; add a row to "
        "pipelines/vocabulary/templates.csv",
        None,
        template.table_index,
        template.row_index,
    )
