"""The views of ``sql/marts``, with rows reckoned by hand from ``two_races.sql``."""

from __future__ import annotations

import re

import duckdb
import pytest
from sample_project import ROOT

from pipelines.warehouse.catalog import VIEW_SCHEMAS, Catalog, Relation

FIRST, SECOND = "cup-2023-1", "cup-2023-2"
ANN, BEN, CAL, DAN = "ann-archer", "ben-baker", "cal-carter", "dan-draper"

Rows = list[tuple[object, ...]]

VIEWS = sorted(
    f"{schema}.{path.stem}"
    for schema in VIEW_SCHEMAS
    for path in (ROOT / "sql" / schema).glob("*.sql")
)

# Ann is listed in car 44 as well, now a third car of her team: as in early seasons.
TWO_CARS_IN_ONE_RACE = "".join(
    f"update core.{table} set driver_id = '{ANN}', team_id = 'north' "
    f"where race_id = '{FIRST}' and car_number = '44';"
    for table in ("fct_entry", "fct_qualifying_result", "fct_stage_result", "fct_race_result")
)

# Articles that state neither the number nor the day of their race.
RACES_WITHOUT_NUMBER_AND_DATE = "update core.dim_race set race_number = null, race_date = null"


def copies(warehouse: duckdb.DuckDBPyConnection, view: Relation) -> Rows:
    """The keys that more than one row of a view has."""
    return warehouse.execute(
        f"select {', '.join(view.key)}, count(*) from {view.name} group by all having count(*) > 1"
    ).fetchall()


