"""Standings: points, gaps, and what is known of the movement."""

from __future__ import annotations

import re

import pytest
from sample_project import Project

MOVES = """
    select position, position_change, position_change_is_inferred
    from core.fct_manufacturer_standing order by position"""


def swapped(text: str, first: str, second: str) -> str:
    """The manufacturers in second and third place have changed places."""
    return text.replace("| | 2 | Toyota", f"| {first} | 2 | Toyota").replace(
        "| | 3 | Ford", f"| {second} | 3 | Ford"
    )


def test_a_swap_at_the_end_is_certain_if_everyone_who_raced_is_listed(
    project: Project, reference_text: str
) -> None:
    project.add("cup/2023/x.txt", swapped(reference_text, "1", "1"))
    project.build()
    assert project.query(MOVES) == [(1, 0, False), (2, 1, True), (3, -1, True)]


def test_it_is_not_certain_if_someone_who_raced_is_not_listed(
    project: Project, reference_text: str
) -> None:
    text = swapped(reference_text, "1", "1").replace(
        "| Trackhouse Racing | Chevrolet | 300 | 57 |", "| Trackhouse Racing | Dodge | 300 | 57 |"
    )
    project.add("cup/2023/x.txt", text)
    project.build()
    assert project.query(MOVES) == [(1, 0, False), (2, 1, True), (3, None, False)]


def test_a_stated_direction_is_not_inferred(project: Project, reference_text: str) -> None:
    project.add("cup/2023/x.txt", swapped(reference_text, "▲ 1", "▼1[2]"))
    project.build()
    assert project.query(MOVES) == [(1, 0, False), (2, 1, False), (3, -1, False)]


def test_a_table_without_a_movement_column_states_no_movement(
    project: Project, reference_text: str
) -> None:
    text = reference_text
    for old, new in (
        ("| | Pos | Manufacturer", "| Pos | Manufacturer"),
        ("| | 1 | Chevrolet", "| 1 | Chevrolet"),
        ("| | 2 | Toyota", "| 2 | Toyota"),
        ("| | 3 | Ford", "| 3 | Ford"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    project.add("cup/2023/x.txt", text)
    project.build()
    assert project.query(MOVES) == [(1, None, False), (2, None, False), (3, None, False)]


POINTS = """
    select position, points, points_behind_leader from core.fct_driver_standing
    where position >= 15 order by position"""


@pytest.mark.parametrize("sign", ["-", "–", "−"])
def test_points_may_be_below_zero_after_a_penalty(
    sign: str, project: Project, reference_text: str
) -> None:
    fifteenth, sixteenth = "| 381 (–195) |", "| 353 (–223) |"
    assert fifteenth in reference_text
    assert sixteenth in reference_text
    text = reference_text.replace(fifteenth, f"| {sign}5 ({sign}581) |")
    project.add("cup/2023/x.txt", text.replace(sixteenth, f"| {sign}20 |"))
    project.build()
    assert project.query(POINTS) == [(15, -5, 581), (16, -20, None)]


def test_of_two_manufacturers_one_is_not_below_zero(project: Project, reference_text: str) -> None:
    """Half of the table: it is the gap to the other."""
    ford = "| | 3 | Ford | 572 (–70) |\n"
    assert ford in reference_text
    text = reference_text.replace(ford, "").replace("| 598 (–44) |", "| –44 |")
    project.add("cup/2023/x.txt", text)
    project.build()
    points = "select position, points from core.fct_manufacturer_standing"
    assert project.query(points) == [(1, 642)]


def test_a_column_of_gaps_is_not_one_of_points(project: Project, reference_text: str) -> None:
    """Where most are below zero, they tell how far behind the leader everyone is."""
    project.add("cup/2023/x.txt", re.sub(r"\| \d{3} \(–(\d+)\) \|", r"| –\1 |", reference_text))
    project.build()
    assert project.query("select position, points from core.fct_driver_standing") == [(1, 576)]
