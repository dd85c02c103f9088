"""Values as CSV lines that are safe to open in a spreadsheet (RFC 4180).

In: Python values as DuckDB gives them. Out: a line of CSV. Separate because whoever writes CSV
must write it so: the texts are strangers', and a spreadsheet runs a text that begins like a
formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from pipelines.exports.json_text import json_text
from pipelines.exports.plain_values import plain

# The four marks, and every other that Unicode or a spreadsheet takes for one of them.
_FORMULA = "=＝﹦⁼₌+＋﹢⁺₊\\-－﹣⁻₋@＠﹫"
# What a spreadsheet may take off a cell before it looks at it: spaces, quotes, marks that hide.
_TAKEN_OFF = "\\s\"'\\x00-\\x1f\\x7f-\\x9f\\xad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff"
# A spreadsheet that divides cells at semicolons or tabs, as in half of Europe, knows no quotes
# in the middle of a cell, so that what follows a divider begins a cell too:
# https://owasp.org/www-community/attacks/CSV_Injection (read 2026-11).
_BEGINS_CELL = "(^|[;\\t\\r\\n])"
_RUN = f"[{_TAKEN_OFF}]*[{_FORMULA}]"
# A text that begins so loses its first letters, or does not end its cell.
_STRAY = "'*[\\t\\r\\n]"
_TO_MARK = re.compile(f"{_BEGINS_CELL}(?={_RUN})|^(?={_STRAY})")
# What finds a text that safe_text changes, for programs whose expressions cannot look ahead.
UNSAFE = f"{_BEGINS_CELL}{_RUN}|^{_STRAY}"
# What finds each apostrophe that safe_text has added: to be replaced by the first group.
ADDED_MARKS = f"{_BEGINS_CELL}'(?={_RUN})|^'(?={_STRAY})"
_ADDED = re.compile(ADDED_MARKS)
_NEEDS_QUOTES = re.compile('[",;\\t\\r\\n]|^\\s|\\s$|^$')


def safe_text(text: str) -> str:
    """A text that no spreadsheet runs: ``=1+1`` is ``'=1+1``; other texts stay as they are."""
    return _TO_MARK.sub(r"\1'", text)


def original_text(text: str) -> str:
    """The text of which ``safe_text`` has made this one."""
    return _ADDED.sub(r"\1", text)


def csv_line(values: Iterable[object]) -> str:
    """One line with its end. NULL is nothing, an empty text is ``""``, a number stays one."""
    cells = [_cell(value) for value in values]
    # A line of nothing would be read as no line.
    return ('""' if cells == [""] else ",".join(cells)) + "\r\n"


def _cell(value: object) -> str:
    known = plain(value)
    if known is None:
        return ""
    if isinstance(known, bool):
        return "true" if known else "false"
    if isinstance(known, Decimal):
        return format(known, "f")
    if isinstance(known, int | float):
        return str(known)
    text = safe_text(known if isinstance(known, str) else json_text(known))
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if _NEEDS_QUOTES.search(text) else text
