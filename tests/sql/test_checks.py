"""The rules of ``sql/checks``: they hold for ``two_races.sql``, and each of them can fail."""

from __future__ import annotations

import json
from collections.abc import Mapping

import duckdb
import pytest

from pipelines.warehouse.catalog import Catalog, Check, Relation
from pipelines.warehouse.checks import broken_contract_query, contract_result, offending, run_check

FIRST, SECOND = "cup-2023-1", "cup-2023-2"
FIRST_DOCUMENT = "cup/2023/cup-2023-1.txt"

# By check: scripts, each of which breaks that rule on the two races, and no other one.
BREAKING_SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "a_race_is_loaded": (
        "delete from core.fct_entry; delete from core.fct_practice_result;"
        "delete from core.fct_qualifying_result; delete from core.fct_qualifying_round;"
        "delete from core.fct_stage; delete from core.fct_stage_result;"
        "delete from core.fct_race_result; delete from core.fct_driver_standing;"
        "delete from core.fct_manufacturer_standing; delete from core.fct_broadcast_crew;"
        "delete from core.dim_race; delete from staging.table_row",
    ),
    "a_driver_finishes_once": (
        "update core.fct_race_result set driver_id = 'cal-carter', points = null "
        f"where race_id = '{SECOND}' and finish_position = 4",
    ),
    "articles_are_of_one_driver": (
        "update core.dim_driver set article_title = 'Ann Archer' "
        "where driver_id in ('ann-archer', 'ben-baker')",
    ),
    "average_speed_agrees_with_time": (
        f"update core.dim_race set average_speed_mph = 118 where race_id = '{FIRST}'",
        f"update core.dim_race set race_time_seconds = 4400 where race_id = '{FIRST}'",
        "update core.dim_race set track_length_miles = null, distance_miles = 122 "
        f"where race_id = '{SECOND}'",
    ),
    "corrections_match": (
        "update quality.correction set status = 'already_correct', found_value = '54', "
        "problem = 'the article was mended, remove the line'",
        "update quality.correction set status = 'no_such_row', table_index = null, "
        "row_index = null, found_value = null, problem = 'no row has these texts'",
    ),
    "columns_do_not_go_empty": (
        "insert into quality.null_rate values ('core.fct_race_result', 'points', 'cup-2023', 8, "
        "8, 1, null, 0, 'empty now; the build before had values')",
    ),
    "documents_match_their_sidecars": (
        f"update staging.document set sidecar_sha256 = 'c3' where race_id = '{FIRST}'",
    ),
    "driver_standing_positions_have_no_gaps": (
        "update core.fct_driver_standing set position = 4 "
        f"where race_id = '{FIRST}' and position = 3",
        f"delete from core.fct_driver_standing where race_id = '{FIRST}' and position = 1;"
        f"delete from staging.table_row where document_id = '{FIRST_DOCUMENT}' "
        "and table_index = 7 and row_index = 0",
    ),
    "drivers_are_known": ("delete from core.dim_driver where driver_id = 'dan-draper'",),
    "entries_equal_qualifying": (
        "update core.fct_qualifying_result set car_number = '8' "
        f"where race_id = '{FIRST}' and car_number = '08'",
        f"delete from core.fct_qualifying_result where race_id = '{FIRST}' and position = 4",
    ),
    "entries_equal_results": (
        "update core.fct_race_result set car_number = '8' "
        f"where race_id = '{FIRST}' and car_number = '08'",
        f"delete from core.fct_race_result where race_id = '{FIRST}' and finish_position = 4;"
        f"delete from staging.table_row where document_id = '{FIRST_DOCUMENT}' "
        "and table_index = 6 and row_index = 3",
    ),
    "everything_is_recognised": (
        f"insert into quality.unrecognised values ('{FIRST_DOCUMENT}', 6, null, 'column', "
        "'Mood', 'Race results', 'no row of headers.csv names it')",
    ),
    "finish_positions_have_no_gaps": (
        "update core.fct_race_result set finish_position = 6 "
        f"where race_id = '{FIRST}' and finish_position = 4",
    ),
    "gap_to_leader_agrees_with_points": (
        "update core.fct_driver_standing set points_behind_leader = 3 "
        f"where race_id = '{FIRST}' and position = 2",
        "update core.fct_manufacturer_standing set points_behind_leader = 2 "
        f"where race_id = '{SECOND}' and position = 2",
    ),
    "ineligible_drivers_score_zero": (
        f"update core.fct_race_result set points = 33 where race_id = '{FIRST}' "
        "and driver_id = 'dan-draper'",
        f"update core.fct_race_result set is_points_eligible = false where race_id = '{FIRST}' "
        "and driver_id = 'ben-baker'",
    ),
    "manufacturer_standing_positions_have_no_gaps": (
        "update core.fct_manufacturer_standing set position = 3 "
        f"where race_id = '{FIRST}' and position = 2",
    ),
    "manufacturer_totals_agree_with_rules": (
        "update core.fct_manufacturer_standing set points = points - 10 "
        f"where race_id = '{SECOND}'",
        "update core.fct_manufacturer_standing set points = points + 1",
    ),
    "manufacturers_are_known": (
        "update core.fct_entry set manufacturer_id = 'studebaker' where car_number = '1'",
    ),
    "most_laps_led_by_an_entered_driver": (
        f"update core.dim_race set most_laps_led = 101 where race_id = '{FIRST}'",
        "insert into core.dim_driver values ('eve-evans', 'Eve Evans', null);"
        "update core.dim_race set most_laps_led_driver_id = 'eve-evans' "
        f"where race_id = '{FIRST}'",
    ),
    "movement_agrees_with_points": (
        "update core.fct_driver_standing set position_change = -2 "
        f"where race_id = '{SECOND}' and driver_id = 'cal-carter'",
    ),
    "nothing_is_rejected": (
        f"insert into quality.rejected values ('{FIRST_DOCUMENT}', 6, 3, 'cell', 'laps_led', "
        "'many', 'not_a_number', 'laps led must be a whole number')",
    ),
    "points_agree_with_rules": (
        f"update core.fct_race_result set points = 53 where race_id = '{FIRST}' "
        "and finish_position = 2",
        f"update core.fct_race_result set points = 55 where race_id = '{FIRST}' "
        "and finish_position = 2",
        f"update core.fct_race_result set points = 29 where race_id = '{FIRST}' "
        "and finish_position = 2",
        "update core.dim_points_system set win_points = 2",
    ),
    "pole_agrees_with_qualifying": (
        f"update core.dim_race set pole_driver_id = 'ben-baker' where race_id = '{FIRST}'",
    ),
    "practice_positions_have_no_gaps": (
        "update core.fct_practice_result set position = 4 "
        f"where race_id = '{SECOND}' and session_number = 2 and position = 3",
    ),
    "qualifying_positions_have_no_gaps": (
        "update core.fct_qualifying_result set position = 5 "
        f"where race_id = '{FIRST}' and position = 4;"
        "update core.fct_race_result set start_position = 5 "
        f"where race_id = '{FIRST}' and start_position = 4",
    ),
    "race_references_are_known": (
        "delete from core.dim_season",
        "delete from core.dim_series where series_id = 'cup'",
        "delete from core.dim_track where track_id = 'long-oval'",
        f"update core.dim_race set document_id = 'lost.txt' where race_id = '{SECOND}'",
    ),
    "race_dates_lie_in_their_season": (
        f"update core.dim_race set race_date = date '2021-07-02' where race_id = '{FIRST}'",
    ),
    "races_are_known": (
        "update core.fct_broadcast_crew set race_id = 'cup-2023-3' "
        f"where document_id = '{FIRST_DOCUMENT}'",
    ),
    "rows_are_accounted_for": (
        f"delete from core.fct_broadcast_crew where race_id = '{FIRST}'",
        "insert into staging.table_row "
        f"values ('{FIRST_DOCUMENT}', 6, 4, 605, null, 'race_result', 'data', ['5'], '| 5')",
    ),
    "source_rows_exist": (
        f"delete from staging.table_row where document_id = '{FIRST_DOCUMENT}' "
        "and table_index = 6 and row_index = 3",
    ),
    "stage_laps_sum_to_race_laps": (
        f"update core.fct_stage set laps = 41 where race_id = '{FIRST}' and stage_number = 3",
        f"delete from core.fct_stage where race_id = '{FIRST}' and stage_number = 3;"
        f"delete from staging.table_row where table_index = 6 and row_index = -1 "
        f"and document_id = '{FIRST_DOCUMENT}'",
    ),
    "stage_positions_have_no_gaps": (
        "update core.fct_stage_result set position = 4 "
        f"where race_id = '{SECOND}' and stage_number = 2 and position = 3",
    ),
    "start_equals_qualifying": (
        "update core.fct_race_result set start_position = 1 "
        f"where race_id = '{SECOND}' and car_number = '2'",
        "update core.fct_race_result set start_position = 4 "
        f"where race_id = '{SECOND}' and car_number = '08'",
    ),
    "teams_are_known": ("update core.fct_entry set team_id = 'east' where car_number = '1'",),
    "winner_agrees_with_infobox": (
        f"update core.dim_race set winner_driver_id = 'cal-carter' where race_id = '{FIRST}'",
        f"update core.dim_race set winner_car_number = '02' where race_id = '{FIRST}'",
    ),
}