class TestEveryRelation:
    def test_every_view_is_tried_here(self, catalog: Catalog) -> None:
        assert sorted(view.name for view in catalog.views) == VIEWS

    def test_every_table_view_and_column_has_a_comment(self, catalog: Catalog) -> None:
        missing = [name for name, one in catalog.relations.items() if not one.comment.strip()]
        missing += [
            f"{relation.name}.{column.name}"
            for relation in catalog.relations.values()
            for column in relation.columns
            if not column.comment.strip()
        ]
        assert missing == []

    def test_the_comments_in_the_warehouse_are_those_of_the_files(
        self, catalog: Catalog, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        stored = warehouse.execute(
            "select schema_name || '.' || table_name || '.' || column_name, comment "
            "from duckdb_columns() "
            "where schema_name in ('staging', 'core', 'quality', 'intermediate', 'marts') "
            "union all select schema_name || '.' || table_name, comment from duckdb_tables() "
            "union all select schema_name || '.' || view_name, comment from duckdb_views() "
            "where schema_name in ('intermediate', 'marts')"
        ).fetchall()
        expected = {name: one.comment for name, one in catalog.relations.items()} | {
            f"{relation.name}.{column.name}": column.comment
            for relation in catalog.relations.values()
            for column in relation.columns
        }
        assert dict(stored) == expected

    def test_every_column_is_commented_once_and_no_other(self, catalog: Catalog) -> None:
        for relation in catalog.relations.values():
            commented = re.findall(r"^comment on column ([\w.]+) is", relation.sql, re.MULTILINE)
            columns = [f"{relation.name}.{column.name}" for column in relation.columns]
            assert sorted(commented) == sorted(columns)

    def test_every_view_states_its_grain_and_key_in_its_head_and_its_grain_in_its_comment(
        self, catalog: Catalog
    ) -> None:
        for view in catalog.views:
            name, grain, key, *_ = view.sql.splitlines()
            assert name == f"-- {view.name}"
            assert re.fullmatch(r"-- grain: one row a \S.*", grain)
            assert key == f"-- key: {', '.join(view.key)}"
            assert view.key
            assert view.comment.startswith(grain.removeprefix("-- grain: "))

    @pytest.mark.parametrize("view", VIEWS)
    def test_a_view_has_one_row_for_its_grain(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog, view: str
    ) -> None:
        assert copies(warehouse, catalog.relations[view]) == []

    @pytest.mark.parametrize("view", VIEWS)
    def test_a_driver_in_two_cars_of_one_race_doubles_no_row(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog, view: str
    ) -> None:
        warehouse.execute(TWO_CARS_IN_ONE_RACE)
        assert copies(warehouse, catalog.relations[view]) == []

    @pytest.mark.parametrize("view", VIEWS)
    def test_races_without_number_and_date_double_no_row(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog, view: str
    ) -> None:
        warehouse.execute(RACES_WITHOUT_NUMBER_AND_DATE)
        assert copies(warehouse, catalog.relations[view]) == []

    @pytest.mark.parametrize("view", VIEWS)
    def test_two_cars_of_a_driver_without_numbers_in_some_tables_double_no_row(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog, view: str
    ) -> None:
        warehouse.execute(TWO_CARS_IN_ONE_RACE)
        warehouse.execute(
            "update core.fct_stage_result set car_number = null where stage_number = 1;"
            "update core.fct_qualifying_result set car_number = null"
        )
        assert copies(warehouse, catalog.relations[view]) == []

    @pytest.mark.parametrize("view", VIEWS)
    def test_a_stage_without_car_numbers_before_one_with_them_doubles_no_row(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog, view: str
    ) -> None:
        warehouse.execute(
            "update core.fct_stage_result set car_number = null where stage_number = 1"
        )
        assert copies(warehouse, catalog.relations[view]) == []


class TestRaceResults:
    def test_results_have_names_and_are_counted_within_their_race(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        assert warehouse.execute(
            "select race_id, season_id, series_id, season, race_number, finish_position, "
            "positions_gained, car_number, driver_name, team_name, manufacturer_name, laps_down, "
            "points, is_rookie, is_points_eligible from marts.race_results order by all"
        ).fetchall() == [
            (FIRST, "cup-2023", "cup", 2023, 1, *row)
            for row in [
                (1, 2, "2", "Ben Baker", "North Racing", "Ford", 0, 56, False, True),
                (2, -1, "1", "Ann Archer", "North Racing", "Chevrolet", 0, 54, False, True),
                (3, -1, "08", "Cal Carter", "South Racing", "Chevrolet", 1, 52, True, True),
                (4, 0, "44", "Dan Draper", "South Racing", "Ford", 5, 0, False, False),
            ]
        ] + [
            (SECOND, "cup-2023", "cup", 2023, 2, *row)
            for row in [
                (1, 2, "1", "Ann Archer", "North Racing", "Chevrolet", 0, 59, False, True),
                (2, -1, "08", "Cal Carter", "South Racing", "Chevrolet", 0, 51, True, True),
                (3, -1, "44", "Dan Draper", "South Racing", "Ford", 0, 0, False, False),
                (4, 0, "2", "Ben Baker", "North Racing", "Ford", 10, 52, False, True),
            ]
        ]

    def test_a_result_without_car_team_and_manufacturer_keeps_its_row(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            "update core.fct_race_result "
            "set car_number = null, team_id = null, manufacturer_id = null"
        )
        assert warehouse.execute(
            "select driver_name, team_name, manufacturer_name, is_rookie, is_points_eligible "
            f"from marts.race_results where race_id = '{FIRST}' order by finish_position"
        ).fetchall() == [
            ("Ben Baker", None, None, None, None),
            ("Ann Archer", None, None, None, None),
            ("Cal Carter", None, None, None, None),
            ("Dan Draper", None, None, None, None),
        ]

    def test_marks_of_the_result_count_without_an_entry_list(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            "delete from core.fct_entry;"
            "update core.fct_race_result set is_points_eligible = driver_id != 'dan-draper', "
            "is_rookie = driver_id = 'cal-carter'"
        )
        assert warehouse.execute(
            "select driver_name, is_rookie, is_points_eligible, total_points "
            "from marts.race_results inner join marts.points_breakdown "
            "using (race_id, finish_position, driver_name, is_points_eligible) "
            f"where race_id = '{FIRST}' order by finish_position"
        ).fetchall() == [
            ("Ben Baker", False, True, 56),
            ("Ann Archer", False, True, 54),
            ("Cal Carter", True, True, 52),
            ("Dan Draper", False, False, 0),
        ]

    def test_a_substitute_does_not_inherit_the_marks_of_the_entered_driver(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            f"update core.fct_entry set driver_id = '{DAN}', is_points_eligible = false "
            f"where race_id = '{FIRST}' and car_number = '1'"
        )
        assert warehouse.execute(
            "select driver_id, is_points_eligible from marts.race_results "
            f"where race_id = '{FIRST}' and car_number = '1'"
        ).fetchall() == [(ANN, None)]


class TestRaceSummary:
    def test_each_race_is_told_in_one_row(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        assert warehouse.execute(
            "select race_id, track_name, laps, scheduled_laps, caution_laps, green_flag_laps, "
            "red_flags, starters, cars_on_lead_lap, pole_driver_name, most_laps_led_driver_name, "
            "most_laps_led, winner_driver_name, winner_car_number, winner_team_name, "
            "winner_manufacturer_name, winner_start_position, article_title "
            "from marts.race_summary order by all"
        ).fetchall() == [
            (
                *(FIRST, "Short Oval", 100, None, 15, 85, None, 4, 2),
                *("Ann Archer", "Ann Archer", 50),
                *("Ben Baker", "2", "North Racing", "Ford", 3, "2023 First 150"),
            ),
            (
                *(SECOND, "Long Oval", 60, 50, 10, 50, 1, 4, 3),
                *("Cal Carter", "Ann Archer", 35),
                *("Ann Archer", "1", "North Racing", "Chevrolet", 3, "2023 Second 100"),
            ),
        ]

    def test_the_implied_distance_is_speed_by_time(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        assert warehouse.execute(
            "select distance_miles, round(implied_distance_miles, 6), track_length_miles, "
            "round(implied_track_length_miles, 6) from marts.race_summary order by race_id"
        ).fetchall() == [(150.0, 150.6, 1.5, 1.506), (120.0, 120.0, 2.0, 2.0)]

    def test_without_an_infobox_the_winner_is_the_first_in_the_result(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            "update core.dim_race set track_id = null, laps = null, average_speed_mph = null, "
            "race_time_seconds = null, pole_driver_id = null, most_laps_led_driver_id = null, "
            "winner_driver_id = null, winner_car_number = null"
        )
        assert warehouse.execute(
            "select race_id, track_name, implied_distance_miles, implied_track_length_miles, "
            "green_flag_laps, pole_driver_name, winner_driver_name, winner_car_number "
            "from marts.race_summary order by all"
        ).fetchall() == [
            (FIRST, None, None, None, None, None, "Ben Baker", "2"),
            (SECOND, None, None, None, None, None, "Ann Archer", "1"),
        ]

    def test_a_race_without_a_result_is_told_by_its_infobox(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("delete from core.fct_race_result")
        assert warehouse.execute(
            "select race_id, starters, winner_driver_name, winner_car_number, winner_team_name "
            "from marts.race_summary order by all"
        ).fetchall() == [
            (FIRST, None, "Ben Baker", "2", None),
            (SECOND, None, "Ann Archer", "1", None),
        ]

    def test_cars_on_the_lead_lap_are_unknown_where_no_laps_are_listed(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            f"update core.fct_race_result set laps_completed = null where race_id = '{FIRST}'"
        )
        assert warehouse.execute(
            "select race_id, starters, cars_on_lead_lap from marts.race_summary order by all"
        ).fetchall() == [(FIRST, 4, None), (SECOND, 4, 3)]


class TestEverySeason:
    """What the seasons of drivers, teams and manufacturers have in common."""

    @pytest.mark.parametrize("who", ["driver", "team", "manufacturer"])
    def test_top_fives_and_top_tens_end_with_the_fifth_and_tenth(
        self, warehouse: duckdb.DuckDBPyConnection, who: str
    ) -> None:
        """Cal becomes fifth and sixth, Dan tenth and eleventh."""
        for race, before, after in [(FIRST, 4, 10), (SECOND, 3, 11), (FIRST, 3, 5), (SECOND, 2, 6)]:
            warehouse.execute(
                f"update core.fct_race_result set finish_position = {after} "
                f"where race_id = '{race}' and finish_position = {before}"
            )
        expected = {
            "driver": [(ANN, 2, 2), (BEN, 2, 2), (CAL, 1, 2), (DAN, 0, 1)],
            "team": [("north", 4, 4), ("south", 1, 3)],
            "manufacturer": [("chevrolet", 3, 4), ("ford", 2, 3)],
        }
        assert (
            warehouse.execute(
                f"select {who}_id, top_fives, top_tens from marts.{who}_season order by all"
            ).fetchall()
            == expected[who]
        )

    @pytest.mark.parametrize("who", ["driver", "team", "manufacturer"])
    def test_a_season_without_stages_qualifying_and_standings_keeps_its_rows(
        self, warehouse: duckdb.DuckDBPyConnection, who: str
    ) -> None:
        warehouse.execute(
            "delete from core.fct_stage_result; delete from core.fct_qualifying_result;"
            "delete from core.fct_driver_standing; delete from core.fct_manufacturer_standing"
        )
        assert warehouse.execute(
            "select sum(starts), sum(poles), sum(stage_wins), sum(stage_points), "
            f"count(poles), count(stage_wins), count(stage_points) from marts.{who}_season"
        ).fetchall() == [(8, 0, 0, 0, *[4 if who == "driver" else 2] * 3)]

    @pytest.mark.parametrize("who", ["driver", "team", "manufacturer"])
    def test_two_cars_in_one_race_are_two_starts_in_one_race(
        self, warehouse: duckdb.DuckDBPyConnection, who: str
    ) -> None:
        warehouse.execute(TWO_CARS_IN_ONE_RACE)
        expected = {
            "driver": [(ANN, 2, 3), (BEN, 2, 2), (CAL, 2, 2), (DAN, 1, 1)],
            "team": [("north", 2, 5), ("south", 2, 3)],
            "manufacturer": [("chevrolet", 2, 4), ("ford", 2, 4)],
        }
        assert (
            warehouse.execute(
                f"select {who}_id, races, starts from marts.{who}_season order by all"
            ).fetchall()
            == expected[who]
        )


class TestDriverSeason:
    def test_a_season_is_the_sum_of_both_races(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        assert warehouse.execute(
            "select driver_id, races, starts, wins, poles, top_fives, top_tens, average_start, "
            "average_finish, best_finish, laps_completed, laps_led, points, stage_wins, "
            "stage_points, championship_position, championship_points "
            "from marts.driver_season order by all"
        ).fetchall() == [
            (ANN, 2, 2, 1, 1, 2, 2, 2.0, 1.5, 1, 160, 85, 113, 2, 38, 1, 113),
            (BEN, 2, 2, 1, 0, 2, 2, 3.5, 2.5, 1, 150, 20, 108, 1, 35, 2, 108),
            (CAL, 2, 2, 0, 1, 2, 2, 1.5, 2.5, 2, 159, 50, 103, 1, 34, 3, 103),
            (DAN, 2, 2, 0, 0, 2, 2, 3.0, 3.5, 3, 155, 5, 0, 0, 0, None, None),
        ]

    def test_laps_led_are_unknown_where_no_article_lists_them(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("update core.fct_race_result set laps_led = null")
        assert warehouse.execute(
            "select distinct laps_led from marts.driver_season"
        ).fetchall() == [(None,)]

    def test_another_series_of_the_same_year_is_another_season(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            "insert into core.dim_season values ('nxs-2023', 'nxs', 2023, '2023', null);"
            f"update core.dim_race set season_id = 'nxs-2023' where race_id = '{SECOND}'"
        )
        assert warehouse.execute(
            "select season_id, races, wins, poles, points, stage_points, championship_position "
            f"from marts.driver_season where driver_id = '{ANN}' order by all"
        ).fetchall() == [("cup-2023", 1, 0, 1, 54, 19, 2), ("nxs-2023", 1, 1, 0, 59, 19, 1)]

    def test_the_championship_position_is_that_after_the_latest_race_by_date(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """Where an article leaves out the number of its race, the day still tells the order."""
        warehouse.execute(f"update core.dim_race set race_number = null where race_id = '{SECOND}'")
        assert warehouse.execute(
            "select driver_id, championship_position, championship_points "
            "from marts.driver_season order by all"
        ).fetchall() == [(ANN, 1, 113), (BEN, 2, 108), (CAL, 3, 103), (DAN, None, None)]

    def test_without_dates_the_number_of_the_race_tells_the_latest(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("update core.dim_race set race_date = null")
        assert warehouse.execute(
            "select driver_id, championship_position from marts.driver_season order by all"
        ).fetchall() == [(ANN, 1), (BEN, 2), (CAL, 3), (DAN, None)]

    def test_a_race_without_standings_leaves_those_of_the_race_before(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(f"delete from core.fct_driver_standing where race_id = '{SECOND}'")
        assert warehouse.execute(
            "select driver_id, championship_position from marts.driver_season order by all"
        ).fetchall() == [(ANN, 2), (BEN, 1), (CAL, 3), (DAN, None)]


class TestTeamSeason:
    def test_a_season_is_the_sum_of_both_cars_in_both_races(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        assert warehouse.execute(
            "select team_name, races, starts, wins, poles, top_fives, top_tens, average_start, "
            "average_finish, best_finish, laps_completed, laps_led, points, stage_wins, "
            "stage_points from marts.team_season order by all"
        ).fetchall() == [
            ("North Racing", 2, 4, 2, 1, 4, 4, 2.75, 2.0, 1, 310, 105, 221, 3, 73),
            ("South Racing", 2, 4, 0, 1, 4, 4, 2.25, 3.0, 2, 314, 55, 103, 1, 34),
        ]

    def test_cars_of_no_known_team_are_in_no_team(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        for table in ("fct_race_result", "fct_qualifying_result", "fct_stage_result"):
            warehouse.execute(f"update core.{table} set team_id = null where driver_id = '{ANN}'")
        assert warehouse.execute(
            "select team_id, races, starts, wins, poles, points, stage_wins, stage_points "
            "from marts.team_season order by all"
        ).fetchall() == [("north", 2, 2, 1, 0, 108, 1, 35), ("south", 2, 4, 0, 1, 103, 1, 34)]


class TestManufacturerSeason:
    def test_a_season_is_the_sum_of_all_its_cars_in_both_races(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        assert warehouse.execute(
            "select manufacturer_name, races, starts, wins, poles, top_fives, top_tens, "
            "average_start, average_finish, best_finish, laps_completed, laps_led, points, "
            "stage_wins, stage_points, manufacturer_points "
            "from marts.manufacturer_season order by all"
        ).fetchall() == [
            ("Chevrolet", 2, 4, 1, 2, 4, 4, 1.75, 2.0, 1, 319, 135, 216, 3, 72, 75),
            ("Ford", 2, 4, 1, 0, 4, 4, 3.25, 3.0, 1, 305, 25, 108, 1, 35, 74),
        ]


class TestManufacturerPoints:
    def test_the_best_car_scores_even_if_its_driver_does_not(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        assert warehouse.execute(
            "select race_id, manufacturer_id, best_finish_position, best_driver_id, "
            "manufacturer_points, championship_points, championship_points_before "
            "from marts.manufacturer_points order by all"
        ).fetchall() == [
            (FIRST, "chevrolet", 2, ANN, 35, 35, 0),
            (FIRST, "ford", 1, BEN, 40, 40, 0),
            (SECOND, "chevrolet", 1, ANN, 40, 75, 35),
            (SECOND, "ford", 3, DAN, 34, 74, 40),
        ]

    def test_cars_of_no_known_manufacturer_score_for_none(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            "update core.fct_race_result set manufacturer_id = null where manufacturer_id = 'ford'"
        )
        assert warehouse.execute(
            "select race_id, manufacturer_id, manufacturer_points "
            "from marts.manufacturer_points order by all"
        ).fetchall() == [(FIRST, "chevrolet", 35), (SECOND, "chevrolet", 40)]

    def test_a_manufacturer_outside_the_standings_keeps_its_row(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("delete from core.fct_manufacturer_standing where position = 2")
        assert warehouse.execute(
            "select race_id, manufacturer_id, manufacturer_points, championship_points "
            "from marts.manufacturer_points order by all"
        ).fetchall() == [
            (FIRST, "chevrolet", 35, None),
            (FIRST, "ford", 40, 40),
            (SECOND, "chevrolet", 40, 75),
            (SECOND, "ford", 34, None),
        ]

    def test_before_2017_the_rule_was_another(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        warehouse.execute("update core.dim_season set season = 2016")
        assert warehouse.execute(
            "select manufacturer_id, manufacturer_points, championship_points, "
            "championship_points_before from marts.manufacturer_points "
            f"where race_id = '{SECOND}' order by all"
        ).fetchall() == [("chevrolet", None, 75, None), ("ford", None, 74, None)]


class TestPointsBreakdown:
    def test_points_are_finish_points_plus_those_of_each_stage(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        assert warehouse.execute(
            "select race_id, finish_position, driver_id, finish_points, stage_1_points, "
            "stage_2_points, stage_3_points, stage_points, total_points, published_points, "
            "difference, maximum_bonus_points from marts.points_breakdown order by all"
        ).fetchall() == [
            (FIRST, 1, BEN, 40, 7, 9, 0, 16, 56, 56, 0, 0),
            (FIRST, 2, ANN, 35, 9, 10, 0, 19, 54, 54, 0, 0),
            (FIRST, 3, CAL, 34, 10, 8, 0, 18, 52, 52, 0, 0),
            (FIRST, 4, DAN, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            (SECOND, 1, ANN, 40, 10, 9, 0, 19, 59, 59, 0, 0),
            (SECOND, 2, CAL, 35, 8, 8, 0, 16, 51, 51, 0, 0),
            (SECOND, 3, DAN, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            (SECOND, 4, BEN, 33, 9, 10, 0, 19, 52, 52, 0, 0),
        ]

    def test_an_ineligible_driver_gets_nothing_even_for_a_stage(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            f"update core.fct_stage_result set stage_points = 8 where driver_id = '{DAN}'"
        )
        assert warehouse.execute(
            "select stage_points, total_points, difference from marts.points_breakdown "
            f"where race_id = '{FIRST}' and driver_id = '{DAN}'"
        ).fetchall() == [(8, 0, 0)]

    def test_a_disqualified_driver_loses_his_stages(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """Or nobody knows what he loses, where no rule says."""
        columns = "stage_1_points, stage_2_points, stage_points, total_points, difference"
        read = (
            f"select {columns} from marts.points_breakdown "
            f"where race_id = '{FIRST}' and driver_id = '{CAL}'"
        )
        warehouse.execute(
            "update core.fct_race_result set is_disqualified = true, points = 34 "
            f"where race_id = '{FIRST}' and driver_id = '{CAL}'"
        )
        assert warehouse.execute(read).fetchall() == [(0, 0, 0, 34, 0)]
        warehouse.execute("update core.dim_points_system set disqualified_points = null")
        assert warehouse.execute(read).fetchall() == [(None, None, None, None, None)]

    @pytest.mark.parametrize(("forgone", "expected"), [("stages", (0, 40)), ("bonuses", (19, 59))])
    def test_a_contender_of_the_finale_forgoes_his_stages_where_the_rules_say_so(
        self, warehouse: duckdb.DuckDBPyConnection, forgone: str, expected: tuple[int, int]
    ) -> None:
        warehouse.execute(
            "update core.dim_points_system "
            f"set finale_contenders = 1, contenders_forgo = '{forgone}'"
        )
        assert warehouse.execute(
            "select driver_id, stage_points, total_points from marts.points_breakdown "
            f"where race_id = '{SECOND}' order by finish_position limit 2"
        ).fetchall() == [(ANN, *expected), (CAL, 16, 51)]

    def test_bonus_points_are_the_difference_and_their_most_is_that_of_the_season(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            "update core.dim_season set season = 2016;"
            "delete from core.fct_stage_result;"
            "update core.fct_race_result set points = 44 where finish_position = 1"
        )
        assert warehouse.execute(
            "select finish_points, stage_points, total_points, published_points, difference, "
            f"maximum_bonus_points from marts.points_breakdown where race_id = '{FIRST}' "
            "and finish_position = 1"
        ).fetchall() == [(40, 0, 40, 44, 4, 5)]

    def test_without_a_rule_there_is_no_total(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        warehouse.execute("delete from core.dim_finish_points")
        assert warehouse.execute(
            "select finish_points, total_points, published_points, difference "
            f"from marts.points_breakdown where race_id = '{FIRST}' and driver_id = '{BEN}'"
        ).fetchall() == [(None, None, 56, None)]

    def test_stage_points_go_to_the_car_that_won_them(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """A driver in two cars of one race must not get the points of one for both."""
        warehouse.execute(TWO_CARS_IN_ONE_RACE)
        assert warehouse.execute(
            "select car_number, stage_points from marts.points_breakdown "
            f"where race_id = '{FIRST}' and driver_id = '{ANN}' order by all"
        ).fetchall() == [("1", 19), ("44", 0)]

    def test_stage_points_reach_the_driver_where_a_stage_lists_no_cars(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("update core.fct_stage_result set car_number = null")
        assert warehouse.execute(
            "select driver_id, stage_points from marts.points_breakdown "
            f"where race_id = '{FIRST}' order by all"
        ).fetchall() == [(ANN, 19), (BEN, 16), (CAL, 18), (DAN, 0)]

    def test_a_car_number_written_otherwise_costs_the_driver_no_stage_points(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """One table says 08 and the other 8: the only car of the driver is meant."""
        warehouse.execute(
            "update core.fct_stage_result set car_number = '8' where car_number = '08'"
        )
        assert warehouse.execute(
            "select finish_position, stage_points, difference from marts.points_breakdown "
            f"where race_id = '{FIRST}' and driver_id = '{CAL}'"
        ).fetchall() == [(3, 18, 0)]

    def test_the_points_of_stages_with_and_without_car_numbers_add_up(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            "update core.fct_stage_result set car_number = null where stage_number = 1"
        )
        assert warehouse.execute(
            "select driver_id, stage_1_points, stage_2_points, stage_points "
            f"from marts.points_breakdown where race_id = '{FIRST}' order by all"
        ).fetchall() == [(ANN, 9, 10, 19), (BEN, 7, 9, 16), (CAL, 10, 8, 18), (DAN, 0, 0, 0)]


class TestQualifyingGaps:
    def test_a_gap_may_be_negative_and_a_car_without_time_has_none(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        assert warehouse.execute(
            "select race_id, position, car_number, driver_id, round_reached, "
            "best_lap_time_seconds, gap_to_pole_seconds, gap_to_car_ahead_seconds, "
            "round(implied_speed_mph, 3) from marts.qualifying_gaps order by all"
        ).fetchall() == [
            (FIRST, 1, "1", ANN, 2, 30.25, 0.0, None, 178.512),
            (FIRST, 2, "08", CAL, 2, 30.0, -0.25, -0.25, 180.0),
            (FIRST, 3, "2", BEN, 1, 30.75, 0.5, 0.75, 175.61),
            (FIRST, 4, "44", DAN, 1, None, None, None, None),
            (SECOND, 1, "08", CAL, 1, 40.0, 0.0, None, 180.0),
            (SECOND, 2, "44", DAN, 1, 40.5, 0.5, 0.5, 177.778),
            (SECOND, 3, "1", ANN, 1, 41.0, 1.0, 0.5, 175.61),
            (SECOND, 4, "2", BEN, 1, 41.25, 1.25, 0.25, 174.545),
        ]

    def test_without_a_time_of_the_pole_sitter_there_are_no_gaps_to_it(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            f"delete from core.fct_qualifying_round where race_id = '{SECOND}' "
            "and car_number = '08'"
        )
        assert warehouse.execute(
            "select position, round_reached, gap_to_pole_seconds, gap_to_car_ahead_seconds "
            f"from marts.qualifying_gaps where race_id = '{SECOND}' order by all"
        ).fetchall() == [
            (1, None, None, None),
            (2, 1, None, None),
            (3, 1, None, 0.5),
            (4, 1, None, 0.25),
        ]


class TestStagePerformance:
    def test_a_stage_is_seen_from_the_one_before_to_the_finish(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        assert warehouse.execute(
            "select race_id, stage_number, laps, end_lap, position, driver_id, stage_points, "
            "previous_stage_position, start_position, finish_position, positions_gained_to_finish "
            "from marts.stage_performance order by all"
        ).fetchall() == [
            (FIRST, 1, 30, 30, 1, CAL, 10, None, 2, 3, -2),
            (FIRST, 1, 30, 30, 2, ANN, 9, None, 1, 2, 0),
            (FIRST, 1, 30, 30, 3, DAN, 0, None, 4, 4, -1),
            (FIRST, 1, 30, 30, 4, BEN, 7, None, 3, 1, 3),
            (FIRST, 2, 30, 60, 1, ANN, 10, 2, 1, 2, -1),
            (FIRST, 2, 30, 60, 2, BEN, 9, 4, 3, 1, 1),
            (FIRST, 2, 30, 60, 3, CAL, 8, 1, 2, 3, 0),
            (SECOND, 1, 20, 20, 1, ANN, 10, None, 3, 1, 0),
            (SECOND, 1, 20, 20, 2, BEN, 9, None, 4, 4, -2),
            (SECOND, 1, 20, 20, 3, CAL, 8, None, 1, 2, 1),
            (SECOND, 2, 15, 35, 1, BEN, 10, 2, 4, 4, -3),
            (SECOND, 2, 15, 35, 2, ANN, 9, 1, 3, 1, 1),
            (SECOND, 2, 15, 35, 3, CAL, 8, 3, 1, 2, 1),
        ]

    def test_drivers_are_followed_by_name_where_a_stage_lists_no_cars(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("update core.fct_stage_result set car_number = null, team_id = null")
        assert warehouse.execute(
            "select driver_id, team_name, previous_stage_position, finish_position "
            f"from marts.stage_performance where race_id = '{FIRST}' and stage_number = 2 "
            "order by all"
        ).fetchall() == [(ANN, None, 2, 2), (BEN, None, 4, 1), (CAL, None, 1, 3)]

    def test_a_stage_of_a_race_without_lengths_and_result_keeps_its_rows(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("delete from core.fct_stage; delete from core.fct_race_result")
        assert warehouse.execute(
            "select count(*), count(laps), count(finish_position) from marts.stage_performance"
        ).fetchall() == [(13, 0, 0)]


class TestStandings:
    def test_both_championships_are_listed_after_each_race(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        assert warehouse.execute(
            "select race_id, championship, position, entrant_name, points, points_behind_leader, "
            "points_behind_next, position_change, position_change_is_inferred "
            "from marts.standings order by all"
        ).fetchall() == [
            (FIRST, "driver", 1, "Ben Baker", 56, 0, None, None, False),
            (FIRST, "driver", 2, "Ann Archer", 54, 2, 2, None, False),
            (FIRST, "driver", 3, "Cal Carter", 52, 4, 2, None, False),
            (FIRST, "manufacturer", 1, "Ford", 40, 0, None, None, False),
            (FIRST, "manufacturer", 2, "Chevrolet", 35, 5, 5, None, False),
            (SECOND, "driver", 1, "Ann Archer", 113, 0, None, 1, True),
            (SECOND, "driver", 2, "Ben Baker", 108, 5, 5, -1, True),
            (SECOND, "driver", 3, "Cal Carter", 103, 10, 5, 0, False),
            (SECOND, "manufacturer", 1, "Chevrolet", 75, 0, None, 1, True),
            (SECOND, "manufacturer", 2, "Ford", 74, 1, 1, -1, True),
        ]


class TestStandingsBeforeRace:
    def test_points_before_a_race_are_those_after_the_one_before(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        assert warehouse.execute(
            "select race_id, driver_id, points_before, order_before, position_before, "
            "position_before_is_inferred, race_points, points_after, position_after "
            "from marts.standings_before_race order by all"
        ).fetchall() == [
            (FIRST, ANN, 0, 1, None, False, 54, 54, 2),
            (FIRST, BEN, 0, 1, None, False, 56, 56, 1),
            (FIRST, CAL, 0, 1, None, False, 52, 52, 3),
            (SECOND, ANN, 54, 2, 2, True, 59, 113, 1),
            (SECOND, BEN, 56, 1, 1, True, 52, 108, 2),
            (SECOND, CAL, 52, 3, 3, False, 51, 103, 3),
        ]

    def test_a_driver_who_was_not_in_the_race_has_no_points_of_it(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            f"update core.fct_driver_standing set driver_id = '{DAN}' where driver_id = '{CAL}';"
            f"delete from core.fct_race_result where race_id = '{SECOND}' and driver_id = '{DAN}';"
            "update core.fct_race_result set finish_position = 3 "
            f"where race_id = '{SECOND}' and finish_position = 4"
        )
        assert warehouse.execute(
            "select points_before, order_before, race_points from marts.standings_before_race "
            f"where race_id = '{SECOND}' and driver_id = '{DAN}'"
        ).fetchall() == [(103, 1, 0)]

    def test_the_points_of_a_race_are_those_of_all_cars_of_a_driver(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(TWO_CARS_IN_ONE_RACE)
        warehouse.execute(
            f"update core.fct_race_result set points = 33 where race_id = '{FIRST}' "
            "and car_number = '44'"
        )
        assert warehouse.execute(
            "select race_points, points_before from marts.standings_before_race "
            f"where race_id = '{FIRST}' and driver_id = '{ANN}'"
        ).fetchall() == [(87, -33)]

    def test_where_a_result_lists_no_points_those_before_are_unknown(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            f"update core.fct_race_result set points = null where race_id = '{SECOND}'"
        )
        assert warehouse.execute(
            "select distinct race_points, points_before, order_before "
            f"from marts.standings_before_race where race_id = '{SECOND}'"
        ).fetchall() == [(None, None, None)]

    def test_where_a_race_has_no_result_the_points_before_are_unknown(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(f"delete from core.fct_race_result where race_id = '{SECOND}'")
        assert warehouse.execute(
            "select distinct race_points, points_before, order_before "
            f"from marts.standings_before_race where race_id = '{SECOND}'"
        ).fetchall() == [(None, None, None)]


class TestPlayoffCutline:
    def test_points_are_measured_to_the_last_position_in_after_each_race(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        assert warehouse.execute(
            "select race_id, position, driver_id, points, cut_position, cut_points, "
            "points_to_cutline, is_inside from marts.playoff_cutline order by all"
        ).fetchall() == [
            (FIRST, 1, BEN, 56, 2, 54, 2, True),
            (FIRST, 2, ANN, 54, 2, 54, 0, True),
            (FIRST, 3, CAL, 52, 2, 54, -2, False),
            (SECOND, 1, ANN, 113, 2, 108, 5, True),
            (SECOND, 2, BEN, 108, 2, 108, 0, True),
            (SECOND, 3, CAL, 103, 2, 108, -5, False),
        ]

    def test_where_the_cut_position_is_not_listed_its_points_are_unknown(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("update core.dim_playoff_field set drivers = 16")
        assert warehouse.execute(
            "select distinct cut_position, cut_points, points_to_cutline, is_inside "
            "from marts.playoff_cutline"
        ).fetchall() == [(16, None, None, True)]

    def test_a_season_without_playoffs_has_no_cutline(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("delete from core.dim_playoff_field where season = 2023")
        assert warehouse.execute("select * from marts.playoff_cutline").fetchall() == []


class TestTeammateComparison:
    def test_the_better_of_two_cars_of_a_driver_is_compared(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(TWO_CARS_IN_ONE_RACE)
        assert warehouse.execute(
            "select driver_id, teammate_id, qualifying_position, finish_position, points "
            f"from marts.teammate_comparison where race_id = '{FIRST}'"
        ).fetchall() == [(ANN, BEN, 1, 2, 54)]

    def test_qualifying_without_car_numbers_is_compared_by_driver(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("update core.fct_qualifying_result set car_number = null")
        assert warehouse.execute(
            "select driver_id, qualifying_position, teammate_qualifying_position "
            f"from marts.teammate_comparison where race_id = '{FIRST}' order by all"
        ).fetchall() == [(ANN, 1, 3), (CAL, 2, 4)]

    def test_each_pair_of_teammates_meets_once_a_race(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        assert warehouse.execute(
            "select race_id, team_id, driver_id, teammate_id, qualifying_position, "
            "teammate_qualifying_position, qualifying_advantage, finish_position, "
            "teammate_finish_position, finish_advantage, points, teammate_points, "
            "points_advantage from marts.teammate_comparison order by all"
        ).fetchall() == [
            (FIRST, "north", ANN, BEN, 1, 3, 2, 2, 1, -1, 54, 56, -2),
            (FIRST, "south", CAL, DAN, 2, 4, 2, 3, 4, 1, 52, 0, 52),
            (SECOND, "north", ANN, BEN, 3, 4, 1, 1, 4, 3, 59, 52, 7),
            (SECOND, "south", CAL, DAN, 1, 2, 1, 2, 3, 1, 51, 0, 51),
        ]

    def test_three_teammates_are_three_pairs(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        warehouse.execute(
            f"update core.fct_race_result set team_id = 'north' where driver_id = '{CAL}'"
        )
        assert warehouse.execute(
            "select driver_id, teammate_id from marts.teammate_comparison "
            f"where race_id = '{SECOND}' order by all"
        ).fetchall() == [(ANN, BEN), (ANN, CAL), (BEN, CAL)]

    def test_drivers_of_no_known_team_are_no_teammates(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("update core.fct_race_result set team_id = null")
        assert warehouse.execute("select * from marts.teammate_comparison").fetchall() == []

    def test_a_pair_without_qualifying_is_compared_by_the_race_alone(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute("delete from core.fct_qualifying_result")
        assert warehouse.execute(
            "select driver_id, qualifying_advantage, finish_advantage "
            f"from marts.teammate_comparison where race_id = '{FIRST}' order by all"
        ).fetchall() == [(ANN, None, -1), (CAL, None, 1)]


class TestWeekendProgression:
    def test_a_driver_is_followed_through_the_weekend(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        """Ben is in no practice of the first race, and best in the second one of the second."""
        assert warehouse.execute(
            "select race_id, driver_id, practice_position, qualifying_position, start_position, "
            "stage_1_position, stage_2_position, stage_3_position, finish_position "
            "from marts.weekend_progression order by all"
        ).fetchall() == [
            (FIRST, ANN, 2, 1, 1, 2, 1, None, 2),
            (FIRST, BEN, None, 3, 3, 4, 2, None, 1),
            (FIRST, CAL, 1, 2, 2, 1, 3, None, 3),
            (FIRST, DAN, 3, 4, 4, 3, None, None, 4),
            (SECOND, ANN, 1, 3, 3, 1, 2, None, 1),
            (SECOND, BEN, 1, 4, 4, 2, 1, None, 4),
            (SECOND, CAL, 2, 1, 1, 3, 3, None, 2),
            (SECOND, DAN, None, 2, 2, None, None, None, 3),
        ]

    def test_a_driver_who_was_only_entered_has_a_row_without_positions(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        for table in ("practice_result", "qualifying_result", "stage_result", "race_result"):
            warehouse.execute(
                f"delete from core.fct_{table} where race_id = '{FIRST}' and driver_id = '{DAN}'"
            )
        assert warehouse.execute(
            f"select * exclude (race_id) from marts.weekend_progression where race_id = '{FIRST}' "
            f"and driver_id = '{DAN}'"
        ).fetchall() == [(DAN, "Dan Draper", *[None] * 7)]

    def test_of_two_cars_the_better_position_counts(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(TWO_CARS_IN_ONE_RACE)
        assert warehouse.execute(
            "select * exclude (race_id, driver_id, driver_name) from marts.weekend_progression "
            f"where race_id = '{FIRST}' and driver_id = '{ANN}'"
        ).fetchall() == [(2, 1, 1, 2, 1, None, 2)]

    def test_a_race_of_four_stages_has_three_before_the_finish(
        self, warehouse: duckdb.DuckDBPyConnection
    ) -> None:
        warehouse.execute(
            "insert into core.fct_stage_result by name "
            "select * replace (3 as stage_number, 6 - position as position, 99 as table_index) "
            f"from core.fct_stage_result where race_id = '{FIRST}' and stage_number = 2"
        )
        assert warehouse.execute(
            "select driver_id, stage_2_position, stage_3_position from marts.weekend_progression "
            f"where race_id = '{FIRST}' order by all"
        ).fetchall() == [(ANN, 1, 5), (BEN, 2, 4), (CAL, 3, 3), (DAN, None, None)]
