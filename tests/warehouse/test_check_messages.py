"""The one line that a broken rule gives."""

from __future__ import annotations

import json

import pytest

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
    ],
)
def test_only_the_first_case_is_named_and_it_is_short(sample: object, case: str) -> None:
    assert message(sample) == f"core.dim_race: x is broken by 3 rows (a rule), such as {case}"
