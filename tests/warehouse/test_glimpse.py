"""What a build sees of each table and view: rows, the first of them, bars of a chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest
from sample_project import Project

from pipelines.warehouse.catalog import TABLE_SCHEMAS, VIEW_SCHEMAS, Catalog, CatalogError
from pipelines.warehouse.glimpse import Chart, chart_of, glimpse


@pytest.fixture
def reference(reference_project: Project) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(reference_project.database), read_only=True) as connection:
        yield connection


@pytest.fixture
def empty(catalog: Catalog) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for schema in (*TABLE_SCHEMAS, *VIEW_SCHEMAS):
            connection.execute(f"create schema {schema}")
        for relation in catalog.relations.values():
            connection.execute(relation.definition)
        yield connection


def test_every_row_is_counted_and_the_first_are_in_the_order_of_the_key(
    reference: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    for name in ("core.fct_race_result", "marts.race_results"):
        seen = glimpse(reference, catalog.relations[name])
        assert seen.rows == 36
        assert [row["finish_position"] for row in seen.first_rows] == [*range(1, 9)]
        assert list(seen.first_rows[0]) == [one.name for one in catalog.relations[name].columns]


def test_bars_are_of_the_newest_race_and_the_longest_comes_first(
    empty: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    empty.execute(
        "insert into core.dim_season values ('cup-2022', 'cup', 2022, 'x', null);"
        "insert into core.dim_driver values ('ann', 'Ann', null), ('ben', 'Ben', null);"
    )
    for number, date, points in ((9, "2022-01-01", 9), (10, "2022-02-01", 4), (8, None, 7)):
        empty.execute(
            "insert into core.dim_race by name select ? as race_id, 'cup-2022' as season_id, "
            "? as race_number, 'x' as race_name, cast(? as date) as race_date, 'x' as document_id",
            [f"cup-2022-{number}", number, date],
        )
        empty.execute(
            "insert into core.fct_race_result by name select ? as race_id, position as "
            "finish_position, false as finish_position_is_inferred, false as is_disqualified, "
            "driver as driver_id, ? * position as points, 'x' as document_id, 1 as table_index, "
            "position as row_index from (values (1, 'ann'), (2, 'ben')) as cars (position, driver)",
            [f"cup-2022-{number}", points],
        )
    seen = glimpse(empty, catalog.relations["marts.race_results"])
    assert (seen.bars, seen.bars_of) == ([("Ben", 8.0), ("Ann", 4.0)], "cup-2022-10")
    season = glimpse(empty, catalog.relations["marts.driver_season"])
    assert (season.bars, season.bars_of) == ([("Ben", 40.0), ("Ann", 20.0)], "cup-2022")
    audit = glimpse(empty, catalog.relations["marts.points_audit"])
    assert audit.bars_of is None
    assert sum(number for _, number in audit.bars) == audit.rows == 6


def test_bars_may_be_in_another_order(
    reference: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    seen = glimpse(reference, catalog.relations["marts.qualifying_gaps"])
    assert seen.bars[:2] == [("Ross Chastain", 0.0), ("Tyler Reddick", 0.023)]
    assert len(seen.bars) == 12


def test_nothing_is_seen_of_an_empty_warehouse(
    empty: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    for relation in catalog.relations.values():
        seen = glimpse(empty, relation)
        assert (seen.rows, seen.first_rows, seen.bars, seen.bars_of) == (0, (), [], None)


def test_what_the_head_of_a_view_says_of_its_chart_is_understood(catalog: Catalog) -> None:
    charts = {one.name: chart_of(one) for one in catalog.views}
    assert charts["marts.race_results"] == Chart("points", "driver_name", None)
    assert charts["marts.qualifying_gaps"] == Chart(
        "gap_to_pole_seconds", "driver_name", "position"
    )
    assert charts["intermediate.car_lists"] is None
    assert sum(one is not None for one in charts.values()) > 10


@pytest.mark.parametrize(
    "stated", ["points", "laps by driver_name", "points by driver_name in order of grid"]
)
def test_a_chart_that_cannot_be_drawn_is_refused_with_its_file(
    catalog: Catalog, stated: str
) -> None:
    view = catalog.relations["marts.race_results"]
    broken = replace(view, sql=view.sql.replace("points by driver_name", stated))
    with pytest.raises(CatalogError, match=r"sql/marts/race_results.sql: '-- chart: "):
        chart_of(broken)
