"""Take markers and footnote marks off a cell's text: ``Noah Gragson (R)``, ``39†``, ``44²``.

In: a text. Out: the value, its markers, its footnote marks. Separate because every reader
must separate them by one rule: a mark that stays is later read as a part of the value.
"""

from __future__ import annotations

import re

_SYMBOLS = "†‡§¶*^¹²³⁰⁴⁵⁶⁷⁸⁹"
_LAST = f")]#{_SYMBOLS}"
# One to three letters: a longer text in parentheses is a part of the value, as are digits.
_LETTERS = r"\(\s*([^\W\d_]{1,3}(?:\s?[,/&]\s?[^\W\d_]{1,3})*)\s*\)"
_MARKER = re.compile(_LETTERS)
_LEADING_MARKER = re.compile(rf"{_LETTERS}\s+(?=[^\s(])")
_BETWEEN = re.compile(r"\s?[,/&]\s?")
_LONGEST_MARK = 40
# No value has so many; a text of nothing but marks must not take time with their square.
_MOST_MARKS = 12


def split_marks(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Split ``"Noah Gragson (R)[1]"`` into ``("Noah Gragson", ("R",), ("1",))``.

    A text that is nothing but one symbol (``#``, ``*``) is a value; one that breaks lines
    holds several values, whose marks stay with them.
    """
    if not text or "\n" in text or (text[-1] not in _LAST and text[0] != "("):
        return text, (), ()
    markers: list[str] = []
    footnotes: list[str] = []
    for _ in range(_MOST_MARKS):
        value, marker, footnote = _last_mark(text)
        if marker:
            markers[:0] = _BETWEEN.split(marker)
        elif footnote:
            footnotes.insert(0, footnote)
        else:
            break
        text = value
    if found := _LEADING_MARKER.match(text):
        markers[:0] = _BETWEEN.split(found[1])
        text = text[found.end() :]
    return text, tuple(markers), tuple(footnotes)


def _last_mark(text: str) -> tuple[str, str, str]:
    """The text without its last mark, and that as a marker or as a footnote, or neither."""
    last = text[-1:]
    if last == ")":
        start = text.rfind("(")
        found = _MARKER.fullmatch(text, start) if start > 0 else None
        return (text[:start].rstrip(), found[1], "") if found else (text, "", "")
    if last == "]":
        start = text.rfind("[")
        mark = text[start + 1 : -1]
        is_mark = start >= 0 and 0 < len(mark) <= _LONGEST_MARK and "]" not in mark
        return (text[:start].rstrip(), "", mark) if is_mark else (text, "", "")
    # `Car #` is a header: a number sign is a mark only where it hangs on a value.
    value = text.rstrip("#" if last == "#" else _SYMBOLS)
    if not value or value == text or (last == "#" and value[-1].isspace()):
        return text, "", ""
    return value.rstrip(), "", text[len(value) :]
