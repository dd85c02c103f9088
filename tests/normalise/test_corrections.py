"""Corrections of one article: where they are found, what they change, and what is said of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl
import pytest

from pipelines.documents.reading import read_document
from pipelines.normalise.corrections import with_corrections
from pipelines.normalise.races import field_texts
from pipelines.normalise.sheets import RaceDocument, build_sheets
from pipelines.recognition.corrections import Correction
from pipelines.recognition.document import DocumentRecogniser
from pipelines.recognition.vocabulary import Vocabulary

RACE = "cup-2023-17"
ARTICLE = """{{Infobox NASCAR race report
| Avg = 132.914 mph
| Avg = 99 mph
| Pole_Driver = [[Al Able]]
}}
==Stage One==
{| class="wikitable"
! Pos !! No !! Driver !! Points
|-
| 1 || 07 || [[Al Able]] || 10
|-
| 2 || 8 || Bo Baker || 9
|}
==Stage Two==
{| class="wikitable"
! Pos !! No !! Driver !! Points
|-
| 1 || 8 || Bo Baker || 10
|-
| 2 || 07 || Al Able || 9
|}
==Race results==
{| class="wikitable"
! Pos !! No !! Driver !! Team !! Laps !! Winnings !! Points
|-
| 1 || 07 || [[Al Able]] (R) || rowspan=2 | A<br />B || 200 || $5 || 40
|-
| 1 || 8 || [[Bo Baker]] || 200 || $4 || 35
|-
| 3 || 9 || [[Cy Cole]]<br>[[Di Dole]] || B || 199 || $3 ||
|-
! colspan="7" | Official race results
|}
===Race statistics===
* Lead changes: 21 among 12 drivers
==Television==
{| class="wikitable"
! Booth announcers !! Pit reporters
|-
| Ed Earl || rowspan=2 | Flo Fine
|-
| Gus Good
|}
==Caution flags==
{| class="wikitable"
! Laps !! Cause
|-
| 1–5 || Rain
|}
"""


def correction(
    kind: str, row: str, column: str, expected: str, corrected: str, line: int = 2
) -> Correction:
    keys = dict(part.split("=") for part in row.split(";") if part)
    why = ("a slip", "the box score")
    return Correction(line, RACE, kind, row, keys, column, expected, corrected, *why)


def article(vocabulary: Vocabulary, text: str = ARTICLE) -> RaceDocument:
    document = read_document(".wikitext", text.encode(), vocabulary.markup)
    recognition = DocumentRecogniser(vocabulary).recognise(document)
    return RaceDocument("x.wikitext", RACE, "cup-2023", 17, document, recognition)


def correct(
    vocabulary: Vocabulary, *corrections: Correction, text: str = ARTICLE
) -> tuple[RaceDocument, pl.DataFrame]:
    known = replace(vocabulary, corrections={RACE: corrections})
    [document], told = with_corrections([article(vocabulary, text)], known)
    return document, told


def told_of(vocabulary: Vocabulary, *place: str, text: str = ARTICLE) -> Mapping[str, object]:
    _, told = correct(vocabulary, correction(*place), text=text)
    return told.row(0, named=True)


def column(vocabulary: Vocabulary, document: RaceDocument, kind: str, name: str) -> list[object]:
    return build_sheets([document], vocabulary)[kind][name].to_list()


@pytest.mark.parametrize(
    ("kind", "row", "name", "expected", "corrected", "values"),
    [
        ("race_result", "position=3", "points", "", "34", ["40", "35", "34"]),
        ("race_result", "car_number=8", "points", "35", "", ["40", None, None]),
        ("race_result", "position=1;car_number=8", "position", "1", "2", ["1", "2", "3"]),
        ("race_result", "driver=Al Able (R)", "car_number", "07", "7", ["7", "8", "9"]),
        ("race_result", "driver=Cy Cole Di Dole", "laps_completed", "199", "198",
         ["200", "200", "198"]),
        ("race_result", "car_number=8", "team", "A B", "C", ["A B", "C", "B"]),
        ("race_result", "points=", "laps_completed", "199", "198", ["200", "200", "198"]),
        ("race_result", "row_index=2", "points", "35", "36", ["40", "36", None]),
        ("stage_result", "stage_number=2;position=1", "car_number", "8", "9",
         ["07", "8", "9", "07"]),
        ("stage_result", "table_index=0;position=1", "stage_points", "10", "11",
         ["11", "9", "10", "9"]),
    ],
)  # fmt: skip
def test_one_text_of_one_row_is_corrected(
    kind: str,
    row: str,
    name: str,
    expected: str,
    corrected: str,
    values: list[object],
    vocabulary: Vocabulary,
) -> None:
    one = correction(kind, row, name, expected, corrected)
    before = build_sheets([article(vocabulary)], vocabulary)
    document, told = correct(vocabulary, one)
    assert told["status"].to_list() == ["applied"]
    after = build_sheets([document], vocabulary)
    assert after[kind][name].to_list() == values
    for table_kind, sheet in after.frames.items():
        left_out = {name, "ends_blank"} if table_kind == kind else set()
        others = [other for other in sheet.columns if other not in left_out]
        assert sheet.select(others).equals(before[table_kind].select(others)), table_kind


def test_the_document_that_was_read_stays_as_it_is(vocabulary: Vocabulary) -> None:
    read = article(vocabulary)
    one = correction("race_result", "position=3", "points", "", "34")
    [corrected], _ = with_corrections([read], replace(vocabulary, corrections={RACE: (one,)}))
    assert read == article(vocabulary)
    assert corrected != read


def test_a_document_without_corrections_is_the_same_object(vocabulary: Vocabulary) -> None:
    read = article(vocabulary)
    one = replace(correction("race_result", "position=3", "points", "", "34"), race_id="cup-2023-1")
    known = replace(vocabulary, corrections={"cup-2023-1": (one,)})
    [corrected], told = with_corrections([read], known)
    assert corrected is read
    assert told.is_empty()


def test_another_driver_is_not_whom_the_old_name_links_to(vocabulary: Vocabulary) -> None:
    one = correction("race_result", "car_number=8", "driver", "Bo Baker", "Eve Eden (i)")
    document, _ = correct(vocabulary, one)
    assert column(vocabulary, document, "race_result", "driver")[1] == "Eve Eden"
    assert column(vocabulary, document, "race_result", "driver_link")[:2] == ["Al Able", None]
    assert column(vocabulary, document, "race_result", "driver_markers")[1] == ["i"]


def test_a_marker_is_corrected_and_the_driver_stays_who_he_is(vocabulary: Vocabulary) -> None:
    one = correction("race_result", "car_number=07", "driver", "Al Able (R)", "Al Able")
    document, told = correct(vocabulary, one)
    assert column(vocabulary, document, "race_result", "driver_link")[0] == "Al Able"
    assert column(vocabulary, document, "race_result", "driver_markers")[0] == []
    assert told["found_value"].to_list() == ["Al Able (R)"]


def test_a_line_break_of_the_article_is_expected_as_a_space(vocabulary: Vocabulary) -> None:
    one = correction("race_result", "position=3", "driver", "Cy Cole Di Dole", "Cy Cole\nEd Eden")
    document, told = correct(vocabulary, one)
    assert column(vocabulary, document, "race_result", "driver")[2] == "Cy Cole\nEd Eden"
    assert told["found_value"].to_list() == ["Cy Cole\nDi Dole"]


def test_every_correction_selects_its_row_by_the_texts_of_the_article(
    vocabulary: Vocabulary,
) -> None:
    row = "position=1;car_number=8"
    document, told = correct(
        vocabulary,
        correction("race_result", row, "position", "1", "2", line=2),
        correction("race_result", row, "car_number", "8", "88", line=3),
        correction("race_result", row, "points", "35", "36", line=4),
    )
    assert told["status"].to_list() == ["applied"] * 3
    found = build_sheets([document], vocabulary)["race_result"]
    assert found.select("position", "car_number", "points").row(1) == ("2", "88", "36")


@pytest.mark.parametrize(
    ("field", "expected", "corrected", "found"),
    [
        ("average_speed", "132.914 mph", "131.9 mph", "131.9 mph"),
        ("lead_changes", "21 among 12 drivers", "20 among 12 drivers", "20 among 12 drivers"),
        ("pole_driver", "Al Able", "Bo Baker", "Bo Baker"),
        ("race_time", "", "3:00:07", "3:00:07"),
        ("average_speed", "132.914 mph", "", ""),
        ("lead_changes", "21 among 12 drivers", "", ""),
    ],
)
def test_a_field_of_the_race_is_corrected_wherever_it_is_stated(
    field: str, expected: str, corrected: str, found: str, vocabulary: Vocabulary
) -> None:
    document, told = correct(vocabulary, correction("race", "", field, expected, corrected))
    assert told["status"].to_list() == ["applied"]
    fields = field_texts(document)
    assert (fields.pop(field) or "").strip() == found
    assert fields.items() <= field_texts(article(vocabulary)).items()
    assert told.select("row_keys", "table_index", "row_index").row(0) == (None, None, None)


def test_what_a_key_itself_states_is_corrected(vocabulary: Vocabulary) -> None:
    text = "{{Infobox race\n| Winner: No. 1 = Al Able\n}}\n"
    one = correction("race", "", "winner_car_number", "1", "11")
    document, told = correct(vocabulary, one, text=text)
    assert told["status"].to_list() == ["applied"]
    found = field_texts(document)
    assert (found["winner_car_number"], found["winner_driver"]) == ("11", "Al Able")


def test_a_person_in_the_infobox_is_corrected_without_the_old_link(vocabulary: Vocabulary) -> None:
    one = correction("race", "", "pole_driver", "Al Able", "Bo Baker")
    document, _ = correct(vocabulary, one)
    fields = zip(document.document.infobox, document.recognition.infobox, strict=True)
    links = [field.link for field, name in fields if name == "pole_driver"]
    assert links == [None]


def test_a_field_is_corrected_where_it_stands(vocabulary: Vocabulary) -> None:
    document, _ = correct(
        vocabulary,
        correction("race", "", "average_speed", "132.914 mph", "131.9 mph", line=2),
        correction("race", "", "lead_changes", "21 among 12 drivers", "20", line=3),
        correction("race", "", "race_time", "", "3:00:07", line=4),
    )
    before, after = article(vocabulary).document, document.document
    assert [field.value for field in after.infobox] == ["131.9 mph", "99 mph", "Al Able"]
    assert [field.key for field in after.infobox] == [field.key for field in before.infobox]
    changed = [new.text for old, new in zip(before.lines, after.lines, strict=True) if old != new]
    assert changed == ["Lead changes: 20"]


def test_a_person_of_a_crew_is_corrected_where_his_cell_begins(vocabulary: Vocabulary) -> None:
    first, second = (
        told_of(vocabulary, "television_crew", f"row_index={row}", "pit_reporter", "Flo Fine", "F")
        for row in (1, 2)
    )
    assert (first["status"], second["status"]) == ("applied", "not_read")


@pytest.mark.parametrize(
    ("place", "status", "found", "problem"),
    [
        (("race_result", "position=3", "points", "33", "34"), "no_longer_matches", "",
         "nothing stands there, and not '33': look at the article again, then write what stands "
         "there as expected, or remove the line"),
        (("race_result", "car_number=07", "points", "39", "40"), "already_correct", "40",
         "'40' stands there, as corrected, and no longer '39': the article was mended, "
         "remove the line"),
        (("race_result", "position=2;car_number=9", "position", "2", "3"), "already_correct", "3",
         "'3' stands there, as corrected, and no longer '2': the article was mended, "
         "remove the line"),
        (("race_result", "position=4", "points", "33", "34"), "no_such_row", None,
         "no row that is read has these texts: look at the article again, then name the row in "
         "which '33' is to be '34', or remove the line"),
        (("race_result", "row_index=4", "position", "4", "5"), "no_such_row", None, "no row that"),
        (("qualifying", "position=1", "driver", "A", "B"), "no_such_row", None, "no row that"),
        (("race_result", "status=running", "points", "3", "4"), "no_such_row", None, "no row"),
        (("race_result", "position=1", "points", "35", "36"), "several_rows", None,
         "2 rows have these texts: add another column, or table_index or row_index, to name the "
         "one in which '35' is to be '36'"),
        (("race_result", "position=3", "laps_led", "", "7"), "no_such_column", None,
         "the table of this row has no such column"),
        (("race_result", "position=3", "winnings", "$3", "$4"), "not_read", None,
         "no fact is made of this, so that '$4' would stand nowhere: remove the line"),
        (("caution", "row_index=1", "cause", "Rain", "Oil"), "not_read", None, "no fact is made"),
        (("race", "", "description", "Race 17", "Race 18"), "not_read", None, "no fact is made"),
        (("race", "", "average_speed", "132.915 mph", "99 mph"), "no_longer_matches",
         "132.914 mph", "'132.914 mph' stands there, and not '132.915 mph'"),
        (("race", "", "pole_driver", "Bo Baker", "Al Able"), "already_correct", "Al Able",
         "remove the line"),
    ],
)  # fmt: skip
def test_a_correction_that_does_not_fit_changes_nothing_and_says_why(
    place: tuple[str, ...], status: str, found: str | None, problem: str, vocabulary: Vocabulary
) -> None:
    document, told = correct(vocabulary, correction(*place))
    row = told.row(0, named=True)
    assert (row["status"], row["found_value"]) == (status, found)
    assert problem in row["problem"]
    assert row["problem"].startswith(
        f"pipelines/vocabulary/corrections.csv, line 2 ({RACE}, {place[0]}"
    )
    assert document == article(vocabulary)


def test_a_problem_names_the_line_the_document_and_the_place(vocabulary: Vocabulary) -> None:
    row = told_of(vocabulary, "race_result", "position=3", "points", "33", "34")
    assert str(row["problem"]).startswith(
        "pipelines/vocabulary/corrections.csv, line 2 (cup-2023-17, race_result 'position=3', "
        "points; x.wikitext, table 2, row 3): "
    )
    row = told_of(vocabulary, "race", "", "race_time", "33", "34")
    assert str(row["problem"]).startswith(
        "pipelines/vocabulary/corrections.csv, line 2 (cup-2023-17, race, race_time; x.wikitext): "
    )


def test_of_two_corrections_of_one_cell_the_first_is_applied(vocabulary: Vocabulary) -> None:
    document, told = correct(
        vocabulary,
        correction("race_result", "car_number=07", "points", "40", "41", line=2),
        correction("race_result", "points=40", "points", "40", "42", line=3),
    )
    assert told["status"].to_list() == ["applied", "corrected_twice"]
    assert "a line above corrects '40' as well" in told["problem"][1]
    assert column(vocabulary, document, "race_result", "points")[0] == "41"


def test_a_row_that_is_not_read_cannot_be_selected(vocabulary: Vocabulary) -> None:
    place = ("race_result", "position=Official race results", "points", "Official race results")
    assert told_of(vocabulary, *place, "1")["status"] == "no_such_row"
