"""The document model: what every reader produces and everything behind it consumes.

In: nothing. Out: value classes. Separate because all readers (flattened text, and later
wikitext and HTML) meet here, and nothing here knows of racing or of a file format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LineKind = Literal["paragraph", "list_item", "caption"]


class UnreadableDocument(Exception):
    """A document of which nothing can be used.

    Attributes:
        reason_code: a stable short name, such as ``empty_document``.
    """

    def __init__(self, reason_code: str, reason: str) -> None:
        super().__init__(reason)
        self.reason_code = reason_code


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in one row or line; the row is kept, but its values are not used."""

    reason_code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One table row: its cells as clean text, and its source line verbatim."""

    cells: tuple[str, ...]
    source: str
    line_number: int
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class TextLine:
    """A paragraph, list item or table caption. ``line_number`` counts from 1."""

    line_number: int
    kind: LineKind
    headings: tuple[str, ...]
    text: str
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class InfoboxField:
    """One ``key: value`` of the infobox, in the article's order and spelling."""

    line_number: int
    key: str
    value: str
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the headings it stands under (outermost first) and its captions."""

    index: int
    headings: tuple[str, ...]
    captions: tuple[TextLine, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """An article: title, infobox, tables and every line that is in neither."""

    title: str
    infobox: tuple[InfoboxField, ...]
    tables: tuple[Table, ...]
    lines: tuple[TextLine, ...]
