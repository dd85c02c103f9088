"""Wikitext to tables of text with mwparserfromhell.

In: the wikitext of an article. Out: its tables under their headings. Separate because each
library has a way of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import mwparserfromhell
from mwparserfromhell.nodes import Heading, Tag
from mwparserfromhell.wikicode import Wikicode

from benchmarks.peers.by_hand import TextTable


def tables(text: str) -> Iterator[TextTable]:
    """The tables of an article, each with the nearest heading above it."""
    heading = ""
    for node in mwparserfromhell.parse(text).nodes:
        if isinstance(node, Heading):
            heading = str(node.title.strip_code()).strip()
        elif isinstance(node, Tag) and node.tag == "table":
            yield _table(heading, node)


def _table(heading: str, table: Tag) -> TextTable:
    rows: list[list[str]] = []
    open_spans: dict[int, tuple[int, str]] = {}
    direct = [node for node in table.contents.nodes if isinstance(node, Tag)]
    cells = [node for node in direct if node.tag in ("td", "th")]
    lines = [cells] if cells else []
    lines += [
        [cell for cell in node.contents.nodes if isinstance(cell, Tag) and cell.tag in ("td", "th")]
        for node in direct
        if node.tag == "tr"
    ]
    for line in lines:
        rows.append(_row(line, open_spans))
    header, *body = rows
    return TextTable(heading, header, [row for row in body if len(row) == len(header)])


def _row(cells: list[Tag], open_spans: dict[int, tuple[int, str]]) -> list[str]:
    """The texts of a row, with those that cells of rows above span."""
    row: list[str] = []
    waiting = iter(cells)
    while True:
        column = len(row)
        left, text = open_spans.get(column, (0, ""))
        if left:
            open_spans[column] = (left - 1, text)
        else:
            cell = next(waiting, None)
            if cell is None:
                return row
            text = _text(cell.contents)
            if cell.has("rowspan"):
                open_spans[column] = (int(str(cell.get("rowspan").value)) - 1, text)
        row.append(text)


def _text(code: Wikicode) -> str:
    """Plain text; an arrow downwards is a minus sign, templates are their first argument."""
    source = str(code)
    if source.strip().startswith("[[File:"):
        moved = source.rpartition("]]")[2].strip()
        return f"-{moved}" if "downarrow" in source else moved
    if "{{" in source:
        return str(code.filter_templates()[0].get(1).value).strip()
    return str(code.strip_code()).replace("\xa0", " ").strip()
