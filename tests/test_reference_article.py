"""The reference article, cell by cell, against golden files and domain.md's own figures."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sample_project import Project

GOLDEN = Path(__file__).parent / "golden" / "2023-ally-400"
RACE = "cup-2023-17"

QUERIES = {
    "entries": """
        select car_number, driver_name, team_name, manufacturer_name, is_rookie,
            is_points_eligible
        from core.fct_entry join core.dim_driver using (driver_id)
        join core.dim_team using (team_id) join core.dim_manufacturer using (manufacturer_id)
        order by row_index""",
    "practice": """
        select position, car_number, driver_name, team_name, manufacturer_name,
            lap_time_seconds, speed_mph
        from core.fct_practice_result join core.dim_driver using (driver_id)
        join core.dim_team using (team_id) join core.dim_manufacturer using (manufacturer_id)
        order by position""",
    "stage_results": """
        select stage_number, position, car_number, driver_name, team_name, manufacturer_name,
            stage_points
        from core.fct_stage_result join core.dim_driver using (driver_id)
        join core.dim_team using (team_id) join core.dim_manufacturer using (manufacturer_id)
        order by stage_number, position""",
    "race_results": """
        select finish_position, start_position, car_number, driver_name, team_name,
            manufacturer_name, laps_completed, points
        from core.fct_race_result join core.dim_driver using (driver_id)
        join core.dim_team using (team_id) join core.dim_manufacturer using (manufacturer_id)
        order by finish_position""",
    "driver_standings": """
        select position, driver_name, points, points_behind_leader, position_change,
            position_change_is_inferred
        from core.fct_driver_standing join core.dim_driver using (driver_id) order by position""",
    "manufacturer_standings": """
        select position, manufacturer_name, points, points_behind_leader, position_change,
            position_change_is_inferred
        from core.fct_manufacturer_standing join core.dim_manufacturer using (manufacturer_id)
        order by position""",
    "broadcast_crew": """
        select medium, person_number, network, role, assignment, person_name, is_inferred
        from core.fct_broadcast_crew order by medium desc, person_number""",
}


def golden(name: str) -> list[tuple[str, ...]]:
    with (GOLDEN / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


def comparable(text: str) -> object:
    """Numbers as numbers: the source writes 29.510, and the warehouse holds 29.51."""
    try:
        return float(text)
    except ValueError:
        return text


def as_text(value: object) -> str:
    return "" if value is None else str(value)


@pytest.mark.parametrize("name", QUERIES)
def test_every_cell_is_as_in_the_article(name: str, reference_project: Project) -> None:
    found = reference_project.query(QUERIES[name])
    shown = [tuple(comparable(as_text(value)) for value in row) for row in found]
    assert shown == [tuple(comparable(cell) for cell in row) for row in golden(name)]


def test_every_qualifying_time_is_as_in_the_article(reference_project: Project) -> None:
    rounds = reference_project.query(
        "select car_number, round_number, lap_time_seconds from core.fct_qualifying_round"
    )
    found = {(car, number): "no time" if time is None else time for car, number, time in rounds}
    expected = {
        (row[1], number): cell if cell == "no time" else float(cell)
        for row in golden("qualifying")
        for number, cell in ((1, row[5]), (2, row[6]))
        if cell != "absent"
    }
    assert found == expected
    assert len(found) == 36 + 10


def test_every_qualifying_position_is_as_in_the_article(reference_project: Project) -> None:
    found = reference_project.query("""
        select position, car_number, driver_name, team_name, manufacturer_name
        from core.fct_qualifying_result join core.dim_driver using (driver_id)
        join core.dim_team using (team_id) join core.dim_manufacturer using (manufacturer_id)
        order by position""")
    assert [tuple(map(str, row)) for row in found] == [row[:5] for row in golden("qualifying")]


def test_the_race_is_as_the_infobox_and_statistics_say(reference_project: Project) -> None:
    [row] = reference_project.query("select * exclude (document_id) from core.dim_race")
    assert [as_text(value) for value in row] == [
        RACE, "cup-2023", "17", "Ally 400", "2023-06-25", "nashville-superspeedway", "1.333", "",
        "300", "400.0", "132.914", "10807.0", "21", "12", "4", "24", "0", "ross-chastain",
        "29.797", "ross-chastain", "99", "ross-chastain", "1",
    ]  # fmt: skip


def test_stages_have_the_lengths_of_their_captions(reference_project: Project) -> None:
    found = reference_project.query(
        "select stage_number, laps, end_lap from core.fct_stage order by stage_number"
    )
    assert found == [(1, 90, 90), (2, 95, 185), (3, 115, 300)]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("core.fct_entry", 36),
        ("core.fct_practice_result", 3),
        ("core.fct_qualifying_result", 36),
        ("core.fct_stage_result", 20),
        ("core.fct_race_result", 36),
        ("core.fct_driver_standing", 16),
        ("core.fct_manufacturer_standing", 3),
        ("core.fct_broadcast_crew", 15),
    ],
)
def test_row_counts_are_those_of_the_article(
    table: str, rows: int, reference_project: Project
) -> None:
    assert reference_project.query(f"select count(*) from {table}") == [(rows,)]


def test_points_are_finish_points_plus_stage_points_in_all_rows(
    reference_project: Project,
) -> None:
    found = reference_project.query("select difference from marts.points_breakdown")
    assert found == [(0,)] * 36


def test_the_audit_finds_every_row_as_the_rules_say(reference_project: Project) -> None:
    found = reference_project.query(
        "select status, count(*), sum(points_by_rule) from marts.points_audit group by all "
        "order by all"
    )
    published = sum(int(row[-1]) for row in golden("race_results"))
    assert found == [("exact", 33, published), ("ineligible", 3, 0)]


def test_the_grid_is_the_qualifying_order_in_all_rows(reference_project: Project) -> None:
    found = reference_project.query("""
        select count(*) from core.fct_race_result as results
        join core.fct_qualifying_result as qualifying using (race_id, car_number)
        where results.start_position = qualifying.position""")
    assert found == [(36,)]


def test_nothing_is_rejected_and_everything_is_recognised(reference_project: Project) -> None:
    assert reference_project.query("from quality.rejected") == []
    assert reference_project.query("from quality.unrecognised") == []


def test_every_check_passes(reference_project: Project) -> None:
    found = reference_project.query(
        "select check_name from quality.check_result where not is_passed"
    )
    assert found == []


def test_every_line_of_the_article_is_kept(reference_project: Project, reference_text: str) -> None:
    """Counted by an independent route: the lines of the file that are no heading and no blank."""
    lines = {
        number
        for number, line in enumerate(reference_text.split("\n"), start=1)
        if line.strip() and not line.startswith(("=", ";")) and line != "Infobox"
    }
    kept = reference_project.query("""
        select line_number from staging.table_row
        union all select line_number from staging.infobox_field
        union all select line_number from staging.text_line""")
    assert sorted(number for (number,) in kept) == sorted(lines)


def test_the_source_of_a_row_is_the_line_of_the_file(
    reference_project: Project, reference_text: str
) -> None:
    lines = reference_text.split("\n")
    rows = reference_project.query(
        "select line_number, source from staging.table_row where row_kind != 'caption'"
    )
    assert [source for _, source in rows] == [lines[number - 1] for number, _ in rows]


def test_a_value_can_be_joined_to_its_source_row(reference_project: Project) -> None:
    [(source,)] = reference_project.query("""
        select rows.source from core.fct_race_result as results
        join staging.table_row as rows using (document_id, table_index, row_index)
        where results.driver_id = 'ricky-stenhouse-jr'""")
    expected = (
        "| 22 | 28 | 47 | Ricky Stenhouse Jr. | JTG Daugherty Racing | Chevrolet | 299 | 15 |"
    )
    assert source == expected


def test_both_routes_agree_on_the_order_before_the_race(reference_project: Project) -> None:
    """Movement (positions are all different) and points (standing minus race) must agree."""
    found = reference_project.query("""
        select position_before, points_before from marts.standings_before_race
        order by position_before""")
    assert len(found) == 16
    points = [points for _, points in found]
    assert points == sorted(points, reverse=True)
    # Drawn level before the race: only the movement can tell their order.
    assert [position for position, _ in found] == [*range(1, 16), 17]
