"""Render the wikitext of one cell, value or line to clean text.

In: wikitext without table structure, and the rules for templates and images. Out: an
``Inline``: the text a reader would see, the first link, footnotes, templates without a rule.
Separate because this is the same in a cell, an infobox and a paragraph. It is one pass over
the marks, with an explicit stack of bounded depth: no input makes it recurse or go back.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipelines.documents.inline_tags import (
    BREAKING,
    HIDDEN,
    MARKER,
    OPAQUE,
    ORDINAL,
    REFERENCE_NAME,
    STRUCK,
    TAGS,
)
from pipelines.documents.links import link_text, page_title
from pipelines.documents.markup import MarkupRules
from pipelines.documents.spacing import tidy
from pipelines.documents.templates import Argument, expand_template

# MediaWiki itself stops at 40 levels of templates in templates; deeper marks are text.
_MAXIMUM_DEPTH = 40
# Every alternative begins with a literal, so that the search can skip what is no mark.
_TOKEN = re.compile(
    r"\{\{!\}\}|\{\{|\}\}|\[\[|\]\]|\]|\||=|''+|\n[ \t]*[*#:;]*[ \t]*|__[A-Z]+__"
    r"|\[(?=(?:https?:|ftps?:)?//)|<!--|<[/a-zA-Z][^<>]*>"
)
_TAG_NAME = re.compile(r"</?([a-zA-Z]+[1-6]?)")
_ADDRESS = re.compile(r"[^\s\[\]|<>{}]*")


@dataclass(frozen=True, slots=True)
class Inline:
    """Clean text, with ``\\n`` where a line breaks, and what was taken out of it."""

    text: str
    link: str | None = None
    footnotes: tuple[str, ...] = ()
    unknown_templates: tuple[str, ...] = ()


def render(source: str, rules: MarkupRules) -> Inline:
    """Render ``"[[Noah Gragson]] '''(R)'''<ref>x</ref>"`` to ``"Noah Gragson (R)"``."""
    return _Renderer(source, rules).run()


@dataclass(slots=True)
class _Frame:
    """An open template, link, superscript or hidden element, and the text in it so far."""

    kind: str
    source: str
    parts: list[str] = field(default_factory=list)
    arguments: list[Argument] = field(default_factory=list)
    name: str | None = None
    nested: int = 0
    links: int = 0
    footnotes: int = 0
    unknown: int = 0


class _Renderer:
    def __init__(self, source: str, rules: MarkupRules) -> None:
        self._source = source
        self._rules = rules
        self._frames = [_Frame("text", "")]
        self._links: list[str] = []
        self._footnotes: list[str] = []
        self._unknown: list[str] = []
        # How many templates and links are open: a closing mark without one is text.
        self._open = {"{{": 0, "[[": 0}
        self._unclosed: set[str] = set()
        self._is_in_item = False
        self._struck: list[tuple[str, list[str]]] = []

    def run(self) -> Inline:
        source, position = self._source, 0
        while (found := _TOKEN.search(source, position)) is not None:
            if found.start() > position:
                self._add(source[position : found.start()])
            position = self._take(found)
        self._add(source[position:])
        while len(self._frames) > 1:
            self._unroll()
        text = tidy("".join(self._frames[0].parts))
        if not text and self._struck:
            # What is struck out is the text only where there is no other.
            text = tidy(" ".join(one for one, _ in self._struck))
            self._links += [link for _, links in self._struck for link in links]
        return Inline(
            text,
            self._links[0] if self._links else None,
            tuple(self._footnotes),
            tuple(dict.fromkeys(self._unknown)),
        )

    def _add(self, text: str) -> None:
        if "&" in text:
            text = html.unescape(text)
        if text:
            self._frames[-1].parts.append(text)

    def _take(self, found: re.Match[str]) -> int:
        """Act on one mark; where to go on."""
        token = found[0]
        simple = _SIMPLE.get(token)
        if simple is not None:
            simple(self, token)
        elif token[0] == "\n":
            self._break_line(found)
        elif token[0] == "<":
            return self._tag(found)
        elif token == "[":
            return self._external_link(found)
        elif token[0] == "'":
            # Two are italic, three bold, five both; what is more are apostrophes.
            self._add("'" if len(token) == 4 else "'" * (len(token) - 5))
        return found.end()

    def _break_line(self, found: re.Match[str]) -> None:
        """Begin a line at a list item, behind one, behind an empty line, or at an indent.

        Any other line of the source goes on where the one before ended.
        """
        source, start, end = self._source, found.start(), found.end()
        is_item = bool(found[0].strip())
        is_blank = source[start - 1 : start] == "\n" or source[end : end + 1] == "\n"
        is_indented = found[0] > "\n" and not is_item
        breaks = is_item or self._is_in_item or is_blank or is_indented
        self._is_in_item = is_item
        self._frames[-1].parts.append("\n" if breaks else " ")

    def _open_frame(self, token: str) -> None:
        if len(self._frames) > _MAXIMUM_DEPTH:
            # The outermost one is most likely unclosed: it becomes text, and the new one opens.
            self._give_up(1)
        self._open[token] = self._open.get(token, 0) + 1
        self._push(token, token)

    def _push(self, kind: str, source: str) -> None:
        marks = len(self._links), len(self._footnotes), len(self._unknown)
        frame = _Frame(kind, source)
        frame.links, frame.footnotes, frame.unknown = marks
        self._frames.append(frame)

    def _give_up(self, place: int) -> None:
        """Make an open frame plain text of the frame around it."""
        frame = self._frames.pop(place)
        if frame.kind in self._open:
            self._open[frame.kind] -= 1
        if frame.kind == "hidden":
            return
        # A tag that is never closed is no text; what stands behind it is.
        parts = ["" if frame.kind == "struck" else frame.source]
        if frame.kind == "struck":
            frame.name = None
        for argument in frame.arguments:
            parts += [f"{argument.name}=" if argument.name else "", argument.text, "|"]
        if frame.name is not None:
            parts.append(f"{frame.name}=")
        self._frames[place - 1].parts += [*parts, *frame.parts]

    def _unroll(self) -> None:
        self._give_up(len(self._frames) - 1)

    def _close(self, token: str) -> None:
        opening = "{{" if token == "}}" else "[["
        if not self._open[opening]:
            if token == "]]" and self._frames[-1].kind == "external":
                self._end_external_link("]")
                token = "]"
            self._add(token)
            return
        while self._frames[-1].kind != opening:
            self._unroll()
        frame = self._frames.pop()
        self._open[opening] -= 1
        self._end_argument(frame)
        if opening == "{{":
            self._close_template(frame)
        else:
            self._close_link(frame)

    @staticmethod
    def _end_argument(frame: _Frame) -> None:
        text = "".join(frame.parts)
        frame.arguments.append(Argument(frame.name.strip() if frame.name else None, text))
        frame.parts, frame.name = [], None

    def _separate(self, token: str) -> None:
        frame = self._frames[-1]
        if frame.kind in ("{{", "[["):
            self._end_argument(frame)
        else:
            self._add(token)

    def _equals(self, token: str) -> None:
        """The first ``=`` of a template's argument ends its name."""
        frame = self._frames[-1]
        if frame.kind == "{{" and frame.name is None and frame.arguments:
            frame.name, frame.parts = "".join(frame.parts), []
        else:
            self._add(token)

    def _close_template(self, frame: _Frame) -> None:
        expanded = expand_template(frame.arguments, self._rules)
        if not expanded.keeps_links:
            del self._links[frame.links :], self._footnotes[frame.footnotes :]
            del self._unknown[frame.unknown :]
        if expanded.link:
            self._links.append(expanded.link)
        if expanded.footnote:
            self._footnotes.append(expanded.footnote)
        if expanded.unknown:
            self._unknown.append(expanded.unknown)
        if expanded.text:
            self._frames[-1].parts.append(expanded.text)

    def _close_link(self, frame: _Frame) -> None:
        texts = [argument.text for argument in frame.arguments]
        target = page_title(texts[0])
        if target is not None:
            # The outer link counts, not one in its text.
            self._links.insert(frame.links, target)
        shown = link_text(texts, self._rules)
        if shown is None:
            del self._footnotes[frame.footnotes :]
        elif shown:
            self._frames[-1].parts.append(shown)

    def _external_link(self, found: re.Match[str]) -> int:
        """``[https://x.org Official results]`` shows its text; a bare one shows nothing."""
        address = _ADDRESS.match(self._source, found.end())
        assert address is not None
        if len(self._frames) > _MAXIMUM_DEPTH:
            self._give_up(1)
        self._push("external", found[0] + address[0])
        return address.end()

    def _end_external_link(self, token: str) -> None:
        frame = self._frames[-1]
        if frame.kind != "external":
            self._add(token)
            return
        self._frames.pop()
        self._frames[-1].parts += frame.parts

    def _tag(self, found: re.Match[str]) -> int:
        tag = found[0]
        if tag == "<!--":
            end = self._source.find("-->", found.end())
            return len(self._source) if end < 0 else end + 3
        matched = _TAG_NAME.match(tag)
        name = matched[1].lower() if matched else ""
        if name in OPAQUE:
            return self._opaque(found, name)
        if name not in TAGS and name != "br":
            self._add(tag)
        elif name in BREAKING:
            self._frames[-1].parts.append("\n")
        if name in TAGS:
            self._hide(tag, name)
        return found.end()

    def _hide(self, tag: str, name: str) -> None:
        """Begin or end a superscript or an element that is not displayed."""
        frame = self._frames[-1]
        is_closing, is_whole = tag.startswith("</"), tag.endswith("/>")
        if frame.kind in ("hidden", "struck") and frame.name == name and not is_whole:
            frame.nested += -1 if is_closing else 1
            if frame.nested < 0:
                self._frames.pop()
                if frame.kind == "struck":
                    self._struck.append(("".join(frame.parts), self._links[frame.links :]))
                del self._links[frame.links :], self._footnotes[frame.footnotes :]
        elif is_closing and frame.kind == "sup" and name == "sup":
            self._frames.pop()
            self._superscript("".join(frame.parts).strip())
        elif not is_closing and not is_whole and len(self._frames) <= _MAXIMUM_DEPTH:
            if name == "sup":
                self._push("sup", "")
            elif name in STRUCK or HIDDEN.search(tag):
                self._push("struck" if name in STRUCK else "hidden", tag)
                self._frames[-1].name = name

    def _superscript(self, text: str) -> None:
        if ORDINAL.match(text):
            self._frames[-1].parts.append(text)
        elif MARKER.match(text):
            self._frames[-1].parts.append(f" ({text})")
        elif text:
            self._footnotes.append(text.strip("[]"))

    def _opaque(self, found: re.Match[str], name: str) -> int:
        """Pass over a reference, ``<nowiki>`` and the like, to the tag that closes it."""
        tag, end = found[0], found.end()
        if name == "ref" and not tag.startswith("</"):
            named = REFERENCE_NAME.search(tag)
            self._footnotes.append(next(filter(None, named.groups()), "ref") if named else "ref")
        if tag.startswith("</") or tag.endswith("/>") or name in self._unclosed:
            return end
        closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self._source, end)
        if closing is None:
            # Remembered: to look again for each of many would take time with their square.
            self._unclosed.add(name)
            return end
        if name == "nowiki":
            self._add(self._source[end : closing.start()])
        return closing.end()


_SIMPLE: dict[str, Callable[[_Renderer, str], None]] = {
    "{{": _Renderer._open_frame,
    "[[": _Renderer._open_frame,
    "}}": _Renderer._close,
    "]]": _Renderer._close,
    "|": _Renderer._separate,
    "=": _Renderer._equals,
    "]": _Renderer._end_external_link,
    "{{!}}": lambda self, token: self._add("|"),
}
