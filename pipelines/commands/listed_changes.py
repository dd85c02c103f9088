"""Changes of a build as lines of text: each by itself, or rows that came or went together.

In: rows of ``quality.change``. Out: lines, in an order that a person expects. Separate because a
race that came is one change to a person, and many to the table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

COLUMNS = (
    "relation, race_id, row_key, change, column_name, old_value, new_value, row_count, cause, "
    "old_revision_id, new_revision_id"
)
# What the table says of a race's article, in other words where those alone explain nothing.
_CAUSES = {"same text": "the article did not change, but code or vocabulary"}


@dataclass(frozen=True, slots=True)
class Change:
    """A row of ``quality.change``; without ``row_key``, it counts all rows of a race."""

    relation: str
    race_id: str | None
    row_key: str | None
    change: str
    column: str | None
    old_value: str | None
    new_value: str | None
    rows: int
    cause: str | None
    old_revision: int | None
    new_revision: int | None

    def order(self) -> tuple[Any, ...]:
        """By table, race and row, numbers as numbers; what is of no race comes last."""
        return (
            self.relation,
            self.race_id is None,
            _natural(self.race_id or ""),
            self.change,
            _natural(self.row_key or ""),
            self.column or "",
        )

    @property
    def group(self) -> tuple[Any, ...]:
        """What rows that came or went together share."""
        return (self.relation, self.race_id, self.change, self.why)

    @property
    def line(self) -> str:
        """``"core.fct_race_result [finish_position=1] points: 39 -> 40 (new text)"``."""
        if self.row_key is None:
            return _counted([self])
        what = self.change
        if self.column:
            what = f"{self.column}: {_shown(self.old_value)} -> {_shown(self.new_value)}"
        return f"{self.relation} [{self.row_key}] {what}{self.why}"

    @property
    def why(self) -> str:
        """What has become of the race's article, where that is known."""
        if not self.cause:
            return ""
        cause = _CAUSES.get(self.cause, self.cause)
        old, new = self.old_revision, self.new_revision
        revisions = "" if old == new else f", revision {old or 'unknown'} -> {new or 'unknown'}"
        return f" ({cause}{revisions})"


def single_lines(changes: Sequence[Change]) -> list[str]:
    """A line for each change that the table lists."""
    return [change.line for change in changes]


def grouped_lines(changes: Sequence[Change]) -> list[str]:
    """A line for the rows of one table and race that came or went, and for each changed value."""
    lines: list[str] = []
    for _, found in groupby(changes, key=lambda one: one.group):
        group = list(found)
        is_one_line = len(group) > 1 and group[0].change != "changed"
        lines += [_counted(group)] if is_one_line else single_lines(group)
    return lines


def _counted(group: Sequence[Change]) -> str:
    count = sum(one.rows for one in group)
    first = group[0]
    race = f" for {first.race_id}" if first.race_id else ""
    rows = "1 row" if count == 1 else f"{count:,} rows"
    return f"{first.relation}: {rows} {first.change}{race}{first.why}"


def _natural(text: str) -> list[Any]:
    """A text to sort by: its numbers by length first, so that 2 is before 10."""
    parts = re.split(r"([0-9]+)", text)
    return [
        (len(part.lstrip("0")), part.lstrip("0")) if place % 2 else part
        for place, part in enumerate(parts)
    ]


def _shown(value: str | None) -> str:
    return "NULL" if value is None else value
