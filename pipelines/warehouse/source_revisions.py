"""Of which articles a table or view is made, and how new the newest of them is.

In: an open connection with everything loaded, the catalogue. Out: ``SourceRevisions`` by
relation. Separate because how new a warehouse is has nothing to do with when it was built: a
build of today may hold an article of last year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from pipelines.warehouse.catalog import (
    BUILD_TABLES,
    COLUMN_LINEAGE,
    DATA_DICTIONARY,
    Catalog,
    Relation,
)

_DOCUMENT = "staging.document"
# Read from sql/ alone.
_OF_NO_ARTICLE = (COLUMN_LINEAGE, DATA_DICTIONARY)


@dataclass(frozen=True, slots=True)
class SourceRevisions:
    """How many documents, when the newest revision among them was made, how many do not say."""

    documents: int
    newest: datetime | None
    undated: int


def source_revisions(
    connection: duckdb.DuckDBPyConnection, catalog: Catalog
) -> Mapping[str, SourceRevisions]:
    """The articles of every relation.

    A view is made of the articles of all that it reads; a table whose rows do not name theirs
    (``core.dim_driver``), of all that are loaded.
    """
    stated = connection.execute(
        f"select document_id, revision_timestamp, is_loaded from {_DOCUMENT}"
    ).fetchall()
    times = {document: revision_time(timestamp) for document, timestamp, _ in stated}
    loaded = frozenset(document for document, _, is_loaded in stated if is_loaded)
    named = _named_documents(connection, catalog)
    found: dict[str, frozenset[str]] = {}
    for relation in catalog.relations.values():
        if relation.is_view:
            found[relation.name] = frozenset().union(*(found[one] for one in relation.depends_on))
        elif relation.name in named:
            found[relation.name] = named[relation.name] & times.keys()
        elif relation.is_reference_data or relation.name in _OF_NO_ARTICLE:
            found[relation.name] = frozenset()
        else:
            found[relation.name] = loaded
    return {name: _summary(times[one] for one in documents) for name, documents in found.items()}


def revision_time(text: str | None) -> datetime | None:
    """Parse "2023-06-26T02:11:08Z", as a sidecar has it; ``None`` where it is no time."""
    try:
        time = datetime.fromisoformat(text or "")
        return time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _named_documents(
    connection: duckdb.DuckDBPyConnection, catalog: Catalog
) -> Mapping[str, frozenset[str]]:
    """The documents that the rows of each table name."""
    tables = [one.name for one in catalog.loaded_tables if _names_documents(one)]
    queries = (f"select '{one}' as relation, document_id from {one}" for one in tables)
    found = connection.execute(
        "select relation, list(distinct document_id) from "
        f"({' union all '.join(queries)}) where document_id is not null group by relation"
    ).fetchall()
    return {one: frozenset() for one in tables} | {name: frozenset(ids) for name, ids in found}


def _names_documents(table: Relation) -> bool:
    is_of_build = table.name in BUILD_TABLES
    return not is_of_build and any(column.name == "document_id" for column in table.columns)


def _summary(times: Iterable[datetime | None]) -> SourceRevisions:
    known = list(times)
    dated = [one for one in known if one is not None]
    return SourceRevisions(len(known), max(dated, default=None), len(known) - len(dated))
