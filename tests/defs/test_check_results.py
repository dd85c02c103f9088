"""What the Dagster UI says of a rule that is broken."""

from __future__ import annotations

import json

import dagster as dg
import pytest

from pipelines.defs.check_results import asset_check_result
from pipelines.warehouse.checks import CONTRACT_CHECK, CheckResult

KEY = dg.AssetCheckKey(dg.AssetKey(["core", "fct_race_result"]), "points_agree_with_rules")
ROWS = [{"race_id": "cup-2023-17", "driver_name": "[x](javascript:alert(1))"}]


def result(name: str = KEY.name, severity: str = "warn", count: int = 1) -> CheckResult:
    rows = json.dumps(ROWS) if count else None
    return CheckResult(name, "core.fct_race_result", severity, "points fit", count, rows)


def test_a_rule_that_holds_says_nothing() -> None:
    shown = asset_check_result(KEY, result(count=0))
    assert shown.passed
    assert shown.description is None
    assert shown.metadata["sample"].value == "none"


def test_a_broken_rule_says_what_is_wrong_what_follows_and_what_to_do() -> None:
    shown = asset_check_result(KEY, result(count=1200))
    assert not shown.passed
    assert shown.severity == dg.AssetCheckSeverity.WARN
    assert shown.description == (
        "1,200 rows break the rule: points fit. The warehouse was published all the same. The "
        "rule is `sql/checks/points_agree_with_rules.sql`; `nascar-warehouse check "
        "points_agree_with_rules` lists every row. If the article is wrong, add a row to "
        "`pipelines/vocabulary/corrections.csv`, and build again."
    )
    assert shown.metadata["offending_rows"].value == 1200


@pytest.mark.parametrize("name", [CONTRACT_CHECK, KEY.name])
def test_a_rule_that_stops_publication_says_so(name: str) -> None:
    shown = asset_check_result(KEY, result(name, "error"))
    assert shown.severity == dg.AssetCheckSeverity.ERROR
    assert (shown.description or "").startswith(
        "1 row breaks the rule: points fit. Nothing was published. "
    )


def test_the_first_rows_are_seen_at_once_and_are_not_in_the_markdown() -> None:
    shown = asset_check_result(KEY, result())
    table = shown.metadata["sample"]
    assert isinstance(table, dg.TableMetadataValue)
    assert [record.data for record in table.records] == ROWS
    assert "javascript" not in (shown.description or "")


def test_why_a_rule_could_not_be_run_is_its_sample() -> None:
    broken = CheckResult(KEY.name, "core.fct_race_result", "warn", "x", 1, json.dumps("no such x"))
    table = asset_check_result(KEY, broken).metadata["sample"]
    assert isinstance(table, dg.TableMetadataValue)
    assert [record.data for record in table.records] == [{"problem": "no such x"}]
