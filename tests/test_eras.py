"""Articles of other eras and forms: what they state loads, what they do not is not guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from exported import promises_broken_by
from sample_project import Project

NO_INFOBOX = """= 1956 Southern 500 =

The 1956 Southern 500 was the 35th race of the 1956 NASCAR Grand National season, held on
Labor Day, September 3, 1956 at Darlington Raceway. It was Curtis Turner's third start.

== Results ==
| Fin | St | # | Driver | Make | Laps | Led | Status | Winnings |
| 1 | 11 | 99 | Curtis Turner | Ford | 364 | 225 | running | $11,750 |
| 2 | 1 | 22 | Speedy Thompson | Chrysler | 362 | 139 | running | $5,225 |
| 3 | 9 | 12 | Marvin Panch | Ford | 358 | 0 | running | $3,310 |
| 4 | 5 | 300B | Buck Baker / Frank Mundy | Chrysler | 120 | 0 | engine | $1,000 |
| Failed to qualify |
| 5 | | 41 | Bill Champion | Ford | | | | |
"""

# The flattened form keeps a paragraph on one line.
NO_INFOBOX = NO_INFOBOX.replace("held on\nLabor", "held on Labor")


def test_an_article_without_an_infobox_loads_by_title_lead_and_tables(project: Project) -> None:
    project.add("cup/1956/1956-southern-500.txt", NO_INFOBOX)
    project.build()
    assert project.query(
        "select race_id, race_number, race_name, race_date, winner_driver_id from core.dim_race"
    ) == [("cup-1956-35", 35, "Southern 500", date(1956, 9, 3), None)]
    assert project.query("""
        select finish_position, start_position, car_number, driver_id, manufacturer_id,
            laps_completed, laps_led, status, points, is_points_eligible
        from core.fct_race_result order by 1""") == [
        (1, 11, "99", "curtis-turner", "ford", 364, 225, "running", None, None),
        (2, 1, "22", "speedy-thompson", "chrysler", 362, 139, "running", None, None),
        (3, 9, "12", "marvin-panch", "ford", 358, 0, "running", None, None),
        (4, 5, "300B", "buck-baker", "chrysler", 120, 0, "engine", None, None),
    ]


def test_who_shares_a_car_or_did_not_start_is_reported(project: Project) -> None:
    project.add("cup/1956/1956-southern-500.txt", NO_INFOBOX)
    project.build()
    found = project.query(
        "select row_index, level, reason_code, value from quality.rejected order by row_index"
    )
    assert found == [
        (4, "cell", "several_drivers", "Frank Mundy"),
        (6, "row", "did_not_start", "| 5 | | 41 | Bill Champion | Ford | | | | |"),
    ]
    assert project.query(
        "select row_index, row_kind from staging.table_row where row_index > 4 order by 1"
    ) == [(5, "section"), (6, "non_starter")]


@pytest.mark.parametrize(
    ("lead", "race_number", "race_date"),
    [
        ("The race was held on July 19, 1998 at Toronto.", None, date(1998, 7, 19)),
        ("It took place on 19 July 1998.", None, date(1998, 7, 19)),
        ("The race, run on Sunday, July 19, 1998, was short.", None, date(1998, 7, 19)),
        ("It was held on July 18, 1998; the rest was run on July 19, 1998.", None, None),
        ("He was born on July 19, 1968.", None, None),
        ("The X 400 was the eleventh round of the 1998 season.", 11, None),
        ("The X 400 was the 21st race of 33.", 21, None),
        ("It was the twenty-first race of the 1998 NASCAR Winston Cup Series season.", 21, None),
        ("It was the first race of his career.", None, None),
        ("It was the 3rd race of the 1998 season and the 4th race of the 1998 season.", None, None),
    ],
)
def test_only_what_a_lead_states_alone_counts(
    lead: str, race_number: int | None, race_date: date | None, project: Project
) -> None:
    text = (
        f"= 1998 X 400 =\n\n{lead}\n\n== Race results ==\n| Pos | Driver | Laps |\n"
        "| 1 | Jeff Gordon | 200 |\n| 2 | Mark Martin | 200 |\n"
    )
    project.add("cup/1998/x.txt", text)
    project.build()
    assert project.query("select race_number, race_date from core.dim_race") == [
        (race_number, race_date)
    ]


RETIRED = """= 1951 Swiss Grand Prix =

