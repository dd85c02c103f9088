"""A trace as plain values for ``--json``.

In: what ``pipelines/warehouse/tracing.py`` found. Out: mappings and lists. Separate because their
keys are a promise to scripts, which the names of our classes are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.warehouse.sources import Source
    from pipelines.warehouse.tracing import Trace, TracedBelow, TracedRow


def trace_values(
    relation: str, column: str, found: Trace, below: Sequence[Sequence[TracedBelow]]
) -> dict[str, Any]:
    """The trace; ``below`` has, for each of its rows, the rows behind it."""
    return {
        "relation": relation,
        "column": column,
        "description": found.description,
        "row_count": found.row_count,
        "made_of": [f"{source}.{name}" for source, name in found.made_of],
        "rows": [
            _row(row) | {"below": [_below(one) for one in rows]}
            for row, rows in zip(found.rows, below, strict=True)
        ],
    }


def _row(row: TracedRow) -> dict[str, Any]:
    return {
        "value": row.value,
        "is_inferred": row.is_inferred,
        "identifiers": dict(row.identifiers),
        "reason": row.reason,
        "sources": [_source(one) for one in row.sources],
    }


def _below(below: TracedBelow) -> dict[str, Any]:
    found = below.found
    return {
        "relation": found.relation,
        "column": found.column,
        "is_source": found.is_source,
        "row_count": found.count,
        "shared": list(found.shared),
        "rows": [_row(one) for one in below.rows],
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "label": source.label,
        "text": source.text,
        "cell": source.cell,
        "place": source.place,
        "heading": source.heading,
        "article": source.title,
        "revision": source.revision,
        "address": source.address,
        "licence": source.licence,
        "corrections": [
            {"column": column, "before": before, "after": after, "reason": reason, "source": origin}
            for column, before, after, reason, origin in source.corrections
        ],
    }
