"""``marts.manufacturer_roll_forward``: the finish points of the best cars, race by race.

In the made-up season, who ends on an odd position drives a Chevrolet, else a Ford: a race gives
Chevrolet 40 points and Ford 35.
"""

from __future__ import annotations

import duckdb
import pytest
from made_up_season import add_race, add_season, race_id

from pipelines.warehouse.catalog import Catalog
from pipelines.warehouse.checks import run_check

Rows = list[tuple[object, ...]]
TWO_CARS = (("ann", 40), ("ben", 35))


@pytest.fixture
def season(warehouse: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A season of which the rules are those of 2023."""
    add_season(warehouse)
    for table in ("core.dim_points_system", "core.dim_finish_points"):
        warehouse.execute(
            f"insert into {table} by name select * replace (2019 as season) "
            f"from {table} where series_id = 'cup' and season = 2023"
        )
    return warehouse


def rolled(warehouse: duckdb.DuckDBPyConnection, number: int) -> Rows:
    """Points by rule in the race and the season, published, both differences, status."""
    return warehouse.execute(
        "select manufacturer_id, race_points, season_points, published_points, race_difference, "
        "season_difference, status from marts.manufacturer_roll_forward where race_id = ? "
        "order by manufacturer_id",
        [race_id(number)],
    ).fetchall()


def reason(warehouse: duckdb.DuckDBPyConnection, number: int, manufacturer_id: str) -> object:
    found = warehouse.execute(
        "select reason from marts.manufacturer_roll_forward "
        "where race_id = ? and manufacturer_id = ?",
        [race_id(number), manufacturer_id],
    ).fetchone()
    return found and found[0]


def broken_totals(warehouse: duckdb.DuckDBPyConnection, catalog: Catalog) -> int:
    check = next(
        one for one in catalog.checks if one.name == "manufacturer_totals_agree_with_rules"
    )
    return run_check(warehouse, check).offending_rows


def test_both_races_of_the_small_season_agree(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The best Ford of the second race is that of Dan, third and ineligible."""
    assert warehouse.execute(
        "select race_number, manufacturer_id, race_points, validated_races, season_points, "
        "published_before, published_points, race_difference, season_difference, status "
        "from marts.manufacturer_roll_forward order by all"
    ).fetchall() == [
        (1, "chevrolet", 35, 1, 35, 0, 35, 0, 0, "agrees"),
        (1, "ford", 40, 1, 40, 0, 40, 0, 0, "agrees"),
        (2, "chevrolet", 40, 2, 75, 35, 75, 0, 0, "agrees"),
        (2, "ford", 34, 2, 74, 40, 74, 0, 0, "agrees"),
    ]


def test_a_penalty_is_a_candidate_in_its_race_and_only_remembered_afterwards(
    season: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    add_race(season, 1, TWO_CARS, manufacturers=[("chevrolet", 40), ("ford", 35)])
    add_race(season, 2, TWO_CARS, manufacturers=[("ford", 70), ("chevrolet", 30)])
    add_race(season, 3, TWO_CARS, manufacturers=[("ford", 105), ("chevrolet", 70)])
    assert rolled(season, 2) == [
        ("chevrolet", 40, 80, 30, -50, -50, "adjustment_candidate"),
        ("ford", 35, 70, 70, 0, 0, "agrees"),
    ]
    assert rolled(season, 3)[0] == ("chevrolet", 40, 120, 70, 0, -50, "earlier_difference")
    assert reason(season, 2, "chevrolet") == (
        "-50: 30 published, 40 before the race and 40 by rule in it"
    )
    assert reason(season, 3, "chevrolet") == "-50 over the season so far, and nothing in this race"
    assert broken_totals(season, catalog) == 1


def test_without_the_standings_before_the_season_tells(
    season: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    add_race(season, 1, TWO_CARS)
    add_race(season, 2, TWO_CARS, manufacturers=[("chevrolet", 81), ("ford", 70)])
    assert rolled(season, 2) == [
        ("chevrolet", 40, 80, 81, None, 1, "adjustment_candidate"),
        ("ford", 35, 70, 70, None, 0, "agrees"),
    ]
    assert reason(season, 2, "chevrolet") == "+1: 81 published, 80 by rule over the season so far"
    assert reason(season, 2, "ford") == "70 are those by rule over the season so far"
    assert broken_totals(season, catalog) == 1


def test_a_season_with_a_race_missing_is_not_summed_but_rolled_forward(
    season: duckdb.DuckDBPyConnection,
) -> None:
    add_race(season, 4, TWO_CARS, manufacturers=[("chevrolet", 150), ("ford", 145)])
    add_race(season, 5, TWO_CARS, manufacturers=[("chevrolet", 190), ("ford", 180)])
    assert rolled(season, 4) == [
        ("chevrolet", 40, None, 150, None, None, "races_missing"),
        ("ford", 35, None, 145, None, None, "races_missing"),
    ]
    assert rolled(season, 5) == [
        ("chevrolet", 40, None, 190, 0, None, "agrees"),
        ("ford", 35, None, 180, 0, None, "agrees"),
    ]
    assert reason(season, 4, "ford") == (
        "races of the season so far whose points by rule are known: 1 of 4; no standings after "
        "race 3 list it"
    )
    assert reason(season, 5, "ford") == "180 are the 145 before the race and the 35 by rule in it"


def test_a_manufacturer_without_a_car_in_the_race_gets_nothing(
    season: duckdb.DuckDBPyConnection,
) -> None:
    add_race(season, 1, TWO_CARS, manufacturers=[("chevrolet", 40), ("ford", 35)])
    add_race(season, 2, [("ann", 40)], manufacturers=[("chevrolet", 80), ("ford", 35)])
    assert rolled(season, 2)[1] == ("ford", 0, 35, 35, 0, 0, "agrees")


def test_one_that_the_standings_do_not_list_is_no_candidate(
    season: duckdb.DuckDBPyConnection,
) -> None:
    add_race(season, 1, TWO_CARS, manufacturers=[("chevrolet", 40)])
    assert rolled(season, 1)[1] == ("ford", 35, 35, None, None, None, "not_listed")
    assert reason(season, 1, "ford") == (
        "the standings after the race do not list the manufacturer, or do so twice"
    )


def test_an_article_without_standings_of_manufacturers_says_so(
    season: duckdb.DuckDBPyConnection,
) -> None:
    add_race(season, 1, TWO_CARS)
    assert rolled(season, 1)[1] == ("ford", 35, 35, None, None, None, "not_listed")
    assert reason(season, 1, "ford") == "the article lists no standings of manufacturers"


def test_a_part_of_a_result_may_lack_the_best_car(season: duckdb.DuckDBPyConnection) -> None:
    """Of six cars in qualifying, the two best are in the result."""
    add_race(season, 1, TWO_CARS, manufacturers=[("chevrolet", 40), ("ford", 35)])
    season.execute(
        "insert into core.fct_qualifying_result by name select race_id, place as position, "
        "driver_id, document_id, 3 as table_index, place as row_index "
        "from core.fct_race_result cross join range(1, 7) as places (place) "
        f"where race_id = '{race_id(1)}' and finish_position = 1"
    )
    assert {row[-1] for row in rolled(season, 1)} == {"not_validated"}


def test_a_season_of_another_rule_is_not_validated(season: duckdb.DuckDBPyConnection) -> None:
    season.execute("delete from core.dim_finish_points where season = 2019")
    add_race(season, 1, TWO_CARS, manufacturers=[("chevrolet", 9), ("ford", 6)])
    assert rolled(season, 1) == [
        ("chevrolet", None, None, 9, None, None, "not_validated"),
        ("ford", None, None, 6, None, None, "not_validated"),
    ]


@pytest.mark.parametrize(
    "loss",
    [
        "update core.fct_race_result set manufacturer_id = null where finish_position = 3",
        "update core.fct_race_result set finish_position = 4 where finish_position = 3",
    ],
)
def test_a_result_that_is_not_whole_may_lack_the_best_car(
    season: duckdb.DuckDBPyConnection, loss: str
) -> None:
    add_race(
        season,
        1,
        [*TWO_CARS, ("cal", 34)],
        manufacturers=[("chevrolet", 40), ("ford", 35)],
    )
    season.execute(f"{loss} and race_id = '{race_id(1)}'")
    assert {row[-1] for row in rolled(season, 1)} == {"not_validated"}


def test_races_without_a_number_are_not_summed(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("update core.dim_race set race_number = null")
    assert warehouse.execute(
        "select distinct validated_races, season_points, race_difference, status "
        "from marts.manufacturer_roll_forward"
    ).fetchall() == [(None, None, None, "races_missing")]
