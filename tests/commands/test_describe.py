"""``describe`` as people and scripts read it."""

from __future__ import annotations

import pytest
from command_line import say
from sample_project import Project

from pipelines.commands.exits import Exit


def test_columns_come_with_type_key_unit_and_meaning(reference_project: Project) -> None:
    rows = {row[0]: row[1:] for row in say(reference_project, "describe", "core.dim_race").rows}
    assert rows["race_id"][:3] == ["VARCHAR", "no", "key"]
    assert rows["average_speed_mph"][:4] == ["DOUBLE", "yes", "", "mph"]
    assert all(row[-1] for row in rows.values())


@pytest.mark.parametrize("name", ["race_results", "marts.race_results", "MARTS.Race_Results"])
def test_a_name_needs_no_schema_where_one_only_has_it(
    reference_project: Project, name: str
) -> None:
    assert say(reference_project, "describe", name, "--json").json["name"] == "marts.race_results"


def test_a_wrong_name_leads_to_those_that_come_near(reference_project: Project) -> None:
    said = say(reference_project, "describe", "race_resluts", "--json")
    assert (said.status, said.output) == (Exit.FAILED, "")
    assert "did you mean marts.race_results" in said.errors


def test_as_json_a_view_says_of_what_it_is_made_and_a_table_its_rules(
    reference_project: Project,
) -> None:
    view = say(reference_project, "describe", "race_results", "--json").json
    made_of = {one["name"]: one["made_of"] for one in view["columns"]}
    assert made_of["points"] == ["core.fct_race_result.points"]
    table = say(reference_project, "describe", "fct_race_result", "--json").json
    assert any("finish_position > 0" in rule for rule in table["value_rules"])
    assert (table["kind"], table["rows"]) == ("table", 36)
    assert "sample" not in table


def test_a_sample_has_the_first_rows_and_an_empty_table_none(reference_project: Project) -> None:
    described = say(reference_project, "describe", "fct_race_result", "--sample", "--json").json
    assert [row["finish_position"] for row in described["sample"]] == [1, 2, 3]
    lines = say(reference_project, "describe", "fct_race_result", "--sample").rows
    assert [row[6:] for row in lines if row[0] == "finish_position"] == [["1", "2", "3"]]
    empty = say(reference_project, "describe", "quality.rejected", "--sample", "--json").json
    assert empty["sample"] == []
