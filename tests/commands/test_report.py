"""``report`` as it is used: where it writes, what it says, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import nascar_warehouse
from sample_project import Project

from pipelines.commands.exits import Exit

pytestmark = pytest.mark.slow


def test_a_report_is_written_where_it_is_wanted_and_told_of(
    reference_project: Project, tmp_path: Path
) -> None:
    told = nascar_warehouse(reference_project, "report", "--output", str(tmp_path / "site"))
    assert told.returncode == Exit.DONE, told.stderr
    pages = len(list((tmp_path / "site").rglob("*.html")))
    index = tmp_path / "site" / "index.html"
    assert told.stdout == f"{pages} pages of 1 race: {index}\n"
    # Nothing but the message: no bar where no terminal is.
    assert told.stderr == ""
    again = nascar_warehouse(reference_project, "report", "--json", "--output", str(index.parent))
    assert json.loads(again.stdout) == {"folder": str(index.parent), "pages": pages, "races": 1}


def test_a_report_that_cannot_be_written_says_why(
    reference_project: Project, project: Project, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "file").touch()
    for asked, folder, reason in (
        (reference_project, other, "holds something else than a report"),
        (reference_project, Path("/proc/site"), "no report was written"),
        (project, tmp_path / "site", "run 'nascar-warehouse build'"),
    ):
        told = nascar_warehouse(asked, "report", "--output", str(folder))
        assert (told.returncode, told.stdout) == (Exit.FAILED, "")
        assert reason in told.stderr
        assert "Traceback" not in told.stderr
    assert [path.name for path in other.iterdir()] == ["file"]
    assert not (tmp_path / "site").exists()
