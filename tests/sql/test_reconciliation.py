"""``marts.reconciliation``: what is stated twice, reckoned by hand from ``two_races.sql``."""

from __future__ import annotations

import duckdb
import pytest

FIRST, SECOND = "cup-2023-1", "cup-2023-2"
Rows = list[tuple[object, ...]]

# How often each fact of the first race is stated besides its first place.
PAIRS = {
    "average_speed_mph": 2, "car_of_driver": 18, "distance_miles": 1, "driver_of_car": 18,
    "laps": 3, "leaders": 1,
    "manufacturer_of_car": 18, "most_laps_led": 1, "most_laps_led_driver_id": 1,
    "most_laps_led_team_id": 1, "number_of_cars": 2, "points_behind_leader": 3,
    "pole_driver_id": 1, "pole_team_id": 1, "pole_time_seconds": 1, "race_date": 1, "season": 2,
    "standing_place": 5, "start_position": 4, "team_of_car": 18, "television_booth_announcer": 1,
    "television_network": 1, "track_length_miles": 2, "winner_car_number": 1,
    "winner_driver_id": 1, "winner_team_id": 1,
}  # fmt: skip


def stated(field: str, value: str, stated_in: str = "infobox") -> str:
    """A script that changes what the first article states outside tables."""
    column = "text_value" if value.startswith("'") else "number_value"
    return (
        f"update quality.race_statement set {column} = {value}, text = cast({value} as text) "
        f"where field = '{field}' and stated_in = '{stated_in}'"
    )


def listed(table: str, change: str, where: str) -> str:
    """A script that changes a row of a table of the first article."""
    return f"update core.{table} set {change} where race_id = '{FIRST}' and {where}"


def without(*fields: str) -> str:
    """A script that takes statements away, to look at others."""
    names = ", ".join(f"'{field}'" for field in fields)
    return f"delete from quality.race_statement where field in ({names});"


