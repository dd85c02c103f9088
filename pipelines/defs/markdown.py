"""Tables for the Dagster UI, which renders Markdown.

In: texts of articles, file names, reasons. Out: metadata that shows them letter by letter.
Separate because each of these texts is a stranger's: as Markdown it could be a link, an image
that tells who looked, or the end of its table. The UI renders descriptions of check results as
Markdown as well: they hold no such text.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

import dagster as dg

from pipelines.terminal import on_one_line

_SHOWN_ROWS = 50
_SHOWN_LETTERS = 500
# As entities, which stand for letters, never for structure (CommonMark 0.31, section 2.5).
_ENTITIES = {ord(mark): f"&#{ord(mark)};" for mark in string.punctuation}
# Makes no link of what a text merely mentions, which is done after entities are read.
_MENTION = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
_WORD_JOINER = "\N{WORD JOINER}"


def markdown_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    most_letters: int = _SHOWN_LETTERS,
    note: str = "",
) -> dg.MetadataValue:
    """The first rows as a table, or "none"; how many are left out is said below it.

    ``most_letters`` of a cell are shown; ``note`` stands below the table.
    """
    if not rows:
        return dg.MetadataValue.text("none")
    lines = [list(columns), ["---"] * len(columns)]
    lines += [[escaped(cell, most_letters) for cell in row] for row in rows[:_SHOWN_ROWS]]
    text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    if len(rows) > _SHOWN_ROWS:
        note = note or f"and {len(rows) - _SHOWN_ROWS:,} more"
    return dg.MetadataValue.md(f"{text}\n\n{note}" if note else text)


def escaped(text: str, most_letters: int = _SHOWN_LETTERS) -> str:
    """A text that Markdown renders as it is, on one line: ``*x*`` is ``&#42;x&#42;``."""
    shown = text if len(text) <= most_letters else f"{text[:most_letters]}..."
    return _MENTION.sub(_WORD_JOINER, on_one_line(shown)).translate(_ENTITIES)
