"""Progress of a build: a bar on a terminal, nothing for a script."""

from __future__ import annotations

import pytest
from command_line import nascar_warehouse, on_a_terminal
from sample_project import Project

from pipelines.progress import counted, listening, tell


def test_whoever_listens_hears_each_step_and_afterwards_none() -> None:
    heard: list[tuple[str, int, int | None]] = []
    with listening(lambda *told: heard.append(told)):
        tell("first")
        assert list(counted("second", "ab", 2)) == ["a", "b"]
    tell("third")
    assert heard == [("first", 0, None), ("second", 0, 2), ("second", 1, 2), ("second", 2, 2)]


def test_a_build_tells_which_seasons_are_extracted_loaded_and_checked(project: Project) -> None:
    project.add_reference()
    heard: list[str] = []
    with listening(lambda step, done, total: heard.append(step)):
        project.build()
    assert list(dict.fromkeys(heard)) == [
        "Extracting season 2023", "Loading tables", "Computing views",
        "Comparing with the build before", "Checking", "Publishing",
    ]  # fmt: skip


@pytest.mark.slow
def test_a_bar_is_for_a_terminal_only(project: Project) -> None:
    project.add_reference()
    shown = on_a_terminal(project, "build")
    assert "Extracting season 2023" in shown
    assert "Published: " in shown
    done = nascar_warehouse(project, "build", "--force")
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
