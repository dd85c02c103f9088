"""A build that would make again what is published leaves it as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sample_project import Project

from pipelines.paths import Paths
from pipelines.unchanged import (
    digest_of_inputs,
    forget_inputs,
    is_unchanged,
    note_published,
    remember_inputs,
)

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def paths(project: Project, tmp_path: Path) -> Paths:
    """Folders of this test's own, with all that a build reads and something published."""
    for name in ("sql", "vocabulary"):
        (tmp_path / name / "core").mkdir(parents=True)
    (tmp_path / "sql" / "core" / "dim_race.sql").write_text("create table core.dim_race (a int);")
    (tmp_path / "vocabulary" / "headers.csv").write_text("header,column\n")
    project.add_reference()
    project.warehouse.mkdir(exist_ok=True)
    project.database.write_bytes(b"published")
    (project.warehouse / "versions").mkdir()
    (project.warehouse / "versions" / "nascar.000001.duckdb").write_bytes(b"published")
    found = Paths(
        raw=project.raw,
        warehouse=project.warehouse,
        sql=tmp_path / "sql",
        vocabulary=tmp_path / "vocabulary",
        dagster_home=tmp_path / "home",
    )
    note_published(found)
    return found


def test_what_was_remembered_is_unchanged(paths: Paths) -> None:
    digest = digest_of_inputs(paths)
    assert not is_unchanged(paths, digest)
    remember_inputs(paths, digest)
    assert is_unchanged(paths, digest_of_inputs(paths))


@pytest.mark.parametrize(
    "changed",
    [
        "raw/cup/2023/2023-ally-400.txt",
        "raw/cup/2023/2023-ally-400.json",
        "raw/cup/2023/new.txt",
        "raw/misfiled.txt",
        "sql/core/dim_race.sql",
        "sql/marts/new.sql",
        "vocabulary/headers.csv",
    ],
)
def test_any_input_that_changes_is_a_change(paths: Paths, changed: str, tmp_path: Path) -> None:
    remember_inputs(paths, digest_of_inputs(paths))
    top, _, rest = changed.partition("/")
    file = {"raw": paths.raw, "sql": paths.sql, "vocabulary": paths.vocabulary}[top] / rest
    file.parent.mkdir(parents=True, exist_ok=True)
    old = json.loads(file.read_text()) if file.suffix == ".json" else None
    text = json.dumps({**old, "title": "Another"}) if old else "another text\n"
    file.write_text(text)
    assert not is_unchanged(paths, digest_of_inputs(paths))


def test_a_file_that_is_gone_or_another_one_is_a_change(paths: Paths) -> None:
    digest = digest_of_inputs(paths)
    remember_inputs(paths, digest)
    content = paths.database.read_bytes()
    paths.database.unlink()
    assert not is_unchanged(paths, digest)
    other = paths.database.with_name("other")
    other.write_bytes(content)
    other.replace(paths.database)
    assert not is_unchanged(paths, digest)


@pytest.mark.parametrize("damage", [b"", b"[]", b"{}", b"\xff", b'{"inputs": 1, "file": []}'])
def test_a_note_that_cannot_be_used_is_a_change(paths: Paths, damage: bytes) -> None:
    digest = digest_of_inputs(paths)
    remember_inputs(paths, digest)
    (note,) = paths.warehouse.glob(".nascar.duckdb.*.json")
    note.write_bytes(damage)
    assert not is_unchanged(paths, digest)


def test_how_many_versions_are_kept_is_an_input(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember_inputs(paths, digest_of_inputs(paths))
    monkeypatch.setenv("NASCAR_WAREHOUSE_KEPT_VERSIONS", "1")
    assert not is_unchanged(paths, digest_of_inputs(paths))


def test_what_was_published_by_a_run_that_knows_no_inputs_is_a_change(paths: Paths) -> None:
    digest = digest_of_inputs(paths)
    remember_inputs(paths, digest)
    note_published(paths)
    assert not is_unchanged(paths, digest)


def test_a_file_that_took_the_place_of_the_one_that_was_built_is_not_remembered(
    paths: Paths,
) -> None:
    """As a restore does that has waited for the build."""
    paths.database.unlink()
    paths.database.write_bytes(b"restored")
    digest = digest_of_inputs(paths)
    remember_inputs(paths, digest)
    assert not is_unchanged(paths, digest)


def test_a_kept_version_that_is_gone_is_a_change(paths: Paths) -> None:
    digest = digest_of_inputs(paths)
    remember_inputs(paths, digest)
    (paths.warehouse / "versions" / "nascar.000001.duckdb").unlink()
    assert not is_unchanged(paths, digest)


def test_what_was_forgotten_is_a_change(paths: Paths) -> None:
    digest = digest_of_inputs(paths)
    remember_inputs(paths, digest)
    forget_inputs(paths)
    forget_inputs(paths)
    assert not is_unchanged(paths, digest)
