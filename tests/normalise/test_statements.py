"""What infoboxes, captions, standings and crew tables state, in the words of real articles."""

from __future__ import annotations

import pytest
from sample_project import Project

RESULTS = """
==Race results==
{| class="wikitable"
! Pos !! Grid !! No !! Driver !! Team !! Manufacturer !! Laps !! Points
|-
| 1 || 1 || 1 || [[Al Able]] || T || [[Ford]] || 200 || 40
|}
"""


def built(project: Project, fields: str = "", more: str = "") -> Project:
    infobox = "{{Infobox NASCAR race report\n| Description = Race 2 of 36 in the "
    infobox += "[[2019 NASCAR Cup Series]]\n" + fields + "\n}}\n"
    project.add("cup/2019/2019-x-400.wikitext", infobox + RESULTS + more)
    project.build()
    return project


@pytest.mark.parametrize(
    ("course", "distance", "miles"),
    [
        ("2.5 (4.0 km)", "500 (804.7 km)", (2.5, 500)),
        ("1.33<br/>2.14 km", "400", (1.33, 400)),
        ("{{convert|0.526|mi|km}}", "{{convert|263|mi|km}}", (0.526, 263)),
        ("2.5 mi (4.0 km)", "804.672 km", (2.5, 500)),
    ],
)
def test_a_length_beside_its_kilometres_is_of_miles(
    course: str, distance: str, miles: tuple[float, float], project: Project
) -> None:
    built(project, f"| Course_mi = {course}\n| Distance_mi = {distance}")
    [found] = project.query("select track_length_miles, distance_miles from core.dim_race")
    assert found == pytest.approx(miles)


@pytest.mark.parametrize(
    ("text", "driver", "is_reported"),
    [
        ("[[Al Able]]", "al-able", False),
        ("Bo Baker Jr., 43.878 seconds, 205.114 mph", "bo-baker-jr", False),
        ("Bo Baker 181.473 mph", "bo-baker", False),
        ("None", None, False),
        ("TBA", None, False),
        ("N/A", None, False),
        ("Rained out", None, False),
        ("Set by 2018 owner's points", None, True),
        ("Kyle Larson and Denny Hamlin", None, True),
    ],
)
def test_words_in_the_place_of_a_driver_are_no_driver(
    text: str, driver: str | None, is_reported: bool, project: Project
) -> None:
    built(project, f"| Pole_Driver = {text}")
    assert project.query("select pole_driver_id from core.dim_race") == [(driver,)]
    reported = project.query("select value from quality.rejected where column_name like 'pole%'")
    assert bool(reported) == is_reported


@pytest.mark.parametrize(
    ("statistics", "found"),
    [
        ("* Lead changes: 16 among nine drivers\n* Cautions/Laps: 9 for 42", (16, 9, 9, 42)),
        ("* Lead changes/leaders: 16/9\n* Cautions: 4 (24 laps)", (16, 9, 4, 24)),
        ("* Lead changes: 21 among 12 different drivers", (21, 12, None, None)),
    ],
)
def test_lead_changes_and_cautions_are_read_as_articles_write_them(
    statistics: str, found: tuple[int | None, ...], project: Project
) -> None:
    built(project, more=f"==Race statistics==\n{statistics}\n")
    query = "select lead_changes, leaders, cautions, caution_laps from core.dim_race"
    assert project.query(query) == [found]


@pytest.mark.parametrize("heading", ["Race notes", "Race summary", "Finishing order"])
def test_statistics_may_stand_under_other_headings(heading: str, project: Project) -> None:
    lines = "* Lead changes: 16\n* Something else: 9\n"
    built(project, more=f"=={heading}==\n{lines}")
    assert project.query("select lead_changes from core.dim_race") == [(16,)]
    assert project.query("select * from quality.unrecognised where what = 'statistic'") == []


@pytest.mark.parametrize(
    ("caption", "laps"),
    [
        ("'''Stage 1'''\n'''Laps:''' 60*", 60),
        ("'''Stage 1''' Laps: 60 laps", 60),
        ("Stage 1: 60 laps", 60),
        ("''Stage One'' (60 laps)", 60),
        ("Stage 1", None),
    ],
)
def test_a_caption_gives_the_length_of_a_stage(
    caption: str, laps: int | None, project: Project
) -> None:
    table = "{|\n! Pos !! No !! Driver !! Points\n|-\n| 1 || 1 || [[Al Able]] || 10\n|}\n"
    built(project, more=f"==Stage results==\n{caption}\n{table}")
    assert project.query("select stage_number, laps from core.fct_stage") == [(1, laps)]


