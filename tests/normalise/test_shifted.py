"""Tables shifted by a lost cell: rejected whole; no shifted value gets into core."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_project import ROOT, Project

from pipelines.documents.plaintext import read_plaintext
from pipelines.normalise.sheets import RaceDocument, build_sheets
from pipelines.normalise.shifted import without_shifted_rows
from pipelines.recognition.document import DocumentRecogniser
from pipelines.recognition.vocabulary import Vocabulary, load_vocabulary

Table = list[list[str]]
CORPUS = ROOT.parent / "shared" / "corpus"

NASCAR = ["Pos", "Grid", "No", "Driver", "Team", "Manufacturer", "Laps", "Points"]
CART = ["Pos", "No", "Driver", "Team", "Laps", "Time/Retired", "Grid", "Points"]
OLD = ["Fin", "St", "#", "Driver", "Make", "Laps", "Led", "Status", "Winnings"]
ENTRY = ["No.", "Driver", "Team", "Manufacturer"]
QUALIFYING = ["Pos", "No.", "Driver", "Team", "Manufacturer", "R1", "R2"]
CARS = [
    ("1", "Ross Chastain", "Trackhouse Racing", "Chevrolet"),
    ("19", "Martin Truex Jr.", "Joe Gibbs Racing", "Toyota"),
    ("4", "Kevin Harvick", "Stewart-Haas Racing", "Ford"),
    ("07", "J. J. Yeley", "Rick Ware Racing", "Ford"),
    ("24", "William Byron", "Hendrick Motorsports", "Chevrolet"),
    ("99", "Daniel Suárez", "Trackhouse Racing", "Chevrolet"),
]


def rows_under(header: list[str]) -> Table:
    """Rows of six cars, as an article has them."""
    rows = []
    for place, (number, driver, team, make) in enumerate(CARS, start=1):
        laps = 300 - (place // 3) * 40
        known = {
            "Pos": str(place), "Fin": str(place), "Grid": str(7 - place), "St": str(7 - place),
            "No": number, "No.": number, "#": number, "Driver": driver, "Team": team,
            "Manufacturer": make, "Make": make, "Laps": str(laps), "Led": str(place * 7),
            "Points": str(41 - place), "Status": "running" if place < 4 else "engine",
            "Winnings": f"${90 - place},000", "R1": f"29.80{place}",
            "R2": f"29.70{place}" if place < 4 else "",
            "Time/Retired": f"+{place}.300" if place < 4 else "Contact",
        }  # fmt: skip
        rows.append([known[name] for name in header])
    return rows


TABLES = {
    "== Race results ==": (NASCAR, CART, OLD),
    "== Entry list ==": (ENTRY,),
    "== Qualifying results ==": (QUALIFYING,),
}
SHAPES = [(heading, header) for heading, headers in TABLES.items() for header in headers]


@lru_cache
def known_vocabulary() -> Vocabulary:
    return load_vocabulary(ROOT / "pipelines" / "vocabulary")


def text_of(heading: str, header: list[str], rows: Table) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in [header, *rows]]
    return f"= A race =\n\n{heading}\n" + "\n".join(lines) + "\n"


def shifted_tables(text: str, vocabulary: Vocabulary) -> tuple[pl.DataFrame, int]:
    """The rejections for shifted tables, and how many rows are left."""
    document = read_plaintext(text.encode())
    recognition = DocumentRecogniser(vocabulary).recognise(document)
    assert recognition.tables[0].table_kind is not None
    race = RaceDocument("a.txt", "cup-2023-1", "cup-2023", 1, document, recognition)
    sheets, rejected = without_shifted_rows(build_sheets([race], vocabulary), vocabulary)
    return rejected, sum(len(sheet) for sheet in sheets.frames.values())


def with_lost_cell(rows: Table, row: int, column: int) -> Table:
    """The flattened form of a cell that spanned rows: gone, and the row is padded."""
    lost = rows[row][:column] + rows[row][column + 1 :] + [""]
    return [*rows[:row], lost, *rows[row + 1 :]]


@pytest.mark.parametrize(("heading", "header"), SHAPES)
def test_a_whole_table_is_no_shifted_one(
    heading: str, header: list[str], vocabulary: Vocabulary
) -> None:
    rejected, rows = shifted_tables(text_of(heading, header, rows_under(header)), vocabulary)
    assert rejected.is_empty()
    assert rows == len(CARS)


# What cannot be told: a number that moves to where another number, or nothing, may stand.
# R1: the second round is read as the first; Grid: where the points stand beside it, they are
# read as the grid; Laps: the same, in the last row, whose laps may be as few as its points.
# Any other cell has a name, a time or a word to its right, whose move shows.
def can_be_told(header: list[str], row: int, column: int) -> bool:
    """Whether the row that has lost this cell differs from one that a table may hold."""
    name = header[column]
    if column == len(header) - 1:
        return False  # nothing has moved: the last cell is empty
    if name == "Laps" and header is NASCAR:
        return row < len(CARS) - 1  # laps that rise down the table show it, but in its last row
    return name != "R1" and not (name == "Grid" and header is CART)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SHAPES), st.integers(0, len(CARS) - 1), st.data())
def test_a_lost_cell_is_found_whatever_it_was(
    shape: tuple[str, list[str]], row: int, data: st.DataObject
) -> None:
    heading, header = shape
    column = data.draw(st.integers(0, len(header) - 1))
    if not can_be_told(header, row, column):
        return
    rows = with_lost_cell(rows_under(header), row, column)
    rejected, left = shifted_tables(text_of(heading, header, rows), known_vocabulary())
    assert rejected["reason_code"].to_list() == ["shifted_columns"], rows[row]
    assert rejected["level"].to_list() == ["table"]
    assert re.search(rf"\b{row + 1}\b", rejected["reason"][0])
    assert left == 0


def test_a_shifted_table_is_rejected_whole_and_the_other_tables_load(
    project: Project, reference_text: str
) -> None:
    """The team spans two cars of one owner, and its second row has lost it."""
    fourth = "| 4 | 14 | 9 | Chase Elliott | Hendrick Motorsports | Chevrolet | 300 | 42 |"
    lost = "| 4 | 14 | 9 | Chase Elliott | Chevrolet | 300 | 42 | |"
    assert reference_text.count(fourth) == 1
    project.add("cup/2023/x.txt", reference_text.replace(fourth, lost))
    project.build()
    [(table, row, level, code, value)] = project.query(
        "select table_index, row_index, level, reason_code, value from quality.rejected"
    )
    assert (table, row, level, code, value) == (5, None, "table", "shifted_columns", "rows 4")
    assert project.query("select count(*) from core.fct_race_result") == [(0,)]
    assert project.query("select count(*) from core.fct_qualifying_result") == [(36,)]
    kept = "select count(*) from staging.table_row where table_index = 5 and row_kind = 'data'"
    assert project.query(kept) == [(36,)]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the repository")
def test_no_table_of_the_corpus_is_taken_for_a_shifted_one(vocabulary: Vocabulary) -> None:
    tried = 0
    for path in sorted(Path(CORPUS).glob("*.table.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = [[cell.replace("|", "/") for cell in row] for row in csv.reader(file)]
        for heading in TABLES:
            document = read_plaintext(text_of(heading, header, rows).encode())
            if DocumentRecogniser(vocabulary).recognise(document).tables[0].table_kind:
                rejected, _ = shifted_tables(text_of(heading, header, rows), vocabulary)
                assert rejected.is_empty(), (path.name, rejected["reason"].to_list())
                tried += 1
    assert tried >= 10


def in_wikitext(header: list[str], rows: Table) -> str:
    lines = ['{| class="wikitable"', "! " + " !! ".join(header)]
    for row in rows:
        lines += ["|-", "| " + " || ".join(row)]
    infobox = "{{Infobox NASCAR race report\n| Race_No = 3\n| Season_No = 36\n}}"
    return "\n".join([infobox, "== Race results ==", *lines, "|}"]) + "\n"


# The last cell of a row is blank, and something in it is unusual, yet nothing has moved.
UNUSUAL = ["Pos", "Grid", "No", "Driver", "Sponsor", "Team", "Laps", "Status", "Points"]
UNUSUAL_ROWS = [
    ["1", "1", "1", "Ross Chastain", "Acme", "Trackhouse Racing", "300", "Running", "40"],
    ["2", "Prov", "2", "Bill Elliott", "Acme", "Melling Racing", "299", "Running", ""],
    ["3", "3", "3", "Dave Marcis", "76", "Marcis Auto Racing", "290", "1", "34"],
    ["4", "4", "4", "Ed Owner", "76", "", "280", "Engine", ""],
    ["5", "P", "5", "Al Driver", "Acme", "Ed Owner", "270", "Engine", ""],
    ["6", "6", "6", "Cy Driver", "Acme", "Ed Owner", "300", "Disqualified", ""],
]


def test_a_blank_last_cell_beside_something_unusual_is_no_shift() -> None:
    text = text_of("== Race results ==", UNUSUAL, UNUSUAL_ROWS)
    rejected, rows = shifted_tables(text, known_vocabulary())
    assert rejected.is_empty()
    assert rows == len(UNUSUAL_ROWS)


def test_nothing_shifts_in_wikitext(project: Project) -> None:
    """Each of these was taken for a lost cell, and the whole table was rejected."""
    project.add("cup/1990/x.wikitext", in_wikitext(UNUSUAL, UNUSUAL_ROWS))
    project.build()
    assert project.query("select count(*) from core.fct_race_result") == [(6,)]
    assert project.query("from quality.rejected where level != 'cell'") == []


def test_a_row_of_wikitext_that_misses_a_cell_is_rejected_alone(project: Project) -> None:
    rows = rows_under(NASCAR)
    del rows[1][4]  # the team: its manufacturer, laps and points have moved
    del rows[4][-1]  # the points: nothing has moved
    project.add("cup/2023/x.wikitext", in_wikitext(NASCAR, rows))
    project.build()
    [(row, level, code, reason)] = project.query(
        "select row_index, level, reason_code, reason from quality.rejected"
    )
    assert (row, level, code) == (2, "row", "row_too_narrow")
    assert "7 cells under 8 headers" in reason
    assert project.query(
        "select finish_position, points from core.fct_race_result order by finish_position"
    ) == [(1, 40), (3, 38), (4, 37), (5, None), (6, 35)]


def test_a_cell_that_spans_rows_leaves_no_row_short(project: Project) -> None:
    rows = rows_under(NASCAR)
    rows[1][-1] = "rowspan=2 | 30"
    del rows[2][-1]
    project.add("cup/2023/x.wikitext", in_wikitext(NASCAR, rows))
    project.build()
    assert project.query("select count(*) from core.fct_race_result") == [(6,)]
    assert project.query("from quality.rejected") == []


LIST = ["No.", "Driver", "Team", "Manufacturer", "Sponsor", "Crew chief"]


@pytest.mark.parametrize(
    "moved",
    [
        ["2", "Bo B", "Ford", "Bass", "Jim D", ""],  # the team is lost
        ["2", "Bo B", "Bo's Team", "Bass", "Jim D", ""],  # the manufacturer is lost
    ],
)
def test_a_sponsor_in_the_place_of_a_maker_is_a_shift(moved: list[str]) -> None:
    whole = ["1", "Al A", "Al's Team", "Ford", "Acme", "Joe C"]
    text = text_of("== Entry list ==", LIST, [whole, moved])
    rejected, rows = shifted_tables(text, known_vocabulary())
    assert rejected["reason_code"].to_list() == ["shifted_columns"]
    assert rows == 0


def test_a_blank_crew_chief_is_no_shift() -> None:
    whole = ["1", "Al A", "Al's Team", "Ford", "Acme", "Joe C"]
    blank = ["2", "Bo B", "Bo's Team", "Toyota", "Bass", ""]
    text = text_of("== Entry list ==", LIST, [whole, blank])
    rejected, rows = shifted_tables(text, known_vocabulary())
    assert rejected.is_empty()
    assert rows == 2
