"""The one line that a broken rule gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.warehouse.build import BuildReport, PublicationBlocked
from pipelines.warehouse.checks import CheckResult


def message(sample: object) -> str:
    rows = json.dumps(sample, ensure_ascii=False)
    return CheckResult("x", "core.dim_race", "error", "a rule", 3, rows).message


@pytest.mark.parametrize(
    ("sample", "case"),
    [
        ([{"race_id": "é"}, {"race_id": "b"}], '{"race_id": "é"}'),
        (
            "the check could not be run: no such column",
            "the check could not be run: no such column",
        ),
        ([{"text": "x" * 10_000}], '{"text": "' + "x" * 390 + "..."),
        ([{"line_number": 2, "problem": "no such race"}], "no such race"),
        ([{"document_id": "a.txt", "reason": "it is empty"}], "a.txt: it is empty"),
        ([{"document_id": "a.txt", "reason": None}], '{"document_id": "a.txt", "reason": null}'),
    ],
)
def test_only_the_first_case_is_named_and_it_is_short(sample: object, case: str) -> None:
    assert message(sample) == f"core.dim_race: x is broken by 3 rows (a rule), such as {case}"


def test_one_row_is_not_rows() -> None:
    found = CheckResult("x", "core.dim_race", "error", "a rule", 1, '[{"reason": "why"}]')
    assert found.message == "core.dim_race: x is broken by 1 row (a rule), such as why"


def test_what_keeps_a_build_from_being_published_is_not_mixed_with_warnings(tmp_path: Path) -> None:
    broken = CheckResult("x", "core.dim_race", "error", "a rule", 1, '[{"reason": "why"}]')
    warned = CheckResult("y", "quality.rejected", "warn", "other", 4, '[{"reason": "because"}]')
    passed = CheckResult("z", "core.dim_race", "warn", "more", 0, None)
    for races, warnings, last in (
        (1, [warned], "1 check warns as well, which stops nothing (nascar-warehouse dev shows it)"),
        (
            1,
            [warned] * 2,
            "2 checks warn as well, which stops nothing (nascar-warehouse dev shows them)",
        ),
        (1, [], f"- {broken.message}"),
        # Where no race is left, what was not loaded is the reason.
        (0, [warned], f"- {warned.message}"),
    ):
        checks = (broken, *warnings, passed)
        report = BuildReport({"core.dim_race": races}, checks, 1, {}, (), {})
        said = str(PublicationBlocked(report, tmp_path / "nascar.duckdb", [broken.message]))
        assert said.splitlines()[1] == f"- {broken.message}"
        assert said.splitlines()[-1] == last
        assert ("because" in said) == (races == 0)
