"""Infoboxes of every type: template parameters and rendered keys fill the same fields."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from pipelines.documents.model import Document, InfoboxField
from pipelines.normalise.drivers import identify_drivers
from pipelines.normalise.frames import Normalised
from pipelines.normalise.races import race_fields, race_persons, races
from pipelines.normalise.sheets import RaceDocument
from pipelines.recognition.document import DocumentRecogniser
from pipelines.recognition.vocabulary import Vocabulary


def read(vocabulary: Vocabulary, *fields: tuple[str, str], title: str = "") -> Normalised:
    infobox = tuple(InfoboxField(line, *field) for line, field in enumerate(fields, start=1))
    document = Document(title or "2023 Ally 400", infobox, (), ())
    recognition = DocumentRecogniser(vocabulary).recognise(document)
    assert recognition.unrecognised == ()
    race = RaceDocument("a.txt", "cup-2023-17", "cup-2023", 17, document, recognition)
    sheet = race_fields([race], vocabulary)
    return races(sheet, identify_drivers(race_persons(sheet), vocabulary), vocabulary)


def values(found: Normalised, *names: str) -> tuple[object, ...]:
    assert found.rejected.is_empty(), found.rejected["reason"].to_list()
    return found.facts.select(pl.col(names)).row(0)


@pytest.mark.parametrize(
    ("key", "value", "field", "expected"),
    [
        ("Date", "June 25, 2023 (2023-06-25)", "race_date", date(2023, 6, 25)),
        ("Date", "Sunday, June 25, 2023", "race_date", date(2023, 6, 25)),
        ("Race details: Date", "25 June 2023", "race_date", date(2023, 6, 25)),
        ("Date", "27 May 1951", "race_date", date(1951, 5, 27)),
        ("Date", "July 19, 1998\n(delayed by rain)", "race_date", date(1998, 7, 19)),
        ("Course_mi", "1.333 mi (2.145 km)", "track_length_miles", 1.333),
        ("Course", "Permanent racing facility\n1.333 mi (2.145 km)", "track_length_miles", 1.333),
        ("Course", "Street course 2.238 mi / 3.602 km", "track_length_miles", 2.238),
        ("Course", "7.280 km (4.524 mi)", "track_length_miles", 4.524),
        ("Course", "Street circuit 5.000 km", "track_length_miles", 5.000 / 1.609344),
        ("Course_km", "5.000", "track_length_miles", 5.000 / 1.609344),
        ("Course", "Permanent racing facility", "track_length_miles", None),
        ("Distance", "300 laps, 400 mi (644 km)", "laps", 300),
        ("Distance", "300 laps, 400 mi (644 km)", "distance_miles", 400.0),
        ("Distance", "95 laps, 166.725 mi / 268.28 km", "distance_miles", 166.725),
        ("Distance", "300 laps", "distance_miles", None),
        ("Scheduled Distance", "72 laps, 306.000 km (190.140 mi)", "scheduled_laps", 72),
        ("Average speed", "132.914 mph (213.904 km/h)", "average_speed_mph", 132.914),
        ("Pole position: Time", "1:28.435", "pole_time_seconds", 88.435),
        ("Pole_Driver", "Bill Elliott, 43.878 seconds, 205.114 mph", "pole_time_seconds", 43.878),
        ("Pole_Time", "29.9, 162.603 mph", "pole_time_seconds", 29.9),
        ("Pole_Driver", "Bill Elliott, 43.878 seconds", "pole_driver_id", "bill-elliott"),
        ("Most laps led", "Scott Dixon (73)", "most_laps_led", 73),
        ("Most laps led: Laps", "99", "most_laps_led", 99),
        ("Most laps led: Driver", "Ross Chastain", "most_laps_led_driver_id", "ross-chastain"),
        ("Winner: No. 1", "Ross Chastain", "winner_driver_id", "ross-chastain"),
        ("Winner: No. 1", "Ross Chastain", "winner_car_number", "1"),
        ("Podium: First", "Alex Zanardi\nChip Ganassi", "winner_driver_id", "alex-zanardi"),
        ("Car", "21 Ford", "winner_car_number", "21"),
        ("Location", "Exhibition Place\nToronto, Canada", "track_id", "exhibition-place"),
        ("Location", "Exhibition Place\nToronto, Canada", "track_location", "Toronto, Canada"),
        ("Location", "Silverstone, England", "track_id", "silverstone"),
        ("Cautions", "4 (24 laps)", "cautions", 4),
        ("Cautions", "4 (24 laps)", "caution_laps", 24),
        ("Cautions", "4 for 24 laps", "caution_laps", 24),
        ("Red flags", "none", "red_flags", 0),
        ("Red flags", "—", "red_flags", None),
    ],
)
def test_a_key_of_any_form_fills_its_field(
    key: str, value: str, field: str, expected: object, vocabulary: Vocabulary
) -> None:
    assert values(read(vocabulary, (key, value)), field) == (expected,)


@pytest.mark.parametrize("text", ["162.603 mph", "261.684 km/h", "162.603mph (261.684 km/h)"])
def test_a_speed_is_no_time_of_the_pole(text: str, vocabulary: Vocabulary) -> None:
    found = read(vocabulary, ("Pole_Time", text))
    assert found.facts["pole_time_seconds"].to_list() == [None]
    assert found.rejected.select("column_name", "value").rows() == [("pole_time_seconds", text)]


def test_a_rendered_infobox_is_understood_whole(vocabulary: Vocabulary) -> None:
    found = read(
        vocabulary,
        ("title", "2023 Ally 400"),
        ("description", "Race 17 of 36 in the 2023 NASCAR Cup Series"),
        ("Race details: Date", "June 25, 2023"),
        ("Race details: Location", "Nashville Superspeedway in Lebanon, Tennessee"),
        ("Race details: Course", "Permanent racing facility\n1.333 mi (2.145 km)"),
        ("Race details: Distance", "300 laps, 400 mi (644 km)"),
        ("Race details: Weather", "Overcast"),
        ("Pole position: Driver", "Ross Chastain"),
        ("Pole position: Driver: 2", "Trackhouse Racing"),
        ("Pole position: Time", "29.797"),
        ("Most laps led: Driver", "Ross Chastain"),
        ("Most laps led: Laps", "99"),
        ("Winner: No. 1", "Ross Chastain"),
        ("Winner: No. 1: 2", "Trackhouse Racing"),
        ("Television in the United States: Network", "NBC"),
        ("Television in the United States: Announcers", "Rick Allen"),
        ("Radio in the United States: Radio", "MRN"),
    )
    assert values(found, "race_name", "race_date", "track_id", "laps", "winner_car_number") == (
        "Ally 400", date(2023, 6, 25), "nashville-superspeedway", 300, "1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("title", "fields", "expected"),
    [
        ("2023 Ally 400", (), "Ally 400"),
        ("1998 Molson Indy Toronto", (("title", "Toronto"),), "Molson Indy Toronto"),
        ("1998-toronto", (("title", "1998 Molson Indy Toronto"),), "Molson Indy Toronto"),
        ("2023 X", (("Race Name", "Ally 400"),), "Ally 400"),
        ("Daytona 500", (), "Daytona 500"),
    ],
)
def test_the_name_of_a_race_is_without_its_year(
    title: str, fields: tuple[tuple[str, str], ...], expected: str, vocabulary: Vocabulary
) -> None:
    assert values(read(vocabulary, *fields, title=title), "race_name") == (expected,)


def test_the_person_linked_to_is_the_person(vocabulary: Vocabulary) -> None:
    field = InfoboxField(1, "Winner: No. 23", "Darrell Wallace Jr.", link="Bubba Wallace")
    document = Document("A race", (field,), (), ())
    recognition = DocumentRecogniser(vocabulary).recognise(document)
    race = RaceDocument("a.txt", "cup-2023-1", "cup-2023", 1, document, recognition)
    sheet = race_fields([race], vocabulary)
    found = races(sheet, identify_drivers(race_persons(sheet), vocabulary), vocabulary)
    names = ("winner_driver_id", "winner_driver_title")
    assert values(found, *names) == ("bubba-wallace", "Bubba Wallace")
