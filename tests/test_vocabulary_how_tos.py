"""The how-tos of the vocabulary, followed: their rows are added, and do what is promised."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sample_project import ROOT, Project

from pipelines.recognition.vocabulary import load_vocabulary
from pipelines.warehouse.build import PublicationBlocked

README = ROOT / "pipelines" / "vocabulary" / "README.md"
ROWS = re.compile(r"In `(?P<file>\w+\.csv)`:\n\n```csv\n(?P<rows>.*?)\n```", re.DOTALL)
ARTICLE = re.compile(r"```text\n(.*?)```", re.DOTALL)
HOW_TOS = {
    "Teach it a header": ["headers.csv"],
    "Add an era": ["series_names.csv", "points_systems.csv", "position_points.csv"],
    "Add a series": ["series.csv", "series_names.csv"],
    "Correct an article": ["corrections.csv"],
}
Follow = Callable[..., None]


def how_to(title: str) -> str:
    """The text of a how-to, without the indent of its numbered steps."""
    text = README.read_text(encoding="utf-8").partition(f"\n### {title}\n")[2]
    return re.sub(r"^ {3}", "", re.split(r"^### ", text, flags=re.M)[0], flags=re.M)


def rows_of(title: str) -> list[tuple[str, str]]:
    return [(found["file"], found["rows"]) for found in ROWS.finditer(how_to(title))]


@pytest.fixture
def follow(project: Project, tmp_path: Path) -> Follow:
    """Adds the rows of a how-to to a vocabulary of the project's own."""

    def add_rows(title: str) -> None:
        folder = tmp_path / "vocabulary"
        shutil.copytree(ROOT / "pipelines" / "vocabulary", folder, dirs_exist_ok=True)
        for file, rows in rows_of(title):
            with (folder / file).open("a", encoding="utf-8") as opened:
                opened.write(f"{rows}\n")
        project.vocabulary = load_vocabulary(folder)

    return add_rows


def article_of_2027(reference_text: str) -> str:
    """The reference article as a race of the era that the how-to adds."""
    return (
        reference_text.replace("2023", "2027")
        .replace("NASCAR Cup Series", "NASCAR Example Cup Series")
        .replace("| Chevrolet | 300 | 57 |", "| Chevrolet | 300 | 77 |")
    )


@pytest.mark.parametrize("title", HOW_TOS)
def test_a_how_to_has_rows_for_these_files(title: str) -> None:
    assert [file for file, _ in rows_of(title)] == HOW_TOS[title]


def test_every_how_to_of_the_readme_is_followed_here() -> None:
    text = README.read_text(encoding="utf-8").partition("\n## How to\n")[2]
    assert re.findall(r"^### (.+)$", text, re.M) == list(HOW_TOS)


def test_a_header_is_taught(project: Project, reference_text: str, follow: Follow) -> None:
    header = "| Pos | Grid | No | Driver | Team | Manufacturer | Laps | Points |"
    assert reference_text.count(header) == 1
    text = reference_text.replace(header, header.replace("Driver", "Pilot"))
    project.add("cup/2023/2023-ally-400.txt", text)
    project.build()
    [reason] = project.query("select reason from quality.unrecognised where what = 'table'")
    assert "if one of the unknown headers (Pilot) means it, add a row to" in reason[0]
    assert project.query("from core.fct_race_result") == []
    follow("Teach it a header")
    project.build()
    assert project.query("from quality.unrecognised") == []
    assert project.query("select count(*) from core.fct_race_result") == [(36,)]
    assert project.query(
        "select distinct change from quality.change where relation = 'core.fct_race_result'"
    ) == [("added",)]


def test_an_era_is_added(project: Project, reference_text: str, follow: Follow) -> None:
    project.add("cup/2027/2027-ally-400.txt", article_of_2027(reference_text))
    project.build()
    validated = "select distinct status from marts.points_audit order by status"
    assert project.query(validated) == [("not_validated",)]
    follow("Add an era")
    project.build()
    assert project.query("select season_name from core.dim_season") == [
        ("2027 NASCAR Example Cup Series",)
    ]
    assert project.query(validated) == [("exact",), ("ineligible",)]
    assert project.query(
        "select finish_points, published_points from marts.points_audit where finish_position = 1"
    ) == [(60, 77)]


def test_a_series_is_added(project: Project, follow: Follow) -> None:
    [article] = ARTICLE.findall(how_to("Add a series"))
    project.add_reference()
    project.add("arca/2023/2023-example-150.txt", article)
    project.build()
    assert project.query("select race_id from core.dim_race") == [("cup-2023-17",)]
    assert project.query("select document_id, level from quality.rejected") == [
        ("arca/2023/2023-example-150.txt", "document")
    ]
    follow("Add a series")
    project.build()
    assert project.query("from quality.rejected") == []
    assert project.query("from quality.unrecognised") == []
    assert project.query(
        "select race_id, winner_driver_name, points, audit.status from marts.race_summary as races "
        "inner join marts.race_results as results using (race_id) "
        "inner join marts.points_audit as audit using (race_id, finish_position) "
        "where races.series_id = 'arca' and finish_position = 1"
    ) == [("arca-2023-7", "Ann Archer", 48, "not_validated")]


def test_an_article_is_corrected(project: Project, follow: Follow, reference_text: str) -> None:
    project.add_reference()
    follow("Correct an article")
    project.build()
    assert project.query("select status, found_value from quality.correction") == [
        ("applied", "35")
    ]
    fifth = "select points from core.fct_race_result where finish_position = 5"
    assert project.query(fifth) == [(36,)]
    mended = reference_text.replace("| Chevrolet | 300 | 35 |", "| Chevrolet | 300 | 36 |")
    project.add("cup/2023/2023-ally-400.txt", mended)
    with pytest.raises(PublicationBlocked, match="the article was mended, remove the line"):
        project.build()


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        # A row with a cell too few: which of them is missing, nothing says.
        ("| Kyle Larson | Hendrick Motorsports |", "| Kyle Larson |", "position=5;car_number=5"),
        ("", "", "position=Pos"),
        ("| 5 | 7 | 5 |", "| Failed to qualify |\n| 5 | 7 | 5 |", "car_number=5"),
        ("", "", "position=50"),
    ],
    ids=["malformed", "header", "below_failed_to_qualify", "missing"],
)
def test_a_row_that_cannot_be_corrected_stops_the_build_and_says_so(
    old: str, new: str, row: str, project: Project, reference_text: str, follow: Follow
) -> None:
    follow("Correct an article")
    folder = project.raw.parent / "vocabulary"
    lines = (folder / "corrections.csv").read_text()
    (folder / "corrections.csv").write_text(lines.replace("position=5", row))
    project.vocabulary = load_vocabulary(folder)
    above, heading, results = reference_text.partition("===Final Stage results===")
    assert old in results
    project.add("cup/2023/2023-ally-400.txt", above + heading + results.replace(old, new, 1))
    with pytest.raises(PublicationBlocked, match="no row that is read has these texts"):
        project.build()
