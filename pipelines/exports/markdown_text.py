"""Texts in Markdown files that people read as text too.

In: a text of an article, a comment of the schema. Out: Markdown that shows it and does nothing
else. Separate from the tables of the Dagster UI: entities for every mark would be safe as well,
but nobody could read the file.
"""

from __future__ import annotations

import re

from pipelines.terminal import on_one_line

_MEANT = re.compile(r"([\\`*_\[\]<>|#&~])")
# Between letters, an underline means nothing.
_INSIDE_WORD = re.compile(r"(?<=\w)\\_(?=\w)")


def as_code(text: str) -> str:
    """A stranger's text, letter by letter: no link, image or address comes alive in code."""
    shown = on_one_line(text)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    # A mark that touches the fence would be part of it; one space on each side is not shown.
    room = " " if longest or shown != shown.strip() or not shown else ""
    return f"{fence}{room}{shown}{room}{fence}"


def as_text(text: str) -> str:
    """A sentence of this project, in a cell of a table or a line: ``a|b`` is ``a\\|b``."""
    return _INSIDE_WORD.sub("_", _MEANT.sub(r"\\\1", on_one_line(" ".join(text.split()))))


def is_address(text: str) -> bool:
    """Whether a text is a web address that can stand between ``<`` and ``>``."""
    return re.fullmatch(r"https?://[!-;=?-~]+", text) is not None
