"""Spaces of a text: one between words, none at the ends, no blank lines.

In: a text of any reader. Out: the text as it is shown. Separate because every form must
space its texts alike, or they differ.
"""

from __future__ import annotations

# Zero-width characters, marks of direction, the soft hyphen.
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_WITHOUT_INVISIBLE = dict.fromkeys(map(ord, _INVISIBLE))


def tidy(text: str) -> str:
    """Collapse spaces, strip every line, drop blank lines and characters without a shape."""
    if not text.isascii() and any(character in text for character in _INVISIBLE):
        text = text.translate(_WITHOUT_INVISIBLE)
    if "\n" not in text:
        return " ".join(text.split())
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return "\n".join([line for line in lines if line])
