"""The page of a race: its numbers, where each leads, and what its charts show."""

from __future__ import annotations

import pytest
from bs4 import Tag
from sample_project import Project
from site_pages import SitePages

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
    assert "facts twice" in audit
    assert "Everything in it was loaded and understood." in audit
