"""What builds record of their changes: by the whole build, of articles that are edited."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from sample_project import ROOT, Project

from pipelines.recognition.vocabulary import load_vocabulary
from pipelines.warehouse import changes

BLANEY = "| 36 | 13 | 12 | Ryan Blaney | Team Penske | Ford | 146 | 1 |"
RESULT = "core.fct_race_result"
CHANGES = (
    "select relation, row_key, change, column_name, old_value, new_value, cause, old_revision_id, "
    "new_revision_id from quality.change where build_number = {} order by all"
)


def add_article(project: Project, text: str, revision: int | None = None) -> None:
    name = f"2023-ally-400.r{revision}.txt" if revision else "2023-ally-400.txt"
    project.add(f"cup/2023/{name}", text)


def test_the_first_build_counts_its_rows_and_lists_none(project: Project) -> None:
    project.add_reference()
    report = project.build()
    assert report.number == 1
    assert report.changes[RESULT].added == 36
    assert project.query("select count(*) from quality.change") == [(0,)]
    assert project.query("select distinct is_listed from quality.change_count") == [(False,)]


def test_a_changed_cell_is_listed_with_both_values_and_the_revision_that_caused_it(
    project: Project, reference_text: str
) -> None:
    add_article(project, reference_text, 100)
    project.build()
    add_article(project, reference_text.replace(BLANEY, BLANEY.replace("| 1 |", "| 2 |")), 101)
    report = project.build()
    assert report.number == 2
    assert (report.changes[RESULT].added, report.changes[RESULT].changed) == (0, 1)
    assert project.query(CHANGES.format(2)) == [
        (RESULT, "race_id=cup-2023-17, finish_position=36", "changed", "points", "1", "2",
         "new text", 100, 101),
    ]  # fmt: skip


def test_a_value_that_is_unknown_now_is_a_change_to_null(
    project: Project, reference_text: str
) -> None:
    add_article(project, reference_text)
    project.build()
    add_article(project, reference_text.replace(BLANEY, BLANEY.replace("146", "")))
    project.build()
    assert project.query(
        "select column_name, old_value, new_value from quality.change where build_number = 2"
    ) == [("laps_completed", "146", None)]


def test_rows_that_only_move_in_their_article_do_not_count(
    project: Project, reference_text: str
) -> None:
    add_article(project, reference_text, 100)
    project.build()
    table = "| Year | Winner |\n| 2022 | Chase Elliott |\n"
    moved = reference_text.replace("==Practice==", f"==Before==\n\n{table}\n==Practice==")
    assert moved != reference_text
    add_article(project, moved, 101)
    report = project.build()
    assert report.number == 2
    assert report.changes == {}


def test_a_row_that_came_and_one_that_went_are_listed_by_their_keys(
    project: Project, reference_text: str
) -> None:
    add_article(project, reference_text)
    project.build()
    add_article(project, reference_text.replace(BLANEY + "\n", ""))
    project.build()
    add_article(project, reference_text)
    project.build()
    removed = project.query(CHANGES.format(2))
    assert (RESULT, "race_id=cup-2023-17, finish_position=36", "removed") in [
        row[:3] for row in removed
    ]
    assert (RESULT, "race_id=cup-2023-17, finish_position=36", "added") in [
        row[:3] for row in project.query(CHANGES.format(3))
    ]


def test_a_race_that_comes_and_goes_is_one_row_a_table(
    project: Project, other_race: Callable[..., str]
) -> None:
    project.add_reference()
    project.build()
    path = project.add("cup/2023/2023-other-400.txt", other_race())
    project.build()
    path.unlink()
    project.build()
    query = (
        "select build_number, race_id, change, row_count, cause from quality.change "
        f"where relation = '{RESULT}' order by build_number"
    )
    assert project.query(query) == [
        (2, "cup-2023-18", "added", 36, "new race"),
        (3, "cup-2023-18", "removed", 36, "race gone"),
    ]


def test_a_change_without_a_new_text_is_said_to_come_from_elsewhere(
    project: Project, reference_text: str, tmp_path: Path
) -> None:
    """As it is after a change of code, vocabulary or corrections."""
    add_article(project, reference_text)
    project.build()
    folder = tmp_path / "vocabulary"
    shutil.copytree(ROOT / "pipelines" / "vocabulary", folder)
    with (folder / "aliases.csv").open("a") as file:
        file.write("team,Live Fast Motorsports,Live Fast\n")
    project.vocabulary = load_vocabulary(folder)
    project.build()
    assert project.query(
        "select distinct old_value, new_value, cause from quality.change "
        f"where relation = '{RESULT}'"
    ) == [("live-fast-motorsports", "live-fast", "same text")]
    assert project.query(
        "select row_key, change, cause from quality.change where relation = 'core.dim_team' "
        "order by all"
    ) == [
        ("team_id=live-fast", "added", None),
        ("team_id=live-fast-motorsports", "removed", None),
    ]


def test_very_many_changes_are_counted_and_the_first_listed(
    project: Project, reference_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "LISTED_ROWS", 3)
    add_article(project, reference_text)
    project.build()
    add_article(project, reference_text.replace("| 300 |", "| 301 |"))
    report = project.build()
    assert report.changes[RESULT].changed > 3
    of_results = f"where build_number = 2 and relation = '{RESULT}'"
    assert project.query(f"select is_listed from quality.change_count {of_results}") == [(False,)]
    assert project.query(f"select count(*) from quality.change {of_results}") == [(3,)]


def test_a_table_with_another_key_than_before_is_counted_as_a_whole(
    project: Project, reference_text: str
) -> None:
    """A published file of before a change of the schema."""
    project.add_reference()
    project.build()
    project.database.chmod(0o644)
    with duckdb.connect(str(project.database)) as connection:
        connection.execute("alter table core.fct_stage rename column stage_number to stage")
    add_article(project, reference_text.replace(BLANEY, BLANEY.replace("146", "147")))
    report = project.build()
    assert (report.changes["core.fct_stage"].added, report.changes["core.fct_stage"].removed) == (
        3,
        3,
    )
    assert report.changes[RESULT].changed == 1
