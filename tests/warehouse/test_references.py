"""References between tables: they follow from names, and hold wherever there are rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from exported import promises_broken_by
from sample_project import Project

from pipelines.warehouse.catalog import Catalog
from pipelines.warehouse.references import Reference, references


def of(catalog: Catalog, relation: str) -> list[Reference]:
    return [one for one in references(catalog) if one.relation == relation]


def test_a_column_refers_to_the_key_that_it_is_named_after(catalog: Catalog) -> None:
    found = {
        (one.columns, one.target, one.role, one.is_nullable) for one in of(catalog, "core.dim_race")
    }
    driver = "core.dim_driver"
    assert found == {
        (("season_id",), "core.dim_season", "", False),
        (("track_id",), "core.dim_track", "", True),
        (("pole_driver_id",), driver, "pole", True),
        (("most_laps_led_driver_id",), driver, "most_laps_led", True),
        (("winner_driver_id",), driver, "winner", True),
        (("document_id",), "staging.document", "", False),
    }


def test_every_fact_leads_to_its_race_and_its_source_row(catalog: Catalog) -> None:
    facts = [name for name in catalog.relations if name.startswith("core.fct_")]
    for fact in facts:
        assert {"core.dim_race", "staging.table_row"} <= {one.target for one in of(catalog, fact)}


def test_a_reference_is_to_the_whole_key_of_a_table(catalog: Catalog) -> None:
    known = references(catalog)
    assert known
    for one in known:
        assert one.target_columns == catalog.relations[one.target].primary_key
        types = [
            {column.name: column.data_type for column in catalog.relations[name].columns}
            for name in (one.relation, one.target)
        ]
        own = [types[0][column] for column in one.columns]
        assert own == [types[1][column] for column in one.target_columns]


def test_a_view_with_two_places_has_two_references(catalog: Catalog) -> None:
    places = {one.columns for one in of(catalog, "marts.reconciliation") if len(one.columns) == 3}
    assert places == {
        ("document_id", "first_table_index", "first_row_index"),
        ("document_id", "second_table_index", "second_row_index"),
    }


def test_rules_belong_to_a_series_and_season(catalog: Catalog) -> None:
    found = {
        (one.relation, one.target) for one in references(catalog) if one.columns[-1] == "season"
    }
    assert ("core.dim_finish_points", "core.dim_points_system") in found
    assert ("core.dim_playoff_reset", "core.dim_playoff_field") in found


def test_what_may_name_a_file_or_be_gone_refers_to_nothing(catalog: Catalog) -> None:
    for relation in ("quality.rejected", "quality.unrecognised", "quality.change"):
        assert of(catalog, relation) == []


def test_only_references_among_the_given_ones_are_given(catalog: Catalog) -> None:
    names = ["core.dim_race", "core.dim_season"]
    assert [(one.relation, one.target) for one in references(catalog, names)] == [tuple(names)]


def test_keys_and_references_hold_in_the_reference_warehouse(
    reference_project: Project, tmp_path: Path
) -> None:
    assert promises_broken_by(reference_project, tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| 1 | 1 | 1 |", "| 1 | 1 |  |"),
        ("Trackhouse Racing", ""),
        ("Race 17 of 36", ""),
        ("Ross Chastain", "Ross Chastain (R)"),
    ],
)
def test_keys_and_references_hold_where_an_article_lacks_something(
    old: str, new: str, project: Project, reference_text: str, tmp_path: Path
) -> None:
    assert old in reference_text
    project.add("cup/2023/x.txt", reference_text.replace(old, new))
    project.build()
    assert promises_broken_by(project, tmp_path) == []
