"""``marts.points_audit``: each outcome, reckoned by hand from ``two_races.sql``.

By the rules of 2023 in it, the first two in the first race score 40 + 7 + 9 and 35 + 9 + 10.
"""

from __future__ import annotations

import duckdb
import pytest

FIRST, SECOND = "cup-2023-1", "cup-2023-2"
ANN, BEN, CAL, DAN = "ann-archer", "ben-baker", "cal-carter", "dan-draper"

Rows = list[tuple[object, ...]]

# No stages, but points for laps led; the three who score then have 44, 41 and 39.
RULES_OF_2016 = (
    "update core.dim_season set season = 2016; delete from core.fct_stage_result;"
    "delete from core.fct_stage;"
    "update core.fct_race_result set points = case finish_position when 1 then 44 when 2 then 41 "
    f"when 3 then 39 else 0 end where race_id = '{FIRST}'; "
)
NO_LAPS_LED = "update core.fct_race_result set laps_led = null; "
NO_MOST_LAPS_LED = "update core.dim_race set most_laps_led_driver_id = null, most_laps_led = null; "


def published(points: int | None, driver: str, race: str = FIRST) -> str:
    shown = "null" if points is None else points
    return (
        f"update core.fct_race_result set points = {shown} "
        f"where race_id = '{race}' and driver_id = '{driver}'; "
    )


def audit(
    warehouse: duckdb.DuckDBPyConnection, columns: str, driver: str, race: str = FIRST
) -> tuple[object, ...]:
    [row] = warehouse.execute(
        f"select {columns} from marts.points_audit "
        f"where race_id = '{race}' and driver_id = '{driver}'"
    ).fetchall()
    return tuple(row)


def status(warehouse: duckdb.DuckDBPyConnection, driver: str, race: str = FIRST) -> object:
    return audit(warehouse, "status", driver, race)[0]


