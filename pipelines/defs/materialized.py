"""What Dagster shows of a table or view that was built: rows, articles, changes, columns.

In: the report of a build. Out: metadata and data version of one relation. Separate because all
of it can be queried in the file too (``quality``): here it is only shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import dagster as dg

from pipelines.defs.charts import bar_chart
from pipelines.defs.preview import preview
from pipelines.defs.specs import asset_key, code_version
from pipelines.warehouse.build import BuildReport
from pipelines.warehouse.catalog import BUILD, Relation
from pipelines.warehouse.glimpse import chart_of
from pipelines.warehouse.source_revisions import SourceRevisions

_SOURCE_ROW = ("document_id", "table_index", "row_index")
_TABLE_ROW = "staging.table_row"


def relation_metadata(relation: Relation, report: BuildReport) -> Mapping[str, Any]:
    """The metadata of a relation in a build."""
    name = relation.name
    metadata: dict[str, Any] = {}
    # A view that is not stored is computed for whoever reads it, not to be counted.
    if name in report.rows:
        metadata["dagster/row_count"] = report.rows[name]
    if name == BUILD:
        metadata["build_number"] = report.number
    if changed := report.changes.get(name):
        metadata["rows_added"] = changed.added
        metadata["rows_removed"] = changed.removed
        metadata["rows_changed"] = changed.changed
    if empty := report.alarms.get(name):
        metadata["columns_gone_empty"] = "; ".join(empty)
    if chart := _chart(relation, report):
        metadata["chart"] = chart
    if seen := report.glimpses.get(name):
        metadata["preview"] = preview(seen.first_rows, seen.rows)
    if revisions := report.revisions.get(name):
        metadata |= _source_metadata(revisions)
    if lineage := _lineage(relation, report):
        metadata["dagster/column_lineage"] = lineage
    return metadata


def data_version(relation: Relation, report: BuildReport) -> dg.DataVersion | None:
    """What stays the same while a table of core has the same values; ``None`` for others.

    Of those, Dagster makes one of their code and of what they are made of.
    """
    if (last_change := report.last_change.get(relation.name)) is None:
        return None
    return dg.DataVersion(f"build {last_change}, {code_version(relation)[:8]}")


def newest_revision(newest: datetime | None) -> dg.MetadataValue:
    """When a revision was made, or that no document says so: never the time of the build."""
    if newest is None:
        return dg.MetadataValue.text("unknown: no document says of which revision it is")
    return dg.MetadataValue.timestamp(newest)


def _source_metadata(revisions: SourceRevisions) -> Mapping[str, Any]:
    metadata: dict[str, Any] = {"source_documents": revisions.documents}
    if revisions.documents:
        metadata["source_revision_timestamp"] = newest_revision(revisions.newest)
    if revisions.newest is not None and revisions.undated:
        metadata["documents_without_revision"] = revisions.undated
    return metadata


def _chart(relation: Relation, report: BuildReport) -> dg.MetadataValue | None:
    chart, seen = chart_of(relation), report.glimpses.get(relation.name)
    if chart is None or seen is None:
        return None
    title = f"{chart.number} by {chart.label}"
    return bar_chart(f"{seen.bars_of}: {title}" if seen.bars_of else title, seen.bars)


def _lineage(relation: Relation, report: BuildReport) -> dg.TableColumnLineage | None:
    """What each column is made of; ``None`` for a table of which nobody can say."""
    stated = (row[1:] for row in report.lineage if row[0] == relation.name)
    sources: dict[str, list[dg.TableColumnDep]] = {}
    for column, source, source_column in stated if relation.is_view else _of_rows(relation):
        dep = dg.TableColumnDep(asset_key=asset_key(source), column_name=source_column)
        sources.setdefault(column, []).append(dep)
    return dg.TableColumnLineage(deps_by_column=sources) if sources else None


def _of_rows(table: Relation) -> Iterable[tuple[str, str, str]]:
    """The columns of a fact: each row is made of the cells of one row of an article."""
    columns = [column.name for column in table.columns]
    if table.schema != "core" or not set(_SOURCE_ROW) <= set(columns):
        return
    for name in columns:
        yield name, _TABLE_ROW, name if name in _SOURCE_ROW else "cells"