@pytest.mark.parametrize(
    ("change", "moved", "behind"), [("-10", None, 10), ("-1", -1, None), ("{{up}} 1", 1, None)]
)
def test_the_points_tell_whether_plus_and_minus_are_places_or_points(
    change: str, moved: int | None, behind: int | None, project: Project
) -> None:
    rows = f"|-\n| 1 || [[Al Able]] || 100 || 0\n|-\n| 2 || [[Bo B]] || 90 || {change}\n"
    table = "{|\n! Pos !! Driver !! Points !! +/-\n" + rows + "|}\n"
    built(project, more=f"==Drivers' Championship standings==\n{table}")
    query = """
        select position_change, points_behind_leader from core.fct_driver_standing
        where position = 2"""
    assert project.query(query) == [(moved, behind)]


def test_a_crew_cell_that_spans_rows_names_its_persons_once(project: Project) -> None:
    table = """{|
! Booth announcers !! Pit reporters
|-
| rowspan=2 | Mike Joy<br />Larry McReynolds || Jamie Little
|-
| Regan Smith
|}
"""
    built(project, more=f"==Television==\n{table}")
    names = project.query("select person_name from core.fct_broadcast_crew order by person_number")
    assert [name for (name,) in names] == [
        "Mike Joy",
        "Larry McReynolds",
        "Jamie Little",
        "Regan Smith",
    ]


@pytest.mark.parametrize("mark", ["(R)", "(r)", "(Rookie)", "<sup>R</sup>"])
def test_a_rookie_is_marked_in_several_ways(mark: str, project: Project) -> None:
    entries = f"{{|\n! No. !! Driver !! Team\n|-\n| 2 || [[Bo B]] {mark} || T\n|}}\n"
    built(project, more=f"==Entry list==\n{entries}")
    assert project.query("select driver_id, is_rookie from core.fct_entry") == [("bo-b", True)]


@pytest.mark.parametrize(
    ("description", "number"),
    [
        ("Second race of the 2019 NASCAR Cup Series season", 2),
        ("2nd of 36 races of the 2019 NASCAR Cup Series", 2),
        ("Race #2 of 36 of the 2019 NASCAR Cup Series", 2),
        ("A race of the 2019 NASCAR Cup Series", None),
    ],
)
def test_a_description_numbers_the_race(
    description: str, number: int | None, project: Project
) -> None:
    project.add(
        "cup/2019/2019-x-400.wikitext",
        f"{{{{Infobox NASCAR race report\n| Description = {description}\n}}}}\n{RESULTS}",
    )
    project.build()
    assert project.query("select race_number from core.dim_race") == [(number,)]


@pytest.mark.parametrize("written", ["Feb. 24, 2019", "Sunday, February 24, 2019", "24 Feb. 2019"])
def test_a_date_may_be_cut(written: str, project: Project) -> None:
    built(project, f"| Fulldate = {written}")
    assert str(project.query("select race_date from core.dim_race")[0][0]) == "2019-02-24"


@pytest.mark.parametrize(
    ("cell", "driver", "others"),
    [
        ("[[Ha Hall]] → [[Ia Ives]]", "ha-hall", ["Ia Ives"]),
        ("[[Joe Smith]], [[Bob Smith]]", "joe-smith", ["Bob Smith"]),
        ("[[Martin Truex, Jr.]]", "martin-truex-jr", []),
        ("<s>[[Fi Finch]]</s> [[Gu Gale]]", "gu-gale", []),
    ],
)
def test_of_several_drivers_in_an_entry_the_others_are_reported(
    cell: str, driver: str, others: list[str], project: Project
) -> None:
    entries = f"{{|\n! No. !! Driver !! Team\n|-\n| 2 || {cell} || T\n|}}\n"
    built(project, more=f"==Entry list==\n{entries}")
    assert project.query("select driver_id from core.fct_entry") == [(driver,)]
    reported = project.query(
        "select value from quality.rejected where reason_code = 'several_drivers'"
    )
    assert [value for (value,) in reported] == others