# Script, and the rows of the first race that then disagree: fact, subject, places and values.
BROKEN: list[tuple[str, Rows]] = [
    (
        stated("season", "2022"),
        [
            ("season", None, "infobox", "2022", "infobox", "2023"),
            ("season", None, "infobox", "2022", "lead", "2023"),
        ],
    ),
    (
        stated("race_date", "'2023-03-06'", "lead"),
        [("race_date", None, "infobox", "2023-03-05", "lead", "2023-03-06")],
    ),
    # One percent of 1.5 miles is 0.015.
    (
        f"{stated('track_length_miles', '1.522')} and line_number = 4",
        [("track_length_miles", None, "infobox", "1.5", "infobox", "1.522")],
    ),
    (
        stated("average_speed_mph", "119.94", "statistics"),
        [("average_speed_mph", None, "infobox", "120", "statistics", "119.94")],
    ),
    # 100 laps of 1.5 miles are 150 miles; 153 miles in 4,518 seconds are 121.912351 mph.
    (
        stated("distance_miles", "153"),
        [
            ("average_speed_mph", None, "infobox", "120", "computed", "121.9123506"),
            ("distance_miles", None, "infobox", "153", "computed", "150"),
        ],
    ),
    # 120 mph for 4,418 seconds are 147.2667 miles, a hundredth of which is no lap of 1.5.
    (
        stated("race_time_seconds", "4418", "statistics"),
        [
            ("average_speed_mph", None, "infobox", "120", "computed", "122.2272522"),
            ("track_length_miles", None, "infobox", "1.5", "computed", "1.472666667"),
        ],
    ),
    (
        stated("pole_driver_id", "'ben-baker'"),
        [("pole_driver_id", None, "infobox", "ben-baker", "qualifying", "ann-archer")],
    ),
    (
        stated("pole_team_id", "'south'"),
        [("pole_team_id", None, "infobox", "south", "qualifying", "north")],
    ),
    (
        stated("pole_time_seconds", "30.26"),
        [("pole_time_seconds", None, "infobox", "30.26", "qualifying", "30.25")],
    ),
    (
        stated("winner_car_number", "'02'"),
        [("winner_car_number", None, "infobox", "02", "race_result", "2")],
    ),
    (
        stated("winner_driver_id", "'cal-carter'"),
        [("winner_driver_id", None, "infobox", "cal-carter", "race_result", "ben-baker")],
    ),
    (
        stated("winner_team_id", "'south'"),
        [("winner_team_id", None, "infobox", "south", "race_result", "north")],
    ),
    (
        stated("most_laps_led_driver_id", "'ben-baker'"),
        [("most_laps_led_driver_id", None, "infobox", "ben-baker", "race_result", "ann-archer")],
    ),
    (
        stated("most_laps_led_team_id", "'south'"),
        [("most_laps_led_team_id", None, "infobox", "south", "race_result", "north")],
    ),
    (
        stated("most_laps_led", "49"),
        [("most_laps_led", None, "infobox", "49", "race_result", "50")],
    ),
    (
        stated("leaders", "4", "statistics"),
        [("leaders", None, "statistics", "4", "race_result", "3")],
    ),
    # One lap is less than one percent of the distance, but it is a lap.
    (
        stated("laps", "101"),
        [
            ("laps", None, "infobox", "101", "race_result", "100"),
            ("laps", None, "infobox", "101", "race_result", "100"),
            ("laps", None, "infobox", "101", "stage", "100"),
        ],
    ),
    (
        listed("fct_race_result", "laps_led = 19", "finish_position = 1"),
        [("laps", None, "infobox", "100", "race_result", "99")],
    ),
    (
        listed("fct_stage", "end_lap = 101", "stage_number = 3"),
        [("laps", None, "infobox", "100", "stage", "101")],
    ),
    (
        listed("fct_practice_result", "driver_id = 'x'", "position = 2"),
        [("driver_of_car", "1", "entry", "ann-archer", "practice", "x")],
    ),
    # No other car has the number: only its driver tells that it is wrong.
    (
        listed("fct_qualifying_result", "car_number = '33'", "car_number = '08'"),
        [("car_of_driver", "cal-carter", "entry", "08", "qualifying", "33")],
    ),
    (
        listed("fct_stage_result", "team_id = 'x'", "stage_number = 1 and position = 1"),
        [("team_of_car", "08", "entry", "south", "stage_result", "x")],
    ),
    (
        listed("fct_entry", "manufacturer_id = 'x'", "car_number = '44'"),
        [
            ("manufacturer_of_car", "44", "entry", "x", "practice", "ford"),
            ("manufacturer_of_car", "44", "entry", "x", "qualifying", "ford"),
            ("manufacturer_of_car", "44", "entry", "x", "race_result", "ford"),
            ("manufacturer_of_car", "44", "entry", "x", "stage_result", "ford"),
        ],
    ),
    (
        listed("fct_race_result", "start_position = 9", "car_number = '08'"),
        [("start_position", "08", "race_result", "9", "qualifying", "2")],
    ),
    (
        "update staging.table_row set row_kind = 'note' where table_index = 6 and row_index = 3 "
        "and document_id = 'cup/2023/cup-2023-1.txt'",
        [("number_of_cars", None, "entry", "4", "race_result", "3")],
    ),
    (
        listed("fct_driver_standing", "points_behind_leader = 5", "position = 3"),
        [("points_behind_leader", "cal-carter", "driver_standing", "5", "computed", "4")],
    ),
    (
        listed("fct_manufacturer_standing", "points = 34", "position = 2"),
        [("points_behind_leader", "chevrolet", "manufacturer_standing", "5", "computed", "6")],
    ),
    # The third has more points than the second: each stands a place too far from his own.
    (
        listed("fct_driver_standing", "points = 55, points_behind_leader = 1", "position = 3"),
        [
            ("standing_place", "ann-archer", "driver_standing", "2", "computed", "3"),
            ("standing_place", "cal-carter", "driver_standing", "3", "computed", "2"),
        ],
    ),
    (
        stated("television_network", "'CBS'"),
        [
            ("television_network", "CBS", "infobox", "CBS", "broadcast_crew", "not named"),
            ("television_network", "FOX", "infobox", "not named", "broadcast_crew", "FOX"),
        ],
    ),
    (
        stated("television_booth_announcer", "'Fay Ford'"),
        [
            (
                "television_booth_announcer", "Eve Evans",
                "infobox", "not named", "broadcast_crew", "Eve Evans",
            ),
            (
                "television_booth_announcer", "Fay Ford",
                "infobox", "Fay Ford", "broadcast_crew", "not named",
            ),
        ],
    ),
]  # fmt: skip


def disagreed(warehouse: duckdb.DuckDBPyConnection) -> Rows:
    return warehouse.execute(
        "select fact, subject, first_stated_in, first_value, second_stated_in, second_value "
        f"from marts.reconciliation where race_id = '{FIRST}' and not is_agreed "
        "order by fact, subject, second_stated_in, second_value, second_row_index"
    ).fetchall()


