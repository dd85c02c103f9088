"""What an article states outside tables: every statement, not the first of a field only."""

from __future__ import annotations

import polars as pl
import pytest
from sample_project import Project

from pipelines.documents.model import Document, InfoboxField, TextLine
from pipelines.normalise.drivers import identify_drivers
from pipelines.normalise.race_statements import race_statements
from pipelines.normalise.races import race_fields, race_persons
from pipelines.normalise.sheets import RaceDocument
from pipelines.normalise.statement_names import with_networks_of_tables
from pipelines.recognition.document import DocumentRecogniser
from pipelines.recognition.vocabulary import Vocabulary

Field = tuple[str, str] | tuple[str, str, str]


def read(
    vocabulary: Vocabulary,
    *fields: Field,
    statistics: tuple[str, ...] = (),
    lead: tuple[str, ...] = (),
) -> pl.DataFrame:
    """``fields``: key, value and, where there is one, the link."""
    infobox = tuple(
        InfoboxField(line, key, value, link=link[0] if link else None)
        for line, (key, value, *link) in enumerate(fields, start=1)
    )
    lines = (
        *(TextLine(50 + place, "paragraph", (), text) for place, text in enumerate(lead)),
        *(
            TextLine(100 + place, "list_item", ("Race statistics",), text)
            for place, text in enumerate(statistics)
        ),
    )
    document = Document("2023 Ally 400", infobox, (), lines)
    recognition = DocumentRecogniser(vocabulary).recognise(document)
    assert recognition.unrecognised == ()
    race = RaceDocument("a.txt", "cup-2023-17", "cup-2023", 17, document, recognition)
    mentions = race_persons(race_fields([race], vocabulary))
    return race_statements([race], identify_drivers(mentions, vocabulary), mentions, vocabulary)


