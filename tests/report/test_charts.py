"""Charts as SVG: what their axes and marks say, and what they do not."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from pipelines.report.charts.bars import gained_chart, points_chart
from pipelines.report.charts.seasons import finishes, points_lines


def axis_labels(svg: str) -> list[str]:
    labels = BeautifulSoup(svg, "lxml").select(".role-axis-label text")
    return [one.get_text() for one in labels if one.get_text()]


def test_an_axis_of_few_whole_numbers_has_each_once() -> None:
    races = [
        {"name": "A", "race_number": number, "points": 40 * number, "colour": "red", "said": "A"}
        for number in (1, 2)
    ]
    numbers = [one for one in axis_labels(points_lines(races, "x")) if one in ("1", "2")]
    assert numbers == ["1", "2"]
    results = [
        {"race": f"r{i}", "race_order": i, "start": 2, "finish": i, "colour": "red", "said": "A"}
        for i in (1, 2)
    ]
    positions = [one for one in axis_labels(finishes(results, "x")) if one.isdigit()]
    assert len(positions) == len(set(positions))
    gained = [{"driver": "A", "gained": 1, "shown": "+1", "colour": "red", "said": "A"}]
    assert not any("." in one for one in axis_labels(gained_chart(gained, "x")))


def test_drivers_stand_in_the_order_given_also_those_without_points() -> None:
    totals = [{"driver": name, "points": points} for name, points in (("B", 0), ("A", 3))]
    rows = [{"driver": "A", "component_number": 0, "points": 3, "colour": "red", "said": "A: 3"}]
    labels = [one for one in axis_labels(points_chart(rows, totals, "x")) if one in "AB"]
    assert labels == ["B", "A"]


def test_a_chart_is_one_picture_with_a_name_and_its_marks_are_none() -> None:
    gained = [{"driver": "A", "gained": 1, "shown": "+1", "colour": "red", "said": 'A "b" <c>'}]
    svg = gained_chart(gained, 'What "it" <shows>')
    root = BeautifulSoup(svg, "lxml").svg
    assert (root["role"], root["aria-label"]) == ("img", 'What "it" <shows>')
    assert [one["data-tip"] for one in root.select("[data-tip]")] == ['A "b" <c>']
    assert not re.search(r"graphics-|aria-roledescription", svg)
