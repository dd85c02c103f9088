"""What a shell is offered at Tab."""

from __future__ import annotations

import pytest
from sample_project import Project
from typer.testing import CliRunner

from pipelines.cli import app


def offered(project: Project, line: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    words = line.split(" ")
    done = CliRunner().invoke(
        app,
        prog_name="nascar-warehouse",
        env={
            "NASCAR_WAREHOUSE_DIR": str(project.warehouse),
            "_NASCAR_WAREHOUSE_COMPLETE": "complete_bash",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(words) - 1),
        },
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("nascar-warehouse des", ["describe"]),
        ("nascar-warehouse describe marts.race_s", ["marts.race_summary"]),
        ("nascar-warehouse describe race_sum", ["race_summary"]),
        ("nascar-warehouse trace race_results laps_", ["laps_completed", "laps_down", "laps_led"]),
        ("nascar-warehouse trace race_results points --race cup", ["cup-2023-17"]),
        ("nascar-warehouse trace race_results points --driver ross", ["ross-chastain"]),
        ("nascar-warehouse check drivers_", ["drivers_are_known"]),
        ("nascar-warehouse fetch --series tr", ["truck"]),
        ("nascar-warehouse restore ", ["1"]),
        ("nascar-warehouse diff ", ["1"]),
    ],
)
def test_names_of_the_warehouse_are_completed(
    reference_project: Project, monkeypatch: pytest.MonkeyPatch, line: str, expected: list[str]
) -> None:
    assert offered(reference_project, line, monkeypatch) == expected


@pytest.mark.parametrize("line", ["describe mar", "check dr", "restore ", "diff ", "trace a b"])
def test_without_a_warehouse_nothing_is_offered_and_nothing_goes_wrong(
    project: Project, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    assert offered(project, f"nascar-warehouse {line}", monkeypatch) == []
