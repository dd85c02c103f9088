"""The versions of the schema, each with what changed in it, and whether that is all.

In: ``sql/schema_changelog.csv``, the catalogue. Out: the current version, its history, and the
lines that are missing. Separate because it is history: its first lines name every table, later
ones what came, went and changed by table and column, so that all of them together give the schema
as it is. Where they do not, something has changed without a line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.exports.schema_changes import (
    ADDED,
    CHANGED,
    REMOVED,
    WHOLE,
    Change,
    Schema,
    changes_between,
    definitions_of,
    next_version,
    schema_of,
)
from pipelines.warehouse.catalog import Catalog

_COLUMNS = ("version", "date", "relation", "column", "change", "definition", "reason")
_VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.0")


class SchemaChangelogError(ValueError):
    """The changelog cannot be used, or does not have all; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A change, the version that has it first, and why it was made."""

    version: str
    date: str
    change: Change
    reason: str


@dataclass(frozen=True, slots=True)
class Changelog:
    """The entries, oldest first, and the schema that they give together."""

    entries: tuple[Entry, ...]
    schema: Schema

    @property
    def version(self) -> str:
        """The version of the schema: what reads 1.1.0 reads every later 1.x."""
        return self.entries[-1].version


def read_changelog(path: Path) -> Changelog:
    """Read the file, and play its changes one after the other.

    Raises:
        SchemaChangelogError: names the line and what is wrong with it.
    """
    entries: list[Entry] = []
    schema: dict[str, dict[str, str]] = {}
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        if tuple(next(rows, ())) != _COLUMNS:
            raise SchemaChangelogError(f"{path}: the first line must be {','.join(_COLUMNS)}")
        for row in rows:
            try:
                entry = _entry(row)
                _check_order(entry, entries)
                _apply(schema, entry.change)
            except ValueError as error:
                raise SchemaChangelogError(f"{path}, line {rows.line_num}: {error}") from error
            entries.append(entry)
    if not entries:
        raise SchemaChangelogError(f"{path} has no version")
    return Changelog(tuple(entries), schema)


def check_changelog(changelog: Changelog, catalog: Catalog, today: date) -> None:
    """Hold the changelog against ``sql/``.

    Raises:
        SchemaChangelogError: something changed without a line; the message has the lines to add.
    """
    missing = changes_between(changelog.schema, schema_of(catalog))
    if missing:
        version = next_version(changelog.version, missing)
        raise SchemaChangelogError(
            f"sql/ has another schema than version {changelog.version} of "
            "sql/schema_changelog.csv; add these lines to it, and behind the last comma of each "
            "why it changed:\n"
            + lines_of(Entry(version, today.isoformat(), one, "") for one in missing)
        )


def lines_of(entries: Iterable[Entry]) -> str:
    """Entries as the file has them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for one in entries:
        what = (one.change.relation, one.change.column, one.change.change, one.change.definition)
        writer.writerow((one.version, one.date, *what, one.reason))
    return text.getvalue()


def _entry(row: Sequence[str]) -> Entry:
    if len(row) != len(_COLUMNS):
        raise ValueError(f"it has {len(row)} values, not {len(_COLUMNS)}")
    version, day, relation, column, change, definition, reason = row
    if not _VERSION.fullmatch(version):
        raise ValueError(f"'{version}' is no version such as 1.2.0")
    if change not in (ADDED, REMOVED, CHANGED):
        raise ValueError(f"'{change}' is none of {ADDED}, {REMOVED}, {CHANGED}")
    if not reason.strip():
        raise ValueError("the reason is empty")
    date.fromisoformat(day)
    return Entry(version, day, Change(relation, column, change, definition), reason)


def _check_order(entry: Entry, before: Sequence[Entry]) -> None:
    """Refuse a version that promises less change than it has, or comes before the last one."""
    if before and (entry.date < before[-1].date or _numbers(entry) < _numbers(before[-1])):
        raise ValueError("its version or date is before the one of the line above")
    older = [one for one in before if one.version != entry.version]
    if not older:
        return
    wanted = next_version(older[-1].version, [entry.change])
    if _numbers(entry) < tuple(map(int, wanted.split("."))):
        raise ValueError(f"what is {entry.change.change} makes it version {wanted} at least")


def _numbers(entry: Entry) -> tuple[int, ...]:
    return tuple(map(int, entry.version.split(".")))


def _apply(schema: dict[str, dict[str, str]], change: Change) -> None:
    relation, column = change.relation, change.column
    is_there = column in schema.get(relation, {})
    if is_there == (change.change == ADDED) or (column and relation not in schema):
        what = f"{relation}.{column}" if column else relation
        raise ValueError(f"{what} is {'there already' if is_there else 'not there'}")
    if change.change == REMOVED:
        del (schema if column == WHOLE else schema[relation])[column or relation]
    elif change.change == ADDED and column == WHOLE:
        schema[relation] = definitions_of(change.definition)
    else:
        schema[relation][column] = change.definition