class TestStatuses:
    def test_every_row_of_the_two_races_is_exact_or_ineligible(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        assert warehouse.execute(
            "select race_id, finish_position, published_points, points_by_rule, finish_points, "
            "win_points, led_lap_points, most_laps_led_points, stage_points, fastest_lap_points, "
            "lowest_points, highest_points, difference, status "
            "from marts.points_audit order by all"
        ).fetchall() == [
            (FIRST, 1, 56, 56, 40, 0, 0, 0, 16, 0, 56, 56, 0, "exact"),
            (FIRST, 2, 54, 54, 35, 0, 0, 0, 19, 0, 54, 54, 0, "exact"),
            (FIRST, 3, 52, 52, 34, 0, 0, 0, 18, 0, 52, 52, 0, "exact"),
            (FIRST, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "ineligible"),
            (SECOND, 1, 59, 59, 40, 0, 0, 0, 19, 0, 59, 59, 0, "exact"),
            (SECOND, 2, 51, 51, 35, 0, 0, 0, 16, 0, 51, 51, 0, "exact"),
            (SECOND, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "ineligible"),
            (SECOND, 4, 52, 52, 33, 0, 0, 0, 19, 0, 52, 52, 0, "exact"),
        ]

    def test_a_row_leads_to_its_source(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        columns = "document_id, table_index, row_index, car_number, driver_name"
        assert audit(warehouse, columns, CAL) == (
            "cup/2023/cup-2023-1.txt", 6, 2, "08", "Cal Carter",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("script", "driver", "expected", "reason"),
        [
            ("", ANN, "exact", "35 for position 2 + 19 for stages = 54, as published"),
            ("", DAN, "ineligible", "marked as ineligible for points: 0, as published"),
            (
                published(53, ANN), ANN, "mismatch",
                "35 for position 2 + 19 for stages = 54; published: 53, which is 1 fewer",
            ),
            (
                published(55, ANN), ANN, "mismatch",
                "35 for position 2 + 19 for stages = 54; published: 55, which is 1 more",
            ),
            (
                published(29, ANN), ANN, "adjustment_candidate",
                "35 for position 2 + 19 for stages = 54; published: 29, which is 25 fewer, "
                "maybe a penalty",
            ),
            (
                published(33, DAN), DAN, "mismatch",
                "marked as ineligible for points: 0; published: 33, which is 33 more",
            ),
            (published(None, ANN), ANN, "not_validated", "the article states no points"),
            (
                "delete from core.dim_points_system", ANN, "not_validated",
                "no rule is known for the points of cup-2023",
            ),
            (
                "delete from core.dim_finish_points where finish_position = 2", ANN,
                "not_validated", "no rule is known for position 2 in cup-2023",
            ),
        ],
    )  # fmt: skip
    def test_the_reason_names_the_numbers(
        self,
        warehouse: duckdb.DuckDBPyConnection,
        script: str,
        driver: str,
        expected: str,
        reason: str,
    ) -> None:
        if script:
            warehouse.execute(script)
        assert audit(warehouse, "status, reason", driver) == (expected, reason)

    @pytest.mark.parametrize(
        ("points", "expected"),
        [
            (54 - 5, "mismatch"),
            (54 - 10, "adjustment_candidate"),
            (54 - 12, "mismatch"),
            (54 - 150, "adjustment_candidate"),
            (54 - 155, "mismatch"),
            (54 + 10, "mismatch"),
            (50, "mismatch"),
        ],
    )
    def test_a_penalty_has_one_of_the_sizes_of_the_season(
        self, warehouse: duckdb.DuckDBPyConnection, points: int, expected: str
    ) -> None:
        warehouse.execute(published(points, ANN))
        assert status(warehouse, ANN) == expected

    def test_nothing_published_is_no_penalty(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        """Ann, with 41 and 9 for stages, is 50 over nothing."""
        warehouse.execute(
            "update core.fct_stage_result set stage_points = 5 "
            f"where race_id = '{FIRST}' and stage_number = 2 and driver_id = '{ANN}';"
            "update core.dim_finish_points set points = 36 where finish_position = 2;"
        )
        warehouse.execute(published(10, ANN))
        assert status(warehouse, ANN) == "adjustment_candidate"
        warehouse.execute(published(0, ANN))
        assert status(warehouse, ANN) == "mismatch"

    def test_where_no_size_of_penalties_is_known_there_is_no_candidate(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            "update core.dim_points_system set smallest_penalty = null;" + published(29, ANN)
        )
        assert status(warehouse, ANN) == "mismatch"


class TestRaceWithoutNumber:
    UNNUMBERED = "update core.dim_race set race_number = null; "

    def test_is_not_validated_where_a_row_does_not_fit(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """A duel, say, which pays otherwise; the second race fits."""
        warehouse.execute(self.UNNUMBERED + published(10, BEN))
        assert audit(warehouse, "status, reason", BEN) == (
            "not_validated",
            "40 for position 1 + 16 for stages = 56; published: 10, which is 46 fewer; the race "
            "has no number, so it may be none of the championship, and not all of its points fit",
        )
        assert status(warehouse, ANN) == "not_validated"
        assert status(warehouse, ANN, SECOND) == "exact"

    def test_is_not_held_against_an_ineligible_driver(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(self.UNNUMBERED + published(7, DAN))
        assert status(warehouse, DAN) == "not_validated"
        assert status(warehouse, ANN) == "exact"

    def test_two_fastest_laps_are_a_misfit_too(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        warehouse.execute(
            self.UNNUMBERED
            + "update core.dim_points_system set fastest_lap_points = 1;"
            + published(55, ANN)
            + published(57, BEN)
        )
        assert {status(warehouse, one) for one in (ANN, BEN, CAL)} == {"not_validated"}


class TestEligibility:
    UNMARKED = "delete from core.fct_entry; "

    def test_nothing_tells_who_scored_nothing_from_who_could_not_score(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(self.UNMARKED)
        assert audit(warehouse, "status, points_by_rule, difference, reason", DAN) == (
            "not_validated", None, None,
            "published: 0 for position 4, which pays 33; the article does not tell whether the "
            "driver was eligible for points",
        )  # fmt: skip
        assert status(warehouse, ANN) == "exact"

    def test_before_there_were_declared_series_everybody_scored(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            self.UNMARKED + "update core.dim_points_system set has_declared_series = false"
        )
        assert audit(warehouse, "status, difference", DAN) == ("mismatch", -33)


class TestDisqualified:
    """Ben is last in the second race, which pays 33, and has 19 stage points."""

    OUT = "update core.fct_race_result set is_disqualified = true where driver_id = '{}'; "

    @pytest.mark.parametrize(
        ("driver", "points", "expected"),
        [
            (BEN, 33, "disqualified"),
            (BEN, 52, "mismatch"),
            (BEN, 23, "mismatch"),
            # Listed as second: 35 there, 33 for the last.
            (CAL, 33, "disqualified"),
            (CAL, 35, "disqualified"),
            (CAL, 34, "mismatch"),
            (CAL, 51, "mismatch"),
        ],
    )
    def test_the_last_place_counts_and_no_stage(
        self, warehouse: duckdb.DuckDBPyConnection, driver: str, points: int, expected: str
    ) -> None:
        warehouse.execute(self.OUT.format(driver) + published(points, driver, SECOND))
        assert status(warehouse, driver, SECOND) == expected

    @pytest.mark.parametrize(
        ("script", "points", "expected"),
        [
            # Nobody lists the cars that there were; 33 is what his own place pays.
            ("delete from core.fct_entry;", 32, "not_validated"),
            ("delete from core.fct_entry;", 33, "disqualified"),
            ("update core.fct_race_result set finish_position_is_inferred = true;"
             "delete from core.fct_entry;", 33, "not_validated"),
            # No position beyond the fourth is worth anything that is known.
            ("delete from core.fct_entry;"
             "delete from core.dim_finish_points where finish_position > 4;", 32, "mismatch"),
            # Three rows of four entered cars.
            (f"delete from core.fct_race_result where race_id = '{SECOND}' "
             "and finish_position = 3;", 32, "not_validated"),
        ],
    )  # fmt: skip
    def test_which_place_is_the_last_only_a_whole_result_tells(
        self, warehouse: duckdb.DuckDBPyConnection, script: str, points: int, expected: str
    ) -> None:
        warehouse.execute(
            "insert into core.dim_finish_points values ('cup', 2023, 5, 32) on conflict do nothing;"
            + script + self.OUT.format(BEN) + published(points, BEN, SECOND)
        )  # fmt: skip
        assert status(warehouse, BEN, SECOND) == expected

    def test_the_reason_says_that_the_last_place_is_not_known(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            "insert into core.dim_finish_points values ('cup', 2023, 5, 32) on conflict do nothing;"
            "delete from core.fct_entry;" + self.OUT.format(BEN) + published(1, BEN, SECOND)
        )
        assert audit(warehouse, "status, points_by_rule, reason", BEN, SECOND) == (
            "not_validated", None,
            "disqualified, which makes him last, but the result may not list all cars; "
            "published: 1",
        )  # fmt: skip

    def test_the_reason_says_which_place_counted(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(self.OUT.format(CAL) + published(33, CAL, SECOND))
        columns = "finish_points, stage_points, lowest_points, highest_points, reason"
        assert audit(warehouse, columns, CAL, SECOND) == (
            33, 0, 33, 35,
            "33 for the last position, 4, without stage points, since disqualified, as published; "
            "by the rules at least 33 and at most 35",
        )  # fmt: skip

    def test_an_ineligible_driver_scores_nothing_disqualified_or_not(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(self.OUT.format(DAN))
        assert status(warehouse, DAN, SECOND) == "ineligible"

    def test_a_last_place_of_unknown_worth_leaves_it_open(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            self.OUT.format(CAL) + "delete from core.dim_finish_points where finish_position = 4"
        )
        assert audit(warehouse, "status, reason", CAL, SECOND) == (
            "not_validated", "no rule is known for position 4 in cup-2023",
        )  # fmt: skip

    def test_before_the_rule_nobody_can_tell(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        warehouse.execute(
            self.OUT.format(BEN) + "update core.dim_points_system set disqualified_points = null"
        )
        assert audit(warehouse, "status, points_by_rule, reason", BEN, SECOND) == (
            "not_validated", None,
            "disqualified, and what that costs in cup-2023 is not known",
        )  # fmt: skip


class TestLapsLed:
    """In the first race Ben led 20 laps, Ann 50, Cal 30 of 100."""

    def test_laps_led_in_the_results_give_the_bonus(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(RULES_OF_2016)
        columns = "status, win_points, led_lap_points, most_laps_led_points, lead_is_inferred"
        assert audit(warehouse, columns, BEN) == ("exact", 3, 1, 0, False)
        assert audit(warehouse, columns, ANN) == ("exact", 0, 1, 1, False)
        assert audit(warehouse, columns, CAL) == ("exact", 0, 1, 0, False)
        assert audit(warehouse, "reason", ANN) == (
            "39 for position 2 + 1 for a lap led + 1 for most laps led = 41, as published",
        )

    def test_two_who_are_level_both_led_most_laps(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        level = "update core.fct_race_result set laps_led = 40 where driver_id in ('{}', '{}'); "
        warehouse.execute(RULES_OF_2016 + level.format(ANN, CAL) + published(40, CAL))
        assert (status(warehouse, ANN), status(warehouse, CAL)) == ("exact", "exact")

    def test_without_laps_led_the_infobox_names_who_led_most(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """Ann led 50 of 100 laps; of the rest nobody knows, but the winner led the last."""
        warehouse.execute(RULES_OF_2016 + NO_LAPS_LED)
        columns = "status, lowest_points, highest_points, lead_is_inferred"
        assert audit(warehouse, columns, ANN) == ("exact", 41, 41, False)
        assert audit(warehouse, columns, BEN) == ("exact", 44, 45, True)
        assert audit(warehouse, columns, CAL) == ("exact", 38, 40, True)

    def test_if_more_than_half_the_laps_are_named_nobody_is_level(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            RULES_OF_2016 + NO_LAPS_LED + "update core.dim_race set most_laps_led = 51"
        )
        assert audit(warehouse, "lowest_points, highest_points", CAL) == (38, 39)

    @pytest.mark.parametrize(
        ("points", "expected"),
        [
            (38, "exact"), (43, "exact"), (48, "exact"),
            (40, "mismatch"), (45, "mismatch"), (53, "mismatch"), (35, "mismatch"),
            # 10 fewer than 43, or than 38.
            (33, "adjustment_candidate"), (28, "adjustment_candidate"),
        ],
    )  # fmt: skip
    def test_where_nothing_is_known_only_the_sums_of_the_rules_are_allowed(
        self, warehouse: duckdb.DuckDBPyConnection, points: int, expected: str
    ) -> None:
        """Third, with 5 for a lap led and 5 for most: 38, 43 or 48, and nothing between."""
        warehouse.execute(
            RULES_OF_2016 + NO_LAPS_LED + NO_MOST_LAPS_LED + published(points, CAL)
            + "update core.dim_points_system set led_lap_points = 5, most_laps_led_points = 5"
        )  # fmt: skip
        assert status(warehouse, CAL) == expected

    def test_of_several_who_would_have_led_most_none_did(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """Ann and Cal are published with 2 for laps led, of whom one at most led most."""
        warehouse.execute(RULES_OF_2016 + NO_LAPS_LED + NO_MOST_LAPS_LED + published(40, CAL))
        columns = "status, most_laps_led_points, difference"
        assert audit(warehouse, columns, ANN) == ("mismatch", 0, 1)
        assert audit(warehouse, columns, CAL) == ("mismatch", 0, 1)
        assert status(warehouse, BEN) == "exact"
        assert (
            "fit only with most laps led, beside any driver who is known to have led them: 2"
            in (str(audit(warehouse, "reason", CAL)[0]))
        )
        warehouse.execute(published(39, CAL))
        assert audit(warehouse, columns, ANN) == ("exact", 1, 0)

    def test_nobody_led_most_beside_the_driver_who_is_known_to(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """The infobox names Ann, with 50 of 100 laps: Cal may have led as many, but who knows."""
        warehouse.execute(RULES_OF_2016 + NO_LAPS_LED + published(40, CAL))
        assert (status(warehouse, ANN), status(warehouse, CAL)) == ("exact", "mismatch")

    def test_who_is_level_by_the_results_counts_once(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """Ann and Cal led 30 each; the 40 that no row states may be those of somebody else."""
        warehouse.execute(
            RULES_OF_2016 + NO_MOST_LAPS_LED + published(40, CAL)
            + "update core.fct_race_result set laps_led = "
            f"case when driver_id in ('{ANN}', '{CAL}') then 30 end where race_id = '{FIRST}'"
        )  # fmt: skip
        assert (status(warehouse, ANN), status(warehouse, CAL)) == ("exact", "exact")

    def test_what_is_open_is_said(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        warehouse.execute(RULES_OF_2016 + NO_LAPS_LED + NO_MOST_LAPS_LED)
        assert audit(warehouse, "reason", CAL) == (
            "38 for position 3 + 1 for a lap led = 39, as published; the article does not tell "
            "whether the driver led; by the rules at least 38 and at most 40",
        )

    def test_points_that_are_not_stated_leave_open_what_they_would_be(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(RULES_OF_2016 + NO_LAPS_LED + NO_MOST_LAPS_LED + published(None, CAL))
        columns = "status, points_by_rule, led_lap_points, finish_points, lowest_points"
        assert audit(warehouse, columns, CAL) == ("not_validated", None, None, 38, 38)


class TestStages:
    """Ann was second in the first stage and first in the second: 9 and 10 points."""

    NO_SECOND = f"delete from core.fct_stage_result where race_id = '{FIRST}' and stage_number = 2;"

    @pytest.mark.parametrize(
        ("points", "expected"),
        [
            (44, "stage_unknown"), (54, "stage_unknown"), (55, "mismatch"), (43, "mismatch"),
            (34, "adjustment_candidate"),
        ],
    )  # fmt: skip
    def test_a_stage_that_is_not_listed_can_have_paid_up_to_its_first_place(
        self, warehouse: duckdb.DuckDBPyConnection, points: int, expected: str
    ) -> None:
        warehouse.execute(self.NO_SECOND + published(points, ANN))
        assert status(warehouse, ANN) == expected

    def test_the_points_that_are_published_decide_and_that_is_said(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(self.NO_SECOND)
        columns = "stage_points, stage_points_is_inferred, lowest_points, highest_points, reason"
        assert audit(warehouse, columns, ANN) == (
            19, True, 44, 54,
            "35 for position 2 + 19 for stages = 54, as published; the article does not list all "
            "that the stages paid; by the rules at least 44 and at most 54",
        )  # fmt: skip

    def test_who_is_listed_in_a_table_of_the_first_few_is_known(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """The second stage lists Ann, first, alone; the places below can have paid 9 to 7."""
        warehouse.execute(
            f"delete from core.fct_stage_result where race_id = '{FIRST}' and stage_number = 2 "
            "and position > 1"
        )
        assert status(warehouse, ANN) == "exact"
        assert audit(warehouse, "status, highest_points", CAL) == ("stage_unknown", 34 + 10 + 9)

    def test_a_table_of_all_places_that_are_paid_says_that_others_got_nothing(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("delete from core.dim_stage_points where stage_position > 1")
        warehouse.execute(
            "delete from core.fct_stage_result where position > 1;" + published(45, ANN)
        )
        assert audit(warehouse, "status, stage_points_is_inferred", ANN) == ("exact", False)

    def test_stage_points_that_are_not_stated_follow_from_the_place(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("update core.fct_stage_result set stage_points = null")
        assert status(warehouse, ANN) == "exact"

    def test_a_third_stage_is_paid_where_a_fourth_ends_the_race(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            f"update core.fct_stage set stage_number = 4 where race_id = '{FIRST}' "
            "and stage_number = 3;" + published(64, ANN)
        )
        assert status(warehouse, ANN) == "stage_unknown"
        assert status(warehouse, ANN, SECOND) == "exact"

    @pytest.mark.parametrize(
        ("points", "expected"),
        [(54, "exact"), (55, "stage_unknown"), (64, "stage_unknown"), (65, "mismatch"),
         (53, "mismatch"), (44, "adjustment_candidate")],
    )  # fmt: skip
    def test_where_nothing_names_the_last_stage_there_may_have_been_one_more(
        self, warehouse: duckdb.DuckDBPyConnection, points: int, expected: str
    ) -> None:
        """Two tables of stages without captions; the longest race pays three."""
        warehouse.execute("delete from core.fct_stage;" + published(points, ANN))
        assert status(warehouse, ANN) == expected
        assert status(warehouse, BEN) == "exact"

    def test_where_the_last_stage_is_named_there_was_none(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(published(64, ANN))
        assert status(warehouse, ANN) == "mismatch"

    def test_a_stage_more_is_said_with_its_points(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("delete from core.fct_stage;" + published(60, ANN))
        columns = "stage_points, stage_points_is_inferred, difference, highest_points, reason"
        assert audit(warehouse, columns, ANN) == (
            25, True, 0, 64,
            "35 for position 2 + 25 for stages = 60, as published; the article does not list all "
            "that the stages paid; by the rules at least 54 and at most 64",
        )  # fmt: skip

    def test_an_article_without_stages_leaves_open_how_many_there_were(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("delete from core.fct_stage_result; delete from core.fct_stage")
        assert audit(warehouse, "status, highest_points", ANN) == ("stage_unknown", 35 + 3 * 10)
        assert status(warehouse, DAN) == "ineligible"


class TestFastestLap:
    PAID = "update core.dim_points_system set fastest_lap_points = 1; "

    def test_the_only_driver_who_is_over_by_one_had_it(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(self.PAID + published(55, ANN))
        columns = "status, fastest_lap_points, fastest_lap_is_inferred, difference, reason"
        assert audit(warehouse, columns, ANN) == (
            "exact", 1, True, 0,
            "35 for position 2 + 19 for stages + 1 for the fastest lap = 55, as published; nobody "
            "else in the race is over by 1",
        )  # fmt: skip
        assert audit(warehouse, columns, BEN)[:3] == ("exact", 0, False)

    def test_of_two_drivers_one_is_wrong_and_nobody_can_tell_which(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(self.PAID + published(55, ANN) + published(57, BEN))
        for driver in (ANN, BEN):
            [(found, reason)] = [audit(warehouse, "status, reason", driver)]
            assert found == "mismatch"
            assert str(reason).endswith(
                "which is 1 more; 2 drivers of the race are over by 1, and only one of them had "
                "the fastest lap"
            )

    def test_one_driver_a_race_has_it(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        warehouse.execute(self.PAID + published(55, ANN) + published(52, CAL, SECOND))
        assert (status(warehouse, ANN), status(warehouse, CAL, SECOND)) == ("exact", "exact")

    def test_nobody_is_over_by_two(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        warehouse.execute(self.PAID + published(56, ANN))
        assert status(warehouse, ANN) == "mismatch"


class TestFinale:
    """The second race is the last one; Ann, who leads after it, has 40 and 19 for stages."""

    ONE_CONTENDER = (
        "update core.dim_points_system set finale_contenders = 1, contenders_forgo = '{}'; "
    )
    FORGO_STAGES = ONE_CONTENDER.format("stages")
    NO_STANDINGS = f"delete from core.fct_driver_standing where race_id = '{SECOND}'; "

    @pytest.mark.parametrize(
        ("driver", "race", "points", "expected"),
        [
            (ANN, SECOND, 40, "exact"),
            (ANN, SECOND, 59, "mismatch"),
            (CAL, SECOND, 51, "exact"),
            (CAL, SECOND, 35, "mismatch"),
            (BEN, FIRST, 56, "exact"),
            (BEN, FIRST, 40, "mismatch"),
        ],
    )
    def test_a_contender_scores_no_stages_in_the_last_race(
        self,
        warehouse: duckdb.DuckDBPyConnection,
        driver: str,
        race: str,
        points: int,
        expected: str,
    ) -> None:
        warehouse.execute(self.FORGO_STAGES + published(points, driver, race))
        assert status(warehouse, driver, race) == expected

    def test_a_contender_is_named(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        warehouse.execute(self.FORGO_STAGES + published(40, ANN, SECOND))
        assert audit(warehouse, "is_finale_contender, stage_points, reason", ANN, SECOND) == (
            True, 0,
            "40 for position 1, as published; contends for the title in this race, and so forgoes "
            "stages",
        )  # fmt: skip
        assert audit(warehouse, "is_finale_contender", CAL, SECOND) == (False,)

    @pytest.mark.parametrize(
        ("points", "expected"), [(40, "not_validated"), (59, "exact"), (50, "mismatch")]
    )
    def test_without_standings_anybody_may_contend(
        self, warehouse: duckdb.DuckDBPyConnection, points: int, expected: str
    ) -> None:
        warehouse.execute(self.FORGO_STAGES + self.NO_STANDINGS + published(points, ANN, SECOND))
        assert audit(warehouse, "status, is_finale_contender", ANN, SECOND) == (expected, None)
        assert status(warehouse, ANN, FIRST) == "exact"

    def test_more_than_the_rules_allow_do_not_contend(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """Ann and Ben are published without their stages, and one driver contends."""
        warehouse.execute(
            self.FORGO_STAGES
            + self.NO_STANDINGS
            + published(40, ANN, SECOND)
            + published(33, BEN, SECOND)
        )
        assert audit(warehouse, "status, difference, reason", ANN, SECOND) == (
            "mismatch", -19,
            "40 for position 1 + 19 for stages = 59; published: 40, which is 19 fewer; 2 drivers "
            "of the race would have to contend for the title, and at most 1 do; the article does "
            "not tell whether the driver contends for the title; by the rules at least 40 and at "
            "most 59",
        )  # fmt: skip
        assert audit(warehouse, "status, difference", BEN, SECOND) == ("mismatch", -19)
        assert status(warehouse, CAL, SECOND) == "exact"

    def test_a_race_that_is_not_the_last_one_has_no_contenders(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """By its number, and although there are no standings after it."""
        warehouse.execute(
            self.FORGO_STAGES
            + f"delete from core.fct_driver_standing where race_id = '{FIRST}';"
            + published(40, BEN)
        )
        assert audit(warehouse, "status, is_finale_contender", BEN) == ("mismatch", False)

    def test_a_race_without_a_number_may_be_the_last_one(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            self.FORGO_STAGES
            + "update core.dim_race set race_number = null;"
            + published(40, BEN, FIRST)
        )
        assert audit(warehouse, "status, is_finale_contender, reason", BEN, FIRST) == (
            "not_validated", None,
            "40 for position 1, as published; fits only if the driver contends for the title; the "
            "article does not tell whether the driver contends for the title; by the rules at "
            "least 40 and at most 56",
        )  # fmt: skip
        assert audit(warehouse, "status, is_finale_contender", ANN, FIRST) == ("exact", False)
        found = warehouse.execute("select count(*) from marts.points_audit").fetchall()
        assert found == [(8,)]

    def test_until_2016_a_contender_scored_no_bonus(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """Ann won and led most laps, which would be 40 + 3 + 1 + 1."""
        warehouse.execute(
            RULES_OF_2016 + self.ONE_CONTENDER.format("bonuses") + published(40, ANN, SECOND)
        )
        columns = "status, win_points, led_lap_points, most_laps_led_points"
        assert audit(warehouse, columns, ANN, SECOND) == ("exact", 0, 0, 0)
        warehouse.execute(published(45, ANN, SECOND))
        assert status(warehouse, ANN, SECOND) == "mismatch"
        warehouse.execute(self.NO_STANDINGS)
        assert audit(warehouse, "status, lowest_points", ANN, SECOND) == ("exact", 40)


class TestOneDriverInTwoCars:
    def test_each_car_is_audited_once_with_its_own_stages(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        for table in ("fct_entry", "fct_stage_result", "fct_race_result"):
            warehouse.execute(
                f"update core.{table} set driver_id = '{ANN}' "
                f"where race_id = '{FIRST}' and car_number = '44'"
            )
        found = warehouse.execute(
            "select car_number, stage_points, status from marts.points_audit "
            f"where race_id = '{FIRST}' and driver_id = '{ANN}' order by all"
        ).fetchall()
        assert found == [("1", 19, "exact"), ("44", 0, "ineligible")]
