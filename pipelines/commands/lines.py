"""A result with one ``column: value`` to a line, for rows that are wider than a terminal.

In: names and rows, the width of the terminal. Out: lines in which nothing is cut. Separate
because it is the one form in which a person sees a whole row, however many columns it has.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from pipelines.commands.screen import shown
from pipelines.terminal import on_one_line

_LEAST_INDENT = 4


def lines_text(
    names: Sequence[str], parts: Iterable[Sequence[Sequence[object]]], width: int | None
) -> Iterator[str]:
    """Write rows with a blank line between them, some at a time; wrapped where there is a width."""
    starts = [f"{_on_one_line(name)}:" for name in names]
    between = ""
    for rows in parts:
        yield between + "\n".join(_row(starts, row, width) for row in rows)
        between = "\n"


def _row(starts: Sequence[str], row: Sequence[object], width: int | None) -> str:
    place = max(map(len, starts)) + 1
    return "".join(
        _line(start.ljust(place), _text(value), width)
        for start, value in zip(starts, row, strict=True)
    )


def _line(start: str, text: str, width: int | None) -> str:
    if width is None or len(start) + len(text) <= width:
        return f"{start}{text}\n"
    # A long name would leave no room for what stands beside it.
    indent = len(start) if len(start) <= width // 2 else _LEAST_INDENT
    wrapped = textwrap.wrap(
        start + text,
        max(width, 2 * _LEAST_INDENT),
        subsequent_indent=" " * indent,
        expand_tabs=False,
        replace_whitespace=False,
        break_on_hyphens=False,
    )
    return "\n".join(wrapped) + "\n"


def _text(value: object) -> str:
    if not isinstance(value, list | tuple | dict):
        return _on_one_line(shown(value))
    from pipelines.exports.json_text import json_text
    from pipelines.exports.plain_values import plain

    return _on_one_line(json_text(plain(value)))


def _on_one_line(text: str) -> str:
    return on_one_line(text.replace("\n", "\\n"))
