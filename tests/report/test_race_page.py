"""The page of a race: its numbers, where each leads, and what its charts show."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import Tag
from sample_project import Project
from site_pages import SitePages

SiteMaker = Callable[[Project], SitePages]
RACE = "races/cup-2023-17.html"
WEEKEND = "Position of each driver through the weekend"
POINTS = "Points by component, and the audit's outcome"
DRIVERS = "Drivers' championship after the race"
MAKERS = "Manufacturers' championship after the race"


def texts(row: dict[str, Tag]) -> dict[str, str]:
    return {label: cell.get_text() for label, cell in row.items()}


def tips(site: SitePages, section: str) -> list[str]:
    return [str(one["data-tip"]) for one in site.pages[RACE].select(f"#{section} [data-tip]")]


def test_the_result_is_the_article_s(reference_site: SitePages) -> None:
    rows = reference_site.table(RACE, "Race result")
    assert len(rows) == 36
    assert texts(rows[2]) == {
        "Pos.": "3", "Driver": "Denny Hamlin", "No.": "11", "Team": "Joe Gibbs Racing",
        "Make": "Toyota", "Start": "8", "Gained": "+5", "Laps": "300", "Led": "–unknown",
        "Points": "50", "Remarks": "", "Source": "table 5, row 3",
    }  # fmt: skip


@pytest.mark.parametrize(
    "caption", ["Race result", WEEKEND, POINTS, "Qualifying", "Practice", DRIVERS, MAKERS]
)
def test_every_number_leads_to_the_row_that_states_it(
    reference_site: SitePages, caption: str
) -> None:
    seen = 0
    for row in reference_site.table(RACE, caption):
        name = texts(row).get("Driver") or texts(row)["Manufacturer"]
        for cell in row.values():
            if "number" in cell.get("class", ()) and not cell.find(class_="unknown"):
                source = reference_site.element(RACE, cell.a["href"])
                assert source is not None and name in source.get_text(), (caption, name, cell)
                seen += 1
    assert seen > 3


def test_the_facts_lead_to_the_lines_that_state_them(reference_site: SitePages) -> None:
    facts = {
        fact.dt.get_text(): fact.dd for fact in reference_site.pages[RACE].select(".facts div")
    }
    for label, value, line in (
        ("Laps", "300", "300"),
        ("Average speed", "132.914", "132.914 mph"),
        ("Lead changes", "21", "21 among 12 different drivers"),
        ("Time of race", "3:00:07", "3 hours, 0 minutes, and 7 seconds"),
        ("Red flags", "0", "0"),
    ):
        link = facts[label].find("a", class_="source")
        assert link.get_text() == value
        assert line in reference_site.element(RACE, link["href"]).get_text()


def test_inferred_values_are_marked_and_no_others(
    reference_site: SitePages, reference_project: Project
) -> None:
    [(drivers,)] = reference_project.query(
        "select count(*) from core.fct_driver_standing where position_change_is_inferred"
    )
    marked = [row["Change"].find(class_="inferred") for row in reference_site.table(RACE, DRIVERS)]
    assert 0 < drivers < len(marked)
    assert sum(one is not None for one in marked) == drivers
    assert not any(
        cell.find(class_="inferred")
        for row in reference_site.table(RACE, "Race result")
        for cell in row.values()
    )


def test_the_weekend_s_chart_has_every_position(
    reference_site: SitePages, reference_project: Project
) -> None:
    [counts] = reference_project.query(
        "select count(practice_position) + count(qualifying_position) + count(start_position) "
        "+ count(stage_1_position) + count(stage_2_position) + count(finish_position), count(*) "
        "from marts.weekend_progression"
    )
    shown = tips(reference_site, "weekend")
    assert "Denny Hamlin: stage 2 1" in shown
    # A mark for each position, and a line for each driver.
    assert len(shown) == sum(counts)


def test_the_points_chart_stacks_what_the_audit_found(
    reference_site: SitePages, reference_project: Project
) -> None:
    assert [one for one in tips(reference_site, "points") if one.startswith("Denny Hamlin")] == [
        "Denny Hamlin: 34 for finish",
        "Denny Hamlin: 6 for stage 1",
        "Denny Hamlin: 10 for stage 2",
    ]
    [(points,)] = reference_project.query("select sum(points_by_rule) from marts.points_audit")
    stacked = [int(one.split(": ")[1].split()[0]) for one in tips(reference_site, "points")]
    assert sum(stacked) == points


def test_the_gaps_and_the_gained_positions_are_drawn(reference_site: SitePages) -> None:
    assert "Tyler Reddick: 0.023 seconds behind the pole" in tips(reference_site, "qualifying")
    assert len(tips(reference_site, "gained")) == 36
    assert "Denny Hamlin: started 8, finished 3" in tips(reference_site, "gained")


def test_the_cut_line_is_drawn_where_both_sides_are_listed(
    reference_site: SitePages, reference_project: Project
) -> None:
    listed = reference_project.query(
        "select count(*), count(*) filter (where not is_inside) from marts.playoff_cutline"
    )
    # The article lists 16 drivers, and 16 are taken: there is nobody below the line.
    assert listed == [(16, 0)]
    assert "cut line" not in tips(reference_site, "standings")
    rows = reference_site.table(RACE, DRIVERS)
    assert texts(rows[0])["Cut line"] == "+223"
    assert texts(rows[15])["Cut line"] == "0"


def test_the_audit_says_what_was_held_against_what(reference_site: SitePages) -> None:
    audit = reference_site.pages[RACE].find(id="audit").get_text()
    assert "Facts that the article states twice: " in audit
    assert "Everything in it was loaded and understood." in audit


TWO_CARS = """= 1956 Southern 500 =

