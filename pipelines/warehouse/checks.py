"""Run the rules of ``sql/checks`` and the contract of each table.

In: an open DuckDB connection, a check or table. Out: ``CheckResult`` values. Separate because
a rule is only a query for the rows that break it; what follows from a failure is decided
elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import duckdb

from pipelines.warehouse.catalog import Check, Relation

CONTRACT_CHECK = "keeps_its_contract"
_SAMPLE_ROWS = 5
# Of the first case, in a message.
_SHOWN_LETTERS = 400


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How one rule came out. ``sample`` holds the first offending rows, as JSON."""

    name: str
    relation: str
    severity: str
    description: str
    offending_rows: int
    sample: str | None

    @property
    def is_passed(self) -> bool:
        """Whether no row breaks the rule."""
        return self.offending_rows == 0

    @property
    def stops_publication(self) -> bool:
        """Whether this result keeps the build from being published."""
        return self.severity == "error" and not self.is_passed

    @property
    def message(self) -> str:
        """One line for people: what is broken, how often, and the first case."""
        if self.is_passed:
            return f"{self.relation}: {self.name} passed"
        rows = "1 row" if self.offending_rows == 1 else f"{self.offending_rows:,} rows"
        return (
            f"{self.relation}: {self.name} is broken by {rows} "
            f"({self.description}), such as {_first_case(self.sample)}"
        )


def _first_case(sample: str | None) -> str:
    """The first row of a sample, short enough to be read in a line or two."""
    cases = json.loads(sample or '""')
    first = cases if isinstance(cases, str) else _in_words(cases[0])
    return first if len(first) <= _SHOWN_LETTERS else f"{first[:_SHOWN_LETTERS]}..."


def _in_words(row: dict[str, object]) -> str:
    """What a row says of itself, and of which document; any other row as it is."""
    said = row.get("problem") or row.get("reason")
    if not said:
        return json.dumps(row, ensure_ascii=False)
    document = row.get("document_id")
    return f"{document}: {said}" if document else str(said)


def run_check(connection: duckdb.DuckDBPyConnection, check: Check) -> CheckResult:
    """Run one rule of ``sql/checks``; one that cannot be run is broken, and says why."""
    try:
        count, sample = offending(connection, check.sql)
    except duckdb.Error as error:
        count, sample = 1, json.dumps(f"the check could not be run: {error}")
    return CheckResult(check.name, check.relation, check.severity, check.description, count, sample)


def offending(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[int, str | None]:
    """How many rows a query returns, and the first of them as JSON."""
    counted = connection.execute(f"select count(*) from ({sql}\n)").fetchone()
    count = int(counted[0]) if counted else 0
    if count == 0:
        return 0, None
    cursor = connection.execute(f"from ({sql}\n) order by all limit {_SAMPLE_ROWS}")
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return count, json.dumps(rows, default=str, ensure_ascii=False)


def contract_result(table: Relation, count: int, sample: str | None) -> CheckResult:
    """The result of a table's contract check."""
    key = ", ".join(table.primary_key)
    rule = (f"one row a {key}; " if key else "") + "required columns filled; values in range"
    return CheckResult(CONTRACT_CHECK, table.name, "error", rule, count, sample)


def broken_contract_query(table: Relation, source: str) -> str:
    """A query for rows of ``source`` that lack a value, break a CHECK or share a key."""
    broken = [f"{name} is null" for name in table.required]
    broken += [f"not ({rule})" for rule in table.value_rules]
    copies = "0"
    if table.primary_key:
        copies = f"count(*) over (partition by {', '.join(table.primary_key)})"
        broken.append("copies > 1")
    return (
        f"with counted as (select *, {copies} as copies from {source}) "
        f"select * exclude (copies) from counted where {' or '.join(broken) or 'false'}"
    )
