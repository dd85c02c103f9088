"""Make a text safe to print on a terminal.

In: a text of an article, a file name, an error that quotes one. Out: the text without anything
that steers a terminal, changes the order of its letters, or hides. Separate because every text
from outside passes here, whoever prints it.
"""

from __future__ import annotations

import unicodedata


def on_one_line(text: str) -> str:
    """A title as a terminal may show it: no mark of it steers the terminal, or ends the line."""
    return text if text.isprintable() else "".join(map(_shown, text))


def on_lines(text: str) -> str:
    """A message as a terminal may show it: its lines stay, nothing else steers the terminal."""
    return "\n".join(map(on_one_line, text.split("\n")))


def _shown(mark: str) -> str:
    if mark.isprintable():
        return mark
    # Other separators end a line, as a terminal or an editor sees it.
    is_space = mark == "\t" or unicodedata.category(mark) == "Zs"
    return " " if is_space else "\N{REPLACEMENT CHARACTER}"
