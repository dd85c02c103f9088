"""The HTML reader: saved Wikipedia pages, rendered fragments, and Parsoid's output.

In: the bytes of an ``.html`` document and the rules for markup. Out: a ``Document``. Separate
because the walk through an article is one idea: headings open sections, blocks are lines,
tables are read and what is inside them is walked as well. It has a stack of its own. For what
line numbers mean here, see ``html_lines``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bs4.element import NavigableString, PageElement, Tag

from pipelines.documents.builder import DEFINITION_LEVEL, DocumentBuilder, OpenTable
from pipelines.documents.grid import OpenRow, SlotBudget, lay_out
from pipelines.documents.html_attributes import (
    Attributes,
    is_for_screen_readers,
    is_hidden,
    is_skin,
)
from pipelines.documents.html_lines import LineNumbers, Lines
from pipelines.documents.html_table import HtmlTable, read_table
from pipelines.documents.html_text import (
    BLOCKS,
    HEADINGS,
    OPAQUE,
    Reading,
    holds_table,
    image_text,
    read_text,
)
from pipelines.documents.html_tree import HtmlTree, parse_html
from pipelines.documents.infobox import Field, InfoboxRows, template_parameters
from pipelines.documents.inline import render
from pipelines.documents.markup import MarkupRules
from pipelines.documents.model import Document, InfoboxField, LineKind, TableRole, TextLine

_LIST_ITEMS = frozenset(["li", "dd"])
# In these a line break of the source is one of the text.
_WITH_LINES = frozenset(["p", "pre", "poem"])
_ALL = frozenset[str]()


def read_html(content: bytes, rules: MarkupRules) -> Document:
    """Read an HTML article into a ``Document``.

    Raises:
        UnreadableDocument: empty, too large, too deep or binary content, or nothing in it.
    """
    return _Reader(parse_html(content), rules).read()


@dataclass(slots=True)
class _Infobox:
    """An infobox that is open: its rows, the rows of tables in it, and its template."""

    line: int
    title: str
    rows: list[OpenRow]
    nested: dict[int, list[OpenRow]] = field(default_factory=dict)
    parameters: list[tuple[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class _Nested:
    """A table inside a table, which takes over its role where it states none itself."""

    tag: Tag
    role: TableRole | None
    infobox: _Infobox | None = None
    row_index: int = 0


@dataclass(frozen=True, slots=True)
class _End:
    """The end of a block: the text after it is again of the kind that it was before."""

    kind: LineKind
    breaks_lines: bool


_Step = PageElement | _Nested | _End | _Infobox


class _Reader:
    """Walks the content; remembers the lines of the open block."""

    def __init__(self, tree: HtmlTree, rules: MarkupRules) -> None:
        self._tree = tree
        self._rules = rules
        self._builder = DocumentBuilder()
        self._builder.title = tree.title
        self._budget = SlotBudget()
        self._steps: list[_Step] = []
        self._lines = Lines(self._builder, tree.fault)
        self._field_numbers = LineNumbers()
        # By Parsoid's `about`: the parts of one template's output share its `data-mw`.
        self._templates: dict[str, str] = {}
        self._loose: set[int] = set()
        self._folded: set[int] = set()

    def read(self) -> Document:
        steps = self._steps
        steps.extend(self._tree.content.contents[::-1])
        while steps:
            step = steps.pop()
            if type(step) is NavigableString:
                self._lines.add(step)
            elif isinstance(step, Tag):
                self._take(step)
            elif isinstance(step, _End):
                self._lines.end_block()
                self._lines.kind, self._lines.breaks = step.kind, step.breaks_lines
            elif isinstance(step, _Nested):
                self._read_table(step)
            elif isinstance(step, _Infobox):
                self._add_fields(step)
        self._lines.end_block()
        return self._builder.finish()

    def _take(self, tag: Tag) -> None:
        name = tag.name
        attributes: Attributes = tag.attrs
        self._lines.current = tag.sourceline or self._lines.current
        if attributes:
            if "data-mw" in attributes and "about" in attributes:
                self._templates[attributes["about"]] = attributes["data-mw"]
            if name != "table" and self._is_not_shown(tag):
                return
        if name == "table":
            if not is_skin(attributes):
                self._read_table(_Nested(tag, None))
        elif name in HEADINGS:
            self._open_section(tag, int(name[1]))
        elif name == "dt":
            self._open_section(tag, DEFINITION_LEVEL)
        elif name in BLOCKS:
            self._open_block(tag)
        elif name == "br":
            self._lines.end_line()
        elif name == "img":
            self._lines.add_piece(image_text(tag, self._rules))
        elif name not in OPAQUE:
            self._steps.extend(tag.contents[::-1])

    def _is_not_shown(self, tag: Tag) -> bool:
        attributes: Attributes = tag.attrs
        if tag.name == "sup" and "reference" in attributes.get("class", ""):
            return True
        if is_for_screen_readers(attributes):
            self._lines.add_piece(" ")
            return True
        # What a script has folded away is no less content, if there is a table in it.
        return is_hidden(attributes) and (is_skin(attributes) or not holds_table(tag, self._folded))

    def _open_section(self, tag: Tag, level: int) -> None:
        self._lines.end_block()
        reading = read_text(tag, self._rules, _ALL)
        if reading.text:
            self._builder.open_heading(level, " ".join(reading.text.split("\n")))
        self._walk_inside(reading)

    def _walk_inside(self, reading: Reading) -> None:
        self._steps.extend(reading.tables[::-1])
        self._steps.extend(reading.loose[::-1])

    def _open_block(self, tag: Tag) -> None:
        # A cell that has been read with its table must not be read again as text.
        if id(tag) in self._loose:
            return
        self._lines.end_block()
        self._steps.append(_End(self._lines.kind, self._lines.breaks))
        if tag.name in _LIST_ITEMS:
            self._lines.kind = "list_item"
        self._lines.breaks = tag.name in _WITH_LINES
        self._steps.extend(tag.contents[::-1])

    def _read_table(self, nested: _Nested) -> None:
        self._lines.end_block()
        tag, builder = nested.tag, self._builder
        opened = builder.open_table()
        table = read_table(tag, self._rules, self._tree.fault, nested.role)
        self._loose |= table.loose
        captions = self._add_captions(opened, table)
        builder.close_table(opened, lay_out(table.rows, self._budget), table.role)
        infobox = None
        if nested.infobox is not None:
            nested.infobox.nested.setdefault(nested.row_index, []).extend(table.rows)
        elif table.role == "infobox":
            infobox = _Infobox(tag.sourceline or 1, captions, table.rows)
            infobox.parameters = self._parameters(tag)
            self._steps.append(infobox)
        self._walk_cells(table, infobox)

    def _add_captions(self, opened: OpenTable, table: HtmlTable) -> str:
        texts = []
        for tag in table.captions:
            reading = read_text(tag, self._rules, _ALL)
            if reading.text:
                number = self._lines.numbers.take(tag.sourceline or 1)
                text = " ".join(reading.text.split("\n"))
                fault = self._tree.fault(text)
                opened.captions.append(TextLine(number, "caption", opened.headings, text, fault))
                texts.append(text)
            self._walk_inside(reading)
        return " ".join(texts)

    def _walk_cells(self, table: HtmlTable, infobox: _Infobox | None) -> None:
        """Go on with what is inside the table: tables, sections, and all of a layout's cells."""
        lines = self._lines
        end = _End(lines.kind, lines.breaks)
        lines.kind, lines.breaks = "paragraph", False
        role = table.role if table.role in ("navigation", "infobox") else None
        following: list[_Step] = []
        if table.role == "layout":
            for cell in table.cells:
                following += [*cell.contents, _End("paragraph", False)]
        else:
            for row_index, node in table.inside:
                if isinstance(node, Tag) and node.name == "table":
                    following.append(_Nested(node, role, infobox, row_index))
                else:
                    following.append(node)
        for node in table.between:
            following += [node, _End("paragraph", False)]
        self._steps.append(end)
        self._steps.extend(following[::-1])

    def _parameters(self, tag: Tag) -> list[tuple[str, str]] | None:
        """The parameters of the template that made a table, where Parsoid names it."""
        attributes: Attributes = tag.attrs
        data = attributes.get("data-mw") or self._templates.pop(attributes.get("about", ""), "")
        return template_parameters(data) if data else None

    def _add_fields(self, infobox: _Infobox) -> None:
        if infobox.parameters is not None:
            for key, source in infobox.parameters:
                value = render(source, self._rules)
                self._add_field(Field(infobox.line, key, value.text, value.link))
                for name in value.unknown_templates:
                    self._builder.add_unknown_template(name, infobox.line)
            return
        rows = InfoboxRows(infobox.title)
        if infobox.title:
            self._add_field(Field(infobox.line, "title", infobox.title))
        for index, row in enumerate(infobox.rows):
            for one in (row, *infobox.nested.get(index, ())):
                for found in rows.take(one):
                    self._add_field(found)
        for found in rows.finish():
            self._add_field(found)

    def _add_field(self, found: Field) -> None:
        number = self._field_numbers.take(found.line)
        fault = self._tree.fault(found.key) or self._tree.fault(found.value)
        self._builder.add_field(
            InfoboxField(number, found.key, found.value, fault, link=found.link)
        )
