"""Which table is which: by headings and header names, wherever they stand."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from pipelines.documents.model import Cell, Document, Row, Table, TextLine
from pipelines.recognition.document import DocumentRecogniser
from pipelines.recognition.tables import NoMatch, TableMatch, TableRecogniser
from pipelines.recognition.vocabulary import Vocabulary


def table(*rows: str, headings: tuple[str, ...] = (), captions: tuple[str, ...] = ()) -> Table:
    """A table of rows written as ``Pos | Driver``."""
    return Table(
        0,
        headings,
        tuple(TextLine(1, "caption", headings, text) for text in captions),
        tuple(Row(tuple(Cell(cell.strip()) for cell in row.split("|")), row, 1) for row in rows),
    )


@pytest.mark.parametrize(
    ("headings", "captions", "header", "kind"),
    [
        (("Report", "Entry list"), (), "No. | Driver | Team | Manufacturer", "entry"),
        (("Entrants",), (), "# | Driver | Team | Make", "entry"),
        (("Practice", "Final practice"), (), "Pos | No. | Driver | Time | Speed", "practice"),
        (("Practice and qualifying", "Qualifying"), (), "Pos | No. | Driver | Time", "qualifying"),
        (("Starting lineup",), (), "Position | Car # | Driver | Make", "qualifying"),
        (("Race", "Stage results"), ("Stage One",), "Pos | No | Driver | Points", "stage_result"),
        (
            ("Race results", "Final Stage results"),
            ("Stage Three", "Laps: 115"),
            "Pos | Grid | No | Driver | Laps | Points",
            "race_result",
        ),
        (("Results",), (), "Fin | St | # | Driver | Make | Laps | Led | Status", "race_result"),
        (
            ("Standings", "Drivers' Championship standings"),
            (),
            " | Pos | Driver | Points",
            "driver_standing",
        ),
        (("Standings after the race",), (), " | Pos | Driver | Points", "driver_standing"),
        (("Standings after the race",), (), "Pos | Manufacturer | Points", "manufacturer_standing"),
        (("Media", "Television"), (), "Booth announcers | Pit reporters", "television_crew"),
        (("Media", "Radio"), (), "Booth announcers | Turn announcers", "radio_crew"),
    ],
)
def test_a_table_is_known_by_its_heading_and_headers(
    headings: tuple[str, ...],
    captions: tuple[str, ...],
    header: str,
    kind: str,
    vocabulary: Vocabulary,
) -> None:
    match = TableRecogniser(vocabulary).match(table(header, headings=headings, captions=captions))
    assert isinstance(match, TableMatch)
    assert match.table_kind == kind


def test_the_order_of_columns_does_not_matter(vocabulary: Vocabulary) -> None:
    match = TableRecogniser(vocabulary).match(
        table("Points | Laps | Driver | No. | Grid | Pos", headings=("Race results",))
    )
    assert isinstance(match, TableMatch)
    assert match.columns == (
        "points", "laps_completed", "driver", "car_number", "start_position", "position",
    )  # fmt: skip


def test_a_title_row_may_stand_above_the_header(vocabulary: Vocabulary) -> None:
    match = TableRecogniser(vocabulary).match(
        table("NBC | ", "Booth announcers | Pit reporters", headings=("Television",))
    )
    assert isinstance(match, TableMatch)
    assert match.header_row == 1


def test_an_unknown_table_says_what_to_add_where(vocabulary: Vocabulary) -> None:
    recogniser = TableRecogniser(vocabulary)
    far = recogniser.match(table("Year | Fans", headings=("History",)))
    near = recogniser.match(table("Pos | Grid | Pilot | Laps", headings=("Race results",)))
    assert isinstance(far, NoMatch)
    assert "tables.csv" in far.reason
    assert isinstance(near, NoMatch)
    assert "Pilot" in near.reason
    assert near.reason.endswith(
        "add a row to pipelines/vocabulary/headers.csv, such as: pilot,driver, "
        "(then: nascar-warehouse build)"
    )


def test_of_two_columns_with_one_meaning_the_second_is_unknown(vocabulary: Vocabulary) -> None:
    match = TableRecogniser(vocabulary).match(
        table("Pos | Driver | Laps | Laps", headings=("Results",))
    )
    assert isinstance(match, TableMatch)
    assert match.columns == ("position", "driver", "laps_completed", None)


@pytest.mark.parametrize("unit", [".", "[", "driver "])
def test_a_long_heading_or_row_is_recognised_in_time(unit: str, vocabulary: Vocabulary) -> None:
    """A heading of 40,000 dots once took 80 seconds: patterns see the beginning of a text."""
    text = unit * (100_000 // len(unit))
    found = table("Pos | Driver | Laps", "1 | Jeff Gordon | 200", headings=("Results", text))
    spanning = Row((Cell(text, column_span=3), Cell(text), Cell(text)), text, 1, None, (0,))
    tables = (found, replace(found, headings=("Results",), rows=(*found.rows, spanning)))
    started = time.monotonic()
    recognition = DocumentRecogniser(vocabulary).recognise(Document("A race", (), tables, ()))
    assert time.monotonic() - started < 1
    assert [one.table_kind for one in recognition.tables] == ["race_result", "race_result"]


@pytest.mark.parametrize(
    ("headings", "header", "kind"),
    [
        (("Qualifying heat races", "Race 1"), "Pos | No. | Driver | Laps", "heat_result"),
        (("Duel 1", "Race results"), "Pos | No. | Driver | Laps", "heat_result"),
        (("Duels", "Duel 2", "Results"), "Pos | Grid | Driver | Laps", "heat_result"),
        (("Qualifying races", "Race 1"), "Pos | No. | Driver | Laps", "heat_result"),
        (("Gatorade Twin 125s", "First race"), "Pos | No. | Driver | Laps", "heat_result"),
        (("Twin 125-mile races", "Race one"), "Pos | No. | Driver | Laps", "heat_result"),
        (("Qualifying race",), "Pos | No. | Driver | Laps", "heat_result"),
        (("Last chance qualifier",), "Pos | No. | Driver | Laps", "heat_result"),
        (("B-Main", "Results"), "Pos | No. | Driver | Laps", "heat_result"),
        (("Sprint", "Sprint classification"), "Pos | Grid | Driver | Laps", "heat_result"),
        (("Race", "Stage 1 results"), "Pos | Driver | Laps | Points", "stage_result"),
        (("Race results", "Stage 2 results"), "Pos | Driver | Laps | Points", "stage_result"),
        (("Race", "Stage 3 results"), "Pos | Driver | Laps | Points", "stage_result"),
        (("Stage 1 results",), "Pos | No. | Driver | Laps", "stage_order"),
        (("Race results", "Stage 3"), "Pos | Grid | Driver | Laps | Points", "race_result"),
        (("Final stage results", "Stage Three"), "Pos | Driver | Laps | Points", "race_result"),
        (("NASCAR Sprint Cup Series", "Results"), "Pos | No. | Driver | Laps", "race_result"),
    ],
)
def test_what_stands_under_a_heat_or_stage_is_no_result_of_the_race(
    headings: tuple[str, ...], header: str, kind: str, vocabulary: Vocabulary
) -> None:
    """However far above the table the heading that says so stands."""
    match = TableRecogniser(vocabulary).match(table(header, headings=headings))
    assert isinstance(match, TableMatch)
    assert match.table_kind == kind


@pytest.mark.parametrize(
    ("header", "row", "columns"),
    [
        ("No. | Driver | Car", "24 | Jeff Gordon | Ford", "car_number driver manufacturer"),
        ("Driver | Car | No.", "Jeff Gordon | Ford | 24", "driver manufacturer car_number"),
        ("Car | Driver | Make", "24 | Jeff Gordon | Ford", "car_number driver manufacturer"),
        ("Truck | Driver | Team", "24 | Jeff Gordon | Hendrick", "car_number driver team"),
        ("# | Driver | Truck", "24B | Jeff Gordon | Ford", "car_number driver manufacturer"),
    ],
)
def test_what_stands_below_tells_a_number_from_a_make(
    header: str, row: str, columns: str, vocabulary: Vocabulary
) -> None:
    match = TableRecogniser(vocabulary).match(table(header, row, row, headings=("Entry list",)))
    assert isinstance(match, TableMatch)
    assert match.columns == tuple(columns.split())


@pytest.mark.parametrize("heading", ["Starting lineup", "Starting grid", "Qualifying"])
@pytest.mark.parametrize("grid", ["Grid", "St.", "Starting position"])
def test_a_lineup_is_in_the_order_of_its_grid(
    heading: str, grid: str, vocabulary: Vocabulary
) -> None:
    header = f"{grid} | No. | Driver | Manufacturer | Speed"
    match = TableRecogniser(vocabulary).match(table(header, headings=(heading,)))
    assert isinstance(match, TableMatch)
    assert match.table_kind == "qualifying"
    assert match.columns == ("position", "car_number", "driver", "manufacturer", "speed")


def test_times_of_rounds_are_known_by_their_headers(vocabulary: Vocabulary) -> None:
    match = TableRecogniser(vocabulary).match(
        table("Pos. | Truck | Driver | Time (R1) | R2 time", headings=("Qualifying",))
    )
    assert isinstance(match, TableMatch)
    assert match.columns == ("position", "car_number", "driver", "round_1", "round_2")


def test_where_no_header_is_unknown_the_reason_says_what_else_to_do(
    vocabulary: Vocabulary,
) -> None:
    match = TableRecogniser(vocabulary).match(table("No. | Driver", headings=("Qualifying",)))
    assert isinstance(match, NoMatch)
    assert "every header is known" in match.reason
    assert "tables.csv" in match.reason
