"""What an export holds: which tables and views, in which order.

In: the catalogue, the schemas asked for. Out: relations. Separate because an export holds what
is a function of the input alone: what is left out is named here, with the reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pipelines.exports.formats import Schema
from pipelines.warehouse.catalog import (
    BUILD,
    CHANGE,
    CHANGE_COUNT,
    CHECK_HISTORY,
    CHECK_RESULT,
    NULL_RATE,
    ROW_COUNT,
    Catalog,
    Relation,
)

LEFT_OUT: Mapping[str, str] = {
    BUILD: "the builds of one machine, with their clock",
    CHANGE: "what changed from build to build",
    CHANGE_COUNT: "what changed from build to build",
    CHECK_HISTORY: "how the checks of earlier builds came out",
    CHECK_RESULT: "some checks look at the build before",
    NULL_RATE: "compares with the build before",
    ROW_COUNT: "counts the rows of these tables too",
}


def exported_relations(catalog: Catalog, schemas: Collection[Schema]) -> list[Relation]:
    """The relations of these schemas, by schema and name."""
    order = [one for one in Schema if one in schemas]
    chosen = [
        relation
        for relation in catalog.relations.values()
        if relation.schema in order and relation.name not in LEFT_OUT
    ]
    return sorted(chosen, key=lambda one: (order.index(Schema(one.schema)), one.name))