def test_every_fact_that_is_stated_twice_agrees(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute(
        "select fact, count(*), bool_and(is_agreed) from marts.reconciliation "
        f"where race_id = '{FIRST}' group by fact order by fact"
    ).fetchall()
    assert found == [(fact, pairs, True) for fact, pairs in sorted(PAIRS.items())]


@pytest.mark.parametrize(("script", "expected"), BROKEN)
def test_a_value_that_differs_disagrees(
    warehouse: duckdb.DuckDBPyConnection, script: str, expected: Rows
) -> None:
    warehouse.execute(script)
    assert disagreed(warehouse) == expected


def test_every_fact_is_broken_once() -> None:
    assert {row[0] for _, rows in BROKEN for row in rows} == set(PAIRS)


def test_both_source_rows_are_named(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute(f"""
        select reconciliation_id, first_line_number, first_table_index, second_line_number,
            second_table_index, second_row_index, difference, tolerance
        from marts.reconciliation
        where race_id = '{FIRST}' and fact in ('pole_time_seconds', 'winner_driver_id')
        order by all""").fetchall()
    assert found == [
        (f"{FIRST} pole_time_seconds qualifying:3:0", 10, None, None, 3, 0, 0.0, 0.005),
        (f"{FIRST} winner_driver_id race_result:6:0", 15, None, None, 6, 0, None, None),
    ]


def test_what_is_stated_once_or_not_at_all_gives_no_row(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    warehouse.execute(without("leaders", "winner_team_id", "race_time_seconds"))
    warehouse.execute(listed("fct_qualifying_result", "team_id = null", "true"))
    found = warehouse.execute(f"""
        select fact, second_stated_in from marts.reconciliation
        where race_id = '{FIRST}' and fact in (
            'leaders', 'winner_team_id', 'pole_team_id', 'average_speed_mph', 'track_length_miles'
        ) or fact = 'team_of_car' and second_stated_in = 'qualifying' and race_id = '{FIRST}'
        order by all""").fetchall()
    assert found == [("average_speed_mph", "statistics"), ("track_length_miles", "infobox")]


def test_without_a_statement_of_the_laps_the_tables_are_compared(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(f"""
        select first_stated_in, first_value, second_stated_in, second_value, second_row_index
        from marts.reconciliation where race_id = '{SECOND}' and fact = 'laps'
        order by all""").fetchall()
    assert found == [
        ("race_result", "60", "race_result", "60", None),
        ("race_result", "60", "stage", "60", -1),
    ]


def test_the_best_round_counts_where_all_cars_are_in_all_rounds(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Ann's first round was the better one: that of a knock-out does not give the pole."""
    warehouse.execute(listed("fct_qualifying_round", "lap_time_seconds = 30", "car_number = '1' "
                             "and round_number = 1"))  # fmt: skip
    assert disagreed(warehouse) == []
    warehouse.execute(f"""
        insert into core.fct_qualifying_round by name
        select * replace (2 as round_number, 31 as lap_time_seconds)
        from core.fct_qualifying_round
        where race_id = '{FIRST}' and car_number in ('2', '44')""")
    assert disagreed(warehouse) == [
        ("pole_time_seconds", None, "infobox", "30.25", "qualifying", "30")
    ]


@pytest.mark.parametrize("driver", ["ann-archer", "ben-baker"])
def test_of_two_who_led_as_many_laps_either_may_be_named(
    warehouse: duckdb.DuckDBPyConnection, driver: str
) -> None:
    warehouse.execute(listed("fct_race_result", "laps_led = 50", "finish_position = 1"))
    warehouse.execute(stated("most_laps_led_driver_id", f"'{driver}'"))
    warehouse.execute(f"update core.dim_race set most_laps_led_driver_id = '{driver}'")
    assert [row[0] for row in disagreed(warehouse)] == ["laps"]


@pytest.mark.parametrize("place", [2, 3])
def test_drivers_with_the_same_points_may_stand_in_either_order(
    warehouse: duckdb.DuckDBPyConnection, place: int
) -> None:
    warehouse.execute(listed("fct_driver_standing", "points = 54, points_behind_leader = 2",
                             "position = 3"))  # fmt: skip
    [(computed,)] = warehouse.execute(f"""
        select number_value from intermediate.statements_of_standings
        where race_id = '{FIRST}' and fact = 'standing_place' and stated_in = 'computed'
            and row_index = {place - 1} and subject in ('ann-archer', 'cal-carter')""").fetchall()
    assert computed == place
    assert disagreed(warehouse) == []


def test_a_number_that_stands_twice_in_a_list_tells_no_car(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Two cars of one number, or two drivers who shared one: which is meant cannot be told."""
    warehouse.execute(listed("fct_race_result", "car_number = '1'", "car_number = '44'"))
    found = warehouse.execute(f"""
        select distinct subject from marts.reconciliation
        where race_id = '{FIRST}' and fact = 'driver_of_car' and second_stated_in = 'race_result'
        order by all""").fetchall()
    assert found == [("08",), ("2",)]


def test_stages_are_compared_if_the_last_is_that_of_the_result(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    warehouse.execute("delete from core.fct_stage where stage_number = 3")
    assert warehouse.execute(
        "select count(*) from marts.reconciliation where second_stated_in = 'stage'"
    ).fetchall() == [(0,)]


def test_a_role_that_only_one_side_lists_is_not_compared(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    warehouse.execute(without("television_booth_announcer"))
    assert warehouse.execute(
        "select count(*) from marts.reconciliation where fact = 'television_booth_announcer'"
    ).fetchall() == [(0,)]


def test_a_tolerance_comes_with_its_reason(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute("""
        select distinct fact, second_stated_in, tolerance, tolerance_reason
        from marts.reconciliation where tolerance > 0 and fact = 'average_speed_mph'
        order by all""").fetchall()
    assert found == [
        ("average_speed_mph", "computed", 1.2, "a nominal distance: 400 miles may be 399"),
        ("average_speed_mph", "statistics", 0.05, "one may be rounded to a tenth"),
    ]
    assert warehouse.execute(
        "select count(*) from marts.reconciliation where (tolerance > 0) != "
        "(tolerance_reason is not null)"
    ).fetchall() == [(0,)]


def test_a_driver_who_stands_twice_in_a_list_is_of_no_car(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Who drove two cars has two numbers: neither of them is wrong."""
    warehouse.execute(listed("fct_race_result", "driver_id = 'ann-archer'", "car_number = '44'"))
    found = warehouse.execute(f"""
        select distinct subject from marts.reconciliation
        where race_id = '{FIRST}' and fact = 'car_of_driver' and second_stated_in = 'race_result'
        order by all""").fetchall()
    assert found == [("ben-baker",), ("cal-carter",)]


def test_a_spare_car_is_no_other_car(warehouse: duckdb.DuckDBPyConnection) -> None:
    """In 2011, Scott Dixon practised in 9T for the Indianapolis 500, and raced 9."""
    warehouse.execute(listed("fct_practice_result", "car_number = '1T'", "position = 2"))
    assert disagreed(warehouse) == []


def in_the_booth(person: str) -> str:
    """A script that gives the first race a second announcer by its table."""
    return (
        "insert into core.fct_broadcast_crew by name select * replace ("
        f"2 as person_number, '{person}' as person_name) from core.fct_broadcast_crew "
        f"where race_id = '{FIRST}' and person_number = 1"
    )


def in_the_infobox(person: str) -> str:
    """A script that gives the first race a second announcer by its infobox."""
    return (
        "insert into quality.race_statement by name select * replace (99 as statement_number, "
        f"'{person}' as text_value) from quality.race_statement "
        f"where race_id = '{FIRST}' and field = 'television_booth_announcer'"
    )


@pytest.mark.parametrize(
    ("infobox", "table"),
    [("A. J. Allmendinger", "AJ Allmendinger"), ("Jean-Luc Brown, Jr.", "Jean Luc Brown Jr")],
)
def test_a_name_is_the_same_whatever_its_spaces_and_punctuation(
    infobox: str, table: str, warehouse: duckdb.DuckDBPyConnection
) -> None:
    warehouse.execute(in_the_infobox(infobox))
    warehouse.execute(in_the_booth(table))
    assert disagreed(warehouse) == []


def test_who_stands_in_a_list_but_was_not_read_is_not_said_to_be_left_out(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    text = "update quality.race_statement set text = 'Eve Évans with K. Busch and \"Max\" Moe'"
    warehouse.execute(f"{text} where field = 'television_booth_announcer'")
    warehouse.execute(in_the_booth("K. Busch"))
    assert disagreed(warehouse) == []
    warehouse.execute(in_the_booth("Zoe Zimmer").replace("2 as", "3 as"))
    names = {subject for _, subject, *_ in disagreed(warehouse)}
    assert names == {"Zoe Zimmer"}


def test_who_stands_in_a_rejected_cell_is_not_said_to_be_left_out(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    warehouse.execute(in_the_infobox("Kurt Busch"))
    assert [subject for _, subject, *_ in disagreed(warehouse)] == ["Kurt Busch"]
    warehouse.execute("""
        insert into quality.rejected by name
        select 'cup/2023/cup-2023-1.txt' as document_id, 9 as table_index, 1 as row_index,
            'cell' as level, 'booth_announcer' as column_name, 'x Kurt Busch Max Moe' as value,
            'ambiguous_names' as reason_code, 'it has no breaks' as reason""")
    assert disagreed(warehouse) == []
