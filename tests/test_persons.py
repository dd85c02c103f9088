"""One person, one id, over forms: with links in one article and without in another."""

from __future__ import annotations

from sample_project import Project

LINKED = """{{Infobox NASCAR race report
| Description = Race 18 of 36 in the [[2023 NASCAR Cup Series]]
| Race Name = Other 400
| First_Driver = [[Bubba Wallace|Darrell Wallace Jr.]]
}}
==Entry list==
{| class="wikitable"
! No. !! Driver !! Team !! Manufacturer
|-
| 23 || [[Bubba Wallace|Darrell Wallace Jr.]] || 23XI || Toyota
|-
| 66 || {{nowrap|[[Mike Wallace (racing driver)|Mike Wallace]] (i)}} || MBM || Ford
|-
| 99 || [[Daniel Suárez]] || Trackhouse || Chevrolet
|-
| 16 || [[A. J. Allmendinger]] || Kaulig || Chevrolet
|-
| 19 || [[Martin Truex Jr.]] || JGR || Toyota
|}
==Race results==
{| class="wikitable"
! Pos !! No !! Driver !! Team !! Manufacturer !! Laps !! Points
|-
| 1 || 23 || {{flagicon|USA}} Darrell Wallace Jr. || 23XI || Toyota || 300 || 40
|-
| 2 || 99 || Daniel Suárez || Trackhouse || rowspan=2 | Chevrolet || 300 || 35
|-
| 3 || 16 || A.J. Allmendinger || Kaulig || 299 || 34
|-
| 4 || 66 || Mike Wallace || MBM || Ford || 299 || 0
|-
| 5 || 19 || [[Martin Truex Jr.|Martin Truex, Jr.]] || JGR || Toyota || 280 || 32
|}
"""

FLATTENED = """= 2023 More 400 =

Infobox
- Description: Race 19 of 36 in the 2023 NASCAR Cup Series

== Race results ==
| Pos | No | Driver | Team | Manufacturer | Laps | Points |
| 1 | 23 | Bubba Wallace | 23XI | Toyota | 300 | 40 |
| 2 | 99 | Daniel Suarez | Trackhouse | Chevrolet | 300 | 35 |
| 3 | 16 | AJ Allmendinger | Kaulig | Chevrolet | 299 | 34 |
| 4 | 66 | Mike Wallace (i) | MBM | Ford | 299 | 0 |
| 5 | 19 | Martin Truex Jr | JGR | Toyota | 280 | 32 |
"""


def test_links_and_bare_names_meet_in_one_id(project: Project) -> None:
    project.add("cup/2023/2023-other-400.wikitext", LINKED)
    project.add("cup/2023/2023-more-400.txt", FLATTENED)
    project.build()
    persons = [
        ("bubba-wallace",), ("daniel-suarez",), ("a-j-allmendinger",), ("mike-wallace",),
        ("martin-truex-jr",),
    ]  # fmt: skip
    for number in (18, 19):
        assert persons == project.query(
            "select driver_id from core.fct_race_result join core.dim_race using (race_id) "
            f"where race_number = {number} order by finish_position"
        )
    assert project.query("select driver_id, article_title from core.dim_driver order by 1") == [
        ("a-j-allmendinger", "A. J. Allmendinger"),
        ("bubba-wallace", "Bubba Wallace"),
        ("daniel-suarez", "Daniel Suárez"),
        ("martin-truex-jr", "Martin Truex Jr."),
        ("mike-wallace", "Mike Wallace (racing driver)"),
    ]
    assert project.query("from quality.rejected") == []


def test_a_mark_in_the_entry_list_counts_in_the_results(project: Project) -> None:
    project.add("cup/2023/2023-other-400.wikitext", LINKED)
    project.build()
    assert project.query(
        "select is_points_eligible from core.fct_race_result order by finish_position"
    ) == [(True,), (True,), (True,), (False,), (True,)]


def test_two_persons_with_one_name_stay_two(project: Project) -> None:
    text = LINKED.replace("[[A. J. Allmendinger]]", "[[Mike Wallace (journalist)|Mike Wallace]]")
    project.add("cup/2023/2023-other-400.wikitext", text)
    project.build()
    assert project.query(
        "select car_number, driver_id from core.fct_entry where car_number in ('16', '66') "
        "order by 1"
    ) == [("16", "mike-wallace-journalist"), ("66", "mike-wallace")]


def test_drivers_who_share_a_car_are_never_one_name(project: Project) -> None:
    """1951 French Grand Prix: Fagioli's car was taken over by Fangio, who won."""
    page = """<h1 id="firstHeading">1951 French Grand Prix</h1><div class="mw-parser-output">
        <h2>Race</h2><table class="wikitable">
        <tr><th>Pos</th><th>No</th><th>Driver</th><th>Constructor</th><th>Laps</th></tr>
        <tr><td>1</td><td>8</td><td><a href="/wiki/Luigi_Fagioli" title="Luigi Fagioli">Luigi
        Fagioli</a><br><a href="/wiki/Juan_Manuel_Fangio" title="Juan Manuel Fangio">Juan Manuel
        Fangio</a></td><td>Alfa Romeo</td><td>77</td></tr>
        <tr><td>2</td><td>14</td><td>Jos&eacute; Froil&aacute;n<br>Gonz&aacute;lez</td>
        <td>Ferrari</td><td>77</td></tr></table></div>"""
    project.add("f1/1951/french.html", page)
    project.build()
    assert project.query("select driver_id from core.fct_race_result order by finish_position") == [
        ("luigi-fagioli",),
        ("jose-froilan-gonzalez",),
    ]
    assert project.query("select level, reason_code, value from quality.rejected") == [
        ("cell", "several_drivers", "Juan Manuel Fangio")
    ]


def test_a_team_and_its_abbreviation_are_one(project: Project) -> None:
    text = LINKED.replace("|| 23XI ||", "|| [[Dale Earnhardt, Inc.|DEI]] ||")
    text = text.replace("|| Kaulig ||", "|| [[Dale Earnhardt, Inc.]] ||")
    project.add("cup/2003/x.wikitext", text.replace("2023", "2003"))
    project.build()
    assert project.query(
        "select distinct team_id from core.fct_entry where car_number in ('16', '23')"
    ) == [("dale-earnhardt-inc",)]


def test_the_sons_of_a_linked_father_are_persons_of_their_own(project: Project) -> None:
    """Where a driver had no article, his name linked to the section of a brother's or father's."""
    text = LINKED.replace("[[Daniel Suárez]]", "[[Rusty Wallace#Family|Stephen Wallace]]")
    text = text.replace("[[A. J. Allmendinger]]", "[[Dale Earnhardt]], Jr.")
    project.add("cup/2023/2023-other-400.wikitext", text)
    project.build()
    assert project.query(
        "select car_number, driver_id from core.fct_entry where car_number in ('16', '99') "
        "order by 1"
    ) == [("16", "dale-earnhardt-jr"), ("99", "stephen-wallace")]
