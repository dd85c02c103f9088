"""Which columns refer to the key of another table.

In: the catalogue. Out: ``Reference`` values. Separate because every description of the warehouse
needs them and the DDL does not have them (DuckDB would check each of the rows again): exports,
the entity diagram, whoever joins. They follow from the names of columns, so that a new table has
its references without a word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pipelines.warehouse.catalog import HISTORY_TABLES, NULL_RATE, Catalog, Relation

SOURCE_ROW = "staging.table_row"
# What a column is called where its role alone is its name.
_OTHER_NAMES: Mapping[str, str] = {"teammate_id": "driver_id", "race_before_id": "race_id"}
# Rules of a series and season belong to these; both have (series_id, season) as their key.
_RULES: Mapping[str, str] = {
    "core.dim_finish_points": "core.dim_points_system",
    "core.dim_stage_points": "core.dim_points_system",
    "core.dim_playoff_reset": "core.dim_playoff_field",
    "core.dim_uncounted_win": "core.dim_playoff_field",
}
_SEASON = ("series_id", "season")
# What these speak of may be gone since.
_OF_EARLIER_BUILDS = (*HISTORY_TABLES, NULL_RATE)
# Columns whose name would say more than is so.
_NO_REFERENCES = {
    # A file that could not even be read is no document.
    ("quality.rejected", "document_id"),
    ("quality.unrecognised", "document_id"),
    # The folder that a document lies in, which may be called anything.
    ("staging.document", "series_id"),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns whose values, where there are any, are the key of a row of ``target``.

    ``role`` is what the row is to this one: ``pole`` of ``pole_driver_id``; empty where the
    columns are named like the key. ``is_nullable``: a row may do without.
    """

    relation: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    role: str
    is_nullable: bool


def references(catalog: Catalog, among: Collection[str] | None = None) -> tuple[Reference, ...]:
    """Every reference of every relation; ``among``: only from these to these."""
    targets = _targets(catalog)
    wanted = catalog.relations if among is None else among
    return tuple(
        one
        for relation in catalog.relations.values()
        if relation.name in wanted
        for one in _of_relation(relation, catalog, targets)
        if one.target in wanted
    )


def _targets(catalog: Catalog) -> dict[str, str]:
    """The table that each id is the key of: ``{"race_id": "core.dim_race", ...}``."""
    return {
        table.primary_key[0]: table.name
        for table in catalog.tables
        if len(table.primary_key) == 1
        and table.primary_key[0].endswith("_id")
        and table.schema in ("core", "staging")
    }


def _of_relation(
    relation: Relation, catalog: Catalog, targets: Mapping[str, str]
) -> Iterator[Reference]:
    for column in relation.columns:
        key = _key_named(column.name, targets)
        if key and targets[key] != relation.name and not _is_none(relation, column.name):
            yield _reference(relation, (column.name,), targets[key], (key,))
    if target := _RULES.get(relation.name):
        yield _reference(relation, _SEASON, target, _SEASON)
    if SOURCE_ROW in catalog.relations and relation.name != SOURCE_ROW:
        yield from _to_source_rows(relation, catalog.relations[SOURCE_ROW].primary_key)


def _key_named(column: str, targets: Mapping[str, str]) -> str | None:
    """Turn "pole_driver_id" into "driver_id"; a column that names no key gives nothing."""
    name = _OTHER_NAMES.get(column, column)
    return next((key for key in targets if name == key or name.endswith(f"_{key}")), None)


def _is_none(relation: Relation, column: str) -> bool:
    return relation.name in _OF_EARLIER_BUILDS or (relation.name, column) in _NO_REFERENCES


def _to_source_rows(relation: Relation, key: tuple[str, ...]) -> Iterator[Reference]:
    """By document, table and row; a view may have two places: ``first_table_index``."""
    document, table_index, row_index = key
    names = [column.name for column in relation.columns]
    if document not in names or _is_none(relation, document):
        return
    for name in names:
        role = name.removesuffix(table_index)
        if name.endswith(table_index) and f"{role}{row_index}" in names:
            yield _reference(relation, (document, name, f"{role}{row_index}"), SOURCE_ROW, key)


def _reference(
    relation: Relation, columns: tuple[str, ...], target: str, target_columns: tuple[str, ...]
) -> Reference:
    own, wanted = columns[-1], target_columns[-1]
    role = own.removesuffix(wanted).rstrip("_") if own != wanted else ""
    return Reference(
        relation.name,
        columns,
        target,
        target_columns,
        role.removesuffix("_id"),
        not set(columns) <= {*relation.required, *relation.key},
    )
