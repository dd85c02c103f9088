"""Which kind of table is this, where is its header, and what does each column hold?

In: a ``Table`` and the ``Vocabulary``. Out: a ``TableMatch``, or the reason why no kind
fits. Separate because this is the one decision that makes a grid of texts into racing data;
it rests on headings and header names, never on the place of a table or column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipelines.documents.model import Row, Table
from pipelines.recognition.header_advice import header_advice
from pipelines.recognition.text import beginning, comparable
from pipelines.recognition.vocabulary import TableSignature, Vocabulary

# A title row ("NBC") may stand above the header; more than this many do not occur.
_HEADER_ROWS_TRIED = 3
# The kinds that facts are made of. A table of another kind of vocabulary/tables.csv is known
# and kept in staging only.
FACT_KINDS = frozenset({
    "entry", "practice", "qualifying", "stage_result", "race_result", "driver_standing",
    "manufacturer_standing", "television_crew", "radio_crew",
})  # fmt: skip

_NUMBER_OR_MAKE = ("car_number", "manufacturer")
_CAR_NUMBER = re.compile(r"^#?\s*\d{1,3}[A-Za-z]?$")

# The texts of a row, and whether all its cells are headers.
_HeaderRow = tuple[tuple[str, ...], bool]


@dataclass(frozen=True, slots=True)
class TableMatch:
    """A table's kind, its header row, and the column name for each cell (``None``: unknown)."""

    table_kind: str
    header_row: int
    columns: tuple[str | None, ...]

    @property
    def makes_facts(self) -> bool:
        """Whether facts are made of tables of this kind."""
        return self.table_kind in FACT_KINDS


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Why a table is of no known kind, in words that say what to add to the vocabulary."""

    reason: str


class TableRecogniser:
    """Matches tables against the signatures; remembers headers that it has seen."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._seen: dict[object, TableMatch | NoMatch] = {}
        # What a header means in any kind of table.
        self._meanings: dict[str, set[str]] = {}
        for (header, _), column in vocabulary.headers.items():
            self._meanings.setdefault(header, set()).add(column)

    def match(self, table: Table) -> TableMatch | NoMatch:
        """Find the kind of a table by its nearest telling heading and its header names."""
        texts = nearest_texts(table)
        headers = tuple((row.texts, is_header_row(row)) for row in table.rows[:_HEADER_ROWS_TRIED])
        key = (texts, headers)
        if key not in self._seen:
            self._seen[key] = self._match(texts, headers)
        found = self._seen[key]
        return found if isinstance(found, NoMatch) else self._by_content(found, table)

    def _by_content(self, match: TableMatch, table: Table) -> TableMatch:
        """Tell numbers from makes: ``Car`` and ``Truck`` are headers of either."""
        told: dict[int, str] = {}
        for index, header in enumerate(table.rows[match.header_row].texts):
            column = self._vocabulary.column(header, match.table_kind)
            if match.makes_facts and column in _NUMBER_OR_MAKE:
                told[index] = _number_or_make(table.rows[match.header_row + 1 :], index, column)
        names = [None if index in told else name for index, name in enumerate(match.columns)]
        for index, name in told.items():
            names[index] = name if name not in names else None
        return replace(match, columns=tuple(names)) if tuple(names) != match.columns else match

    def _match(
        self, texts: tuple[str, ...], headers: tuple[_HeaderRow, ...]
    ) -> TableMatch | NoMatch:
        signatures = self._possible(texts)
        for text in texts:
            for signature in signatures:
                if not signature.heading.search(text):
                    continue
                fitting = [self._columns(header, signature) for header, _ in headers]
                row = next((row for row, columns in enumerate(fitting) if columns), None)
                if row is None:
                    continue
                # Below a header that spans ("Race distance") stand its parts ("Laps", "Miles").
                while row + 1 < len(headers) and headers[row + 1][1] and fitting[row + 1]:
                    row += 1
                columns = fitting[row]
                assert columns is not None
                return TableMatch(signature.table_kind, row, columns)
        return NoMatch(self._reason(texts, tuple(header for header, _ in headers)))

    def _possible(self, texts: tuple[str, ...]) -> list[TableSignature]:
        """The signatures that no heading rules out: below ``Duel 1``, no results of the race."""
        return [
            signature
            for signature in self._vocabulary.tables
            if signature.not_under is None
            or not any(signature.not_under.search(text) for text in texts)
        ]

    def _columns(
        self, header: tuple[str, ...], signature: TableSignature
    ) -> tuple[str | None, ...] | None:
        """Column names of a header row, or ``None`` where it does not fit the signature."""
        named = self._named(header, signature)
        if not signature.required <= set(named):
            return None
        meanings = (self._meanings.get(comparable(cell), ()) for cell in header)
        if any(not signature.forbidden.isdisjoint(one) for one in meanings):
            return None
        # A second header with the same meaning is not that column: which would be right?
        return tuple(
            column if column not in named[:index] else None for index, column in enumerate(named)
        )

    def _reason(self, texts: tuple[str, ...], headers: tuple[tuple[str, ...], ...]) -> str:
        header = max(headers, key=lambda row: sum(bool(cell) for cell in row), default=())
        shown = " | ".join(header)
        near = [
            (signature, signature.required - set(self._named(header, signature)))
            for signature in self._possible(texts)
            if signature.table_kind in FACT_KINDS
            and any(signature.heading.search(text) for text in texts)
        ]
        if not near:
            return (
                f"no kind of table stands under '{texts[0] if texts else 'no heading'}'; add a "
                f"row to pipelines/vocabulary/tables.csv; its first row is: {shown}"
            )
        signature, missing = min(
            near, key=lambda pair: (len(pair[1]), len(self._unknown(header, pair[0])))
        )
        unknown = self._unknown(header, signature)
        if not missing:
            return f"it is no {signature.table_kind} table: it has a column that one never has"
        advice = (
            f"if one of the unknown headers ({', '.join(unknown)}) means it, "
            + header_advice(unknown[0], min(missing))
            if unknown
            else "every header is known, so if such a table may be without it, add a row to "
            "pipelines/vocabulary/tables.csv"
        )
        return (
            f"the nearest kind is {signature.table_kind}, but no column is "
            f"{' or '.join(sorted(missing))}; {advice}"
        )

    def _unknown(self, header: tuple[str, ...], signature: TableSignature) -> list[str]:
        """Header cells that mean no column in this kind of table."""
        kind = signature.table_kind
        return [
            cell
            for cell in header
            if self._vocabulary.column(cell, kind) is None and comparable(cell)
        ]

    def _named(self, header: tuple[str, ...], signature: TableSignature) -> list[str | None]:
        """The column of each header; where one is missing, another may stand in for it."""
        named = [self._vocabulary.column(cell, signature.table_kind) for cell in header]
        for column, stands_in_for, kind in self._vocabulary.stand_ins:
            if kind not in ("", signature.table_kind):
                continue
            if stands_in_for not in named and column in named:
                named[named.index(column)] = stands_in_for
        return named


def _number_or_make(rows: tuple[Row, ...], index: int, column: str) -> str:
    """What most cells of a column are: of ``Ford``, a manufacturer; else what its header says."""
    texts = [row.cells[index].text for row in rows if index < len(row.cells)]
    texts = [text for text in texts if text.strip("–—- ")]
    if 2 * sum(_CAR_NUMBER.match(text) is not None for text in texts) > len(texts):
        return "car_number"
    if 2 * sum(not any(map(str.isdigit, text)) for text in texts) > len(texts):
        return "manufacturer"
    return column


def is_header_row(row: Row) -> bool:
    """Whether a row is nothing but header cells, more than one of them."""
    return len(row.own_columns) > 1 and all(cell.is_header for cell in row.cells)


def nearest_texts(table: Table) -> tuple[str, ...]:
    """Captions and headings of a table, nearest first: as much of each as patterns see."""
    captions = [caption.text for caption in reversed(table.captions)]
    return tuple(beginning(text) for text in (*captions, *reversed(table.headings)))
