"""One table cell of wikitext: its attributes, its text, and what was taken out of it.

In: what stands between two cell marks, protected, such as ``align="center" | [[A|B]]``. Out:
a ``Cell``. Separate because cells repeat: each different one is rendered once and shared,
within an article and between articles.
"""

from __future__ import annotations

import re

from pipelines.documents.grid import MAXIMUM_COLUMN_SPAN, MAXIMUM_ROW_SPAN, parse_span
from pipelines.documents.inline import render
from pipelines.documents.marks import split_marks
from pipelines.documents.markup import MarkupRules
from pipelines.documents.model import Cell
from pipelines.documents.protection import LINK_OPEN, unprotect

# Enough for some hundred articles; then the memory is begun anew.
_REMEMBERED = 50_000
_LONGEST_REMEMBERED = 500
_SPAN = re.compile(r"\b(row|col)span\s*=\s*[\"']?\s*(\d+)", re.IGNORECASE)


class CellReader:
    """Reads cells by one set of rules, and remembers those it has read."""

    def __init__(self, rules: MarkupRules) -> None:
        self._rules = rules
        self._data: dict[str, Cell] = {}
        self._headers: dict[str, Cell] = {}
        self.has_unknown_templates = False

    def remembered(self, is_header: bool) -> dict[str, Cell]:
        """The cells read so far, by what stood between their marks."""
        return self._headers if is_header else self._data

    def read(self, raw: str, is_header: bool) -> Cell:
        """Read ``raw``, which may begin with attributes and a pipe."""
        known = self._headers if is_header else self._data
        cell = known.get(raw)
        if cell is None:
            cell = self._read(raw, is_header)
            if len(raw) <= _LONGEST_REMEMBERED:
                if len(known) >= _REMEMBERED:
                    known.clear()
                known[raw] = cell
        return cell

    def _read(self, raw: str, is_header: bool) -> Cell:
        attributes, pipe, content = raw.partition("|")
        # Attributes stand on the first line; before a link, there are none.
        if not pipe or "\n" in attributes or LINK_OPEN in attributes or "[[" in attributes:
            attributes, content = "", raw
        if "\n" in content:
            # What stands on the line of the mark is in no paragraph; what follows begins one.
            content = content.replace("\n", "\n\n", 1)
        inline = render(unprotect(content), self._rules)
        self.has_unknown_templates |= bool(inline.unknown_templates)
        text, markers, footnotes = split_marks(inline.text)
        row_span = column_span = 1
        if attributes:
            spans = {kind.lower(): digits for kind, digits in _SPAN.findall(attributes)}
            row_span = parse_span(spans.get("row"), MAXIMUM_ROW_SPAN)
            column_span = parse_span(spans.get("col"), MAXIMUM_COLUMN_SPAN)
        return Cell(
            text,
            unprotect(raw).strip(),
            inline.link,
            is_header,
            markers,
            inline.footnotes + footnotes,
            row_span,
            column_span,
            inline.unknown_templates,
        )
