"""``marts.standings_roll_forward``: from one race to the next, and no further."""

from __future__ import annotations

import duckdb
import pytest
from made_up_season import add_race, add_result, add_season, race_id

from pipelines.warehouse.catalog import Catalog

Rows = list[tuple[object, ...]]


@pytest.fixture
def season(warehouse: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    add_season(warehouse)
    return warehouse


def rolled(warehouse: duckdb.DuckDBPyConnection, number: int) -> Rows:
    """Driver, points before, of the race, expected, published, difference and status."""
    return warehouse.execute(
        "select driver_id, points_before, race_points, expected_points, published_points, "
        "difference, status from marts.standings_roll_forward where race_id = ? order by position",
        [race_id(number)],
    ).fetchall()


def reasons(warehouse: duckdb.DuckDBPyConnection, number: int) -> list[str]:
    found = warehouse.execute(
        "select reason from marts.standings_roll_forward where race_id = ? order by position",
        [race_id(number)],
    ).fetchall()
    return [reason for (reason,) in found]


class TestConsecutiveRaces:
    def test_both_races_of_the_small_season_agree(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        assert warehouse.execute(
            "select race_number, position, points_before, race_points, expected_points, "
            "published_points, difference, status from marts.standings_roll_forward order by all"
        ).fetchall() == [
            (1, 1, None, 56, 56, 56, 0, "agrees"),
            (1, 2, None, 54, 54, 54, 0, "agrees"),
            (1, 3, None, 52, 52, 52, 0, "agrees"),
            (2, 1, 54, 59, 113, 113, 0, "agrees"),
            (2, 2, 56, 52, 108, 108, 0, "agrees"),
            (2, 3, 52, 51, 103, 103, 0, "agrees"),
        ]

    def test_a_penalty_is_found_with_its_size_and_not_again_in_the_race_after(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 4, [("ann", 40)], [("ann", 200), ("ben", 190)])
        add_race(season, 5, [("ben", 40), ("ann", 35)], [("ann", 235), ("ben", 130)])
        add_race(season, 6, [("ben", 40), ("ann", 35)], [("ann", 270), ("ben", 170)])
        assert rolled(season, 5) == [
            ("ann", 200, 35, 235, 235, 0, "agrees"),
            ("ben", 190, 40, 230, 130, -100, "adjustment_candidate"),
        ]
        assert [row[-1] for row in rolled(season, 6)] == ["agrees", "agrees"]
        assert reasons(season, 5) == [
            "235 are the 200 after race 4 and the 35 of this one",
            "-100: 130 published, 190 after race 4 and 40 in this one; "
            "a penalty, a correction or an error",
        ]

    def test_points_given_back_have_their_size_too(self, season: duckdb.DuckDBPyConnection) -> None:
        add_race(season, 4, [("ann", 40)], [("ann", 200)])
        add_race(season, 5, [("ann", 40)], [("ann", 265)])
        assert rolled(season, 5) == [("ann", 200, 40, 240, 265, 25, "adjustment_candidate")]
        assert reasons(season, 5)[0].startswith("+25: 265 published, 200 after race 4 and 40")

    def test_who_was_not_in_the_race_keeps_the_points(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 4, [("ann", 40)], [("ann", 200), ("ben", 190)])
        add_race(season, 5, [("ann", 40)], [("ann", 240), ("ben", 190)])
        assert rolled(season, 5)[1] == ("ben", 190, 0, 190, 190, 0, "agrees")

    def test_the_points_of_two_cars_of_a_driver_are_added_up(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 4, [("ann", 40)], [("ann", 200)])
        add_race(season, 5, [("ann", 40), ("ben", 35), ("ann", 10)], [("ann", 250)])
        assert rolled(season, 5) == [("ann", 200, 50, 250, 250, 0, "agrees")]

    def test_a_candidate_breaks_no_check_of_points(
        self, season: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        """A penalty is no error of an article: it is listed, not reported."""
        add_race(season, 4, [("ann", 40)], [("ann", 200)])
        add_race(season, 5, [("ann", 40)], [("ann", 140)])
        assert rolled(season, 5)[0][-2:] == (-100, "adjustment_candidate")
        read = [one.name for one in catalog.checks if "roll_forward" in one.sql]
        assert read == ["manufacturer_totals_agree_with_rules"]


class TestFirstRace:
    @pytest.fixture(autouse=True)
    def rules_of_the_season(self, season: duckdb.DuckDBPyConnection) -> None:
        season.execute(
            "insert into core.dim_points_system by name select * replace (2019 as season, "
            "'Daytona Duels' as qualifying_races) from core.dim_points_system "
            "where series_id = 'cup' and season = 2023"
        )

    def test_points_of_the_duels_are_a_candidate_that_says_so(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 1, [("ann", 40), ("ben", 35)], [("ann", 50), ("ben", 35)])
        assert rolled(season, 1) == [
            ("ann", None, 40, 40, 50, 10, "adjustment_candidate"),
            ("ben", None, 35, 35, 35, 0, "agrees"),
        ]
        assert reasons(season, 1)[0] == (
            "+10: 50 published, and the race gave 40; the result is without points of qualifying "
            "races, such as the Daytona Duels"
        )

    def test_points_that_are_missing_are_none_of_qualifying_races(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 1, [("ann", 40)], [("ann", 15)])
        assert reasons(season, 1) == [
            "-25: 15 published, and the race gave 40; a penalty, a correction or an error"
        ]

    @pytest.mark.parametrize(
        "season_of", ["update core.dim_season set series_id = 'nxs'",
                      "update core.dim_season set season = 2015"],
    )  # fmt: skip
    def test_only_the_cup_since_2017_pays_points_in_qualifying_races(
        self, season: duckdb.DuckDBPyConnection, season_of: str
    ) -> None:
        add_race(season, 1, [("ann", 40)], [("ann", 50)])
        season.execute(f"{season_of} where season_id = 'cup-2019'")
        assert reasons(season, 1) == [
            "+10: 50 published, and the race gave 40; "
            "points given back, points from elsewhere, or an error"
        ]

    def test_a_race_before_the_first_one_is_not_missed(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 1, [("ann", 40)], [("ann", 40)])
        assert [row[-1] for row in rolled(season, 1)] == ["agrees"]


class TestUnknown:
    def test_a_race_that_is_missing_in_between_is_not_bridged(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 4, [("ann", 40)], [("ann", 200)])
        add_race(season, 6, [("ann", 40)], [("ann", 280)])
        assert rolled(season, 6) == [("ann", None, 40, None, 280, None, "race_before_missing")]
        assert reasons(season, 6) == ["race 5 of the season is not loaded"]

    def test_a_race_before_without_standings_says_so(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 5, [("ann", 40)])
        add_race(season, 6, [("ann", 40)], [("ann", 280)])
        assert rolled(season, 6)[0][-1] == "race_before_missing"
        assert reasons(season, 6) == ["race 5 of the season lists no standings"]

    def test_the_race_before_is_one_of_the_same_season(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        """Races 1 and 2 of 2023 are loaded; they do not come before race 3 of 2019."""
        add_race(season, 3, [("ann-archer", 40)], [("ann-archer", 153)])
        assert rolled(season, 3)[0][-1] == "race_before_missing"

    def test_a_driver_whom_a_partial_list_leaves_out_is_unknown(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 4, [("ann", 40)], [("ann", 200)])
        add_race(season, 5, [("ben", 40), ("ann", 35)], [("ann", 235), ("ben", 220)])
        assert rolled(season, 5)[1] == ("ben", None, 40, None, 220, None, "not_listed_before")
        assert "list the first 1 positions" in reasons(season, 5)[1]

    def test_a_driver_listed_twice_before_is_unknown_and_has_one_row(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 4, [("ann", 40)], [("ann", 200), ("ann", 100)])
        add_race(season, 5, [("ann", 40)], [("ann", 240)])
        assert rolled(season, 5) == [("ann", None, 40, None, 240, None, "not_listed_before")]

    def test_a_race_whose_result_lists_no_points_is_unknown(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 4, [("ann", 40)], [("ann", 200)])
        add_race(season, 5, [("ann", None)], [("ann", 240)])
        assert rolled(season, 5) == [("ann", 200, None, None, 240, None, "points_unknown")]

    def test_a_driver_whose_row_may_be_the_one_that_is_lost_did_not_score_nothing(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 4, [("ann", 40)], [("ann", 200), ("ben", 190)])
        add_race(season, 5, [("ann", 40)], [("ann", 240), ("ben", 224)])
        add_result(season, 5, 3, "cal", 34)
        assert rolled(season, 5) == [
            ("ann", 200, 40, 240, 240, 0, "agrees"),
            ("ben", 190, None, None, 224, None, "points_unknown"),
        ]

    def test_races_without_a_number_are_in_no_order(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("update core.dim_race set race_number = null")
        assert warehouse.execute(
            "select distinct points_before, expected_points, difference, status "
            "from marts.standings_roll_forward"
        ).fetchall() == [(None, None, None, "race_number_unknown")]

    def test_two_races_of_one_number_are_in_no_order_and_double_no_row(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 4, [("ann", 40)], [("ann", 200)])
        add_race(season, 5, [("ann", 40)], [("ann", 240)])
        add_race(season, 7, [("ann", 40)], [("ann", 210)])
        season.execute(f"update core.dim_race set race_number = 4 where race_id = '{race_id(7)}'")
        assert rolled(season, 4)[0][-1] == "race_number_unknown"
        assert [row[-1] for row in rolled(season, 5)] == ["race_before_missing"]


class TestResets:
    @pytest.fixture(autouse=True)
    def playoffs(self, season: duckdb.DuckDBPyConnection) -> None:
        season.execute("insert into core.dim_playoff_reset values ('cup', 2019, 26)")
        add_race(season, 25, [("ann", 40)], [("ann", 900), ("ben", 800)])

    def test_standings_that_show_the_reset_claim_no_difference(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 26, [("ann", 40), ("ben", 35)], [("ann", 2025), ("ben", 835)])
        assert rolled(season, 26) == [
            ("ann", 900, 40, 940, 2025, None, "reset"),
            ("ben", 800, 35, 835, 835, 0, "agrees"),
        ]
        assert reasons(season, 26)[0] == (
            "points are reset for the playoffs, so the 2025 published need not be the 940 of the "
            "races"
        )

    def test_standings_before_the_reset_are_followed_by_some_after_it(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 26, [("ann", 40)], [("ann", 940)])
        add_race(season, 27, [("ann", 50)], [("ann", 2075)])
        assert [row[-2:] for row in rolled(season, 26)] == [(0, "agrees")]
        assert [row[-2:] for row in rolled(season, 27)] == [(None, "reset")]

    @pytest.mark.parametrize("others", [[], [("cal", 2010)]])
    def test_a_penalty_right_after_standings_that_show_the_reset_is_found(
        self, season: duckdb.DuckDBPyConnection, others: list[tuple[str, int]]
    ) -> None:
        """2012 and 5 are 2017; who leads may be the one who lost 25, or another one."""
        add_race(season, 26, [("ann", 40)], [("ann", 2012), *others])
        scored = [(driver, 0) for driver, _ in others]
        add_race(season, 27, [("ann", 5), *scored], [*others, ("ann", 1992)])
        assert rolled(season, 27)[-1] == ("ann", 2012, 5, 2017, 1992, -25, "adjustment_candidate")
        assert {row[-1] for row in rolled(season, 27)[:-1]} <= {"agrees"}

    def test_a_penalty_in_standings_that_do_not_show_the_reset_yet_is_found(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 26, [("ann", 40), ("ben", 35)], [("ann", 940), ("ben", 735)])
        assert [row[-2:] for row in rolled(season, 26)] == [
            (0, "agrees"),
            (-100, "adjustment_candidate"),
        ]

    def test_a_penalty_away_from_a_reset_is_found(self, season: duckdb.DuckDBPyConnection) -> None:
        add_race(season, 27, [("ann", 50)], [("ann", 2075)])
        add_race(season, 28, [("ann", 50)], [("ann", 2100)])
        assert [row[-2:] for row in rolled(season, 28)] == [(-25, "adjustment_candidate")]

    def test_the_resets_of_another_series_are_not_its_own(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        season.execute("update core.dim_playoff_reset set series_id = 'nxs'")
        add_race(season, 26, [("ann", 40)], [("ann", 2025)])
        assert [row[-2:] for row in rolled(season, 26)] == [(1085, "adjustment_candidate")]
