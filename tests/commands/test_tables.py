"""``tables`` as people and scripts read it."""

from __future__ import annotations

from command_line import on_a_terminal, say
from sample_project import Project

from pipelines.commands.exits import Exit


def test_every_table_and_view_is_listed_with_its_rows_one_to_a_line(
    reference_project: Project,
) -> None:
    said = say(reference_project, "tables")
    counted = dict(reference_project.query("from quality.row_count"))
    assert said.status == Exit.DONE
    assert {name: int(rows) for name, _, rows, _ in said.rows if rows} == counted
    uncounted = {name for name, _, rows, _ in said.rows if not rows}
    steps = "select schema_name || '.' || view_name from duckdb_views() where not internal"
    assert uncounted == {name for (name,) in reference_project.query(steps)}
    assert {kind for _, kind, _, _ in said.rows} == {"table", "view"}
    assert all(description for *_, description in said.rows)


def test_as_json_it_holds_the_same(reference_project: Project) -> None:
    listed = say(reference_project, "tables", "--json").json["tables"]
    keys = ("name", "kind", "rows", "description")
    texts = [["" if one[key] is None else str(one[key]) for key in keys] for one in listed]
    assert texts == say(reference_project, "tables").rows


def test_a_part_of_a_name_chooses(reference_project: Project) -> None:
    names = [name for name, *_ in say(reference_project, "tables", "STANDING").rows]
    assert "marts.standings" in names
    assert all("standing" in name for name in names)
    said = say(reference_project, "tables", "nothing_like_it")
    assert (said.status, said.output) == (Exit.FAILED, "")
    assert "nothing_like_it" in said.errors


def test_on_a_terminal_of_80_columns_no_name_is_cut(reference_project: Project) -> None:
    shown = on_a_terminal(reference_project, "tables")
    for (name,) in reference_project.query("select relation from quality.row_count"):
        assert name in without_styles(shown), name
    assert max(map(len, without_styles(shown).splitlines())) <= 80
    assert "…" not in shown


def without_styles(text: str) -> str:
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", text)
