"""What Dagster shows of each asset: key, lineage, description, schema, version.

In: the catalogue of ``sql/``. Out: asset and check specs. Separate because it is pure
description: everything in it comes from the SQL files and their comments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

import dagster as dg

from pipelines.defs.labels import ARTICLES, group_of, owners_of, tags_of
from pipelines.defs.partitions import SEASONS
from pipelines.warehouse.catalog import (
    BUILD,
    BUILD_TABLES,
    CHECK_HISTORY,
    CHECK_RESULT,
    COLUMN_LINEAGE,
    DATA_DICTIONARY,
    Catalog,
    Check,
    Column,
    Relation,
)
from pipelines.warehouse.checks import CONTRACT_CHECK, contract_result

WIKIPEDIA_REVISIONS = dg.AssetKey(["wikipedia", "revisions"])
WIKIPEDIA_DUMP = dg.AssetKey(["wikipedia", "dump"])
RAW_ARTICLES = dg.AssetKey(["raw", "articles"])
STAGED_SEASONS = dg.AssetKey(["staged", "seasons"])
EXPORTED_WAREHOUSE = dg.AssetKey(["exports", "warehouse"])
PUBLISHED_WAREHOUSE = dg.AssetKey(["publication", "object_store"])
ARTICLES_CHECK = "every_article_could_be_had"
# A weekly refresh that failed once shows as a warning, one that failed twice as a failure.
_FRESHNESS = dg.FreshnessPolicy.time_window(
    warn_window=timedelta(days=8), fail_window=timedelta(days=15)
)
_SOURCE_ROWS = ("staging.document", "staging.infobox_field", "staging.table_row")


def asset_key(relation: str) -> dg.AssetKey:
    """``"core.dim_race"`` as an asset key: ``core/dim_race``."""
    return dg.AssetKey(relation.split("."))


def relation_name(key: dg.AssetKey) -> str:
    """``core/dim_race`` as a relation: ``"core.dim_race"``."""
    return ".".join(key.path)


def revisions_spec() -> dg.AssetSpec:
    """What was asked of Wikipedia, by season."""
    return dg.AssetSpec(
        WIKIPEDIA_REVISIONS,
        description="What Wikipedia has of a season in a newer revision than raw/, fetched into "
        "raw/. Revisions are added, none is ever changed or removed.",
        group_name=ARTICLES,
        owners=owners_of(ARTICLES),
        tags={"layer": "wikipedia"},
        kinds={"wikipedia"},
        freshness_policy=_FRESHNESS,
        partitions_def=SEASONS,
    )


def articles_spec() -> dg.AssetCheckSpec:
    """The asset check of a refresh; it only warns, since all that could be had was landed."""
    return dg.AssetCheckSpec(
        ARTICLES_CHECK,
        asset=WIKIPEDIA_REVISIONS,
        description="Every article of the seasons asked for was there and could be landed.",
    )


def raw_spec() -> dg.AssetSpec:
    """The raw folder, by season."""
    return dg.AssetSpec(
        RAW_ARTICLES,
        deps=[WIKIPEDIA_REVISIONS, WIKIPEDIA_DUMP],
        description="Articles as landed in raw/, never edited: one file and one sidecar each.",
        group_name=ARTICLES,
        owners=owners_of(ARTICLES),
        tags={"layer": "raw"},
        kinds={"file"},
        partitions_def=SEASONS,
    )


def staged_spec(code_version: str) -> dg.AssetSpec:
    """The staged Parquet files, one folder a season."""
    return dg.AssetSpec(
        STAGED_SEASONS,
        deps=[RAW_ARTICLES],
        partitions_def=SEASONS,
        description="Every table of every season as Parquet, made again only if an article of the "
        "season, the code or the vocabulary changed.",
        group_name=ARTICLES,
        owners=owners_of(ARTICLES),
        tags={"layer": "staged"},
        kinds={"polars", "parquet"},
        code_version=code_version,
    )


def relation_spec(relation: Relation, catalog: Catalog) -> dg.AssetSpec:
    """The asset of a table or view, with its columns and what it is made of."""
    group = group_of(relation)
    return dg.AssetSpec(
        asset_key(relation.name),
        deps=_deps(relation, catalog),
        description=_description(relation),
        group_name=group,
        owners=owners_of(group),
        tags=tags_of(relation),
        kinds={"duckdb", "table" if relation.is_stored else "view"},
        code_version=code_version(relation),
        metadata={
            "dagster/column_schema": dg.TableSchema([*map(_column_of(relation), relation.columns)]),
            "dagster/table_name": f"nascar.{relation.name}",
        },
    )


def code_version(relation: Relation) -> str:
    """What changes when the SQL of a table or view does."""
    return hashlib.sha256(relation.sql.encode()).hexdigest()


def _description(relation: Relation) -> str:
    """Markdown: what the SQL file says, what tells rows apart, and how to query them."""
    key = f"Key: {', '.join(relation.key)}. " if relation.key else ""
    file = f"sql/{relation.name.replace('.', '/')}.sql"
    query = f'nascar-warehouse sql "from {relation.name} limit 10"'
    return f"{_sentence(relation.comment)}\n\n{key}Made by `{file}`; to query it: `{query}`"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _column_of(relation: Relation) -> Callable[[Column], dg.TableColumn]:
    def column_of(column: Column) -> dg.TableColumn:
        """A column, and whether it belongs to what tells rows apart."""
        constraints = dg.TableColumnConstraints(
            nullable=column.is_nullable, other=["key"] if column.name in relation.key else []
        )
        return dg.TableColumn(
            column.name,
            column.data_type.lower(),
            description=column.comment,
            constraints=constraints,
        )

    return column_of


def in_lineage_order(catalog: Catalog) -> list[str]:
    """Every relation after those it is made of; what the build says of itself comes last."""
    return [*(name for name in catalog.relations if name not in BUILD_TABLES), *BUILD_TABLES]


def _deps(relation: Relation, catalog: Catalog) -> list[dg.AssetKey]:
    if relation.is_view:
        return [asset_key(name) for name in relation.depends_on]
    if relation.name in BUILD_TABLES:
        return [asset_key(name) for name in _described_by(relation.name, catalog)]
    if relation.schema == "core" and not relation.is_reference_data:
        return [asset_key(name) for name in _SOURCE_ROWS]
    return [STAGED_SEASONS]


def _described_by(build_table: str, catalog: Catalog) -> list[str]:
    """The relations that a table of the build's own says something of."""
    if build_table == CHECK_RESULT:
        return sorted({name for check in catalog.checks for name in check.depends_on})
    if build_table == CHECK_HISTORY:
        return [CHECK_RESULT]
    if build_table == BUILD:
        return ["staging.document"]
    if build_table in (COLUMN_LINEAGE, DATA_DICTIONARY):
        return [view.name for view in catalog.views]
    return [table.name for table in catalog.loaded_tables if table.schema == "core"]


def check_spec(check: Check) -> dg.AssetCheckSpec:
    """The asset check of a rule in ``sql/checks``; one of severity error stops publication."""
    return dg.AssetCheckSpec(
        check.name,
        asset=asset_key(check.relation),
        description=_sentence(check.description),
        blocking=check.severity == "error",
    )


def contract_spec(table: Relation) -> dg.AssetCheckSpec:
    """The asset check of a table's own DDL: key, required columns, ranges."""
    return dg.AssetCheckSpec(
        CONTRACT_CHECK,
        asset=asset_key(table.name),
        description=_sentence(contract_result(table, 0, None).description),
        blocking=True,
    )
