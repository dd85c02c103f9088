"""Views whose rows a build stores, and those that it makes a portion of the races at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from sample_project import Project

from pipelines.warehouse import storing
from pipelines.warehouse.build import MemoryTooSmall
from pipelines.warehouse.catalog import TABLE_SCHEMAS, VIEW_SCHEMAS, Catalog, Relation
from pipelines.warehouse.storing import store_view

TWO_RACES = Path(__file__).parents[1] / "sql" / "two_races.sql"


@pytest.fixture
def two_races(catalog: Catalog) -> Iterator[duckdb.DuckDBPyConnection]:
    """Tables with rows, and every view, computed when it is read."""
    with duckdb.connect() as connection:
        for schema in (*TABLE_SCHEMAS, *VIEW_SCHEMAS):
            connection.execute(f"create schema {schema}")
        for relation in catalog.relations.values():
            connection.execute(relation.definition)
        connection.execute(TWO_RACES.read_text())
        yield connection


def stored(connection: duckdb.DuckDBPyConnection, view: Relation) -> list[tuple[object, ...]]:
    connection.execute(f"drop view {view.name}")
    store_view(connection, view)
    return connection.execute(f"from {view.name}").fetchall()


def divided(catalog: Catalog) -> list[Relation]:
    return [view for view in catalog.views if "portions" in view.head]


def test_a_stored_view_has_the_rows_of_the_view_in_the_order_of_its_key(
    two_races: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    for view in (one for one in catalog.views if one.is_stored):
        rows = two_races.execute(f"from {view.name} order by {', '.join(view.key)}").fetchall()
        assert stored(two_races, view) == rows


def test_a_view_made_of_portions_is_the_same(
    two_races: duckdb.DuckDBPyConnection, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    races = two_races.execute("select count(distinct race_id) from core.dim_race").fetchall()
    assert races[0][0] >= 2
    monkeypatch.setattr(storing, "RACES_A_PORTION", 1)
    assert divided(catalog)
    for view in divided(catalog):
        rows = two_races.execute(f"from {view.name} order by {', '.join(view.key)}").fetchall()
        assert len({row[1] for row in rows}) >= 2
        made = stored(two_races, view)
        assert sorted(map(repr, made)) == sorted(map(repr, rows))


def test_races_with_quotes_in_their_ids_divide_as_others_do(
    two_races: duckdb.DuckDBPyConnection, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_races.execute("insert into core.dim_race by name select * replace ('a''b' as race_id) "
                      "from core.dim_race limit 1")  # fmt: skip
    monkeypatch.setattr(storing, "RACES_A_PORTION", 1)
    for view in divided(catalog):
        count = two_races.execute(f"select count(*) from {view.name}").fetchall()
        assert [(len(stored(two_races, view)),)] == count


def test_the_published_file_holds_marts_as_tables_with_their_comments(
    reference_project: Project, catalog: Catalog
) -> None:
    tables = dict(
        reference_project.query(
            "select table_name, comment from duckdb_tables() where schema_name = 'marts'"
        )
    )
    marts = {one.name: one.comment for one in catalog.views if one.is_stored}
    assert {f"marts.{name}": comment for name, comment in tables.items()} == marts
    assert reference_project.query(
        "select count(*) from duckdb_columns() where schema_name = 'marts' and comment is null"
    ) == [(0,)]
    views = reference_project.query("select distinct schema_name from duckdb_views() "
                                    "where not internal")  # fmt: skip
    assert views == [("intermediate",)]


def test_a_build_within_little_memory_makes_the_same(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.add_reference()
    report = project.build()
    monkeypatch.setenv("NASCAR_WAREHOUSE_MEMORY", "100 MiB")
    assert project.build().rows == report.rows


@pytest.mark.parametrize("wrong", ["much", "1", "-1GB", "1GB; drop table x"])
def test_a_memory_limit_that_is_no_size_is_said_to_be_none(
    project: Project, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    project.add_reference()
    monkeypatch.setenv("NASCAR_WAREHOUSE_MEMORY", wrong)
    with pytest.raises(ValueError, match=r"NASCAR_WAREHOUSE_MEMORY is '.*', .* such as 2GB"):
        project.build()
    assert not project.database.exists()


@pytest.mark.parametrize("limit", ["1KB", "3MB"])
def test_too_little_memory_is_said_with_the_variable_and_changes_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    project.add_reference()
    project.build()
    before = project.database.read_bytes()
    monkeypatch.setenv("NASCAR_WAREHOUSE_MEMORY", limit)
    with pytest.raises(
        MemoryTooSmall, match=rf"nothing was published, {limit} .* set NASCAR_WAREHOUSE_MEMORY"
    ) as said:
        project.build()
    assert "\n" not in str(said.value)
    assert project.database.read_bytes() == before
