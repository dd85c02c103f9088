"""Wikitext to tables of text with wikitextparser.

In: the wikitext of an article. Out: its tables under their headings. Separate because each
library has a way of its own.
"""

from __future__ import annotations

import html
from collections.abc import Iterator

import wikitextparser

from benchmarks.peers.by_hand import TextTable

_MARKUP = ("[", "{", "'", "&", "<")


def tables(text: str) -> Iterator[TextTable]:
    """The tables of an article, each with the heading of its section."""
    for section in wikitextparser.parse(text).get_sections(include_subsections=False):
        heading = (section.title or "").strip()
        for table in section.tables:
            header, *body = [[_text(cell or "") for cell in row] for row in table.data()]
            # A cell over the whole width: the footer.
            rows = [row for row in body if len(set(row)) > 1]
            yield TextTable(heading, header, rows)


def _text(cell: str) -> str:
    """Plain text; an arrow downwards is a minus sign, templates are their first argument."""
    if not any(mark in cell for mark in _MARKUP):
        return cell
    if cell.startswith("[[File:"):
        moved = cell.rpartition("]]")[2].strip()
        return f"-{moved}" if "downarrow" in cell else moved
    if cell.startswith("{{"):
        return cell.split("|")[1]
    return html.unescape(wikitextparser.remove_markup(cell)).replace("\xa0", " ").strip()
