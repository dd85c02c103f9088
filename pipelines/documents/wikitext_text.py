"""Wikitext outside of tables: headings, list items, paragraphs.

In: one protected line after another. Out: what they are, given to the builder. Separate
because it is all that wikitext is where there is no table.
"""

from __future__ import annotations

import re

from pipelines.documents.builder import DEFINITION_LEVEL, DocumentBuilder
from pipelines.documents.inline import render
from pipelines.documents.markup import MarkupRules
from pipelines.documents.model import Fault, LineKind
from pipelines.documents.protection import ANGLE, BANG, labels_only, unprotect

_HEADING = re.compile(r"^(={1,6})(.+?)\1$", re.DOTALL)
_LEADING_COMMENT = re.compile(rf"^(?:{ANGLE}{BANG}--.*?-->\s*)+", re.DOTALL)
_TRAILING_COMMENT = re.compile(rf"(?:\s*{ANGLE}[^{ANGLE}]*-->)+$")


def without_comments_before(text: str) -> str:
    """The line without the comments at its beginning: MediaWiki drops them first."""
    return _LEADING_COMMENT.sub("", text) if text[:1] == ANGLE else text


class TextReader:
    """Reads the lines of an article that are in no table."""

    def __init__(
        self, builder: DocumentBuilder, rules: MarkupRules, faults: dict[int, Fault]
    ) -> None:
        self._builder = builder
        self._rules = rules
        self._faults = faults

    def take(self, text: str, number: int) -> None:
        """Take a stripped line of the document."""
        first = text[0]
        if text.startswith("----"):
            return
        if first == "=" and (heading := self.heading(text)):
            self._builder.open_heading(*heading)
        elif first == ";":
            term, _, definition = text.lstrip(";").partition(":")
            self._builder.open_heading(
                DEFINITION_LEVEL, self._shown(term, number).replace("\n", " ")
            )
            self._add_lines("list_item", definition, number)
        elif first in "*#:":
            self._add_lines("list_item", text.lstrip("*#:;"), number)
        else:
            self._add_lines("paragraph", text, number)

    def heading(self, text: str) -> tuple[int, str] | None:
        """Level and text of ``== Results ==``; ``None`` where it is no heading."""
        found = _HEADING.match(_TRAILING_COMMENT.sub("", text).rstrip())
        if found is None:
            return None
        shown = render(unprotect(found[2]), self._rules).text.replace("\n", " ")
        return (len(found[1]), shown) if shown else None

    def _add_lines(self, kind: LineKind, text: str, number: int) -> None:
        fault = self._faults.get(number)
        for line in self._shown(labels_only(text), number).split("\n"):
            if line:
                self._builder.add_line(number, kind, line, fault)

    def _shown(self, text: str, number: int) -> str:
        inline = render(unprotect(text), self._rules)
        for name in inline.unknown_templates:
            self._builder.add_unknown_template(name, number)
        return inline.text
