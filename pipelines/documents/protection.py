"""Protect what is whole in wikitext, so that its tables can be read line by line.

In: the wikitext of a page. Out: the same text, in which the pipes and line breaks inside
links, templates, references, comments and ``<nowiki>`` are other characters; and the
infoboxes, taken out. Separate because table syntax counts only outside of these: behind this
step a line is a line and a pipe is a pipe, and one pass over lines reads every table.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

# Unicode noncharacters: never part of a text. A document that holds one loses it to U+FFFD.
PIPE, LINE_BREAK, BANG, BRACE, LINK_OPEN, LINK_CLOSE, ANGLE = (
    "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3", "\ufdd4", "\ufdd5", "\ufdd6"
)  # fmt: skip
_STANDS_FOR = {
    PIPE: "|",
    LINE_BREAK: "\n",
    BANG: "!",
    BRACE: "{",
    LINK_OPEN: "[[",
    LINK_CLOSE: "]]",
    ANGLE: "<",
}
_PROTECTED = re.compile("[\ufdd0-\ufdd6]")
_LINK = re.compile(r"\[\[([^\[\]{}|\n<>]*(?:\|[^\[\]{}|\n<>]*)?)\]\]")
# Every alternative begins with a literal, so that the search can skip what is no mark.
_TOKEN = re.compile(
    r"\{(?=\{\{!\}\})|\{\{!\}\}|\{\{|\}\}|\[\[|\]\]|<!--"
    r"|<(?i:(nowiki|ref|pre|math|syntaxhighlight|source|gallery|timeline|score|templatedata)\b)"
    r"[^<>]*>"
)
# What has no colon is a link to an article; a file or category has one.
_LABEL = re.compile(
    f"{LINK_OPEN}(?:[^{PIPE}{LINK_CLOSE}:]*{PIPE})?([^{PIPE}{LINK_CLOSE}:]*){LINK_CLOSE}"
)
_REFERENCE = re.compile(
    rf"{ANGLE}(?i:ref)\b[^{ANGLE}>]*>[^{ANGLE}]*(?:{ANGLE}(?!/(?i:ref))[^{ANGLE}]*)*{ANGLE}/(?i:ref)\s*>"
)
_TABLE_INSIDE = re.compile(r"\n[ \t:]*\{\|")
# MediaWiki expands no deeper than 40; older openings than that are taken as unclosed.
_MAXIMUM_DEPTH = 100

Region = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What was taken out of the text: its wikitext and its line, from 1."""

    source: str
    line_number: int


def protect(
    text: str, is_taken_out: Callable[[str], bool], magic_pipe: str = "|"
) -> tuple[str, tuple[TakenOut, ...], tuple[TakenOut, ...]]:
    """Protect links, templates and the like; take out templates whose name says so.

    The result has the lines of the text: a line break inside a template is ``LINE_BREAK``.
    Of a template around a whole table, only its name and braces are taken out, so that the
    table is read: the names of these come last. ``magic_pipe`` is what ``{{!}}`` becomes.
    """
    if any(character in text for character in _STANDS_FOR):
        text = _PROTECTED.sub("\ufffd", text)
    scanner = _Scanner(_replace_links(text), is_taken_out, magic_pipe)
    scanner.scan()
    return scanner.assemble()


def labels_only(text: str) -> str:
    """Protected text with the label of each link in its place, and without references."""
    if ANGLE in text:
        text = _REFERENCE.sub("", text)
    return "".join(_LABEL.split(text)) if LINK_OPEN in text else text


def _replace_links(text: str) -> str:
    """``[[A|B]]`` with other characters; as ``_LINK.sub`` would, without a call for each link."""
    parts = _LINK.split(text)
    if len(parts) == 1:
        return text
    # No document holds a zero: it may stand between the links while their pipes are replaced.
    links = "\0".join(parts[1::2]).replace("|", PIPE).split("\0")
    pieces = [LINK_OPEN] * (4 * len(links) + 1)
    pieces[0::4] = parts[0::2]
    pieces[2::4] = links
    pieces[3::4] = [LINK_CLOSE] * len(links)
    return "".join(pieces)


def unprotect(text: str) -> str:
    """The wikitext as it stands in the document."""
    if _PROTECTED.search(text) is None:
        return text
    for character, original in _STANDS_FOR.items():
        text = text.replace(character, original)
    return text


