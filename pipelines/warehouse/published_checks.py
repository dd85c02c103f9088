"""How the rules came out when the published file was built.

In: an open file. Out: ``PublishedCheck`` values. Separate because they are results of before:
nothing is run here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import duckdb

from pipelines.warehouse.catalog import CHECK_RESULT


@dataclass(frozen=True, slots=True)
class PublishedCheck:
    """A rule and the rows that broke it; ``sample`` holds the first of them."""

    name: str
    relation: str
    severity: str
    offending_rows: int
    description: str
    sample: object

    @property
    def is_passed(self) -> bool:
        """Whether no row broke the rule."""
        return self.offending_rows == 0

    @property
    def state(self) -> str:
        """In a word: ``passed``, ``warned`` or ``failed``."""
        if self.is_passed:
            return "passed"
        return "warned" if self.severity == "warn" else "failed"


def published_checks(
    connection: duckdb.DuckDBPyConnection, name: str | None = None
) -> list[PublishedCheck]:
    """Every rule, or those of this name: a contract is one of each table."""
    rows = connection.execute(
        "select check_name, relation, severity, offending_rows, description, sample "
        f"from {CHECK_RESULT} where $1 is null or check_name = $1 order by all",
        [name],
    ).fetchall()
    return [
        PublishedCheck(check, relation, severity, count, rule, sample and _read(sample))
        for check, relation, severity, count, rule, sample in rows
    ]


def _read(sample: str) -> object:
    try:
        found: object = json.loads(sample)
    except ValueError:
        return sample
    return found
