"""Corrections in a whole build: core has the right value, staging the article's, both are shown."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import forms_compared as forms
import pytest
from sample_project import ROOT, Project

from pipelines.normalise import season
from pipelines.normalise.frames import Normalised
from pipelines.normalise.sheets import RaceDocument
from pipelines.normalise.stages import stages
from pipelines.recognition.vocabulary import Vocabulary, load_vocabulary
from pipelines.warehouse.build import PublicationBlocked
from pipelines.warehouse.catalog import Catalog

HEADER = ["race_id", "table_kind", "row", "column", "expected", "corrected", "reason", "source"]
WHY = ("a slip", "box score of June 25, 2023")
RACE = "cup-2023-17"
FIFTH = "| 5 | 7 | 5 | Kyle Larson | Hendrick Motorsports | Chevrolet | 300 | 35 |"
FIFTH_IN_RESULTS = (
    "document_id = 'cup/2023/2023-ally-400.txt' and table_index = 5 and row_index = 5"
)
FORMS = Path(__file__).parent / "forms"
CONTENT = {
    "text": forms.reference_text(),
    "wikitext": (FORMS / "2023-ally-400.wikitext").read_bytes(),
    "html": (FORMS / "2023-ally-400.html").read_bytes(),
    "parsoid": (FORMS / "2023-ally-400.parsoid.html").read_bytes(),
}

Correct = Callable[..., Project]


@pytest.fixture
def correct(project: Project, tmp_path: Path) -> Correct:
    """Gives the project a vocabulary of its own with these corrections of the Ally 400."""

    def write(*lines: tuple[str, ...], race_ids: Sequence[str] = ()) -> Project:
        folder = tmp_path / "vocabulary"
        shutil.copytree(ROOT / "pipelines" / "vocabulary", folder, dirs_exist_ok=True)
        with (folder / "corrections.csv").open("w", newline="") as file:
            rows = zip(race_ids or [RACE] * len(lines), lines, strict=True)
            csv.writer(file).writerows([HEADER, *((race, *line, *WHY) for race, line in rows)])
        project.vocabulary = load_vocabulary(folder)
        return project

    return write


def with_fifth(text: str, old: str, new: str) -> str:
    """The article with another text in the row of the fifth."""
    assert text.count(FIFTH) == 1
    assert FIFTH.count(old) == 1
    return text.replace(FIFTH, FIFTH.replace(old, new))


def failure(project: Project) -> str:
    """What is said of a build that is not published; the published file is as it was."""
    before = project.database.read_bytes() if project.database.exists() else None
    with pytest.raises(PublicationBlocked) as blocked:
        project.build()
    assert (project.database.read_bytes() if project.database.exists() else None) == before
    return str(blocked.value)


def test_both_values_stay_visible_and_the_fact_says_that_it_is_corrected(
    correct: Correct,
) -> None:
    project = correct(("race_result", "position=5", "points", "35", "36"))
    project.add_reference()
    project.build()
    assert project.query("""
        select results.points, results.race_id, corrections.found_value,
            corrections.corrected_value, corrections.reason, corrections.source
        from core.fct_race_result as results
        inner join quality.correction as corrections
            using (document_id, table_index, row_index)
    """) == [(36, RACE, "35", "36", *WHY)]
    assert project.query(f"select cells[8] from staging.table_row where {FIFTH_IN_RESULTS}") == [
        ("35",)
    ]
    assert project.query(
        f"select text from staging.table_cell where {FIFTH_IN_RESULTS} and column_index = 7"
    ) == [("35",)]
    assert project.query("from quality.correction") == [
        (2, RACE, "cup/2023/2023-ally-400.txt", "race_result", "position=5", 5, 5, "points", "35",
         "35", "36", "applied", None, *WHY)
    ]  # fmt: skip
    marts = "select points from marts.race_results where finish_position = 5"
    assert project.query(marts) == [(36,)]


def test_nothing_else_of_the_race_is_changed(
    correct: Correct, reference_project: Project, catalog: Catalog
) -> None:
    project = correct(("race_result", "position=5", "points", "35", "36"))
    project.add_reference()
    project.build()
    expected = forms.contents(reference_project, catalog, without=False)
    found = forms.contents(project, catalog, without=False)
    assert found.pop("core.fct_race_result") != expected.pop("core.fct_race_result")
    assert found == expected


def test_without_corrections_the_table_is_empty(reference_project: Project) -> None:
    assert reference_project.query("from quality.correction") == []


@pytest.mark.parametrize("form", CONTENT)
def test_a_driver_is_corrected_in_every_form(form: str, correct: Correct) -> None:
    """Of whom the article names, the link would tell who is meant: it is not the new name's."""
    project = correct(
        ("race_result", "car_number=5", "driver", "Kyle Larson", "Alex Bowman"),
        ("race_result", "car_number=48", "driver", "Alex Bowman", "Kyle Larson"),
    )
    project.add(f"cup/2023/2023-ally-400{forms.SUFFIXES[form]}", CONTENT[form])
    project.build()
    assert project.query("""
        select car_number, driver_id from core.fct_race_result
        where car_number in ('5', '48') order by car_number
    """) == [("48", "kyle-larson"), ("5", "alex-bowman")]
    cells = "select text from staging.table_cell join quality.correction as corrections using "
    cells += "(document_id, table_index, row_index, column_name) order by text"
    assert project.query(cells) == [("Alex Bowman",), ("Kyle Larson",)]
    names = "select driver_name from core.dim_driver where driver_id in "
    assert sorted(project.query(f"{names} ('kyle-larson', 'alex-bowman')")) == [
        ("Alex Bowman",),
        ("Kyle Larson",),
    ]
    assert project.query("select * from quality.rejected") == []


