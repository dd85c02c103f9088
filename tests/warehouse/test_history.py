"""Numbers of builds and the records that go on, whatever becomes of the files."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from datetime import datetime

import duckdb
import pytest
from sample_project import Project

from pipelines.warehouse import records
from pipelines.warehouse.versions import kept_versions, published_number, restore_version

pytestmark = pytest.mark.slow

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
    assert list(kept_versions(project.database)) == [1, 0]
    assert project.query("select compared_with from quality.build") == [(0,)]


def broken(project: Project, script: str) -> None:
    """Change every file that there is, as one of an earlier schema would be different."""
    for path in (project.database, *kept_versions(project.database).values()):
        path.chmod(0o644)
        with duckdb.connect(str(path)) as connection:
            connection.execute(script)


@pytest.mark.parametrize(
    ("script", "not_compared"),
    [
        (
            "alter table core.fct_race_result alter points type text; "
            "update core.fct_race_result set points = 'DNF' where finish_position = 36",
            None,
        ),
        ("alter table quality.build drop races", None),
        ("alter table quality.build alter made_at type text", None),
        ("alter table staging.document drop revision_id", None),
        ("drop table staging.document cascade", None),
        ("create or replace table quality.null_rate as select 1 as something", "null_rate"),
        ("create or replace table core.fct_stage as select 'x' as race_id, 1 as stage_number, "
         "union_value(a := 2) as laps", None),
    ],
)  # fmt: skip
def test_a_file_of_another_schema_costs_no_record_but_what_it_lacks(
    project: Project, edited: Callable[[int], None], script: str, not_compared: str | None
) -> None:
    for number in (1, 2):
        edited(number)
        project.build()
    # Views stand in the way of changing the tables below them.
    views = [one.name for one in reversed(project.catalog.views) if not one.is_stored]
    broken(project, "; ".join([*(f"drop view {name}" for name in views), script]))
    edited(3)
    report = project.build()
    assert [note.split()[0] for note in report.notes] == (
        [f"quality.{not_compared}"] if not_compared else []
    )
    assert report.number == 3
    assert project.query(NUMBERS) == [(1,), (2,), (3,)]
    assert report.changes["core.dim_race"].added == 1
    assert project.query("select count(*) > 0 from quality.change where build_number = 2") == [
        (True,)
    ]


def test_a_build_after_a_restore_keeps_the_records_of_the_build_that_was_undone(
    project: Project, edited: Callable[[int], None]
) -> None:
    for number in (1, 2, 3):
        edited(number)
        project.build()
    restore_version(project.database, 2)
    edited(4)
    report = project.build()
    assert report.number == 4
    assert project.query("select build_number, compared_with from quality.build order by all") == [
        (1, None),
        (2, 1),
        (3, 2),
        (4, 2),
    ]


def test_what_was_restored_and_is_built_again_is_a_build_of_its_own(
    project: Project, edited: Callable[[int], None]
) -> None:
    """It holds what build 1 holds, but comes behind build 2."""
    for number in (1, 2):
        edited(number)
        project.build()
    restore_version(project.database, 1)
    edited(1)
    assert project.build().number == 3
    assert project.query("select build_number, compared_with from quality.build order by all") == [
        (1, None),
        (2, 1),
        (3, 1),
    ]
    assert project.query("select count(*) from quality.change where build_number = 3") == [(0,)]
    assert [published_number(one) for one in kept_versions(project.database).values()] == [3, 2, 1]
    # And is that build again from now on.
    assert project.build().number == 3


@pytest.mark.parametrize("kind", ["sqlite", "folder of the killed", "log"])
def test_what_lies_where_it_should_not_stops_no_build(
    project: Project, edited: Callable[[int], None], kind: str
) -> None:
    edited(1)
    project.build()
    if kind == "sqlite":
        project.database.unlink()
        with sqlite3.connect(project.database) as connection:
            connection.execute("create table t (x)")
    elif kind == "log":
        project.database.with_name("nascar.duckdb.wal").mkdir()
    else:
        spilled = project.warehouse / ".nascar.duckdb.77.building.tmp"
        spilled.mkdir()
        (spilled / "duckdb_temp_storage_DEFAULT-0.tmp").write_bytes(b"x")
    edited(2)
    assert project.build().number == 2
    assert project.query(NUMBERS) == [(1,), (2,)]
    assert not list(project.warehouse.glob(".nascar*"))


def test_a_folder_in_the_place_of_the_file_is_named(project: Project) -> None:
    project.add_reference()
    project.database.mkdir(parents=True)
    with pytest.raises(IsADirectoryError, match="is a folder: move it away"):
        project.build()
