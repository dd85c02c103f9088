"""What the Dagster UI shows of a built table or view."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import pytest
from recorded_runs import run
from sample_project import Project

from pipelines.defs.materialized import data_version, relation_metadata
from pipelines.warehouse.build import BuildReport, TableChange
from pipelines.warehouse.catalog import Catalog
from pipelines.warehouse.glimpse import Glimpse
from pipelines.warehouse.source_revisions import SourceRevisions

RESULT = "core.fct_race_result"
VIEW = "marts.race_results"
REVISED = datetime(2023, 6, 26, 2, 11, 8, tzinfo=UTC)
REPORT = BuildReport(
    rows={RESULT: 36, "quality.build": 2, VIEW: 36},
    checks=(),
    number=2,
    changes={RESULT: TableChange(added=1, removed=2, changed=3)},
    lineage=(
        (VIEW, "points", RESULT, "points"),
        (VIEW, "laps_down", RESULT, "laps_completed"),
    ),
    alarms={RESULT: ["points, cup-2023"]},
    glimpses={VIEW: Glimpse(36, [{"points": 57}], [("Ross Chastain", 57)], "cup-2023-17")},
    revisions={
        RESULT: SourceRevisions(1, None, 1),
        VIEW: SourceRevisions(3, REVISED, 1),
        "core.dim_series": SourceRevisions(0, None, 0),
    },
    last_change={RESULT: 2},
)


def shown(catalog: Catalog, name: str, report: BuildReport = REPORT) -> dict[str, Any]:
    metadata = relation_metadata(catalog.relations[name], report)
    return {key: getattr(one, "value", one) for key, one in metadata.items()}


def test_a_table_shows_what_changed_and_which_columns_went_empty(catalog: Catalog) -> None:
    metadata = shown(catalog, RESULT)
    assert metadata["dagster/row_count"] == 36
    assert [metadata[f"rows_{one}"] for one in ("added", "removed", "changed")] == [1, 2, 3]
    assert metadata["columns_gone_empty"] == "points, cup-2023"


def test_a_view_shows_what_its_columns_are_made_of(catalog: Catalog) -> None:
    lineage = shown(catalog, VIEW)["dagster/column_lineage"]
    key = dg.AssetKey(["core", "fct_race_result"])
    assert lineage.deps_by_column == {
        "points": [dg.TableColumnDep(asset_key=key, column_name="points")],
        "laps_down": [dg.TableColumnDep(asset_key=key, column_name="laps_completed")],
    }


def test_a_fact_is_made_of_rows_of_articles(catalog: Catalog) -> None:
    lineage = shown(catalog, RESULT)["dagster/column_lineage"]
    key = dg.AssetKey(["staging", "table_row"])
    assert lineage.deps_by_column["points"] == [dg.TableColumnDep(key, "cells")]
    assert lineage.deps_by_column["row_index"] == [dg.TableColumnDep(key, "row_index")]


def test_a_view_shows_a_chart_and_its_first_rows(catalog: Catalog) -> None:
    metadata = shown(catalog, VIEW)
    assert "cup-2023-17: points by driver_name\nRoss Chastain 57 ██" in metadata["chart"]
    assert metadata["preview"] == "| points |\n| --- |\n| 57 |\n\nand 35 more rows"


def test_how_new_the_articles_are_is_shown_and_never_guessed(catalog: Catalog) -> None:
    of_view, of_table = shown(catalog, VIEW), shown(catalog, RESULT)
    assert of_view["source_documents"] == 3
    assert of_view["source_revision_timestamp"] == REVISED.timestamp()
    assert of_view["documents_without_revision"] == 1
    assert of_table["source_revision_timestamp"].startswith("unknown: ")
    rules = replace(REPORT, rows={"core.dim_series": 6})
    assert "source_revision_timestamp" not in shown(catalog, "core.dim_series", rules)


def test_the_version_of_a_table_changes_with_its_values_and_its_sql(catalog: Catalog) -> None:
    table = catalog.relations[RESULT]
    version = data_version(table, REPORT)
    assert version == data_version(table, replace(REPORT, number=3))
    assert version != data_version(table, replace(REPORT, last_change={RESULT: 3}))
    assert version != data_version(replace(table, sql=f"{table.sql} "), REPORT)
    assert data_version(catalog.relations[VIEW], REPORT) is None


def test_the_number_of_the_build_is_shown(catalog: Catalog) -> None:
    assert shown(catalog, "quality.build") == {"dagster/row_count": 2, "build_number": 2}


@pytest.mark.slow
def test_a_recorded_run_has_the_metadata_of_its_build(project: Project) -> None:
    project.add_reference()
    with dg.DagsterInstance.ephemeral() as instance:
        result = run(project, instance)
    assert result.success
    shown = {
        event.asset_key.to_user_string(): event.materialization.metadata
        for event in result.all_events
        if event.is_step_materialization and event.asset_key
    }
    assert shown["core/fct_race_result"]["rows_added"].value == 36
    lineage = shown["marts/points_breakdown"]["dagster/column_lineage"].value
    assert {
        (dep.asset_key.to_user_string(), dep.column_name)
        for dep in lineage.deps_by_column["published_points"]
    } == {("marts/race_results", "points")}