class _Scanner:
    """One pass over the marks; remembers what is open, and the outermost whole regions."""

    def __init__(self, text: str, is_taken_out: Callable[[str], bool], magic_pipe: str) -> None:
        self._text = text
        self._is_taken_out = is_taken_out
        self._magic_pipe = magic_pipe
        self._opened: list[tuple[str, int]] = []
        self._count = {"{{": 0, "[[": 0}
        self._regions: list[Region] = []
        self._infoboxes: set[int] = set()
        self._around_tables: list[Region] = []
        self._pipes: list[int] = []
        self._unclosed: set[str] = set()

    def scan(self) -> None:
        resume = 0
        for found in _TOKEN.finditer(self._text):
            if found.start() < resume:
                continue
            token = found[0]
            if token in ("{{", "[["):
                self._open(token, found.start())
            elif token in ("}}", "]]"):
                self._close(token, found.end())
            elif token == "{{!}}":
                if not self._count["{{"]:
                    self._pipes.append(found.start())
            elif token[0] == "<":
                resume = self._pass_over(found)

    def _open(self, token: str, start: int) -> None:
        if len(self._opened) >= _MAXIMUM_DEPTH:
            self._count[self._opened.pop(0)[0]] -= 1
        self._opened.append((token, start))
        self._count[token] += 1

    def _close(self, token: str, end: int) -> None:
        opening = "{{" if token == "}}" else "[["
        if not self._count[opening]:
            return
        while True:
            kind, start = self._opened.pop()
            self._count[kind] -= 1
            if kind == opening:
                break
        if opening == "{{":
            self._close_template(start, end)
        elif self._is_link(start, end):
            self._keep(start, end)

    def _close_template(self, start: int, end: int) -> None:
        text = self._text
        beginning = text[start + 2 : min(end - 2, start + 200)].lstrip()
        name = beginning.split("|", 1)[0].partition("\n")[0]
        if self._is_taken_out(name):
            self._keep(start, end)
            self._infoboxes.add(start)
        elif _TABLE_INSIDE.search(text, start, end) is None:
            self._keep(start, end)
        else:
            pipe = text.find("|", start, end)
            self._around_tables += [(start, pipe + 1), (end - 2, end)]

    def _is_link(self, start: int, end: int) -> bool:
        """A link stands on one line and has none in it; only the caption of an image may."""
        text = self._text
        if text[start + 2 : start + 8].lower().startswith(("file:", "image:")):
            return text.find("\n|", start, end) < 0
        return all(text.find(mark, start + 2, end) < 0 for mark in ("\n", "[[", LINK_OPEN))

    def _keep(self, start: int, end: int) -> None:
        """Add a region; those inside it are a part of it."""
        while self._regions and self._regions[-1][0] >= start:
            self._regions.pop()
        self._regions.append((start, end))

    def _pass_over(self, found: re.Match[str]) -> int:
        """Keep a comment or reference whole; where to go on."""
        name = (found[1] or "!").lower()
        if found[0].endswith("/>") or name in self._unclosed:
            return found.end()
        if name == "!":
            place = self._text.find("-->", found.end())
            end = place + 3 if place >= 0 else len(self._text)
        else:
            closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self._text, found.end())
            if closing is None:
                # To look again for each of many would take time with their square.
                self._unclosed.add(name)
                return found.end()
            end = closing.end()
        self._keep(found.start(), end)
        return end

    def assemble(self) -> tuple[str, tuple[TakenOut, ...], tuple[TakenOut, ...]]:
        pieces: list[str] = []
        taken: list[TakenOut] = []
        around: list[TakenOut] = []
        around_tables = set(self._around_tables)
        position = line = 0
        for start, end in sorted([*self._regions, *around_tables]):
            if start < position:
                continue
            between, inside = self._between(position, start), self._text[start:end]
            pieces.append(between)
            line += between.count("\n")
            if (start, end) in around_tables:
                if inside != "}}":
                    around.append(TakenOut(inside[2:-1].strip(), line + 1))
                pieces.append(LINE_BREAK * inside.count("\n"))
            elif start in self._infoboxes:
                taken.append(TakenOut(unprotect(inside), line + 1))
                pieces.append(LINE_BREAK * inside.count("\n"))
            else:
                pieces.append(_hidden(inside))
            line += inside.count("\n")
            position = end
        pieces.append(self._between(position, len(self._text)))
        return "".join(pieces), tuple(taken), tuple(around)

    def _between(self, start: int, end: int) -> str:
        """Text outside of regions, with ``{{!}}`` as the pipe that it stands for."""
        first = bisect_left(self._pipes, start)
        if first == len(self._pipes) or self._pipes[first] >= end:
            return self._text[start:end]
        return self._text[start:end].replace("{{!}}", self._magic_pipe)


def _hidden(inside: str) -> str:
    hidden = inside.replace("|", PIPE).replace("\n", LINE_BREAK).replace("!", BANG)
    # Inside a comment or reference, marks of tables and tags are text.
    return hidden.replace("{", BRACE).replace("<", ANGLE)
