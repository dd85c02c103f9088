"""``intermediate.car_lists``: a part of a list, and who did not start, are no disagreements."""

from __future__ import annotations

import duckdb
import pytest
from made_up_season import DOCUMENT, add_race, add_season, race_id

from pipelines.warehouse.catalog import Catalog
from pipelines.warehouse.checks import run_check

RACE = race_id(5)
ENTRIES, QUALIFYING, RESULT = 0, 3, 6
CHECKS = ("entries_equal_qualifying", "entries_equal_results")
Rows = list[tuple[object, ...]]


def add_lists(
    warehouse: duckdb.DuckDBPyConnection, entries: int, qualifying: int, result: int
) -> None:
    """A race whose lists have the cars 1 to so many; each car in the result led ten laps."""
    add_season(warehouse)
    drivers = [f"driver-{number}" for number in range(1, entries + 1)]
    finished = [(driver, 30) for driver in drivers[:result]]
    add_race(warehouse, 5, finished, [(driver, 100) for driver in drivers])
    warehouse.execute(
        f"update core.fct_race_result set laps_led = 10 where race_id = '{RACE}';"
        f"insert into core.fct_entry by name select '{RACE}' as race_id, number::text as "
        "car_number, 'driver-' || number as driver_id, false as is_rookie, "
        f"'{DOCUMENT}' as document_id, {ENTRIES} as table_index, number as row_index "
        f"from range(1, {entries + 1}) as numbers (number);"
        "insert into core.fct_qualifying_result by name select race_id, row_index as position, "
        f"car_number, driver_id, document_id, {QUALIFYING} as table_index, row_index "
        f"from core.fct_entry where race_id = '{RACE}' and row_index <= {qualifying}"
    )
    for table, count in ((ENTRIES, entries), (QUALIFYING, qualifying), (RESULT, result)):
        for row in range(1, count + 1):
            add_row(warehouse, table, row, "data")


def add_row(warehouse: duckdb.DuckDBPyConnection, table: int, row: int, kind: str) -> None:
    warehouse.execute(
        "insert into staging.table_row values (?, ?, ?, 1, null, null, ?, [], '')",
        [DOCUMENT, table, row, kind],
    )


def reject(warehouse: duckdb.DuckDBPyConnection, table: int, row: int, reason_code: str) -> None:
    warehouse.execute(
        "insert into quality.rejected values (?, ?, ?, 'row', null, null, ?, 'a reason')",
        [DOCUMENT, table, row, reason_code],
    )


def offending(warehouse: duckdb.DuckDBPyConnection, catalog: Catalog) -> list[int]:
    """Rows that the checks of entries find: of qualifying, and of the result."""
    checks = {check.name: check for check in catalog.checks}
    return [run_check(warehouse, checks[name]).offending_rows for name in CHECKS]


def disagreed(warehouse: duckdb.DuckDBPyConnection) -> Rows:
    return warehouse.execute(
        "select fact, first_value, second_stated_in, second_value from marts.reconciliation "
        f"where race_id = '{RACE}' and not is_agreed order by all"
    ).fetchall()


def lists(warehouse: duckdb.DuckDBPyConnection) -> Rows:
    return warehouse.execute(
        "select list_kind, cars, explained_cars, is_about_as_long, is_whole "
        f"from intermediate.car_lists where race_id = '{RACE}' order by list_kind"
    ).fetchall()


def state(warehouse: duckdb.DuckDBPyConnection, field: str, value: int) -> None:
    warehouse.execute(
        "insert into quality.race_statement by name select ? as race_id, 1 as statement_number, "
        "'infobox' as stated_in, 1 as line_number, ? as field, ? as number_value, ? as key, "
        "? as text, ? as document_id",
        [RACE, field, value, field, str(value), DOCUMENT],
    )


