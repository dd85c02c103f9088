"""The publication as an asset: there only where it is said where to publish."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
from sample_project import ROOT, Project

from pipelines.definitions import defs
from pipelines.defs.assets import warehouse
from pipelines.defs.folders import Folders
from pipelines.defs.pool import PUBLICATION
from pipelines.defs.publication import published_warehouse
from pipelines.defs.specs import PUBLISHED_WAREHOUSE

_SECRET = "a-very-secret-word"


def publish(project: Project) -> dg.ExecuteInProcessResult:
    folders = Folders(raw=str(project.raw), warehouse=str(project.warehouse))
    return dg.materialize(
        [published_warehouse, *warehouse.to_source_assets()],
        selection=[published_warehouse],
        resources={"folders": folders},
        raise_on_error=False,
    )


def test_there_is_no_such_asset_where_nobody_said_where_to_publish() -> None:
    assert PUBLISHED_WAREHOUSE not in defs.resolve_asset_graph().get_all_asset_keys()


@pytest.mark.slow
def test_where_it_is_said_there_is_the_asset_with_a_job_of_its_own(tmp_path: Path) -> None:
    script = (
        "from pipelines.definitions import defs\n"
        "for job in defs.resolve_all_job_defs():\n"
        "    keys = {key.to_user_string() for key in job.asset_layer.executable_asset_keys}\n"
        "    print(job.name, 'publication/object_store' in keys, len(keys))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "NASCAR_WAREHOUSE_PUBLISH_TO": str(tmp_path / "out")},
    )  # fmt: skip
    jobs = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()}
    assert jobs["publish_to_object_store"] == ["True", "1"]
    assert jobs["whole_pipeline"][0] == jobs["refresh_season"][0] == "False"


def test_one_at_a_time_publishes() -> None:
    assert published_warehouse.op.pool == warehouse.op.pool == PUBLICATION


def test_it_says_what_it_has_published(
    reference_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NASCAR_WAREHOUSE_PUBLISH_TO", str(tmp_path / "out"))
    result = publish(reference_project)
    assert result.success
    [event] = result.get_asset_materialization_events()
    found = {name: one.value for name, one in event.materialization.metadata.items()}
    assert found["url"] == f"{tmp_path}/out/latest.json"
    assert found["build_number"] == 1
    assert found["is_new"] is True
    assert found["files"] == found["files_sent"]
    assert found["versions_kept"] == found["version"]


def test_where_it_cannot_publish_it_says_why_and_tells_no_secret(
    reference_project: Project, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", _SECRET)
    monkeypatch.setenv("NASCAR_WAREHOUSE_PUBLISH_TO", f"s3://me:{_SECRET}@bucket/x")
    result = publish(reference_project)
    [failed] = [event for event in result.all_events if event.is_step_failure]
    assert "has a user or password in it" in str(failed)
    assert _SECRET not in "".join(map(str, result.all_events))
    out, errors = capfd.readouterr()
    assert _SECRET not in out + errors