def values(found: pl.DataFrame) -> list[tuple[object, ...]]:
    """Field and value of each statement, in order."""
    number = pl.col("number_value").cast(pl.String)
    return found.select("field", pl.coalesce("text_value", number)).rows()


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("Description", "Race 17 of 36 in the 2023 NASCAR Cup Series",
         [("season", "2023.0"), ("race_number", "17.0"), ("scheduled_races", "36.0")]),
        ("Race No", "17", [("race_number", "17.0")]),
        ("Season No", "36", [("scheduled_races", "36.0")]),
        ("Year", "2023", [("season", "2023.0")]),
        ("Race Name", "Ally 400", [("race_name", "Ally 400")]),
        ("Official name", "The Ally 400", [("official_name", "The Ally 400")]),
        ("Fulldate", "June 25, 2023", [("race_date", "2023-06-25")]),
        ("Location", "Nashville Superspeedway in Lebanon, Tennessee",
         [("track_id", "nashville-superspeedway"), ("track_location", "Lebanon, Tennessee")]),
        ("Distance", "300 laps, 400 mi (644 km)",
         [("distance_miles", "400.0"), ("laps", "300.0")]),
        ("Most laps led", "Scott Dixon (73)",
         [("most_laps_led", "73.0"), ("most_laps_led_driver_id", "scott-dixon")]),
        ("Pole_Driver", "Bill Elliott, 43.878 seconds, 205.114 mph",
         [("pole_driver_id", "bill-elliott"), ("pole_speed_mph", "205.114"),
          ("pole_time_seconds", "43.878")]),
        ("Pole_Driver", "Bill Elliott, 43.878", [("pole_driver_id", "bill-elliott")]),
        ("Pole_Driver", "Rained out", []),
        ("Pole_Speed", "205.114 mph (330.1 km/h)", [("pole_speed_mph", "205.114")]),
        ("Cautions", "4 for 24 laps", [("caution_laps", "24.0"), ("cautions", "4.0")]),
        ("Winner: No. 1", "Ross Chastain",
         [("winner_car_number", "1"), ("winner_driver_id", "ross-chastain")]),
        ("First_Team", "Trackhouse Racing (W)", [("winner_team_id", "trackhouse-racing")]),
        ("Winning team", "Trackhouse Racing", [("winner_team_id", "trackhouse-racing")]),
        ("Winner: No. 1: 2", "Trackhouse Racing", [("winner_team_id", "trackhouse-racing")]),
        ("Podium: First: 2", "Chip Ganassi Racing", [("winner_team_id", "chip-ganassi-racing")]),
        ("Podium: Second: 2", "Chip Ganassi Racing", []),
        ("Pole_Team", "Team Penske", [("pole_team_id", "team-penske")]),
        ("Pole position: Driver: 2", "Team Penske", [("pole_team_id", "team-penske")]),
        ("Most_Team", "Team Penske", [("most_laps_led_team_id", "team-penske")]),
        ("Most laps led: Driver: 2", "Team Penske", [("most_laps_led_team_id", "team-penske")]),
        ("Margin of victory", "0.789 seconds", [("margin_of_victory_seconds", "0.789")]),
        ("Margin of victory", "2 laps", []),
        ("Most_Team", "Hendrick Motorsports\nTeam Penske", []),
        ("Most_Team", "Hendrick Motorsports / Team Penske", []),
        ("Most_Team", "Holman and Moody", [("most_laps_led_team_id", "holman-and-moody")]),
        ("Pole_Time", "162.603 mph (261.684 km/h)", [("pole_speed_mph", "162.603")]),
        ("Pole_Time", "29.9 s, 162.603 mph",
         [("pole_speed_mph", "162.603"), ("pole_time_seconds", "29.9")]),
        ("Attendance", "Est. 300,000+", [("attendance", "300000.0")]),
        ("Attendance", "sold out", []),
        ("Network", "—", []),
        ("Radio in the United States: Radio", "PRN", [("radio_network", "PRN")]),
        ("Television in the United States: Network", "NBC", [("television_network", "NBC")]),
    ],
)  # fmt: skip
def test_a_key_states_each_value_of_its_text(
    key: str, value: str, expected: list[tuple[str, str]], vocabulary: Vocabulary
) -> None:
    assert sorted(values(read(vocabulary, (key, value)))) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rob Albright (1–2) and Pat Patterson (Turns 3, 4)", ["Rob Albright", "Pat Patterson"]),
        ("Rick Allen, Jeff Burton, and Dale Earnhardt, Jr.",
         ["Rick Allen", "Jeff Burton", "Dale Earnhardt Jr."]),
        ("Doug Rice & Mark Garrow", ["Doug Rice", "Mark Garrow"]),
        ("Doug Rice/Mark Garrow", ["Doug Rice", "Mark Garrow"]),
        ("Doug Rice\nMark Garrow[1]", ["Doug Rice", "Mark Garrow"]),
        ("Lap-by-lap: Rick Allen\nColor-commentator: Jeff Burton", ["Rick Allen", "Jeff Burton"]),
        # Nothing is split by the shape of names, and what looks like no name is none.
        ("Ann Bee Cal Dow", ["Ann Bee Cal Dow"]),
        ("Rick Allen, various others, 2 more", ["Rick Allen"]),
        ("Alexandra Hand, Brandy Andrews", ["Alexandra Hand", "Brandy Andrews"]),
        ("Rick Allen, Rick Allen", ["Rick Allen"]),
        ("Mike Joy, Clint Bowyer and guest Kurt Busch",
         ["Mike Joy", "Clint Bowyer", "Kurt Busch"]),
        ("Mike Joy, joined by Juan de la Rosa", ["Mike Joy", "Juan de la Rosa"]),
    ],
)  # fmt: skip
def test_a_list_of_announcers_is_a_row_a_person(
    text: str, expected: list[str], vocabulary: Vocabulary
) -> None:
    found = read(vocabulary, ("Announcers", text))
    assert values(found) == [("television_booth_announcer", name) for name in expected]
    assert found["text"].unique().to_list() == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NBC", ["NBC"]),
        ("USA Network / Peacock", ["USA Network", "Peacock"]),
        ("ABC\nESPN (qualifying)", ["ABC", "ESPN"]),
    ],
)
def test_a_list_of_networks_is_a_row_a_network(
    text: str, expected: list[str], vocabulary: Vocabulary
) -> None:
    found = read(vocabulary, ("Network", text))
    assert values(found) == [("television_network", name) for name in expected]


def test_every_statement_of_a_field_is_kept_in_the_order_of_the_article(
    vocabulary: Vocabulary,
) -> None:
    found = read(
        vocabulary,
        ("Avg", "132.914 mph"),
        ("Pole_Driver", "Ross Chastain", "Ross Chastain"),
        statistics=("Average speed: 132.9 mph", "Pole: Tyler Reddick", "Pole time: 29.797"),
    )
    columns = ["statement_number", "field", "stated_in", "line_number", "key", "text"]
    assert found.with_columns(pl.col("stated_in").cast(pl.String)).select(columns).rows() == [
        (1, "average_speed_mph", "infobox", 1, "Avg", "132.914 mph"),
        (2, "pole_driver_id", "infobox", 2, "Pole_Driver", "Ross Chastain"),
        (3, "average_speed_mph", "statistics", 100, "Average speed", "132.9 mph"),
        (4, "pole_driver_id", "statistics", 101, "Pole", "Tyler Reddick"),
        (5, "pole_time_seconds", "statistics", 102, "Pole time", "29.797"),
    ]
    assert found["text_value"].drop_nulls().to_list() == ["ross-chastain", "tyler-reddick"]


def test_a_driver_is_the_same_in_both_statements(vocabulary: Vocabulary) -> None:
    """The infobox links to him, the list does not."""
    found = read(
        vocabulary,
        ("Pole_Driver", "Mike Wallace", "Mike Wallace (born 1958)"),
        statistics=("Pole winner: Mike Wallace",),
    )
    assert found["text_value"].to_list() == ["mike-wallace-born-1958"] * 2