The 1956 Southern 500 was the 35th race of the 1956 NASCAR Grand National season.

== Results ==
| Fin | St | # | Driver | Make | Laps |
| 1 | 11 | 99 | Curtis Turner | Ford | 364 |
| 2 | 1 | 22 | Speedy Thompson | Chrysler | 362 |
| 3 | 6 | 26 | Curtis Turner | Chevrolet | 350 |
"""


def test_of_two_cars_of_a_driver_the_weekend_shows_one(
    project: Project, site_of: SiteMaker
) -> None:
    project.add("cup/1956/1956-southern-500.txt", TWO_CARS)
    site = site_of(project)
    page = "races/cup-1956-35.html"
    turner, _ = site.table(page, WEEKEND)
    assert texts(turner) == {"Driver": "Curtis Turner", "Start": "11", "Finish": "1"}
    assert "| 99 |" in site.element(page, turner["Start"].a["href"]).get_text()
    legend = [one.get_text() for one in site.pages[page].select("#weekend .legend li")]
    assert legend == ["Chrysler", "Ford"]


SESSIONS = """= 1956 Southern 500 =

The 1956 Southern 500 was the 35th race of the 1956 NASCAR Grand National season.

== First practice ==
| Pos | No. | Driver | Make | Time |
| 1 | 22 | Speedy Thompson | Chrysler | 30.1 |
| 2 | 99 | Curtis Turner | Ford | 30.2 |

== Final practice ==
| Pos | No. | Driver | Make | Time |
| 1 | 99 | Curtis Turner | Ford | 29.1 |
| 2 | 22 | Speedy Thompson | Chrysler | 29.2 |

== Results ==
| Fin | St | # | Driver | Make | Laps |
| 1 | 11 | 99 | Curtis Turner | Ford | 364 |
| 2 | 1 | 22 | Speedy Thompson | Chrysler | 362 |
"""


def test_a_position_leads_to_a_row_that_states_this_position(
    project: Project, site_of: SiteMaker
) -> None:
    project.add("cup/1956/1956-southern-500.txt", SESSIONS)
    site = site_of(project)
    page = "races/cup-1956-35.html"
    for row in site.table(page, WEEKEND):
        assert row["Practice"].get_text() == "1"
        source = site.element(page, row["Practice"].a["href"]).get_text()
        assert f"| 1 | {'99' if 'Turner' in texts(row)['Driver'] else '22'} |" in source


@pytest.mark.parametrize(("number", "has_cut_line"), [(17, True), (26, True), (27, False)])
def test_there_is_no_cut_line_once_the_playoffs_have_begun(
    project: Project, reference_text: str, site_of: SiteMaker, number: int, has_cut_line: bool
) -> None:
    text = reference_text.replace("Race 17 of 36", f"Race {number} of 36")
    project.add("cup/2023/2023-ally-400.txt", text)
    site = site_of(project)
    rows = site.table(f"races/cup-2023-{number}.html", DRIVERS)
    assert ("Cut line" in rows[0]) == has_cut_line


def test_team_and_make_of_a_winner_are_those_of_the_same_driver(
    project: Project, reference_text: str, site_of: SiteMaker
) -> None:
    # The infobox has another winner than the result: who was second there, for another team.
    text = reference_text.replace("First Driver: Ross Chastain", "First Driver: Denny Hamlin")
    assert text != reference_text
    project.add("cup/2023/2023-ally-400.txt", text)
    winner = site_of(project).pages[RACE].select_one(".facts dd").get_text(" ", strip=True)
    assert winner == "Denny Hamlin No. 1 Joe Gibbs Racing Toyota"
