"""What the Dagster UI shows of a built table or view."""

from __future__ import annotations

import dagster as dg
import pytest
from recorded_runs import run
from sample_project import Project

from pipelines.defs.materialized import relation_metadata
from pipelines.warehouse.build import BuildReport, TableChange

RESULT = "core.fct_race_result"
REPORT = BuildReport(
    rows={RESULT: 36, "quality.build": 2, "marts.race_results": 36},
    checks=(),
    number=2,
    changes={RESULT: TableChange(added=1, removed=2, changed=3)},
    lineage=(
        ("marts.race_results", "points", RESULT, "points"),
        ("marts.race_results", "laps_down", RESULT, "laps_completed"),
    ),
    alarms={RESULT: ["points, cup-2023"]},
)


def test_a_table_shows_what_changed_and_which_columns_went_empty() -> None:
    assert relation_metadata(RESULT, REPORT) == {
        "dagster/row_count": 36,
        "rows_added": 1,
        "rows_removed": 2,
        "rows_changed": 3,
        "columns_gone_empty": "points, cup-2023",
    }


def test_a_view_shows_what_its_columns_are_made_of() -> None:
    lineage = relation_metadata("marts.race_results", REPORT)["dagster/column_lineage"]
    key = dg.AssetKey(["core", "fct_race_result"])
    assert lineage.deps_by_column == {
        "points": [dg.TableColumnDep(asset_key=key, column_name="points")],
        "laps_down": [dg.TableColumnDep(asset_key=key, column_name="laps_completed")],
    }


def test_the_number_of_the_build_is_shown() -> None:
    assert relation_metadata("quality.build", REPORT) == {
        "dagster/row_count": 2,
        "build_number": 2,
    }


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