def test_a_top_ten_of_36_says_nothing_of_who_is_missing(
    warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    """Ten cars led 100 laps of the 300; who led the rest stands in the rows left out."""
    add_lists(warehouse, entries=36, qualifying=12, result=10)
    state(warehouse, "laps", 300)
    assert lists(warehouse) == [
        ("entry", 36, 0, True, True),
        ("qualifying", 12, 0, False, False),
        ("race_result", 10, 0, False, False),
    ]
    assert offending(warehouse, catalog) == [0, 0]
    assert disagreed(warehouse) == []


@pytest.mark.parametrize(("field", "value"), [("leaders", 12), ("most_laps_led", 55)])
def test_counts_and_maxima_of_a_top_ten_are_those_of_a_part(
    warehouse: duckdb.DuckDBPyConnection, field: str, value: int
) -> None:
    add_lists(warehouse, entries=36, qualifying=36, result=10)
    state(warehouse, field, value)
    assert disagreed(warehouse) == []


def test_a_whole_result_is_held_against_what_is_stated(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """35 cars that led ten laps each are 350; the car that is missing is worth a word."""
    add_lists(warehouse, entries=36, qualifying=36, result=35)
    state(warehouse, "laps", 300)
    assert disagreed(warehouse) == [
        ("laps", "300", "race_result", "350"),
        ("number_of_cars", "36", "race_result", "35"),
    ]


def test_the_whole_grid_makes_a_whole_result_of_a_short_one(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Seven of fifty did not qualify, and no row says so: the places 1 to 43 are all there."""
    add_lists(warehouse, entries=50, qualifying=50, result=43)
    assert lists(warehouse)[2] == ("race_result", 43, 0, False, False)
    warehouse.execute(
        f"update core.fct_race_result set start_position = finish_position where race_id = '{RACE}'"
    )
    assert lists(warehouse)[2] == ("race_result", 43, 0, False, True)


@pytest.mark.parametrize("missing", [1, 2])
def test_an_entered_car_whom_nothing_explains_offends(
    warehouse: duckdb.DuckDBPyConnection, catalog: Catalog, missing: int
) -> None:
    add_lists(warehouse, entries=36, qualifying=36 - missing, result=36 - missing)
    assert offending(warehouse, catalog) == [missing, missing]


def test_a_car_that_is_not_entered_offends_in_a_part_of_a_list_too(
    warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    add_lists(warehouse, entries=36, qualifying=12, result=10)
    warehouse.execute(
        f"update core.fct_qualifying_result set car_number = '99' where race_id = '{RACE}' "
        f"and position = 3; update core.fct_race_result set car_number = '98' "
        f"where race_id = '{RACE}' and finish_position = 4"
    )
    assert offending(warehouse, catalog) == [1, 1]


def test_who_failed_to_qualify_is_not_missed_in_the_result(
    warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    """Of 40 entered, two stand below "Failed to qualify" in qualifying, and nowhere else."""
    add_lists(warehouse, entries=40, qualifying=38, result=38)
    assert offending(warehouse, catalog) == [2, 2]
    for row in (50, 51):
        add_row(warehouse, QUALIFYING, row, "non_starter")
        reject(warehouse, QUALIFYING, row, "did_not_start")
    assert lists(warehouse)[1:] == [
        ("qualifying", 38, 2, True, True),
        ("race_result", 38, 2, True, True),
    ]
    assert offending(warehouse, catalog) == [0, 0]
    assert disagreed(warehouse) == []


def test_rows_with_dnq_in_place_of_a_position_explain_who_is_missing(
    warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    add_lists(warehouse, entries=40, qualifying=40, result=38)
    for row in (39, 40):
        add_row(warehouse, RESULT, row, "data")
        reject(warehouse, RESULT, row, "did_not_start")
    assert offending(warehouse, catalog) == [0, 0]
    assert disagreed(warehouse) == []


def test_a_lost_row_explains_a_car_of_its_own_list_and_leaves_no_sum(
    warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    add_lists(warehouse, entries=36, qualifying=35, result=35)
    add_row(warehouse, RESULT, 36, "malformed")
    reject(warehouse, RESULT, 36, "row_too_narrow")
    assert lists(warehouse)[2] == ("race_result", 35, 1, True, False)
    assert offending(warehouse, catalog) == [1, 0]


def test_more_cars_missing_than_did_not_start_offend(
    warehouse: duckdb.DuckDBPyConnection, catalog: Catalog
) -> None:
    add_lists(warehouse, entries=40, qualifying=40, result=37)
    for row in (50, 51):
        add_row(warehouse, RESULT, row, "non_starter")
    assert offending(warehouse, catalog) == [0, 3]


def test_without_an_entry_list_the_longest_list_tells_a_part(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    add_lists(warehouse, entries=36, qualifying=36, result=10)
    warehouse.execute(f"delete from core.fct_entry where race_id = '{RACE}'")
    assert lists(warehouse) == [
        ("qualifying", 36, 0, True, True),
        ("race_result", 10, 0, False, False),
    ]
    assert disagreed(warehouse) == []


def test_who_is_not_in_a_top_ten_may_have_scored(warehouse: duckdb.DuckDBPyConnection) -> None:
    add_lists(warehouse, entries=36, qualifying=36, result=10)
    assert warehouse.execute(
        "select race_points, count(*) from marts.standings_before_race "
        f"where race_id = '{RACE}' group by race_points order by all"
    ).fetchall() == [(30, 10), (None, 26)]
