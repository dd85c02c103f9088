"""What the file says of its own columns, and what the columns of views are made of."""

from __future__ import annotations

from sample_project import Project

from pipelines.warehouse.catalog import Catalog
from pipelines.warehouse.description import column_lineage


def test_every_column_of_every_relation_is_in_the_dictionary_with_its_meaning(
    reference_project: Project, catalog: Catalog
) -> None:
    found = reference_project.query(
        "select relation, column_name, description, relation_kind, relation_description "
        "from quality.data_dictionary order by relation, column_number"
    )
    expected = [
        (one.name, column.name, column.comment, "table" if one.is_stored else "view", one.comment)
        for _, one in sorted(catalog.relations.items())
        for column in one.columns
    ]
    assert found == expected


def test_the_dictionary_tells_keys_types_and_units(reference_project: Project) -> None:
    assert reference_project.query(
        "select column_name, data_type, is_nullable, is_key, unit from quality.data_dictionary "
        "where relation = 'core.fct_practice_result' and column_name in "
        "('race_id', 'position', 'lap_time_seconds', 'speed_mph', 'team_id') "
        "order by column_number"
    ) == [
        ("race_id", "VARCHAR", False, True, None),
        ("position", "INTEGER", False, True, None),
        ("team_id", "VARCHAR", True, False, None),
        ("lap_time_seconds", "DOUBLE", True, False, "s"),
        ("speed_mph", "DOUBLE", True, False, "mph"),
    ]


def test_the_dictionary_tells_the_keys_of_views_too(
    reference_project: Project, catalog: Catalog
) -> None:
    found = reference_project.query(
        "select relation, column_name from quality.data_dictionary where is_key order by all"
    )
    expected = {(one.name, column) for one in catalog.relations.values() for column in one.key}
    assert ("marts.race_summary", "race_id") in expected
    assert found == sorted(expected)


def test_every_column_of_a_view_is_made_of_columns_that_exist(catalog: Catalog) -> None:
    columns = {
        (one.name, column.name) for one in catalog.relations.values() for column in one.columns
    }
    lineage = column_lineage(catalog)
    assert {row[:2] for row in lineage} | {row[2:] for row in lineage} <= columns
    reads = {(relation, source) for relation, _, source, _ in lineage}
    for view in catalog.views:
        assert {source for relation, source in reads if relation == view.name} <= set(
            view.depends_on
        )


def test_a_column_that_is_reckoned_names_all_it_is_reckoned_of(catalog: Catalog) -> None:
    lineage = column_lineage(catalog)
    of_speed = [row[2:] for row in lineage if row[:2] == (
        "marts.race_summary", "implied_distance_miles")]  # fmt: skip
    assert of_speed == [
        ("core.dim_race", "average_speed_mph"),
        ("core.dim_race", "race_time_seconds"),
    ]
    renamed = [row[2:] for row in lineage if row[:2] == (
        "marts.race_summary", "winner_team_name")]  # fmt: skip
    assert renamed == [("marts.race_results", "team_name")]


def test_the_lineage_in_the_file_is_that_of_the_sql_also_when_it_was_carried_over(
    reference_project: Project, catalog: Catalog
) -> None:
    for _ in range(2):
        stored = reference_project.query("from quality.column_lineage order by all")
        assert tuple(stored) == column_lineage(catalog)
        reference_project.build()
