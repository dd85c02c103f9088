"""A result as the table that DuckDB draws, and what it leaves out where a terminal is narrow.

In: a relation, the width of the terminal. Out: a table; where columns or values do not fit, lines
or a remark below it. Separate because DuckDB drops columns and cuts values without a word.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipelines.commands.lines import lines_text
from pipelines.commands.statements import NotOneForm
from pipelines.terminal import on_lines

if TYPE_CHECKING:
    import duckdb

_SHOWN_ROWS = 200
# DuckDB takes no more rows than these for a table.
_MOST_ROWS = 10_000
_NO_LIMIT = 1_000_000
# So few rows are read one below the other.
_FEW_ROWS = 5
# Of a terminal that does not say how wide it is.
_USUAL_WIDTH = 80
_CUT = "…"


def terminal_width() -> int | None:
    """How wide the terminal is; ``None`` where standard output is none, and nothing is cut."""
    if not sys.stdout.isatty():
        return None
    with contextlib.suppress(OSError):
        return os.get_terminal_size().columns or _USUAL_WIDTH
    return _USUAL_WIDTH


def table_text(relation: duckdb.DuckDBPyRelation, width: int | None) -> Iterator[str]:
    """Draw up to 200 rows, with a remark where columns or values are cut; few rows as lines."""
    drawn = _box(relation, width, _SHOWN_ROWS)
    missing = _missing(drawn, relation.columns, width)
    if missing is None:
        yield drawn
        return
    few = relation.limit(_FEW_ROWS + 1).fetchall()
    if len(few) <= _FEW_ROWS:
        yield from (*lines_text(relation.columns, [few], width), "\n")
    else:
        yield f"{drawn.rstrip()}\n{missing}\n\n"


def whole_table_text(relation: duckdb.DuckDBPyRelation) -> str:
    """Draw every row and column, for a file.

    Raises:
        NotOneForm: there are more rows than a table can have.
    """
    if _is_longer(relation, _MOST_ROWS):
        raise NotOneForm(f"a table has {_MOST_ROWS:,} rows at most: -f csv or -f line has all")
    return _box(relation, None, _MOST_ROWS)


def uncut_text(relation: duckdb.DuckDBPyRelation, width: int | None) -> Iterator[str]:
    """Every row, as a table where nothing of it is cut, or else as lines."""
    if not _is_longer(relation, _MOST_ROWS):
        drawn = _box(relation, width, _MOST_ROWS)
        if _missing(drawn, relation.columns, width) is None:
            yield drawn
            return
    yield from lines_text(relation.columns, [relation.fetchall()], width)


def _box(relation: duckdb.DuckDBPyRelation, width: int | None, most_rows: int) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as shown:
        if width is None:
            relation.show(max_width=_NO_LIMIT, max_col_width=_NO_LIMIT, max_rows=most_rows)
        else:
            relation.show(max_width=width, max_rows=most_rows)
    # DuckDB shows most control characters as \e, but not those beyond ASCII.
    return on_lines(shown.getvalue())


def _missing(drawn: str, columns: list[str], width: int | None) -> str | None:
    """What a person should know of a table that does not show everything."""
    if width is None or _CUT not in drawn or columns == ["explain_key", "explain_value"]:
        return None
    headings = drawn.split("\n", 2)[1].strip("│").split("│")
    if any(heading.strip() == _CUT for heading in headings):
        cut = f"{len(headings) - 1} of {len(columns)} columns shown"
    else:
        cut = f"values are cut at {_CUT}"
    return f"{cut}: -f line or -f csv shows all (at the prompt: .format line)"


def _is_longer(relation: duckdb.DuckDBPyRelation, count: int) -> bool:
    return len(relation.project("1").limit(count + 1).fetchall()) > count
