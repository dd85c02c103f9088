"""The wikitext reader: what Wikipedia stores, its API returns and its dumps contain.

In: the bytes of a ``.wikitext`` document and the rules for templates. Out: a ``Document``.
Separate because table syntax is a small language of lines: after ``protection`` has made
links and templates whole, one pass over lines reads it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.documents.builder import DocumentBuilder
from pipelines.documents.decoding import decode_text
from pipelines.documents.grid import SlotBudget
from pipelines.documents.inline import render
from pipelines.documents.markup import MarkupRules
from pipelines.documents.model import Document, Fault, TextLine, UnreadableDocument
from pipelines.documents.protection import (
    BRACE,
    LINE_BREAK,
    protect,
    unprotect,
)
from pipelines.documents.wikitext_cells import CellReader
from pipelines.documents.wikitext_tables import WikitextTable, split_cells
from pipelines.documents.wikitext_templates import infobox_fields, split_template
from pipelines.documents.wikitext_text import TextReader, without_comments_before

# Tables in tables in tables: layouts go three deep; what is deeper is text.
_MAXIMUM_DEPTH = 20
# The largest season articles have some hundred.
_MAXIMUM_TABLES = 10_000
_REDIRECT = re.compile(r"^\s*#redirect\s*:?\s*\[\[([^\[\]|\n]+)", re.IGNORECASE)
_TABLE = re.compile(r"^:*\s*\{\|(.*)$", re.DOTALL)
_HTML_TABLE = re.compile(
    r"<(/?)(table|tr|td|th|caption|tbody|thead|tfoot)\b([^<>]*)>", re.IGNORECASE
)


def read_wikitext(content: bytes, rules: MarkupRules) -> Document:
    """Read the wikitext of an article into a ``Document``; it states no title.

    Raises:
        UnreadableDocument: empty, too large or binary content, a redirect, or far too many
            tables.
    """
    text, faults = decode_text(content)
    if redirect := _REDIRECT.match(text):
        raise UnreadableDocument(
            "redirect", f"the page only redirects to '{redirect[1].strip()}'; fetch that article"
        )
    return _Reader(rules, faults).read(text)


@lru_cache(maxsize=4)
def _cell_reader(rules: MarkupRules) -> CellReader:
    """One reader for each set of rules, so that cells are shared between articles."""
    return CellReader(rules)


class _Reader:
    """Takes one line at a time; remembers the open tables."""

    def __init__(self, rules: MarkupRules, faults: dict[int, Fault]) -> None:
        self._rules = rules
        self._faults = faults
        self._cells = _cell_reader(rules)
        self._builder = DocumentBuilder()
        self._text = TextReader(self._builder, rules, faults)
        self._budget = SlotBudget()
        self._tables: list[WikitextTable] = []
        self._opened = 0
        self._number = 0

    def read(self, text: str) -> Document:
        protected, taken_out, around_tables = protect(text, self._is_infobox)
        for template in around_tables:
            if self._rules.template(template.source) is None:
                self._builder.add_unknown_template(template.source, template.line_number)
        for template in taken_out:
            for field, unknown in infobox_fields(template, self._rules):
                self._builder.add_field(field)
                for name in unknown:
                    self._builder.add_unknown_template(name, field.line_number)
        has_tags = _HTML_TABLE.search(protected) is not None
        self._take_lines(protected.split("\n"), has_tags)
        while self._tables:
            self._close_table()
        return self._builder.finish()

    def _take_lines(self, lines: list[str], has_tags: bool) -> None:
        place, number, is_plain = 0, 1, not (has_tags or self._faults)
        while place < len(lines):
            if is_plain and self._tables:
                taken = self._tables[-1].take_plain_lines(lines, place, number, self._cells)
                number, place = number + taken - place, taken
                if place == len(lines):
                    break
            line = lines[place]
            self._number = number
            if has_tags and "<" in line and _HTML_TABLE.search(line):
                self._take_tags(line)
            elif self._tables:
                self._take_in_table(line)
            else:
                self._take_outside(line)
            place, number = place + 1, number + 1
            if LINE_BREAK in line:
                number += line.count(LINE_BREAK)

    def _is_infobox(self, name: str) -> bool:
        rule = self._rules.template(name)
        return rule is not None and rule.action == "infobox"

    # Tables

    def _take_in_table(self, line: str) -> None:
        table = self._tables[-1]
        text = without_comments_before(line.strip())
        first = text[:1]
        found = _TABLE.match(text) if first in ("{", ":") else None
        if found and len(self._tables) < _MAXIMUM_DEPTH:
            self._open_table(found[1], is_html=False)
        elif table.is_html:
            # Between tags, only a table that begins is a mark.
            self._continue(table, line)
        elif first == "|":
            self._take_pipe(table, text, line)
        elif first == "!":
            self._note(table, line)
            table.begin_cells(split_cells(text[1:], is_header=True), True, self._cells)
        elif first == BRACE:
            self._take_template(table, text, line)
        elif first == "=" and (heading := self._text.heading(text)):
            table.is_flowing = True
            self._builder.open_heading(*heading)
        else:
            self._continue(table, line)

    def _take_pipe(self, table: WikitextTable, text: str, line: str) -> None:
        second = text[1:2]
        if second == "}":
            self._close_table()
            if text[2:].strip() and self._tables:
                self._continue(self._tables[-1], text[2:])
            elif text[2:].strip():
                self._take_outside(text[2:])
        elif second == "-":
            self._end_row(table)
            self._note(table, line)
        elif second == "+":
            self._end_row(table)
            table.caption = [text[2:]]
        else:
            self._note(table, line)
            table.begin_cells(split_cells(text[1:], is_header=False), False, self._cells)

    def _take_template(self, table: WikitextTable, text: str, line: str) -> None:
        """A template alone on a line of a table: a row of its own, the end, or cell text."""
        name, arguments = split_template(text)
        rule = self._rules.template(name) if name else None
        if rule is not None and rule.action == "table_end":
            self._close_table()
        elif name and (rule is None or rule.action == "row") and len(arguments) > 1:
            # A row made by a template: its arguments are the cells, in order.
            self._end_row(table)
            self._note(table, line)
            table.begin_cells(arguments, False, self._cells)
            row = table.row_index
            self._end_row(table)
            if rule is None:
                index = table.opened.index
                self._builder.add_unknown_template(name, self._number, index, row)
        else:
            self._continue(table, line)

    def _end_row(self, table: WikitextTable) -> None:
        table.end_cell(self._cells)
        table.is_flowing = False
        table.end_row()

    def _note(self, table: WikitextTable, line: str) -> None:
        table.take_source(self._number, line)
        if self._faults:
            table.take_fault(self._faults.get(self._number))

    def _continue(self, table: WikitextTable, line: str) -> None:
        if table.is_flowing or not (table.has_open_cell or table.caption is not None):
            self._take_outside(line)
            return
        self._note(table, line)
        table.continue_cell(line)
        if table.has_nested_table and table.may_be_layout:
            self._flow(table)

    def _flow(self, layout: WikitextTable) -> None:
        """Take the lines of a layout's cell as text: headings and captions of tables in it."""
        for line in layout.lines_to_flow():
            self._take_outside(line)

    def _open_table(self, attributes: str, is_html: bool) -> None:
        self._opened += 1
        if self._opened > _MAXIMUM_TABLES:
            raise UnreadableDocument(
                "too_many_tables",
                f"more than {_MAXIMUM_TABLES:,} tables; no article has so many",
            )
        if self._tables:
            outer = self._tables[-1]
            outer.has_nested_table = True
            if outer.may_be_layout:
                self._flow(outer)
        opened = self._builder.open_table()
        self._tables.append(WikitextTable(opened, unprotect(attributes), is_html))

    def _close_table(self) -> None:
        table = self._tables.pop()
        if table.caption:
            found = render(unprotect("\n".join(table.caption).rpartition("|")[2]), self._rules)
            if found.text:
                opened = table.opened
                text = found.text.replace("\n", " ")
                opened.captions.append(TextLine(self._number, "caption", opened.headings, text))
        table.finish(self._cells, self._builder, self._budget)
        if self._tables:
            # What follows a table in a cell is a paragraph of its own.
            self._tables[-1].continue_cell("")

    # HTML tables in wikitext

    def _take_tags(self, line: str) -> None:
        if not self._tables and "<table" not in line.lower():
            self._take_outside(line)
            return
        position = 0
        for found in _HTML_TABLE.finditer(line):
            self._take_piece(line[position : found.start()])
            self._take_tag(found[2].lower(), bool(found[1]), found[3])
            if self._tables:
                self._note(self._tables[-1], found[0])
            position = found.end()
        self._take_piece(line[position:])

    def _take_piece(self, piece: str) -> None:
        if piece.strip():
            if self._tables:
                self._take_in_table(piece)
            else:
                self._take_outside(piece)

    def _take_tag(self, name: str, is_closing: bool, attributes: str) -> None:
        if name == "table" and not is_closing and len(self._tables) < _MAXIMUM_DEPTH:
            self._open_table(attributes, is_html=True)
            return
        if not self._tables:
            return
        table = self._tables[-1]
        if name == "table":
            if is_closing and table.is_html:
                self._close_table()
        elif name in ("td", "th"):
            table.end_cell(self._cells)
            if not is_closing:
                table.begin_cells([f"{attributes}|"], name == "th", self._cells)
        elif name == "caption":
            table.end_cell(self._cells)
            if not is_closing:
                table.caption = []
        else:
            self._end_row(table)

    def _take_outside(self, line: str) -> None:
        text = without_comments_before(line.strip())
        found = _TABLE.match(text) if text[:1] in ("{", ":") else None
        if found and len(self._tables) < _MAXIMUM_DEPTH:
            self._open_table(found[1], is_html=False)
        elif text:
            self._text.take(text, self._number)
