"""One export of the reference article, which tests only read, and one of a hostile article."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from exported import export
from sample_project import Project

from pipelines.exports.export import Exported

FORMULA = '=1+1;-2, "x"'


@pytest.fixture(scope="session")
def reference_export(
    reference_project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Exported:
    return export(reference_project, tmp_path_factory.mktemp("exports"))


@pytest.fixture
def hostile(project: Project, other_race: Callable[..., str]) -> Project:
    """An article whose texts are formulas, Markdown, control characters and quotes."""
    text = (
        other_race()
        .replace("= 2023 Other 400 =", "= 2023 `b` ``c`` *400* =")
        .replace("Ross Chastain", f"{FORMULA} Chastain")
        .replace("Trackhouse Racing", "'+1 \x9b\u202e `z` <b>")
    )
    project.add("cup/2023/other.txt", text)
    project.add("cup/2023/no-race.txt", "Nothing.\n")
    sidecar = {"licence": "*mine* [x](y)", "revision_id": 7}
    project.add("cup/2023/other.json", json.dumps(sidecar))
    sidecar = {
        "title": "a\n[x](javascript:alert(1)) ![y](http://z) <script> | \x9b\u202e",
        "url": "javascript:alert(1)",
    }
    project.add("cup/2023/no-race.json", json.dumps(sidecar))
    project.build()
    return project


@pytest.fixture
def hostile_export(hostile: Project, tmp_path: Path) -> Path:
    return export(hostile, tmp_path / "exports").folder
