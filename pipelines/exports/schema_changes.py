"""What tells one schema from another: tables and columns added, removed, changed.

In: a schema as texts, the catalogue. Out: ``Change`` values. Separate from the changelog, which is
a file that people write: here is only what the difference is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipelines.warehouse.catalog import Catalog, Column, Relation

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
# The steps to the marts may change without a word.
_SCHEMAS = ("core", "marts", "staging", "quality")
# What a relation is as a whole stands where the name of a column would.
WHOLE = ""

# By column, what it is: ``{"": "table; key team_id", "team_id": "VARCHAR not null"}``.
Definitions = Mapping[str, str]
# By relation.
Schema = Mapping[str, Definitions]


@dataclass(frozen=True, slots=True)
class Change:
    """A relation (``column`` is empty) or column that was added, removed or changed.

    ``definition``: of a column its type; of a relation its kind and key, and where it is added,
    its columns; nothing of what was removed.
    """

    relation: str
    column: str
    change: str
    definition: str


def schema_of(catalog: Catalog) -> Schema:
    """The schema as it is, by name."""
    return {
        name: _definitions(catalog.relations[name])
        for name in sorted(catalog.relations)
        if catalog.relations[name].schema in _SCHEMAS
    }


def changes_between(old: Schema, new: Schema) -> list[Change]:
    """The changes that lead from one schema to another, relation by relation."""
    found = []
    for name in sorted({*old, *new}):
        if name not in new:
            found.append(Change(name, WHOLE, REMOVED, ""))
        elif name not in old:
            found.append(Change(name, WHOLE, ADDED, _written(new[name])))
        else:
            found += _of_columns(name, old[name], new[name])
    return found


def next_version(version: str, changes: list[Change]) -> str:
    """``1.2.0`` for what is only added to ``1.1.0``; ``2.0.0`` where readers may have to change."""
    major, minor, _ = map(int, version.split("."))
    is_breaking = any(one.change != ADDED for one in changes)
    return f"{major + 1}.0.0" if is_breaking else f"{major}.{minor + 1}.0"


def definitions_of(written: str) -> dict[str, str]:
    """Read ``"table; key a; a VARCHAR not null"`` by column.

    Raises:
        ValueError: it is no such text.
    """
    parts = written.split("; ")
    if len(parts) < 3 or parts[0] not in ("table", "view"):
        raise ValueError(f"'{written}' should be such as 'table; key a; a VARCHAR not null'")
    kind, key, *columns = parts
    named = (column.partition(" ") for column in columns)
    return {WHOLE: f"{kind}; {key}", **{name: text for name, _, text in named}}


def _definitions(relation: Relation) -> dict[str, str]:
    key = f"key {', '.join(relation.key)}" if relation.key else "no key"
    whole = f"{'view' if relation.is_view else 'table'}; {key}"
    return {WHOLE: whole, **{column.name: _definition(column) for column in relation.columns}}


def _definition(column: Column) -> str:
    return column.data_type + ("" if column.is_nullable else " not null")


def _written(definitions: Definitions) -> str:
    columns = (f"{name} {text}" for name, text in definitions.items() if name != WHOLE)
    return "; ".join([definitions[WHOLE], *columns])


def _of_columns(name: str, old: Definitions, new: Definitions) -> Iterator[Change]:
    for column in old:
        if column not in new:
            yield Change(name, column, REMOVED, "")
    for column, definition in new.items():
        if column not in old:
            yield Change(name, column, ADDED, definition)
        elif old[column] != definition:
            yield Change(name, column, CHANGED, definition)
