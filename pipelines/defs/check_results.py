"""What Dagster shows of a check: whether it holds, and if not, which rows break it and what to do.

In: the result of a rule, or of a table's contract. Out: an asset check result. Separate because
whoever looks at a failed check in the UI has not read the SQL.
"""

from __future__ import annotations

import json

import dagster as dg

from pipelines.defs.preview import sample
from pipelines.warehouse.advice import CORRECTIONS, what_to_do
from pipelines.warehouse.checks import CONTRACT_CHECK, CheckResult


def asset_check_result(key: dg.AssetCheckKey, result: CheckResult) -> dg.AssetCheckResult:
    """The result as Dagster records it."""
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=result.is_passed,
        severity=dg.AssetCheckSeverity[result.severity.upper()],
        description=None if result.is_passed else _what_is_wrong(result),
        metadata={"offending_rows": result.offending_rows, "sample": _sample(result)},
    )


def _what_is_wrong(result: CheckResult) -> str:
    """Markdown, without a word of an article: what is broken, what follows, what to do."""
    rows = "1 row breaks" if result.offending_rows == 1 else f"{result.offending_rows:,} rows break"
    is_error = result.severity == "error"
    outcome = "Nothing was published" if is_error else "The warehouse was published all the same"
    return f"{rows} the rule: {result.description}. {outcome}. {_what_to_do(result)}"


def _what_to_do(result: CheckResult) -> str:
    advice = what_to_do(result.name, result.severity).replace(CORRECTIONS, f"`{CORRECTIONS}`")
    if result.name == CONTRACT_CHECK:
        file = f"sql/{result.relation.replace('.', '/')}.sql"
        return f"The rule is in `{file}`. {advice}."
    rule = f"The rule is `sql/checks/{result.name}.sql`"
    if result.severity == "error":
        return f"{rule}. {advice}."
    return f"{rule}; `nascar-warehouse check {result.name}` lists every row. {advice}."


def _sample(result: CheckResult) -> dg.MetadataValue:
    """The first offending rows; why, where the rule could not even be run."""
    rows = json.loads(result.sample) if result.sample else []
    return sample([{"problem": rows}] if isinstance(rows, str) else rows)
