"""``publish``: what it says, and how it ends. What is published, tests/publication is about."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import on_a_terminal, say
from published_warehouse import Publisher
from sample_project import Project


def test_it_says_where_and_what(reference_project: Project, tmp_path: Path) -> None:
    url = str(tmp_path / "out")
    done = say(reference_project, "publish", url)
    latest = json.loads((tmp_path / "out" / "latest.json").read_text())
    assert done.status == 0
    size = sum(
        one["bytes"]
        for one in (latest["database"], *latest["tables"].values(), *latest["documents"].values())
    )
    assert done.output.splitlines() == [
        f"{len(latest['tables'])} tables and views, "
        f"{1 + len(latest['tables']) + len(latest['documents'])} files, {size / 1e6:,.1f} MB, "
        "build 1",
        f"Published: {url}/latest.json, version {latest['version']}",
    ]
    again = say(reference_project, "publish", url)
    assert "Published already" in again.output


def test_json_has_the_keys_that_the_help_promises(
    reference_project: Project, tmp_path: Path
) -> None:
    done = say(reference_project, "publish", str(tmp_path / "out"), "--json").json
    assert list(done) == [
        "url", "version", "build", "made_at", "is_new", "tables", "files", "bytes", "sent",
        "removed",
    ]  # fmt: skip
    text = say(reference_project, "publish", "--help").output
    assert all(name in text for name in done)
    assert done["sent"] == done["files"]


def test_where_to_may_be_said_by_the_environment(
    reference_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert say(reference_project, "publish").status == 2
    monkeypatch.setenv("NASCAR_WAREHOUSE_PUBLISH_TO", str(tmp_path / "out"))
    assert say(reference_project, "publish").status == 0
    assert (tmp_path / "out" / "latest.json").is_file()


def test_the_versions_that_were_removed_are_listed(publisher: Publisher, tmp_path: Path) -> None:
    url = str(tmp_path / "out")
    first = say(publisher.project, "publish", url, "--json").json["version"]
    publisher.build()
    say(publisher.project, "publish", url)
    publisher.build()
    done = say(publisher.project, "publish", url, "--keep", "2")
    assert done.output.splitlines()[-1] == f"Removed: {first}"
    assert say(publisher.project, "publish", url, "--keep", "1").status == 2


def test_what_keeps_it_from_being_published_is_said(project: Project, tmp_path: Path) -> None:
    done = say(project, "publish", str(tmp_path / "out"))
    assert done.status == 1
    assert "run 'nascar-warehouse build'" in done.errors
    done = say(project, "publish", "nonsense://bucket/x")
    assert done.status == 1
    assert "it is a folder, or a URL such as s3://bucket/prefix" in done.errors


@pytest.mark.slow
def test_a_terminal_is_shown_how_far_it_is(reference_project: Project, tmp_path: Path) -> None:
    sent = on_a_terminal(reference_project, "publish", str(tmp_path / "out"))
    assert "Exporting" in sent
    assert "Uploading" in sent