BREAKING_CASES = [
    pytest.param(name, script, id=f"{name}-{number}")
    for name, scripts in BREAKING_SCRIPTS.items()
    for number, script in enumerate(scripts, start=1)
]

# By check: the value that no dimension has, for each column that refers to that dimension.
REFERENCE_CHECKS: Mapping[str, tuple[str, ...]] = {
    "drivers_are_known": (
        "driver_id",
        "pole_driver_id",
        "most_laps_led_driver_id",
        "winner_driver_id",
    ),
    "teams_are_known": ("team_id",),
    "manufacturers_are_known": ("manufacturer_id",),
    "races_are_known": ("race_id",),
}


def check_named(catalog: Catalog, name: str) -> Check:
    return next(check for check in catalog.checks if check.name == name)


def broken_checks(warehouse: duckdb.DuckDBPyConnection, catalog: Catalog) -> set[str]:
    results = [run_check(warehouse, check) for check in catalog.checks]
    return {result.name for result in results if not result.is_passed}


def fact_tables(catalog: Catalog) -> list[Relation]:
    return [table for table in catalog.tables if table.name.startswith("core.fct_")]


class TestRules:
    def test_every_rule_holds_for_the_two_races(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        results = [run_check(warehouse, check) for check in catalog.checks]
        assert [result.message for result in results if not result.is_passed] == []

    def test_every_rule_has_a_case_that_breaks_it(self, catalog: Catalog) -> None:
        assert sorted(BREAKING_SCRIPTS) == sorted(check.name for check in catalog.checks)

    @pytest.mark.parametrize(("name", "script"), BREAKING_CASES)
    def test_a_broken_rule_fails_and_no_other_one(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog, name: str, script: str
    ) -> None:
        warehouse.execute(script)
        result = run_check(warehouse, check_named(catalog, name))
        assert result.offending_rows > 0
        assert result.sample is not None
        assert json.loads(result.sample)
        assert broken_checks(warehouse, catalog) == {name}


class TestRulesOverEveryTable:
    @pytest.mark.parametrize("name", REFERENCE_CHECKS)
    def test_a_reference_check_sees_every_table_that_refers_to_the_dimension(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog, name: str
    ) -> None:
        check = check_named(catalog, name)
        for table in [*fact_tables(catalog), catalog.relations["core.dim_race"]]:
            columns = {column.name for column in table.columns} & set(REFERENCE_CHECKS[name])
            if (name, table.name) == ("races_are_known", "core.dim_race"):
                continue
            for column in columns:
                warehouse.execute(
                    f"update {table.name} set {column} = 'nobody-{column}' "
                    f"where document_id = '{FIRST_DOCUMENT}'"
                )
                key = next(one for one in ("driver_id", column) if one in check.sql)
                found = warehouse.execute(
                    f"select count(*) from ({check.sql}) "
                    f"where relation = '{table.name}' and {key} = 'nobody-{column}'"
                ).fetchone()
                assert found == (1,), f"{name} does not see {table.name}.{column}"

    def test_a_fact_of_every_table_needs_its_source_row(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        check = check_named(catalog, "source_rows_exist")
        warehouse.execute("delete from staging.table_row")
        found = warehouse.execute(f"select distinct relation from ({check.sql})").fetchall()
        assert {name for (name,) in found} == {table.name for table in fact_tables(catalog)}

    def test_a_fact_of_any_table_accounts_for_its_source_row(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        check = check_named(catalog, "rows_are_accounted_for")
        for number, table in enumerate(fact_tables(catalog), start=1000):
            warehouse.execute(
                f"insert into staging.table_row values ('{FIRST_DOCUMENT}', {number}, 0, 1, null, "
                f"null, 'data', [], '');"
                f"update {table.name} set table_index = {number}, row_index = 0 "
                f"where document_id = '{FIRST_DOCUMENT}'"
            )
        count, sample = offending(
            warehouse, f"from ({check.sql}) as found where found.table_index >= 1000"
        )
        assert (count, sample) == (0, None)

    def test_a_rejected_row_is_accounted_for(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        warehouse.execute(
            f"delete from core.fct_broadcast_crew where race_id = '{FIRST}';"
            f"insert into quality.rejected values ('{FIRST_DOCUMENT}', 9, 0, 'row', null, null, "
            "'no_person', 'no name')"
        )
        assert broken_checks(warehouse, catalog) == {"nothing_is_rejected"}

    def test_the_rows_of_a_rejected_table_are_accounted_for(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        warehouse.execute(
            f"delete from core.fct_broadcast_crew where race_id = '{FIRST}';"
            f"insert into quality.rejected values ('{FIRST_DOCUMENT}', 9, null, 'table', null, "
            "'rows 4', 'shifted_columns', 'cells stand in columns that are not theirs')"
        )
        assert broken_checks(warehouse, catalog) == {"nothing_is_rejected"}

    def test_rows_of_a_document_that_is_not_loaded_need_no_fact(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        warehouse.execute(
            "insert into staging.document by name select 'cup/2023/odd.txt' as document_id, "
            "'Odd' as title, 'cup' as series_id, 2023 as season, 'txt' as format, "
            "'d4' as sha256, false as is_loaded;"
            "insert into staging.table_row values ('cup/2023/odd.txt', 0, 0, 1, null, null, "
            "'data', [], '')"
        )
        assert broken_checks(warehouse, catalog) == set()


class TestArticlesThatSayLess:
    """What an article leaves out is unknown: no rule may fail for it."""

    def test_races_without_an_infobox_break_no_rule(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        columns = catalog.relations["core.dim_race"].columns
        unknown = ", ".join(f"{one.name} = null" for one in columns if one.is_nullable)
        warehouse.execute(f"update core.dim_race set {unknown}")
        assert broken_checks(warehouse, catalog) == set()

    def test_facts_of_which_only_the_required_columns_are_known_break_no_rule(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        """Lengths of stages that are not stated are no disagreement either."""
        for table in fact_tables(catalog):
            columns = [one.name for one in table.columns if one.is_nullable]
            unknown = ", ".join(f"{name} = null" for name in columns)
            warehouse.execute(f"update {table.name} set {unknown}")
        assert broken_checks(warehouse, catalog) == set()

    @pytest.mark.parametrize(
        "table",
        [
            "core.fct_entry",
            "core.fct_practice_result",
            "core.fct_qualifying_result",
            "core.fct_qualifying_round",
            "core.fct_race_result",
            "core.fct_driver_standing",
            "core.fct_manufacturer_standing",
        ],
    )
    def test_races_without_one_of_their_tables_break_no_rule(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog, table: str
    ) -> None:
        is_qualifying = table == "core.fct_qualifying_result"
        lost = ["core.fct_qualifying_round", table] if is_qualifying else [table]
        if table != "core.fct_qualifying_round":
            warehouse.execute(
                "delete from staging.table_row where row_kind = 'data' and exists (select 1 "
                f"from {table} as facts where facts.document_id = table_row.document_id "
                "and facts.table_index = table_row.table_index)"
            )
        for name in lost:
            warehouse.execute(f"delete from {name}")
        assert broken_checks(warehouse, catalog) == set()

    def test_points_without_an_entry_list_are_still_held_against_the_rules(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        """Who scored nothing may have been ineligible; who scored was not."""
        warehouse.execute(
            "delete from staging.table_row where table_index = 0; delete from core.fct_entry;"
            f"update core.fct_race_result set points = 53 where race_id = '{FIRST}' "
            "and finish_position = 2"
        )
        assert broken_checks(warehouse, catalog) == {"points_agree_with_rules"}

    def test_a_stage_whose_length_is_not_stated_breaks_no_rule(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        warehouse.execute(
            f"update core.fct_stage set laps = null where race_id = '{FIRST}' and stage_number = 3"
        )
        assert broken_checks(warehouse, catalog) == set()

    def test_a_series_and_season_without_rules_breaks_no_rule(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        warehouse.execute("delete from core.dim_finish_points; delete from core.dim_playoff_field")
        assert broken_checks(warehouse, catalog) == set()

    def test_a_bonus_within_the_rules_of_the_season_breaks_no_rule(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        warehouse.execute(
            "update core.dim_points_system set led_lap_points = 1, most_laps_led_points = 2;"
            "update core.fct_race_result set points = points + case driver_id "
            "when 'ann-archer' then 3 else 1 end "
            "where laps_led > 0 and driver_id != 'dan-draper'"
        )
        assert broken_checks(warehouse, catalog) == set()


class TestStartsAndQualifying:
    """At the start of the second race: 08, 44, 1, 2, as they qualified."""

    def offending_cars(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog, order: str
    ) -> list[str]:
        for place, car_number in enumerate(order.split(), start=1):
            warehouse.execute(
                "update core.fct_race_result set start_position = ? "
                "where race_id = ? and car_number = ?",
                [place, SECOND, car_number],
            )
        check = check_named(catalog, "start_equals_qualifying")
        found = warehouse.execute(f"select car_number from ({check.sql}) order by 1").fetchall()
        return [car_number for (car_number,) in found]

    def test_who_moved_up_where_another_dropped_back_does_not_offend(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        assert self.offending_cars(warehouse, catalog, "44 1 2 08") == ["08"]

    def test_where_two_dropped_back_both_of_them_offend(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        assert self.offending_cars(warehouse, catalog, "44 2 08 1") == ["08", "1"]

    def test_who_withdrew_lets_those_behind_move_up(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        warehouse.execute("delete from core.fct_race_result where car_number = '44'")
        assert self.offending_cars(warehouse, catalog, "08 1 2") == []

    def test_who_moved_up_further_than_others_dropped_back_offends(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        """Car 2 starts on place 2, as car 1 does, and nobody dropped back."""
        warehouse.execute(
            "update core.fct_race_result set start_position = 2 "
            f"where race_id = '{SECOND}' and car_number = '2'"
        )
        assert self.offending_cars(warehouse, catalog, "08 44 1") == ["2"]


class TestContracts:
    def test_every_table_of_the_two_races_keeps_its_contract(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        for table in catalog.loaded_tables:
            assert offending(warehouse, broken_contract_query(table, table.name)) == (0, None)

    def test_rows_with_the_same_key_are_all_offending(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        table = catalog.relations["core.fct_stage"]
        warehouse.execute(
            f"create temp table incoming as from {table.name};"
            f"insert into incoming from {table.name} where race_id = '{FIRST}' and stage_number = 2"
        )
        count, sample = offending(warehouse, broken_contract_query(table, "incoming"))
        assert count == 2
        assert [(row["race_id"], row["stage_number"]) for row in json.loads(sample or "")] == [
            (FIRST, 2),
            (FIRST, 2),
        ]

    def test_every_required_column_must_be_filled(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        for table in fact_tables(catalog):
            for column in table.required:
                warehouse.execute(
                    f"create or replace temp table incoming as from {table.name} limit 1;"
                    f"update incoming set {column} = null"
                )
                count, _ = offending(warehouse, broken_contract_query(table, "incoming"))
                assert count == 1, f"{table.name}.{column}"

    @pytest.mark.parametrize(
        ("table_name", "change"),
        [
            ("core.fct_stage", "laps = 0"),
            ("core.fct_qualifying_round", "lap_time_seconds = -1"),
            ("core.fct_race_result", "finish_position = 0"),
            ("core.fct_driver_standing", "points_behind_leader = -5"),
            ("core.fct_broadcast_crew", "medium = 'telegraph'"),
            ("core.dim_season", "season = 23"),
        ],
    )
    def test_a_value_out_of_range_is_offending(
        self,
        warehouse: duckdb.DuckDBPyConnection,
        catalog: Catalog,
        table_name: str,
        change: str,
    ) -> None:
        table = catalog.relations[table_name]
        warehouse.execute(
            f"create temp table incoming as from {table.name} limit 1; update incoming set {change}"
        )
        assert offending(warehouse, broken_contract_query(table, "incoming"))[0] == 1

    def test_an_unknown_value_is_not_out_of_range(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        table = catalog.relations["core.fct_stage"]
        warehouse.execute(
            f"create temp table incoming as from {table.name}; update incoming set laps = null"
        )
        assert offending(warehouse, broken_contract_query(table, "incoming")) == (0, None)

    def test_a_table_without_a_key_may_hold_a_row_twice(
        self, warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
    ) -> None:
        table = catalog.relations["quality.rejected"]
        warehouse.execute(
            f"create temp table incoming as select '{FIRST_DOCUMENT}' as document_id, "
            "6 as table_index, 3 as row_index, 'row' as level, null as column_name, "
            "null as value, 'odd' as reason_code, 'odd' as reason from range(2)"
        )
        assert offending(warehouse, broken_contract_query(table, "incoming")) == (0, None)
        warehouse.execute("update incoming set level = 'shelf'")
        assert offending(warehouse, broken_contract_query(table, "incoming"))[0] == 2

    def test_a_broken_contract_stops_publication_and_names_the_key(self, catalog: Catalog) -> None:
        result = contract_result(catalog.relations["core.fct_stage"], 2, "[]")
        assert result.stops_publication
        assert "one row a race_id, stage_number" in result.description
