"""The views that ``marts.points_audit`` is made of, with rows reckoned by hand."""

from __future__ import annotations

import duckdb
import pytest

FIRST, SECOND = "cup-2023-1", "cup-2023-2"
ANN, BEN, CAL, DAN = "ann-archer", "ben-baker", "cal-carter", "dan-draper"

Rows = list[tuple[object, ...]]


def rows(warehouse: duckdb.DuckDBPyConnection, columns: str, view: str, race: str = FIRST) -> Rows:
    return warehouse.execute(
        f"select {columns} from intermediate.{view} where race_id = '{race}' order by all"
    ).fetchall()


class TestLapLeaders:
    """Of 100 laps Ben, who won, led 20, Ann 50, Cal 30, Dan none."""

    COLUMNS = "driver_id, has_led, has_led_most"

    @pytest.mark.parametrize(
        ("script", "expected"),
        [
            pytest.param(
                "",
                [(ANN, True, True), (BEN, True, False), (CAL, True, False), (DAN, False, False)],
                id="as stated",
            ),
            pytest.param(
                "update core.fct_race_result set laps_led = null where laps_led = 0",
                [(ANN, True, True), (BEN, True, False), (CAL, True, False), (DAN, False, False)],
                id="a blank is no lap where the others add up",
            ),
            pytest.param(
                "update core.fct_race_result set laps_led = null where laps_led = 0;"
                "update core.dim_race set laps = null",
                [(ANN, True, True), (BEN, True, False), (CAL, True, False), (DAN, False, False)],
                id="the laps of the race are those of the car that went farthest",
            ),
            pytest.param(
                "update core.fct_race_result set laps_completed = null;"
                "update core.dim_race set laps = null",
                [(ANN, True, True), (BEN, True, False), (CAL, True, False), (DAN, False, False)],
                id="every row states them, whatever the laps of the race",
            ),
            pytest.param(
                "update core.fct_race_result set laps_completed = null, "
                "laps_led = case when laps_led > 0 then laps_led end;"
                "update core.dim_race set laps = null",
                [(ANN, True, None), (BEN, True, False), (CAL, True, False), (DAN, None, None)],
                id="a blank is anything where the laps of the race are not known",
            ),
            pytest.param(
                "update core.fct_race_result set laps_led = null where laps_led in (0, 30)",
                [(ANN, True, True), (BEN, True, False), (CAL, None, False), (DAN, None, False)],
                id="30 laps are led by somebody, which are fewer than 50",
            ),
            pytest.param(
                "update core.fct_race_result set laps_led = null where laps_led in (0, 50)",
                [(ANN, None, None), (BEN, True, False), (CAL, True, None), (DAN, None, None)],
                id="50 laps are led by somebody, which may be more than 30",
            ),
            pytest.param(
                "update core.fct_race_result set laps_led = null;",
                [(ANN, True, True), (BEN, True, None), (CAL, None, None), (DAN, None, None)],
                id="the infobox names who led 50, and the winner led the last lap",
            ),
            pytest.param(
                "update core.fct_race_result set laps_led = null;"
                "update core.dim_race set most_laps_led = null",
                [(ANN, True, True), (BEN, True, None), (CAL, None, None), (DAN, None, None)],
                id="the infobox names the driver alone",
            ),
            pytest.param(
                "update core.fct_race_result set laps_led = null;"
                "update core.dim_race set most_laps_led = 100",
                [(ANN, True, True), (BEN, True, False), (CAL, False, False), (DAN, False, False)],
                id="one driver led all laps",
            ),
            pytest.param(
                "update core.fct_race_result set laps_led = null, "
                "is_disqualified = driver_id = 'dan-draper';"
                "update core.dim_race set most_laps_led_driver_id = null",
                [(ANN, None, None), (BEN, None, None), (CAL, None, None), (DAN, None, None)],
                id="who was disqualified may have led the last lap",
            ),
        ],
    )
    def test_who_led_is_told_as_far_as_the_article_tells(
        self, warehouse: duckdb.DuckDBPyConnection, script: str, expected: Rows
    ) -> None:
        if script:
            warehouse.execute(script)
        assert rows(warehouse, self.COLUMNS, "lap_leaders") == expected

    def test_laps_that_no_row_states_leave_open_who_led_most(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """A table of the first three without Ann: 50 laps were led by somebody else."""
        warehouse.execute("delete from core.fct_race_result where driver_id = 'ann-archer'")
        assert rows(warehouse, self.COLUMNS, "lap_leaders") == [
            (BEN, True, False), (CAL, True, None), (DAN, False, False),
        ]  # fmt: skip

    def test_a_driver_in_two_cars_led_in_one_that_the_infobox_does_not_name(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            "update core.fct_race_result set laps_led = null;"
            "update core.fct_race_result set driver_id = 'ann-archer' where car_number = '44'"
        )
        assert rows(warehouse, "finish_position, has_led, has_led_most", "lap_leaders") == [
            (1, True, None), (2, None, None), (3, None, None), (4, None, None),
        ]  # fmt: skip


class TestFinaleContenders:
    """The second race is the last of its season; Ann leads after it, then Ben, then Cal."""

    COLUMNS = "driver_id, position, is_certain"
    TWO = "update core.dim_points_system set finale_contenders = 2, contenders_forgo = 'stages';"

    def test_they_are_the_first_in_the_standings_after_the_last_race(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(self.TWO)
        assert rows(warehouse, self.COLUMNS, "finale_contenders", FIRST) == []
        assert rows(warehouse, self.COLUMNS, "finale_contenders", SECOND) == [
            (ANN, 1, True), (BEN, 2, True),
        ]  # fmt: skip

    def test_without_a_finale_there_are_none(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        assert rows(warehouse, self.COLUMNS, "finale_contenders", SECOND) == []

    def test_standings_that_lack_a_contender_leave_open_who_it_is(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            self.TWO + "delete from core.fct_driver_standing where driver_id = 'ben-baker'"
        )
        assert rows(warehouse, self.COLUMNS, "finale_contenders", SECOND) == [
            (ANN, 1, True), (BEN, None, False), (DAN, None, False),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "unknown",
        [
            "update core.dim_race set race_number = null;",
            "update core.dim_season set scheduled_races = null;",
        ],
    )
    def test_a_race_that_may_be_the_last_one_has_no_certain_contenders(
        self, warehouse: duckdb.DuckDBPyConnection, unknown: str
    ) -> None:
        warehouse.execute(self.TWO + unknown)
        assert rows(warehouse, self.COLUMNS, "finale_contenders", FIRST) == [
            (ANN, 2, False), (BEN, 1, False),
        ]  # fmt: skip


class TestStagePoints:
    COLUMNS = "driver_id, stage_1_points, stage_2_points, stage_3_points, stage_points"

    def test_points_are_summed_over_the_stages(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        assert rows(warehouse, self.COLUMNS, "stage_points") == [
            (ANN, 9, 10, 0, 19), (BEN, 7, 9, 0, 16), (CAL, 10, 8, 0, 18), (DAN, 0, 0, 0, 0),
        ]  # fmt: skip

    def test_what_is_published_goes_before_the_rule(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """A place beyond those that are paid is worth nothing."""
        warehouse.execute(
            "update core.fct_stage_result set stage_points = null "
            "where stage_number = 2 or driver_id = 'dan-draper';"
            "update core.fct_stage_result set stage_points = 1 "
            "where driver_id = 'cal-carter' and stage_number = 1;"
            "delete from core.dim_stage_points where stage_position = 3"
        )
        assert rows(warehouse, self.COLUMNS, "stage_points") == [
            (ANN, 9, 10, 0, 19), (BEN, 7, 9, 0, 16), (CAL, 1, 0, 0, 1), (DAN, 0, 0, 0, 0),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("script", "expected"),
        [
            pytest.param(
                "", [(ANN, 0, 0), (BEN, 0, 0), (CAL, 0, 0), (DAN, 1, 7)],
                id="the fourth of the second stage is not listed",
            ),
            pytest.param(
                "delete from core.fct_stage_result where stage_number = 2",
                [(ANN, 1, 10), (BEN, 1, 10), (CAL, 1, 10), (DAN, 1, 10)],
                id="the second stage is not listed",
            ),
            pytest.param(
                "delete from core.fct_stage_result",
                [(ANN, 2, 20), (BEN, 2, 20), (CAL, 2, 20), (DAN, 2, 20)],
                id="the stage that the results name is the third, which is not paid",
            ),
            pytest.param(
                "delete from core.fct_stage_result where stage_number = 2;"
                "delete from core.fct_stage",
                [(ANN, 1, 10), (BEN, 1, 10), (CAL, 1, 10), (DAN, 1, 10)],
                id="one stage is listed, and at least two are paid",
            ),
            pytest.param(
                "delete from core.fct_stage_result; delete from core.fct_stage",
                [(ANN, 3, 30), (BEN, 3, 30), (CAL, 3, 30), (DAN, 3, 30)],
                id="there may have been as many as the rules allow",
            ),
            pytest.param(
                "delete from core.fct_stage_result;"
                "update core.dim_points_system set most_paid_stages = 0, fewest_paid_stages = 0",
                [(ANN, 0, 0), (BEN, 0, 0), (CAL, 0, 0), (DAN, 0, 0)],
                id="no stage is paid in this season",
            ),
        ],
    )  # fmt: skip
    def test_what_the_article_does_not_list_is_unknown(
        self, warehouse: duckdb.DuckDBPyConnection, script: str, expected: Rows
    ) -> None:
        if script:
            warehouse.execute(script)
        columns = "driver_id, unknown_stages, most_unknown_points"
        assert rows(warehouse, columns, "stage_points") == expected


class TestPointsReadings:
    COLUMNS = "finish_position, reading_number, fewest_points, most_points"

    def test_where_all_is_known_there_is_one(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        """And none of the driver who cannot score."""
        assert rows(warehouse, self.COLUMNS, "points_readings") == [
            (1, 1, 56, 56), (2, 1, 54, 54), (3, 1, 52, 52),
        ]  # fmt: skip

    def test_there_is_one_for_each_thing_that_may_be(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """One contender, 2 for a lap led, 4 for most; nobody knows who led but the winner."""
        warehouse.execute(
            "update core.fct_race_result set laps_led = null;"
            "update core.dim_race set most_laps_led_driver_id = null, race_number = null;"
            "update core.dim_points_system set finale_contenders = 1, "
            "contenders_forgo = 'bonuses', win_points = 8, led_lap_points = 2, "
            "most_laps_led_points = 4;"
        )
        columns = (
            "finish_position, reading_number, is_finale_contender, win_points, led_lap_points, "
            "most_laps_led_points, fewest_stage_points, fewest_points"
        )
        assert rows(warehouse, columns, "points_readings") == [
            (1, 2, False, 8, 2, 0, 16, 66),
            (1, 3, False, 8, 2, 4, 16, 70),
            (1, 4, True, 0, 0, 0, 16, 56),
            (2, 1, False, 0, 0, 0, 19, 54),
            (2, 2, False, 0, 2, 0, 19, 56),
            (2, 3, False, 0, 2, 4, 19, 60),
            (3, 1, False, 0, 0, 0, 18, 52),
            (3, 2, False, 0, 2, 0, 18, 54),
            (3, 3, False, 0, 2, 4, 18, 58),
        ]


class TestPointsByRule:
    def test_the_reading_that_fits_is_taken(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        """Of 52, 54 and 58 for Cal, who was third, the second."""
        warehouse.execute(
            "update core.fct_race_result set laps_led = null;"
            "update core.dim_race set most_laps_led_driver_id = null;"
            "update core.dim_points_system set led_lap_points = 2, most_laps_led_points = 4;"
            "update core.fct_race_result set points = 54 where driver_id = 'cal-carter'"
        )
        columns = (
            "finish_position, led_lap_points, most_laps_led_points, points_by_rule, difference, "
            "lowest_points, highest_points, lead_is_inferred, contender_is_inferred"
        )
        assert rows(warehouse, columns, "points_by_rule") == [
            (1, 2, 0, 58, -2, 58, 62, True, False),
            (2, 0, 0, 54, 0, 54, 60, True, False),
            (3, 2, 0, 54, 0, 52, 58, True, False),
        ]

    def test_one_that_a_fastest_lap_explains_goes_before_one_that_is_as_near(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """Cal: 34 as a contender, with the fastest lap 35; 36 with the 2 of the stages."""
        warehouse.execute(
            "delete from core.fct_driver_standing;"
            "delete from core.fct_stage_result where stage_number = 2;"
            "update core.fct_stage_result set stage_points = 2 where driver_id = 'cal-carter';"
            "update core.dim_points_system set finale_contenders = 1, contenders_forgo = 'stages', "
            "fastest_lap_points = 1, fewest_paid_stages = 1;"
            "delete from core.fct_stage; update core.dim_race set race_number = 2;"
            "update core.fct_race_result set points = 35 where driver_id = 'cal-carter'"
        )
        columns = "fastest_lap_points, stage_points, points_by_rule, contender_is_inferred"
        found = rows(warehouse, f"finish_position, {columns}", "points_by_rule")
        assert found[2] == (3, 1, 0, 35, True)
