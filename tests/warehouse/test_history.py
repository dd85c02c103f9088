"""Numbers of builds and the records that go on, whatever becomes of the files."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime

import duckdb
import pytest
from sample_project import Project

from pipelines.warehouse import records
from pipelines.warehouse.versions import kept_versions

NUMBERS = "select build_number from quality.build order by all"


@pytest.fixture
def edited(project: Project, other_race: Callable[..., str]) -> Callable[[int], None]:
    """Another state of raw/ for each number, so that every build is a new one."""

    def edit(number: int) -> None:
        project.add_reference()
        project.add("cup/2023/2023-other-400.txt", other_race(number, f"Other {number}"))

    return edit


def damage(project: Project, content: bytes = b"no database") -> None:
    project.database.chmod(0o644)
    project.database.write_bytes(content)


def test_builds_are_numbered_and_remembered(
    project: Project, edited: Callable[[int], None]
) -> None:
    for number in (1, 2, 3):
        edited(number)
        assert project.build().number == number
    assert project.query(NUMBERS) == [(1,), (2,), (3,)]
    assert project.query(
        "select build_number, count(*) > 50 from quality.check_history group by all order by all"
    ) == [(1, True), (2, True), (3, True)]
    assert project.query("select races from quality.build order by build_number") == [(2,)] * 3


def test_a_build_of_the_same_input_keeps_its_number_and_its_records(
    project: Project, edited: Callable[[int], None]
) -> None:
    edited(1)
    project.build()
    edited(2)
    project.build()
    tables = ("build", "change", "change_count", "check_history", "null_rate", "column_lineage")
    before = [project.query(f"from quality.{name} order by all") for name in tables]
    assert project.build().number == 2
    assert [project.query(f"from quality.{name} order by all") for name in tables] == before


def test_a_check_that_fails_and_is_mended_leaves_both_in_the_history(
    project: Project, reference_text: str
) -> None:
    for points in ("| 300 | 58 |", "| 300 | 57 |"):
        project.add("cup/2023/x.txt", reference_text.replace("| 300 | 57 |", points))
        project.build()
    assert project.query(
        "select build_number, is_passed, offending_rows from quality.check_history "
        "where check_name = 'points_agree_with_rules' order by all"
    ) == [(1, False, 1), (2, True, 0)]


def test_the_records_of_a_damaged_file_are_taken_from_the_newest_version(
    project: Project, edited: Callable[[int], None]
) -> None:
    for number in (1, 2):
        edited(number)
        project.build()
    damage(project)
    edited(3)
    report = project.build()
    assert (report.number, project.query(NUMBERS)) == (3, [(1,), (2,), (3,)])
    assert "cannot be taken from" in report.notes[0]
    assert project.query("select history_from from quality.build order by build_number") == [
        (None,),
        ("nascar.duckdb",),
        ("nascar.000002.duckdb",),
    ]


def test_without_any_file_that_can_be_read_numbers_still_rise(
    project: Project, edited: Callable[[int], None]
) -> None:
    for number in (1, 2):
        edited(number)
        project.build()
    damage(project)
    for version in kept_versions(project.database).values():
        version.chmod(0o644)
        version.write_bytes(b"")
    edited(3)
    report = project.build()
    assert report.number == 3
    assert len(report.notes) == 3
    assert project.query(NUMBERS) == [(3,)]


@pytest.mark.parametrize("part", range(8))
def test_a_file_that_is_damaged_somewhere_stops_no_build(
    project: Project, edited: Callable[[int], None], part: int
) -> None:
    edited(1)
    project.build()
    content = bytearray(project.database.read_bytes())
    start = len(content) * part // 8
    content[start : start + 4096] = os.urandom(4096)
    damage(project, bytes(content))
    edited(2)
    assert project.build().number == 2
    assert project.query(NUMBERS) == [(1,), (2,)]


def test_a_clock_that_is_set_back_changes_no_order(
    project: Project, edited: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        """Ten years ago."""

        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime(2016, 1, 1)

    for number in (1, 2):
        edited(number)
        project.build()
    monkeypatch.setattr(records, "datetime", Clock)
    edited(3)
    assert project.build().number == 3
    edited(4)
    project.build()
    made = [row[0].year for row in project.query("select made_at from quality.build order by all")]
    assert made.count(2016) == 2
    assert list(kept_versions(project.database)) == [4, 3, 2]
    assert project.query("select max(build_number) from quality.check_history") == [(4,)]


def test_a_published_file_without_records_is_compared_all_the_same(
    project: Project, edited: Callable[[int], None]
) -> None:
    """As versions before this one have published it."""
    edited(1)
    project.build()
    project.database.chmod(0o644)
    with duckdb.connect(str(project.database)) as connection:
        for name in ("build", "check_history", "change", "change_count", "null_rate"):
            connection.execute(f"drop table quality.{name}")
    for version in kept_versions(project.database).values():
        version.unlink()
    edited(2)
    report = project.build()
    assert (report.number, report.notes) == (1, ())
    assert report.changes["core.dim_race"].added == 1
    assert report.changes["core.dim_race"].removed == 1
