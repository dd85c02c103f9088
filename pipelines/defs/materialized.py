"""What Dagster shows of a table or view that was built: rows, changes, lineage, empty columns.

In: the report of a build. Out: metadata of one relation. Separate because all of it can be
queried in the file too (``quality``): here it is only shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg

from pipelines.defs.specs import asset_key
from pipelines.warehouse.build import BuildReport
from pipelines.warehouse.catalog import BUILD


def relation_metadata(name: str, report: BuildReport) -> Mapping[str, Any]:
    """The metadata of a relation in a build."""
    metadata: dict[str, Any] = {"dagster/row_count": report.rows[name]}
    if name == BUILD:
        metadata["build_number"] = report.number
    if changed := report.changes.get(name):
        metadata["rows_added"] = changed.added
        metadata["rows_removed"] = changed.removed
        metadata["rows_changed"] = changed.changed
    if empty := report.alarms.get(name):
        metadata["columns_gone_empty"] = "; ".join(empty)
    if lineage := _lineage(name, report):
        metadata["dagster/column_lineage"] = lineage
    return metadata


def _lineage(name: str, report: BuildReport) -> dg.TableColumnLineage | None:
    """What each column of a view is made of; ``None`` for a table."""
    sources: dict[str, list[dg.TableColumnDep]] = {}
    for relation, column, source, source_column in report.lineage:
        if relation == name:
            dep = dg.TableColumnDep(asset_key=asset_key(source), column_name=source_column)
            sources.setdefault(column, []).append(dep)
    return dg.TableColumnLineage(deps_by_column=sources) if sources else None