== Classification ==
=== Race ===
| Pos | No | Driver | Constructor | Laps | Time/Retired | Grid | Points |
| 1 | 24 | Juan Manuel Fangio | Alfa Romeo | 42 | 2:07:53.64 | 1 | 9 |
| 2 | 44 | Piero Taruffi | Ferrari | 42 | + 55.24 | 6 | 6 |
| Ret | 18 | Luigi Villoresi | Ferrari | 12 | Accident | 3 | |
| NC | 40 | Peter Whitehead | Ferrari | 10 | | 9 | |
| DNS | 46 | Maurice Trintignant | Simca-Gordini | | | | |
| DSQ | 50 | Peter Hirt | Veritas | 8 | | PL | |
"""


def test_a_word_in_place_of_a_position_is_a_rank_where_the_order_proves_it(
    project: Project,
) -> None:
    project.add("f1/1951/1951-swiss.txt", RETIRED)
    project.build()
    assert project.query("""
        select finish_position, finish_position_is_inferred, position_word, driver_id, status,
            start_position, manufacturer_id
        from core.fct_race_result order by 1""") == [
        (1, False, None, "juan-manuel-fangio", "2:07:53.64", 1, "alfa-romeo"),
        (2, False, None, "piero-taruffi", "+ 55.24", 6, "ferrari"),
        (3, True, "Ret", "luigi-villoresi", "Accident", 3, "ferrari"),
        (4, True, "NC", "peter-whitehead", "NC", 9, "ferrari"),
        (5, True, "DSQ", "peter-hirt", "DSQ", None, "veritas"),
    ]
    assert project.query("select row_index, reason_code from quality.rejected") == [
        (5, "did_not_start")
    ]


def test_no_rank_is_inferred_in_a_table_in_another_order(project: Project) -> None:
    """By car number, say: then the place of a row says nothing."""
    lines = RETIRED.splitlines()
    rows = sorted(lines[5:], key=lambda line: line.split("|")[2])
    project.add("f1/1951/1951-swiss.txt", "\n".join([*lines[:5], *rows[::-1]]))
    project.build()
    assert project.query("select finish_position from core.fct_race_result order by 1") == [
        (1,),
        (2,),
    ]
    found = project.query(
        "select reason_code, count(*) from quality.rejected group by all order by all"
    )
    assert found == [("did_not_start", 1), ("position_not_stated", 3)]


QUALIFYING = """= 2004 X 400 =