@pytest.mark.parametrize("form", CONTENT)
def test_a_stage_a_key_and_the_race_are_corrected_in_every_form(
    form: str, correct: Correct
) -> None:
    project = correct(
        ("stage_result", "stage_number=2;position=3", "stage_points", "8", "7"),
        ("qualifying", "position=36", "position", "36", "37"),
        ("race", "", "pole_time", "29.797", "29.798"),
        ("race", "", "lead_changes", "21 among 12 different drivers", "20 among 11"),
        ("driver_standing", "position=1", "points", "576", "577"),
    )
    project.add(f"cup/2023/2023-ally-400{forms.SUFFIXES[form]}", CONTENT[form])
    project.build()
    assert project.query("""
        select stage_number, position, driver_id, stage_points from core.fct_stage_result
        where stage_points = 7 order by stage_number, position
    """) == [
        (1, 4, "martin-truex-jr", 7),
        (2, 3, "ross-chastain", 7),
        (2, 4, "william-byron", 7),
    ]
    assert project.query(
        "select car_number from core.fct_qualifying_result where position in (36, 37)"
    ) == [("7",)]
    assert project.query("select pole_time_seconds, lead_changes, leaders from core.dim_race") == [
        (29.798, 20, 11)
    ]
    assert project.query("select max(points) from core.fct_driver_standing") == [(577,)]


def test_a_text_that_could_not_be_read_is_read_when_it_is_corrected(
    correct: Correct, reference_text: str
) -> None:
    line = ("race_result", "position=5", "points", "3s", "35")
    project = correct()
    project.add("cup/2023/2023-ally-400.txt", with_fifth(reference_text, "| 35 |", "| 3s |"))
    project.build()
    assert project.query("select reason_code from quality.rejected") == [("not_readable",)]
    correct(line).build()
    assert project.query("select * from quality.rejected") == []
    fifth = "select points from core.fct_race_result where finish_position = 5"
    assert project.query(fifth) == [(35,)]
    kind = f"select text, cell_kind from staging.table_cell where {FIFTH_IN_RESULTS}"
    assert project.query(f"{kind} and column_name = 'points'") == [("3s", "fact")]


def test_a_position_that_stands_twice_is_corrected(correct: Correct, reference_text: str) -> None:
    project = correct()
    text = with_fifth(reference_text, "| 5 | 7 |", "| 4 | 7 |")
    project.add("cup/2023/2023-ally-400.txt", text)
    project.build()
    assert project.query("select reason_code from quality.rejected") == [("duplicate_key",)]
    correct(("race_result", "position=4;car_number=5", "position", "4", "5")).build()
    assert project.query("select * from quality.rejected") == []
    assert project.query(
        "select finish_position, driver_id from core.fct_race_result "
        "where finish_position in (4, 5) order by all"
    ) == [(4, "chase-elliott"), (5, "kyle-larson")]


def test_a_correction_that_no_longer_matches_blocks_and_names_all_there_is_to_know(
    correct: Correct, reference_text: str
) -> None:
    project = correct(("race_result", "position=5", "points", "35", "36"))
    project.add_reference()
    project.build()
    changed = with_fifth(reference_text, "| 35 |", "| 34 |")
    project.add("cup/2023/2023-ally-400.txt", changed)
    message = failure(project)
    assert "corrections_match is broken by 1 row " in message
    assert (
        "pipelines/vocabulary/corrections.csv, line 2 (cup-2023-17, race_result 'position=5', "
        "points; cup/2023/2023-ally-400.txt, table 5, row 5): '34' stands there, and not '35': "
        "look at the article again, then write what stands there as expected, or remove the line"
    ) in message
    points = "select points from core.fct_race_result where finish_position = 5"
    assert project.query(points) == [(36,)]


