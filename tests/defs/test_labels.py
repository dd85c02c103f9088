"""Groups, owners and tags of the assets: what makes the graph readable."""

from __future__ import annotations

import pytest

from pipelines.definitions import defs
from pipelines.defs.labels import group_of, owners_of, role_of, tags_of
from pipelines.warehouse.catalog import Catalog

ORDER = ["articles", "staging", "core", "marts", "quality", "exports"]


@pytest.mark.parametrize(
    ("name", "group", "role"),
    [
        ("staging.table_row", "staging/verbatim", "verbatim"),
        ("quality.rejected", "staging/findings", "finding"),
        ("core.fct_race_result", "core/facts", "fact"),
        ("core.dim_driver", "core/dimensions", "dimension"),
        ("core.dim_points_system", "core/reference", "reference"),
        ("intermediate.points_readings", "marts/points", "step"),
        ("marts.points_breakdown", "marts/points", "view"),
        ("marts.points_audit", "marts/points", "audit"),
        ("marts.standings_roll_forward", "marts/standings", "audit"),
        ("quality.check_result", "quality", "record"),
    ],
)
def test_a_name_and_the_head_of_its_file_give_the_place(
    catalog: Catalog, name: str, group: str, role: str
) -> None:
    relation = catalog.relations[name]
    assert (group_of(relation), role_of(relation)) == (group, role)


def test_every_table_of_core_and_every_view_says_what_it_is_about(catalog: Catalog) -> None:
    for relation in catalog.relations.values():
        is_about_something = relation.schema in ("core", "intermediate", "marts")
        assert ("domain" in tags_of(relation)) == is_about_something, relation.name


def test_every_asset_has_an_owner_a_layer_and_a_kind() -> None:
    for node in defs.resolve_asset_graph().asset_nodes:
        assert [one.partition(":")[0] for one in node.owners] == ["team"], node.key
        assert node.tags["layer"] == node.key.path[0]
        assert node.kinds, node.key


def test_each_group_has_one_team_whatever_is_below_its_slash() -> None:
    assert owners_of("core/facts") == owners_of("core/reference") == ["team:warehouse"]
    assert owners_of("marts/points") == ["team:analytics"]


def test_no_asset_is_made_of_one_in_a_group_on_its_right() -> None:
    graph = defs.resolve_asset_graph()

    def place(node: object) -> int:
        group = getattr(node, "group_name", None) or ""
        return ORDER.index(group.partition("/")[0])

    for node in graph.asset_nodes:
        for parent in node.parent_keys:
            assert place(graph.get(parent)) <= place(node), (parent, node.key)
