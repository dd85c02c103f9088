"""``export`` on the command line: where the folder is, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import nascar_warehouse
from sample_project import Project

from pipelines.commands.exits import Exit

pytestmark = pytest.mark.slow
SMALL = ("--format", "csv", "--format", "parquet", "--schema", "core")


def test_it_says_what_was_exported_and_where(reference_project: Project, tmp_path: Path) -> None:
    done = nascar_warehouse(reference_project, "export", "--output", str(tmp_path), *SMALL)
    assert (done.returncode, done.stderr) == (Exit.DONE, "")
    [folder] = tmp_path.iterdir()
    assert done.stdout.splitlines()[-1] == f"Exported: {folder}"
    core = [one for one in reference_project.catalog.tables if one.schema == "core"]
    assert f"{len(core)} tables and views" in done.stdout
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {"csv", "parquet"}


def test_the_second_time_it_says_that_it_is_there(
    reference_project: Project, tmp_path: Path
) -> None:
    command = ("export", "--output", str(tmp_path), "--json", *SMALL)
    first, second = (
        json.loads(nascar_warehouse(reference_project, *command, check=True).stdout)
        for _ in range(2)
    )
    assert (first.pop("is_new"), second.pop("is_new")) == (True, False)
    assert first == second
    assert Path(first["folder"]).is_dir()
    [*_, last] = nascar_warehouse(reference_project, *command[:3], *SMALL).stdout.splitlines()
    assert last == f"This export is there already, and was left as it is: {first['folder']}"


def test_the_default_folder_lies_beside_the_warehouse(project: Project) -> None:
    project.add_reference()
    project.build()
    nascar_warehouse(project, "export", "--format", "json", "--schema", "core", check=True)
    [folder] = (project.warehouse / "exports").iterdir()
    assert folder.name.startswith("nascar-warehouse-")


def test_without_a_published_file_it_says_what_to_do(project: Project, tmp_path: Path) -> None:
    done = nascar_warehouse(project, "export", "--output", str(tmp_path / "out"))
    assert (done.returncode, done.stdout) == (Exit.FAILED, "")
    assert "run 'nascar-warehouse build'" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_named(reference_project: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = nascar_warehouse(reference_project, "export", "--output", str(tmp_path / "file" / "x"))
    assert done.returncode == Exit.FAILED
    assert str(tmp_path / "file") in done.stderr
    assert "Traceback" not in done.stderr


def test_a_format_that_there_is_not_is_a_wrong_use(reference_project: Project) -> None:
    done = nascar_warehouse(reference_project, "export", "--format", "xlsx")
    assert done.returncode == 2
    assert "parquet" in done.stderr
