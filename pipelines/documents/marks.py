"""Take markers and footnote marks off a cell's text: ``Noah Gragson (R)``, ``39†``, ``44²``.

In: a text. Out: the value, its markers, its footnote marks. Separate because every reader
must separate them by one rule: a mark that stays is later read as a part of the value.
"""

from __future__ import annotations

import re

_LAST = ")]†‡§¶*#^¹²³⁰⁴⁵⁶⁷⁸⁹"
_FOOTNOTE = re.compile(r"\s*(?:\[([^\[\]]{1,40})\]|([†‡§¶*#^¹²³⁰⁴-⁹]+))$")
# One to three letters: a longer text in parentheses is a part of the value, as are digits.
_LETTERS = r"\(\s*([^\W\d_]{1,3}(?:\s?[,/&]\s?[^\W\d_]{1,3})*)\s*\)"
_MARKER = re.compile(rf"\s*{_LETTERS}$")
_LEADING_MARKER = re.compile(rf"^{_LETTERS}\s+(?=[^\s(])")
_BETWEEN = re.compile(r"\s?[,/&]\s?")


def split_marks(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Split ``"Noah Gragson (R)[1]"`` into ``("Noah Gragson", ("R",), ("1",))``.

    A text that is nothing but one symbol (``#``, ``*``) is a value; one that breaks lines
    holds several values, whose marks stay with them.
    """
    if not text or "\n" in text or (text[-1] not in _LAST and text[0] != "("):
        return text, (), ()
    markers: list[str] = []
    footnotes: list[str] = []
    while text and text[-1] in _LAST:
        if found := _MARKER.search(text):
            if not found.start():
                break
            markers[:0] = _BETWEEN.split(found[1])
        elif found := _FOOTNOTE.search(text):
            if not found.start() and not found[1]:
                break
            footnotes.insert(0, found[1] or found[2])
        else:
            break
        text = text[: found.start()]
    if found := _LEADING_MARKER.match(text):
        markers[:0] = _BETWEEN.split(found[1])
        text = text[found.end() :]
    return text, tuple(markers), tuple(footnotes)