def test_a_mended_article_blocks_until_the_line_is_removed(
    correct: Correct, reference_text: str
) -> None:
    project = correct(("race_result", "position=5", "points", "35", "36"))
    project.add("cup/2023/2023-ally-400.txt", with_fifth(reference_text, "| 35 |", "| 36 |"))
    message = failure(project)
    assert "the article was mended, remove the line" in message
    correct().build()
    points = "select points from core.fct_race_result where finish_position = 5"
    assert project.query(points) == [(36,)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("race_result", "position=50", "points", "1", "2"), "no row that is read has these texts"),
        (("stage_result", "position=1", "stage_points", "10", "9"), "2 rows have these texts"),
        (("race_result", "position=1", "laps_led", "", "99"), "has no such column"),
        (("race", "", "description", "Race 17", "Race 18"), "no fact is made of this"),
    ],
)
def test_a_correction_without_a_place_blocks(
    line: tuple[str, ...], words: str, correct: Correct
) -> None:
    project = correct(line)
    project.add_reference()
    message = failure(project)
    assert words in message
    assert "corrections.csv, line 2 (cup-2023-17, " in message


def test_a_correction_of_a_race_that_is_not_in_raw_fails_nothing(
    correct: Correct, other_race: Callable[..., str]
) -> None:
    line = ("race_result", "position=50", "points", "1", "2")
    project = correct(line, race_ids=("cup-2023-18",))
    project.add_reference()
    project.build()
    assert project.query("from quality.correction") == []
    project.add("cup/2023/2023-other-400.txt", other_race())
    assert "no row that is read has these texts" in failure(project)


def test_a_correction_of_an_article_that_is_not_loaded_fails_nothing(correct: Correct) -> None:
    project = correct(("race_result", "position=50", "points", "1", "2"), race_ids=("cup-2023-18",))
    project.add_reference()
    project.add("cup/2023/2023-other-400.txt", b"")
    project.build()
    assert project.query("select level from quality.rejected") == [("document",)]
    assert project.query("from quality.correction") == []


def test_an_article_that_our_code_cannot_take_keeps_no_other_out(
    correct: Correct, other_race: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stages_but_of_the_other(
        documents: Sequence[RaceDocument], vocabulary: Vocabulary
    ) -> Normalised:
        assert all(one.race_id == RACE for one in documents)
        return stages(documents, vocabulary)

    monkeypatch.setattr(season, "stages", stages_but_of_the_other)
    line = ("race_result", "position=5", "points", "35", "36")
    project = correct(line, line, race_ids=(RACE, "cup-2023-18"))
    project.add_reference()
    project.add("cup/2023/2023-other-400.txt", other_race())
    project.build()
    assert project.query("select reason_code from quality.rejected") == [("cannot_normalise",)]
    assert project.query("select race_id, status from quality.correction") == [(RACE, "applied")]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("race_result", "position=5", "points", "35", "3.5e400"),
         "points is '3.5e400', it should be"),
        (("race_result", "position=5", "position", "5", "99999999999999"),
         "position is '99999999999999', it should be"),
        (("race_result", "position=5", "position", "5", "4"), "is claimed by more than one row"),
        (("practice", "position=1", "lap_time", "29.510", "soon"), "should be a lap time"),
        (("race", "", "race_date", "2023-06-25", "garbage"), "'garbage', it should be a date"),
        (("race", "", "pole_time", "29.797", "162.6 mph"), "should be a lap time"),
        (("race", "", "lead_changes", "21 among 12 different drivers", "some"),
         "lead_changes is 'some', it should be"),
    ],
)  # fmt: skip
def test_a_correction_to_what_cannot_be_read_blocks(
    line: tuple[str, ...], words: str, correct: Correct
) -> None:
    project = correct(line)
    project.add_reference()
    message = failure(project)
    assert "corrections_match is broken by 1 row " in message
    assert f"corrections.csv, line 2 (cup-2023-17, {line[0]}" in message
    assert f"'{line[4]}' is to stand there, of which no fact is made: " in message
    assert words in message


def test_a_correction_beside_what_cannot_be_read_is_applied(
    correct: Correct, reference_text: str
) -> None:
    """Its row has a start that is no number: it is not what was corrected."""
    project = correct(("race_result", "position=5", "points", "35", "36"))
    text = with_fifth(reference_text, "| 5 | 7 |", "| 5 | x |")
    project.add("cup/2023/2023-ally-400.txt", text)
    project.build()
    assert project.query("select column_name from quality.rejected") == [("start_position",)]
    assert project.query("select status, problem from quality.correction") == [("applied", None)]


def test_a_correction_to_nothing_is_applied(correct: Correct) -> None:
    project = correct(("race_result", "position=5", "points", "35", ""))
    project.add_reference()
    project.build()
    assert project.query("select status from quality.correction") == [("applied",)]
