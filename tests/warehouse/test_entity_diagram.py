"""The picture of the tables: a line for each two that belong together, and no more."""

from __future__ import annotations

import re

from sample_project import ROOT

from pipelines.warehouse.catalog import Catalog
from pipelines.warehouse.entity_diagram import core_tables, entity_diagram
from pipelines.warehouse.references import references

LINE = re.compile(r'  (\w+) (\|\||\|o)--(o\{|o\|) (\w+) : "([\w ,]*)"')


def test_every_table_of_core_is_in_the_picture(catalog: Catalog) -> None:
    tables = core_tables(catalog)
    first, *lines = entity_diagram(catalog, tables).splitlines()
    assert first == "erDiagram"
    found = {name for line in lines if (one := LINE.fullmatch(line)) for name in one.group(1, 4)}
    alone = {line.strip() for line in lines if not LINE.fullmatch(line)}
    assert found | alone == {name.removeprefix("core.") for name in tables}
    assert not found & alone


def test_two_tables_have_one_line_that_says_in_which_roles(catalog: Catalog) -> None:
    text = entity_diagram(catalog, core_tables(catalog))
    assert '  dim_driver |o--o{ dim_race : "pole, most laps led, winner"\n' in text
    assert '  dim_race ||--o{ fct_race_result : ""\n' in text
    pairs = [LINE.fullmatch(line).group(1, 4) for line in text.splitlines()[1:]]  # type: ignore[union-attr]
    assert len(pairs) == len(set(pairs))


def test_what_follows_from_other_lines_has_none(catalog: Catalog) -> None:
    names = ["staging.document", "staging.table_row", "staging.table_cell"]
    assert entity_diagram(catalog, names).splitlines()[1:] == [
        '  staging_document ||--o{ staging_table_row : ""',
        '  staging_table_row ||--o{ staging_table_cell : ""',
    ]
    assert ("staging.table_cell", "staging.document") in {
        (one.relation, one.target) for one in references(catalog, names)
    }


def test_a_row_for_each_row_is_drawn_so(catalog: Catalog) -> None:
    text = entity_diagram(catalog, ["core.dim_race", "marts.race_summary"])
    assert text.splitlines()[1:] == ['  dim_race ||--o| marts_race_summary : ""']


def test_what_belongs_to_nothing_stands_alone(catalog: Catalog) -> None:
    text = entity_diagram(catalog, ["core.dim_team", "core.fct_entry", "quality.unrecognised"])
    assert text == 'erDiagram\n  dim_team |o--o{ fct_entry : ""\n  quality_unrecognised\n'


def test_the_documentation_has_the_diagram_of_core(catalog: Catalog) -> None:
    drawn = entity_diagram(catalog, core_tables(catalog))
    assert f"```mermaid\n{drawn}```" in (ROOT / "sql" / "README.md").read_text(), (
        f"paste this into sql/README.md:\n{drawn}"
    )
