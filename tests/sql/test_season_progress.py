"""``intermediate.season_progress`` and ``season_wins``: what is loaded, and who has won."""

from __future__ import annotations

import duckdb
import pytest
from made_up_season import SEASON, add_race, add_season, race_id


@pytest.fixture
def season(warehouse: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    add_season(warehouse)
    return warehouse


def progress(warehouse: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return warehouse.execute(
        "select race_number, race_before_id, races_with_results, has_all_results, is_reset_after, "
        "is_reset_before from intermediate.season_progress "
        f"where season_id = '{SEASON}' order by race_id"
    ).fetchall()


def wins(warehouse: duckdb.DuckDBPyConnection, number: int) -> list[tuple[object, ...]]:
    return warehouse.execute(
        "select driver_id, wins, playoff_wins, is_sure_winner, are_all_wins "
        "from intermediate.season_wins where race_id = ? order by 1",
        [race_id(number)],
    ).fetchall()


class TestProgress:
    def test_races_are_counted_until_one_is_missing(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        for number in (1, 2, 4):
            add_race(season, number, [("ann", 40)])
        assert progress(season) == [
            (1, None, 1, True, False, False),
            (2, race_id(1), 2, True, False, False),
            (4, None, 3, False, False, False),
        ]

    def test_a_race_without_a_winner_is_loaded_and_not_counted(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 1)
        add_race(season, 2, [("ann", 40)])
        assert progress(season) == [
            (1, None, 0, False, False, False),
            (2, race_id(1), 1, False, False, False),
        ]

    def test_a_reset_touches_the_race_and_the_one_after_it(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        season.execute("insert into core.dim_playoff_reset values ('cup', 2019, 1)")
        for number in (1, 2, 3):
            add_race(season, number)
        assert [row[-2:] for row in progress(season)] == [
            (True, False),
            (False, True),
            (False, False),
        ]

    def test_two_races_of_one_number_have_none(self, season: duckdb.DuckDBPyConnection) -> None:
        for number in (1, 2, 3):
            add_race(season, number, [("ann", 40)])
        season.execute(f"update core.dim_race set race_number = 2 where race_id = '{race_id(3)}'")
        assert [row[:4] for row in progress(season)] == [
            (1, None, 1, True),
            (None, None, None, None),
            (None, None, None, None),
        ]


class TestWins:
    def test_wins_add_up_over_the_races_so_far(self, season: duckdb.DuckDBPyConnection) -> None:
        for number, winner in enumerate(("ann", "ben", "ann"), start=1):
            add_race(season, number, [(winner, 40)])
        assert wins(season, 1) == [("ann", 1, 1, True, True)]
        assert wins(season, 3) == [("ann", 2, 2, True, True), ("ben", 1, 1, True, True)]

    def test_wins_of_a_season_with_a_race_missing_are_not_all(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        add_race(season, 2, [("ann", 40)])
        assert wins(season, 2) == [("ann", 1, 1, True, False)]

    def test_a_win_that_was_ruled_out_is_a_win_and_does_not_count_for_the_playoffs(
        self, season: duckdb.DuckDBPyConnection
    ) -> None:
        season.execute("insert into core.dim_uncounted_win values ('cup', 2019, 1, 'a penalty')")
        add_race(season, 1, [("ann", 40)])
        add_race(season, 2, [("ann", 40)])
        assert wins(season, 1) == [("ann", 1, 0, False, True)]
        assert wins(season, 2) == [("ann", 2, 1, True, True)]

    @pytest.mark.parametrize(
        ("eligible", "expected"), [("false", (1, 0, False)), ("null", (1, 1, False))]
    )
    def test_who_is_ineligible_does_not_win_for_the_playoffs(
        self,
        season: duckdb.DuckDBPyConnection,
        eligible: str,
        expected: tuple[int, int, bool],
    ) -> None:
        add_race(season, 1, [("ann", 0)])
        season.execute(
            f"update core.fct_race_result set is_points_eligible = {eligible} "
            f"where race_id = '{race_id(1)}'"
        )
        assert wins(season, 1) == [("ann", *expected, True)]

    def test_races_without_a_number_are_of_no_season_so_far(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("update core.dim_race set race_number = null")
        assert warehouse.execute("from intermediate.season_wins").fetchall() == []