@pytest.mark.parametrize("between", [" and ", " & ", "\n"])
def test_of_a_tie_for_the_most_laps_led_no_team_is_stated(
    between: str, vocabulary: Vocabulary
) -> None:
    """Without its break, the text of two teams looks like the name of one."""
    team = ("Most_Team", "Hendrick Motorsports Team Penske")
    tie = read(vocabulary, ("Most_Driver", f"Adam Abbott{between}Bobby Barker"), team)
    assert "most_laps_led_team_id" not in tie["field"].to_list()
    one = read(vocabulary, ("Most_Driver", "Adam Abbott"), team)
    assert "most_laps_led_team_id" in one["field"].to_list()


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("It was held on Saturday, March 5, 2022, and was delayed to Sunday, March 6, 2022.", []),
        ("It was run on March 5, 2022, at Lebanon. Due to rain, it was postponed to March 6.", []),
        ("It was held on Saturday, March 5, 2022, but was moved to the next day.", []),
        ("It was held on Saturday, March 5, 2022, but was delayed until Sunday by rain.", []),
        # The day on which it was held, and to which it had been moved, is the same.
        ("It was held on March 6, 2022, and was rescheduled from March 5 to Sunday, March 6, 2022.",
         ["2022-03-06"]),
        ("It was held on Sunday, March 6, 2022, after it was delayed to Sunday.", ["2022-03-06"]),
    ],
)  # fmt: skip
def test_a_date_from_which_a_race_was_moved_is_not_its_date(
    lead: str, expected: list[str], vocabulary: Vocabulary
) -> None:
    assert read(vocabulary, lead=(lead,))["text_value"].to_list() == expected


def test_the_lead_is_named_with_its_line(vocabulary: Vocabulary) -> None:
    lead = (
        "The Ally 400 was the 17th race of the 2023 season.",
        "It was held on June 25, 2023 at Lebanon.",
    )
    found = read(vocabulary, lead=lead).sort("line_number")
    columns = ["field", "number_value", "text_value", "line_number", "key", "text"]
    assert found.select(columns).rows() == [
        ("race_number", 17.0, None, 50, None, "17th"),
        ("race_date", 2023.0, "2023-06-25", 51, None, "June 25, 2023"),
    ]


def test_a_year_that_a_date_takes_from_elsewhere_is_not_stated_by_it(
    vocabulary: Vocabulary,
) -> None:
    found = read(vocabulary, ("Date", "October 15"), ("Year", "2005"))
    columns = ["field", "number_value", "text_value"]
    assert found.select(columns).rows() == [
        ("race_date", None, "2005-10-15"),
        ("season", 2005.0, None),
    ]


def test_only_the_first_description_tells_the_race(vocabulary: Vocabulary) -> None:
    """A rendered infobox has other rows without a label."""
    found = read(
        vocabulary,
        ("Description", "Race 17 of 36 in the 2023 NASCAR Cup Series"),
        ("Description", "Race 2 of 3 in 1999"),
    )
    assert [value for _, value in values(found)] == ["2023.0", "17.0", "36.0"]


STATISTICS = """= 2023 X 400 =

== Race results ==
| Pos | Driver | Laps |
| 1 | Ross Chastain | 300 |

=== Race statistics ===
- Pole: Ross Chastain
- Attendance: 45,000
"""


def test_what_only_this_table_reads_changes_no_race(project: Project) -> None:
    project.add("cup/2023/x.txt", STATISTICS)
    project.build()
    assert project.query("select pole_driver_id from core.dim_race") == [(None,)]
    assert project.query("from quality.unrecognised") == []
    assert project.query(
        "select field, number_value, text_value from quality.race_statement order by 1"
    ) == [("attendance", 45000.0, None), ("pole_driver_id", None, "ross-chastain")]


@pytest.mark.parametrize(
    ("stated", "listed", "expected"),
    [
        ("MRN", "Motor Racing Network", "Motor Racing Network"),
        ("Performance Racing Network", "PRN", "PRN"),
        ("Fox NASCAR", "FOX", "FOX"),
        ("FS1", "FOX", "FS1"),
        ("NBC", None, "NBC"),
    ],
)
def test_a_network_is_spelled_as_in_the_table(
    stated: str, listed: str | None, expected: str, vocabulary: Vocabulary
) -> None:
    found = read(vocabulary, ("Network", stated), ("Radio", stated))
    crew = pl.DataFrame(
        {"race_id": ["cup-2023-17"], "medium": ["television"], "network": [listed]},
        schema=dict.fromkeys(("race_id", "medium", "network"), pl.String),
    )
    compared = with_networks_of_tables(found, crew, vocabulary)
    assert values(compared) == [("television_network", expected), ("radio_network", stated)]
    assert compared.drop("text_value").equals(found.drop("text_value"))
