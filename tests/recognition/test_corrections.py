"""``corrections.csv``: what a line may say, and how one that cannot be used is named."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from sample_project import ROOT

from pipelines.recognition.vocabulary import VocabularyError, load_vocabulary

GOOD = {
    "race_id": "cup-2023-17",
    "table_kind": "race_result",
    "row": "position=5",
    "column": "points",
    "expected": "35",
    "corrected": "36",
    "reason": "a slip",
    "source": "the official box score",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "pipelines" / "vocabulary", tmp_path / "vocabulary"))


def write(folder: Path, *lines: dict[str, str]) -> None:
    with (folder / "corrections.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(GOOD))
        writer.writeheader()
        writer.writerows(GOOD | line for line in lines)


def test_a_file_without_lines_corrects_nothing(folder: Path) -> None:
    write(folder)
    assert load_vocabulary(folder).corrections == {}


def test_the_corrections_of_a_race_are_found_by_its_id(folder: Path) -> None:
    row = "stage_number= 1 ;  position=3"
    stage = {"table_kind": "stage_result", "row": row, "column": "stage_points"}
    field = {"table_kind": "race", "row": "", "column": "average_speed"}
    other = {"race_id": "nxs-1999-4", "expected": ""}
    write(folder, stage, other, field)
    found = load_vocabulary(folder).corrections
    assert {race: [one.line_number for one in lines] for race, lines in found.items()} == {
        "cup-2023-17": [2, 4],
        "nxs-1999-4": [3],
    }
    assert found["cup-2023-17"][0].keys == {"stage_number": "1", "position": "3"}
    assert found["cup-2023-17"][0].row == row
    assert found["nxs-1999-4"][0].expected == ""


def test_a_field_that_an_infobox_key_states_by_a_pattern_is_known(folder: Path) -> None:
    write(folder, {"table_kind": "race", "row": "", "column": "winner_car_number"})
    assert len(load_vocabulary(folder).corrections["cup-2023-17"]) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"race_id": "2023 Ally 400"}, "'2023 Ally 400' is no race_id, such as cup-2023-17"),
        ({"race_id": "cpu-2023-17"}, "'cpu-2023-17' is no race_id"),
        ({"table_kind": "results"}, "'results' is neither race nor a table_kind of tables.csv"),
        ({"column": "finish_position"}, "'finish_position' is no column that headers.csv has for"),
        ({"column": "stage_points", "table_kind": "qualifying"}, "'stage_points' is no column"),
        ({"table_kind": "race", "row": "", "column": "speed"}, "'speed' is no field of infobox"),
        ({"table_kind": "race", "column": "race_time"}, "leave the row empty"),
        ({"row": ""}, "the row is empty; it must select one row"),
        ({"row": " ; "}, "the row is empty; it must select one row"),
        ({"row": "position 5"}, "'position 5' selects no row of race_result: write column=text"),
        ({"row": "place=5"}, "'place=5' selects no row"),
        ({"row": "stage_number=1;position=5"}, "'stage_number=1' selects no row of race_result"),
        ({"row": "position=5;position=6"}, "'position' stands twice in the row"),
        ({"row": "row_index=five"}, "'five' is not a whole number"),
        ({"expected": "35 points", "corrected": "35  points"}, "are the same text"),
        ({"reason": " "}, "reason and source must be filled"),
        ({"source": ""}, "reason and source must be filled"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(
    change: dict[str, str], message: str, folder: Path
) -> None:
    write(folder, {"row": "position=1"}, change)
    with pytest.raises(VocabularyError, match=r"corrections\.csv, line 3: ") as error:
        load_vocabulary(folder)
    assert message in str(error.value)


def test_two_corrections_of_one_text_are_refused(folder: Path) -> None:
    one, other = {"row": "position=5;driver=A B"}, {"row": "driver=A  B; position=5"}
    write(folder, one, {"row": "position=6"}, other)
    with pytest.raises(VocabularyError, match="line 4: line 2 corrects the same text"):
        load_vocabulary(folder)
    write(folder, one, {"row": "position=6"}, other | {"race_id": "cup-2023-18"})
    assert len(load_vocabulary(folder).corrections) == 2


def test_the_example_of_the_readme_can_be_used(folder: Path) -> None:
    readme = (folder / "README.md").read_text()
    start = readme.index(",".join(GOOD))
    example = readme[start : readme.index("\n\n", start)]
    (folder / "corrections.csv").write_text(
        "\n".join(line.strip() for line in example.splitlines())
    )
    [found] = load_vocabulary(folder).corrections.values()
    assert [one.table_kind for one in found] == ["race_result", "stage_result", "race"]


def test_a_new_correction_changes_the_digest(folder: Path) -> None:
    write(folder)
    before = load_vocabulary(folder).digest
    write(folder, GOOD)
    assert load_vocabulary(folder).digest != before
