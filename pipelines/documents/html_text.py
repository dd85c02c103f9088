"""Read what stands in one HTML cell, heading or caption: its text, link and footnotes.

In: a tag. Out: a ``Reading``, with what in it is not its own text: nested tables, and all
from the first heading on. Separate because a cell's text is the same in every kind of table.
All walks have a stack of their own, so that no nesting makes them recurse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bs4.element import NavigableString, PageElement, Tag

from pipelines.documents.html_attributes import (
    Attributes,
    image_name,
    is_for_screen_readers,
    is_hidden,
    linked_page,
)
from pipelines.documents.inline_tags import MARKER, STRUCK
from pipelines.documents.markup import MarkupRules
from pipelines.documents.spacing import tidy

OPAQUE = frozenset(["script", "style", "noscript", "template", "head", "title", "link", "meta"])
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
LISTS = frozenset(["ul", "ol", "dl"])
# Elements that stand on lines of their own.
BLOCKS = (
    LISTS
    | HEADINGS
    | frozenset(["p", "div", "li", "dt", "dd", "blockquote", "center", "pre", "hr", "address"])
    | frozenset(["figure", "figcaption", "section", "article", "aside", "header", "footer"])
    | frozenset(["main", "nav", "form", "fieldset", "details", "summary", "gallery", "poem"])
    | frozenset(["caption", "tr", "td", "th", "tbody", "thead", "tfoot"])
)
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
_ORDINAL = re.compile(r"^\s*(?:st|nd|rd|th)\s*$", re.IGNORECASE)


@dataclass(slots=True)
class Reading:
    """The text of an element, and what in it belongs elsewhere.

    ``tables`` are the tables in it, ``following`` is everything from its first heading on,
    ``loose`` are cells and rows that an unclosed element has swallowed.
    """

    text: str = ""
    link: str | None = None
    footnotes: list[str] = field(default_factory=list)
    tables: list[Tag] = field(default_factory=list)
    following: list[PageElement] = field(default_factory=list)
    loose: list[Tag] = field(default_factory=list)
    has_list: bool = False


@dataclass(slots=True)
class _Superscript:
    """The end of a ``<sup>``, and the text before it."""

    before: list[str]


@dataclass(slots=True)
class _Link:
    """The end of an ``<a>``: its target, and where its text begins."""

    target: str
    start: int


# An element with one of these in it is unclosed, and strikes out nothing.
_STRUCTURE = ["table", "tr", "td", "th", "h2", "h3", "h4", "h5", "h6"]
# What the stack of a walk holds: nodes, the ends of elements, and texts to add.
_Step = PageElement | _Superscript | _Link | str


def read_text(tag: Tag, rules: MarkupRules, stops_at: frozenset[str] = HEADINGS) -> Reading:
    """Read ``<td><a href="/wiki/X">X</a><sup>[1]</sup></td>`` to the text ``X``."""
    contents = tag.contents
    if not contents:
        return Reading()
    if len(contents) == 1 and type(contents[0]) is NavigableString:
        return Reading(tidy(contents[0].replace("\n", " ")))
    return _Reader(tag, rules, stops_at).run()


class _Reader:
    """One walk over one element."""

    def __init__(self, tag: Tag, rules: MarkupRules, stops_at: frozenset[str]) -> None:
        self._tag = tag
        self._rules = rules
        self._stops_at = stops_at
        self._parts: list[str] = []
        self._steps: list[_Step] = []
        self._superscripts = 0
        self._folded: set[int] = set()
        self._struck: list[Tag] = []
        self._reading = Reading()

    def run(self) -> Reading:
        self._steps.extend(self._tag.contents[::-1])
        self._walk()
        self._reading.text = tidy("".join(self._parts))
        if self._struck and not self._reading.text:
            # What is struck out is the text only where there is no other.
            for tag in self._struck[::-1]:
                self._steps.extend(tag.contents[::-1])
            self._walk()
            self._reading.text = tidy("".join(self._parts))
        return self._reading

    def _walk(self) -> None:
        steps = self._steps
        while steps:
            step = steps.pop()
            kind = type(step)
            if kind is NavigableString:
                # A line break in the source is a space; only elements break lines.
                self._parts.append(step.replace("\n", " ") if "\n" in step else step)  # type: ignore
            elif isinstance(step, Tag):
                self._take(step)
            elif kind is str:
                self._parts.append(step)  # type: ignore[arg-type]
            elif isinstance(step, _Superscript):
                self._end_superscript(step)
            elif isinstance(step, _Link):
                self._end_link(step)

    def _take(self, tag: Tag) -> None:
        name = tag.name
        attributes: Attributes = tag.attrs
        if name == "br":
            self._parts.append("\n")
        elif name in OPAQUE:
            return
        elif name == "table":
            self._reading.tables.append(tag)
            self._parts.append("\n")
        elif name in self._stops_at:
            self._reading.following = _from_here_on(tag, self._tag)
            self._reading.loose += loose_cells(self._reading.following)
            self._steps.clear()
        elif name in ("td", "th", "tr"):
            self._reading.loose.append(tag)
        elif attributes and is_hidden(attributes) and not holds_table(tag, self._folded):
            return
        elif attributes and is_for_screen_readers(attributes):
            self._parts.append(" ")
        elif name == "img":
            self._parts.append(image_text(tag, self._rules))
        elif name in STRUCK and tag.find(_STRUCTURE) is None:
            self._struck.append(tag)
        else:
            self._enter(tag)

    def _enter(self, tag: Tag) -> None:
        """Go into an element; note what is to be done at its end."""
        name, steps = tag.name, self._steps
        if name in BLOCKS:
            self._parts.append("\n")
            steps.append("\n")
            self._reading.has_list = self._reading.has_list or name in LISTS
        elif name == "sup":
            steps.append(_Superscript(self._parts))
            self._parts = []
            self._superscripts += 1
        elif name == "a" and self._reading.link is None and not self._superscripts:
            target = linked_page(tag.attrs)
            if target is not None:
                steps.append(_Link(target, len(self._parts)))
        steps.extend(tag.contents[::-1])

    def _end_superscript(self, end: _Superscript) -> None:
        text = "".join(self._parts)
        self._parts = end.before
        self._superscripts -= 1
        if _ORDINAL.match(text):
            self._parts.append(text.strip())
        elif MARKER.match(text.strip()):
            self._parts.append(f" ({text.strip()})")
        elif mark := tidy(text).strip("[]"):
            self._reading.footnotes.append(mark)

    def _end_link(self, end: _Link) -> None:
        """A link without text, such as one around an image, is not what the cell is about."""
        if self._reading.link is None and "".join(self._parts[end.start :]).strip():
            self._reading.link = end.target


def image_text(tag: Tag, rules: MarkupRules) -> str:
    """The text that an image stands for, such as an arrow."""
    if not rules.images:
        return ""
    attributes: Attributes = tag.attrs
    return rules.image(image_name(attributes), attributes.get("alt") or "") or ""


def _from_here_on(start: Tag, inside: Tag) -> list[PageElement]:
    """``start`` and everything after it in ``inside``."""
    following: list[PageElement] = [start]
    node: Tag = start
    while node is not inside and node.parent is not None:
        following.extend(node.next_siblings)
        node = node.parent
    return following


def holds_table(tag: Tag, known: set[int]) -> bool:
    """Whether a table is in ``tag``; ``known`` keeps the ids of those in which one was found.

    Without it, elements in elements would each be looked through again.
    """
    steps: list[PageElement] = [] if id(tag) in known else [tag]
    while steps:
        step = steps.pop()
        if not isinstance(step, Tag):
            continue
        if step.name == "table":
            around = step.parent
            while around is not None and around is not tag:
                known.add(id(around))
                around = around.parent
            known.add(id(tag))
            break
        steps.extend(step.contents[::-1])
    return id(tag) in known


def loose_cells(nodes: Sequence[PageElement]) -> list[Tag]:
    """The cells and rows in ``nodes`` that are in no table and no other cell there."""
    found: list[Tag] = []
    steps: list[PageElement] = [*nodes[::-1]]
    while steps:
        step = steps.pop()
        if not isinstance(step, Tag) or step.name == "table":
            continue
        if step.name in ("td", "th", "tr"):
            found.append(step)
        else:
            steps.extend(step.contents[::-1])
    return found


def start_tag(tag: Tag) -> str:
    """``<td align="center">``, as the parser understood it."""
    attributes: Attributes = tag.attrs
    if not attributes:
        return f"<{tag.name}>"
    parts = [
        f'{key}="{_escaped(value).replace(chr(34), "&quot;")}"' for key, value in attributes.items()
    ]
    return f"<{tag.name} {' '.join(parts)}>"


def source_of(tag: Tag) -> str:
    """The HTML of a cell; of a table or row in it only the start tag: those have their own."""
    contents = tag.contents
    if len(contents) == 1 and type(contents[0]) is NavigableString:
        return f"{start_tag(tag)}{_escaped(contents[0])}</{tag.name}>"
    parts = [start_tag(tag)]
    steps: list[PageElement | str] = [f"</{tag.name}>", *contents[::-1]]
    while steps:
        step = steps.pop()
        kind = type(step)
        if kind is str:
            parts.append(step)  # type: ignore[arg-type]
        elif kind is NavigableString:
            parts.append(_escaped(step))  # type: ignore[arg-type]
        elif isinstance(step, Tag):
            name = step.name
            parts.append(start_tag(step))
            if name in ("table", "tr", "td", "th"):
                parts.append(f"…</{name}>")
            elif name not in _VOID:
                steps.append(f"</{name}>")
                steps.extend(step.contents[::-1])
    return "".join(parts)


def _escaped(text: str) -> str:
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text
