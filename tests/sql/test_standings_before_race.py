"""``marts.standings_before_race``: the order by points beside the published movement."""

from __future__ import annotations

import duckdb
import pytest
from made_up_season import add_race, add_season, race_id

from pipelines.warehouse.catalog import Catalog
from pipelines.warehouse.checks import run_check

Rows = list[tuple[object, ...]]


@pytest.fixture
def season(warehouse: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Before race 5: Ann 160, Ben 155, Cal 150, Dan 150; the race moves Cal up to the first."""
    add_season(warehouse)
    add_race(
        warehouse,
        5,
        [("cal", 40), ("ann", 20), ("ben", 20), ("dan", 20)],
        [("cal", 190), ("ann", 180), ("ben", 175), ("dan", 170)],
    )
    return warehouse


def move(warehouse: duckdb.DuckDBPyConnection, **changes: int | None) -> None:
    for driver_id, change in changes.items():
        warehouse.execute(
            "update core.fct_driver_standing set position_change = ? "
            "where race_id = ? and driver_id = ?",
            [change, race_id(5), driver_id],
        )


def compared(warehouse: duckdb.DuckDBPyConnection) -> Rows:
    return warehouse.execute(
        "select driver_id, points_before, order_before, position_before, contradicting_drivers, "
        "movement_agrees from marts.standings_before_race where race_id = ? order by 1",
        [race_id(5)],
    ).fetchall()


def contradicted_pairs(warehouse: duckdb.DuckDBPyConnection, catalog: Catalog) -> int:
    check = next(one for one in catalog.checks if one.name == "movement_agrees_with_points")
    return run_check(warehouse, check).offending_rows


def test_movement_that_gives_the_order_by_points_agrees(
    season: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    move(season, cal=2, ann=-1, ben=-1, dan=0)
    assert compared(season) == [
        ("ann", 160, 1, 1, 0, True),
        ("ben", 155, 2, 2, 0, True),
        ("cal", 150, 3, 3, 0, True),
        ("dan", 150, 3, 4, 0, True),
    ]
    assert contradicted_pairs(season, catalog) == 0


def test_ties_contradict_nothing(season: duckdb.DuckDBPyConnection) -> None:
    """Cal and Dan had 150 points each: either may have been third."""
    move(season, cal=3, ann=-1, ben=-1, dan=-1)
    assert [row[-2:] for row in compared(season)] == [(0, True)] * 4


def test_a_wrong_direction_is_contradicted_by_each_driver_passed(
    season: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    """By movement Ben was last but one; Cal, behind him by points, stood ahead."""
    move(season, cal=1, ann=-1, ben=0, dan=0)
    assert [(row[0], *row[3:]) for row in compared(season)] == [
        ("ann", 1, 0, True),
        ("ben", 3, 1, False),
        ("cal", 2, 1, False),
        ("dan", 4, 0, True),
    ]
    assert contradicted_pairs(season, catalog) == 1


def test_where_movement_or_points_are_unknown_nothing_is_compared(
    season: duckdb.DuckDBPyConnection,
) -> None:
    """Cal, who is contradicted by nobody who is known, may still be contradicted by Ben."""
    move(season, cal=1, ann=-1, ben=None, dan=0)
    season.execute("update core.fct_race_result set points = null where driver_id = 'dan'")
    assert [(row[0], *row[-2:]) for row in compared(season)] == [
        ("ann", 0, True),
        ("ben", None, None),
        ("cal", 0, True),
        ("dan", None, None),
    ]


def test_points_that_the_playoffs_reset_are_compared_with_nothing(
    season: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    move(season, cal=1, ann=-1, ben=0, dan=0)
    season.execute("insert into core.dim_playoff_reset values ('cup', 2019, 5)")
    assert [row[-2:] for row in compared(season)] == [(None, None)] * 4
    assert contradicted_pairs(season, catalog) == 0


def test_after_a_reset_points_and_movement_start_from_it(
    season: duckdb.DuckDBPyConnection,
) -> None:
    move(season, cal=1, ann=-1, ben=0, dan=0)
    season.execute("insert into core.dim_playoff_reset values ('cup', 2019, 4)")
    assert [row[-1] for row in compared(season)] == [True, False, False, True]


def test_who_is_missing_in_a_result_with_gaps_may_have_scored(
    season: duckdb.DuckDBPyConnection,
) -> None:
    season.execute("delete from core.fct_race_result where driver_id = 'ben'")
    assert season.execute(
        "select driver_id, race_points from marts.standings_before_race "
        "where race_id = ? order by all",
        [race_id(5)],
    ).fetchall() == [("ann", 20), ("ben", None), ("cal", 40), ("dan", 20)]


def test_before_the_first_race_nobody_has_a_position(
    season: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    """Movement is blank, that is 0, and qualifying races gave points before the race."""
    move(season, cal=0, ann=0, ben=0, dan=0)
    assert contradicted_pairs(season, catalog) > 0
    season.execute(f"update core.dim_race set race_number = 1 where race_id = '{race_id(5)}'")
    assert [row[-3:] for row in compared(season)] == [(None, None, None)] * 4
    assert contradicted_pairs(season, catalog) == 0


@pytest.mark.parametrize(("ann", "ben"), [(0, -2), (-1, -1)])
def test_a_penalty_between_two_races_contradicts_no_movement(
    season: duckdb.DuckDBPyConnection, catalog: Catalog, ann: int, ben: int
) -> None:
    """Ben led with 180 and lost 25, which leaves 155, behind Ann: movement may be from either."""
    add_race(season, 4, [], [("ben", 180), ("ann", 160), ("cal", 150), ("dan", 150)])
    move(season, cal=2, ann=ann, ben=ben, dan=0)
    assert [row[-2:] for row in compared(season)] == [(0, True)] * 4
    assert contradicted_pairs(season, catalog) == 0


def test_a_movement_that_is_wrong_with_and_without_the_penalty_is_contradicted(
    season: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    """Cal, third by any points, stood ahead of Ben by movement."""
    add_race(season, 4, [], [("ben", 180), ("ann", 160), ("cal", 150), ("dan", 150)])
    move(season, cal=1, ann=-1, ben=0, dan=0)
    assert contradicted_pairs(season, catalog) == 1


def test_published_points_tell_the_order_where_those_of_the_race_are_unknown(
    season: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    add_race(season, 4, [], [("ann", 160), ("ben", 155), ("cal", 150), ("dan", 150)])
    season.execute("update core.fct_race_result set points = null where driver_id = 'ben'")
    move(season, cal=1, ann=-1, ben=0, dan=0)
    assert contradicted_pairs(season, catalog) == 1
