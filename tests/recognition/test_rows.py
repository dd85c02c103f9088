"""What each row is: by the cells of its own, not by the slots that they span."""

from __future__ import annotations

from pipelines.documents.grid import OpenRow, SlotBudget, lay_out
from pipelines.documents.model import Cell, Document, Table, TableRole, UnknownTemplate
from pipelines.recognition.document import DocumentRecogniser, Recognition
from pipelines.recognition.vocabulary import Vocabulary


def recognise(
    rows: list[list[Cell]], vocabulary: Vocabulary, heading: str, role: TableRole = "data"
) -> Recognition:
    laid = lay_out([OpenRow(cells, "", 1) for cells in rows], SlotBudget())
    document = Document("A race", (), (Table(0, (heading,), (), laid, role),), ())
    return DocumentRecogniser(vocabulary).recognise(document)


def kinds(recognition: Recognition) -> list[str]:
    return [row.kind for row in recognition.tables[0].rows]


def texts(*cells: str, is_header: bool = False) -> list[Cell]:
    return [Cell(cell, is_header=is_header) for cell in cells]


def across(text: str, columns: int) -> list[Cell]:
    return [Cell(text, is_header=True, column_span=columns)]


HEADER = texts("Pos", "No.", "Driver", "Speed", is_header=True)


def test_one_cell_over_the_whole_row_is_no_data(vocabulary: Vocabulary) -> None:
    found = recognise(
        [
            across("Pole Day – Saturday, May 21, 2011", 9),
            HEADER,
            across("Fast Nine Shootout (positions 1–9)", 4),
            texts("1", "77", "Alex Tagliani", "227.472"),
            across("2011", 4),
            across("Failed to qualify", 4),
            texts("", "17", "Raphael Matos", "223.1"),
            across("Qualified by time", 4),
            texts("2", "9", "Scott Dixon", "227.340"),
            across("OFFICIAL REPORT", 9),
        ],
        vocabulary,
        "Qualifying",
    )
    assert kinds(found) == [
        "title", "header", "section", "data", "note", "section", "non_starter", "section",
        "data", "footer",
    ]  # fmt: skip
    # The title is wider than the table; columns without anything in them are no columns.
    assert [(one.what, one.value) for one in found.unrecognised] == [("row", "2011")]


def test_a_row_of_one_cell_of_its_own_is_data_if_others_reach_into_it(
    vocabulary: Vocabulary,
) -> None:
    """Two drivers of one car and team, whose number and team span both rows."""
    rows = [
        texts("Driver", "No.", "Team", is_header=True),
        [Cell("Hermie Sadler"), Cell("00", row_span=2), Cell("MacDonald", row_span=2)],
        texts("Derrike Cope"),
    ]
    assert kinds(recognise(rows, vocabulary, "Entry list")) == ["header", "data", "data"]


def test_a_row_of_headers_is_no_data_wherever_it_stands(vocabulary: Vocabulary) -> None:
    rows = [HEADER, texts("1", "77", "Alex Tagliani", "227.472")]
    more = texts("Pos.", "Car", "Driver", "Speed (mph)", is_header=True)
    assert kinds(recognise([*rows, more, *rows[1:]], vocabulary, "Qualifying")) == [
        "header", "data", "header", "data",
    ]  # fmt: skip


def test_of_two_header_rows_the_one_that_names_the_parts_counts(vocabulary: Vocabulary) -> None:
    """`Time` spans two columns; their names stand below it."""
    rows = [
        [
            *(Cell(text, is_header=True, row_span=2) for text in ("Pos", "No.", "Driver")),
            Cell("Time", is_header=True, column_span=2),
        ],
        texts("R1", "R2", is_header=True),
        texts("1", "8", "Dale Earnhardt Jr.", "29.1", "29.0"),
    ]
    found = recognise(rows, vocabulary, "Qualifying")
    match = found.tables[0].match
    assert match is not None
    assert match.columns == ("position", "car_number", "driver", "round_1", "round_2")
    assert kinds(found) == ["title", "header", "data"]


def test_only_a_table_of_data_is_of_a_kind(vocabulary: Vocabulary) -> None:
    rows = [HEADER, texts("1", "77", "Alex Tagliani", "227.472")]
    roles: tuple[TableRole, ...] = ("layout", "infobox", "navigation")
    for role in roles:
        found = recognise(rows, vocabulary, "Qualifying", role)
        assert found.tables[0].table_kind is None
        assert kinds(found) == [role, role]
        assert found.unrecognised == ()


def test_a_table_of_a_known_kind_without_facts_is_kept(vocabulary: Vocabulary) -> None:
    rows = [texts("Laps", "Cause", is_header=True), texts("25–29", "Contact at the hairpin")]
    found = recognise(rows, vocabulary, "Caution flags")
    assert found.tables[0].table_kind == "caution"
    assert kinds(found) == ["header", "kept"]
    assert found.unrecognised == ()


def test_a_template_that_no_rule_names_is_reported_where_it_stands(
    vocabulary: Vocabulary,
) -> None:
    template = UnknownTemplate("carflag", 7, 2, 5)
    document = Document("A race", (), (), (), (template,))
    [missed] = DocumentRecogniser(vocabulary).recognise(document).unrecognised
    assert (missed.what, missed.value) == ("template", "carflag")
    assert (missed.table_index, missed.row_index) == (2, 5)
    assert "first argument" in missed.reason
    assert "templates.csv" in missed.reason


def test_a_row_that_reaches_beyond_the_headers_is_named_not_the_column(
    vocabulary: Vocabulary,
) -> None:
    """The header is filled up to the widest row: no column without a name must come of it."""
    sound = [texts(str(place), "77", "Alex Tagliani", "227.4") for place in range(1, 4)]
    wide = texts("4", "9", "Scott Dixon", "227.3", "x")
    found = recognise([HEADER, *sound, wide], vocabulary, "Qualifying")
    assert kinds(found) == ["header", "data", "data", "data", "malformed"]
    fault = found.tables[0].rows[4].fault
    assert fault is not None
    assert fault.reason_code == "row_too_wide"
    assert "'x'" in fault.reason
    assert found.unrecognised == ()


def test_where_most_rows_reach_beyond_the_headers_a_header_is_missing(
    vocabulary: Vocabulary,
) -> None:
    rows = [texts(str(place), "77", "Alex Tagliani", "227.4", "x") for place in range(1, 4)]
    found = recognise([HEADER, *rows], vocabulary, "Qualifying")
    assert kinds(found) == ["header", "data", "data", "data"]
    assert [(one.what, one.value) for one in found.unrecognised] == [("column", "")]