== Qualifying ==
| Pos | No. | Driver | Make | R1 | R2 |
| 1 | 8 | Dale Earnhardt, Jr. | Chevrolet | 29.1 | 29.0 |
| 2 | 24 | Jeff Gordon | Chevrolet | 29.2 | DNS |
| 3 | 43 | Jeff Green | Dodge | Provisional | Provisional |
| Did not qualify |
| 4 | 80 | Andy Hillenburg | Ford | 31.1 | |
"""


def test_a_provisional_is_no_lap_time_and_no_fault(project: Project) -> None:
    project.add("cup/2004/x.txt", QUALIFYING)
    project.build()
    assert project.query("""
        select car_number, round_number, lap_time_seconds from core.fct_qualifying_round
        order by all""") == [("24", 1, 29.2), ("8", 1, 29.1), ("8", 2, 29.0)]
    assert project.query("select position, driver_id from core.fct_qualifying_result") == [
        (1, "dale-earnhardt-jr"),
        (2, "jeff-gordon"),
        (3, "jeff-green"),
    ]
    assert project.query("select row_index, reason_code from quality.rejected") == [
        (5, "did_not_start")
    ]


def test_markers_count_where_there_is_no_entry_list(project: Project) -> None:
    project.add(
        "nxs/2015/x.txt",
        "= 2015 X 300 =\n\n== Race results ==\n"
        "| Pos | No. | Driver | Laps | Points |\n"
        "| 1 | 22 | Joey Logano (i) | 200 | 0 |\n"
        "| 2 | 9 | Chase Elliott | 200 | 43 |\n"
        "| 3 | 42 | Brennan Poole (R) | 200 | 41 |\n",
    )
    project.build()
    assert project.query("""
        select driver_id, is_rookie, is_points_eligible from marts.race_results
        order by finish_position""") == [
        ("joey-logano", False, False),
        ("chase-elliott", False, True),
        ("brennan-poole", True, True),
    ]


def test_a_driver_of_whom_nobody_can_tell_is_not_taken_for_unmarked(project: Project) -> None:
    """Only the practice table, of two drivers, uses the marker."""
    project.add(
        "nxs/2015/x.txt",
        "= 2015 X 300 =\n\n== Practice ==\n| Pos | No. | Driver | Time |\n"
        "| 1 | 22 | Joey Logano (i) | 29.9 |\n| 2 | 9 | Chase Elliott | 30.0 |\n\n"
        "== Race results ==\n| Pos | No. | Driver | Laps | Points |\n"
        "| 1 | 22 | Joey Logano | 200 | 0 |\n| 2 | 9 | Chase Elliott | 200 | 43 |\n"
        "| 3 | 42 | Brennan Poole | 200 | 41 |\n",
    )
    project.build()
    assert project.query("""
        select is_rookie, is_points_eligible from core.fct_race_result
        order by finish_position""") == [(None, False), (None, True), (None, None)]


def test_two_duels_are_no_second_result_of_the_race(project: Project, reference_text: str) -> None:
    duel = (
        "\n== Bluegreen Vacations Duel ==\n=== Duel 1 results ===\n"
        "| Pos | No. | Driver | Laps |\n"
        "| 1 | 5 | Kyle Larson | 60 |\n| 2 | 9 | Chase Elliott | 60 |\n"
    )
    project.add("cup/2023/x.txt", reference_text + duel)
    project.build()
    assert project.query("select count(*) from core.fct_race_result") == [(36,)]
    assert project.query("from quality.rejected") == []
    kept = "select table_kind, row_kind, count(*) from staging.table_row where table_kind = "
    assert project.query(f"{kept} 'heat_result' group by all order by all") == [
        ("heat_result", "header", 1),
        ("heat_result", "kept", 2),
    ]


def test_points_in_parentheses_without_a_sign_are_no_gap(project: Project) -> None:
    """Formula One, 1986: 72 points counted of 74 scored."""
    project.add(
        "f1/1986/x.txt",
        RETIRED.replace("1951", "1986")
        + "\n== Standings after the race ==\n| Pos | Driver | Points |\n"
        "| 1 | Alain Prost | 72 (74) |\n| 2 | Nigel Mansell | 70 (–2) |\n",
    )
    project.build()
    assert project.query(
        "select points, points_behind_leader from core.fct_driver_standing order by position"
    ) == [(72, 0), (70, 2)]


RESULT_TABLE = "== Race results ==\n| Pos | Driver | Laps |\n| 1 | Jeff Gordon | 200 |\n"
CALENDAR = "== Schedule ==\n| Date | Event | Venue |\n| May 1 | X 400 | Dover |\n"
WINNERS = "== Past winners ==\n| Year | Driver | Team |\n| 1998 | Jeff Gordon | Hendrick |\n"


@pytest.mark.parametrize(
    ("title", "content", "reason_code"),
    [
        ("1998 NASCAR Winston Cup Series", RESULT_TABLE, "season_article"),
        ("1998 Monster Energy NASCAR Cup Series", RESULT_TABLE, "season_article"),
        ("1998–99 X season", RESULT_TABLE, "season_article"),
        ("1998 in NASCAR", RESULT_TABLE, "season_article"),
        ("List of NASCAR races", RESULT_TABLE, "list_article"),
        ("1998 12 Hours of Sebring", RESULT_TABLE, "endurance_article"),
        ("A page", CALENDAR, "season_article"),
        ("X 400", WINNERS, "event_article"),
        ("A page", RESULT_TABLE * 4, "several_races"),
        ("A page", "== Fans ==\n| Year | Fans |\n| 1998 | 3 |\n", "no_race_tables"),
    ],
)
def test_a_page_that_is_of_no_one_race_is_told_apart(
    title: str, content: str, reason_code: str, project: Project
) -> None:
    project.add_reference()
    project.add("cup/1998/x.txt", f"= {title} =\n\n{content}")
    project.build()
    assert project.query("select document_id, level, reason_code from quality.rejected") == [
        ("cup/1998/x.txt", "document", reason_code)
    ]
    assert project.query("select race_id from core.dim_race") == [("cup-2023-17",)]


@pytest.mark.parametrize(
    "title",
    ["1998 NASCAR All-Star Race", "1998 Busch Series 300", "1998 Season Finale 500", "1998 X 1000"],
)
@pytest.mark.parametrize("content", ["", CALENDAR, WINNERS])
def test_no_race_article_is_taken_for_another_page(
    title: str, content: str, project: Project
) -> None:
    project.add("cup/1998/x.txt", f"= {title} =\n\n{RESULT_TABLE}\n{content}")
    project.build()
    assert project.query("select count(*) from core.fct_race_result") == [(1,)]
    assert project.query("from quality.rejected") == []


def article(*sections: str) -> str:
    return "= 1998 X 400 =\n\n" + "\n\n".join(sections) + "\n"


def rows_of(drivers: int, row: str, first: int = 1) -> str:
    """``row`` for each driver, with ``{0}`` for the position: ``| {0} | Driver {0} |``."""
    return "\n".join(row.format(position) for position in range(first, first + drivers))


def test_the_top_ten_do_not_delete_the_full_results(project: Project) -> None:
    """Both claim the positions 1 to 10; only a table as a whole tells which is the results."""
    header, row = "| Pos | No. | Driver | Laps |\n", "| {0} | {0} | Jeff X{0} | 200 |"
    project.add(
        "cup/1998/x.txt",
        article(
            "== Top ten results ==\n" + header + rows_of(10, row),
            "== Full results ==\n" + header + rows_of(14, row),
        ),
    )
    project.build()
    assert project.query("select count(*), max(finish_position) from core.fct_race_result") == [
        (14, 14)
    ]
    assert project.query(
        "select table_index, row_index, level, reason_code, reason from quality.rejected"
    ) == [
        (
            0, None, "table", "second_table",
            "table 0 under 'Top ten results' repeats positions of table 1 under 'Full results', "
            "which is loaded; its 10 rows are kept in staging.table_row",
        )
    ]  # fmt: skip


def test_of_qualifying_and_lineup_the_one_with_times_is_loaded(project: Project) -> None:
    project.add(
        "cup/1998/x.txt",
        article(
            "== Starting lineup ==\n| Pos | No. | Driver |\n"
            + rows_of(4, "| {0} | {0} | Jeff X{0} |"),
            "== Qualifying results ==\n| Pos | No. | Driver | Time |\n"
            + rows_of(3, "| {0} | {0} | Jeff X{0} | 30.{0} |"),
        ),
    )
    project.build()
    assert project.query("select count(*) from core.fct_qualifying_result") == [(3,)]
    assert project.query("select count(*) from core.fct_qualifying_round") == [(3,)]
    assert project.query("select table_index, level, reason_code from quality.rejected") == [
        (0, "table", "second_table")
    ]


def test_a_table_in_two_halves_loads_whole(project: Project) -> None:
    header, row = "| Pos | No. | Driver | Laps |\n", "| {0} | {0} | Jeff X{0} | 200 |"
    project.add(
        "cup/1998/x.txt",
        article(
            "== Race results ==\n" + header + rows_of(20, row),
            "=== Positions 21 to 40 ===\n" + header + rows_of(20, row, 21),
        ),
    )
    project.build()
    assert project.query("select count(*) from core.fct_race_result") == [(40,)]
    assert project.query("from quality.rejected") == []


def test_a_position_claimed_twice_in_one_table_names_table_and_rows(project: Project) -> None:
    row = "| {0} | {0} | Jeff X{0} | 200 |"
    project.add(
        "cup/1998/x.txt",
        article(
            "== Race results ==\n| Pos | No. | Driver | Laps |\n"
            + rows_of(3, row)
            + "\n| 3 | 8 | Mark Martin | 199 |"
        ),
    )
    project.build()
    assert project.query("select row_index, reason_code, reason from quality.rejected") == [
        (
            4, "duplicate_key",
            "finish_position 3 is claimed by more than one row (table 0, rows 3, 4); "
            "this row is not loaded",
        )
    ]  # fmt: skip


def test_a_starting_grid_without_positions_loads_as_qualifying(project: Project) -> None:
    project.add(
        "cup/1965/x.txt",
        article(
            "== Starting grid ==\n| Grid | No. | Driver | Manufacturer | Speed |\n"
            + rows_of(3, "| {0} | {0}1 | Jeff X{0} | Ford | 151.{0} |"),
            RESULT_TABLE,
        ).replace("1998", "1965"),
    )
    project.build()
    assert project.query("""
        select position, car_number, driver_id, manufacturer_id
        from core.fct_qualifying_result order by 1""") == [
        (1, "11", "jeff-x1", "ford"),
        (2, "21", "jeff-x2", "ford"),
        (3, "31", "jeff-x3", "ford"),
    ]
    assert project.query("from quality.unrecognised") == []


def test_heats_above_the_results_do_not_reach_the_results_of_the_race(project: Project) -> None:
    header, row = "| Pos | No. | Driver | Laps |\n", "| {0} | {0} | Jeff X{0} | 200 |"
    project.add(
        "cup/1998/x.txt",
        article(
            "== Duel 1 ==\n=== Race results ===\n" + header + rows_of(20, row),
            "== Race results ==\n" + header + rows_of(10, row),
        ),
    )
    project.build()
    assert project.query("select count(*) from core.fct_race_result") == [(10,)]
    assert project.query("from quality.rejected") == []


def test_a_remark_over_all_rounds_is_reported_once_and_leaves_the_row(project: Project) -> None:
    project.add(
        "cup/2004/x.wikitext",
        """== Qualifying ==
{|
! Pos !! No. !! Driver !! R1 !! R2 !! R3
|-
| 1 || 8 || Dale Earnhardt Jr. || 29.1 || 29.0 || 28.9
|-
| 2 || 24 || Jeff Gordon || colspan=3 | Did not set a time on speed
|}
""",
    )
    project.build()
    assert project.query("select count(*) from core.fct_qualifying_result") == [(2,)]
    assert project.query("select count(*) from core.fct_qualifying_round") == [(3,)]
    [(row, level, reason)] = project.query("select row_index, level, reason from quality.rejected")
    assert (row, level) == (2, "cell")
    assert "the cell is left empty" in reason


def test_keys_and_references_hold_in_articles_of_other_eras(
    project: Project, tmp_path: Path
) -> None:
    project.add("cup/1956/1956-southern-500.txt", NO_INFOBOX)
    project.add("f1/1951/1951-swiss.txt", RETIRED)
    project.add("cup/2004/x.txt", QUALIFYING)
    project.add("cup/1998/x.txt", f"= 1998 X 400 =\n\n{RESULT_TABLE}\n{CALENDAR}\n{WINNERS}")
    project.build()
    assert project.query("select count(*) from core.dim_race") == [(4,)]
    assert promises_broken_by(project, tmp_path) == []
