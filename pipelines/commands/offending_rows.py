"""The rows that break a rule of ``sql/checks``, found in the published file.

In: an open file, a rule's name. Out: rows, and these as a person reads them. Separate because
here a file of ``sql/`` is run on a file that may be older than it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


class NoRule(LookupError):
    """There is no such file in ``sql/checks``."""


@dataclass(frozen=True, slots=True)
class OffendingRows:
    """How many there are, the first of them, and these for people, nothing of them cut."""

    count: int
    rows: tuple[Mapping[str, object], ...]
    shown: str


def offending_rows(
    connection: duckdb.DuckDBPyConnection, folder: Path, name: str, most: int | None
) -> OffendingRows:
    """Run a rule.

    Raises:
        NoRule: no file has this name.
    """
    from pipelines.commands.box import terminal_width, uncut_text

    path = next((one for one in folder.glob("*.sql") if one.stem == name), None)
    if path is None:
        raise NoRule(name)
    rule = connection.sql(path.read_text())
    count = rule.shape[0]
    found = rule.order("all").limit(count if most is None else most)
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    shown = "".join(uncut_text(found, terminal_width())) if rows else ""
    return OffendingRows(count, tuple(rows), shown)
