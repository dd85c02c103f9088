"""The vocabulary files: a mistake in one is named with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sample_project import ROOT, Project

from pipelines.recognition.vocabulary import VocabularyError, load_vocabulary


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "pipelines" / "vocabulary", tmp_path / "vocabulary"))


@pytest.mark.parametrize(
    ("file", "line", "message"),
    [
        ("headers.csv", "only,two", "2 fields where 3 are needed"),
        ("tables.csv", "entry,([,driver,,", "is no pattern"),
        ("ordinals.csv", "sixth,many", "'many' is not a whole number"),
        ("rows.csv", "^x,sidenote", "'sidenote' is none of footer, section"),
    ],
)
def test_a_wrong_row_is_named_with_its_file_and_line(
    file: str, line: str, message: str, folder: Path
) -> None:
    path = folder / file
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(VocabularyError, match=f"{file}, line \\d+: .*{message}"):
        load_vocabulary(folder)


@pytest.mark.parametrize(
    "content", [b"x" * 10_000_000, b'"x', b"caf\xe9,driver,", b'"' + b"x,\n" * 100_000]
)
def test_what_is_no_csv_or_has_a_field_of_any_size_is_named(content: bytes, folder: Path) -> None:
    path = folder / "headers.csv"
    path.write_bytes(path.read_bytes() + content)
    with pytest.raises(VocabularyError, match=r"headers\.csv"):
        load_vocabulary(folder)


def test_a_missing_file_and_a_wrong_first_line_are_named(folder: Path) -> None:
    (folder / "markers.csv").write_text("sign,means\n")
    with pytest.raises(
        VocabularyError, match=r"markers\.csv: the first line must be marker,meaning"
    ):
        load_vocabulary(folder)
    (folder / "markers.csv").unlink()
    with pytest.raises(VocabularyError, match=r"markers\.csv is missing"):
        load_vocabulary(folder)


def test_one_header_synonym_in_a_file_makes_a_new_era_load(
    project: Project, folder: Path, reference_text: str
) -> None:
    """The promise of the vocabulary: a row, no code, and no rebuild by hand."""
    project.add(
        "cup/2023/x.txt",
        reference_text.replace("| Pos | Grid | No | Driver |", "| Pos | Grid | No | Pilot |"),
    )
    project.build()
    assert project.query("select count(*) from core.fct_race_result") == [(0,)]
    path = folder / "headers.csv"
    path.write_text(path.read_text() + "pilot,driver,\n")
    project.vocabulary = load_vocabulary(folder)
    project.build()
    assert project.query("select count(*) from core.fct_race_result") == [(36,)]
    assert project.query("from quality.unrecognised") == []
