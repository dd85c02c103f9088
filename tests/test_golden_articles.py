"""Whole articles, each with tables of what the warehouse must have of it: ``tests/golden/``.

A case is a folder: ``raw/`` with the article, as it would lie in the project's, and a CSV file for
each table or view that is looked at, called like it. Its header names the columns that count.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from sample_project import ROOT, Project

GOLDEN = ROOT / "tests" / "golden"
CASES = sorted(path.parent for path in GOLDEN.glob("*/raw"))


def cells(row: tuple[object, ...]) -> tuple[str, ...]:
    """A row as CSV has it: nothing for NULL, ``true`` and ``false`` in small letters."""
    texts = ("" if value is None else str(value) for value in row)
    return tuple(text.lower() if text in ("True", "False") else text for text in texts)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_the_warehouse_has_of_an_article_what_its_tables_say(case: Path, project: Project) -> None:
    shutil.copytree(case / "raw", project.raw, dirs_exist_ok=True)
    project.build()
    tables = sorted(case.glob("*.csv"))
    assert tables, f"{case.name} has no table to compare with"
    for table in tables:
        with table.open(newline="", encoding="utf-8") as file:
            header, *expected = csv.reader(file)
        found = project.query(f"select {', '.join(header)} from {table.stem}")
        assert sorted(map(cells, found)) == sorted(map(tuple, expected)), table.name


def test_there_is_a_case_of_another_era() -> None:
    assert GOLDEN / "1956-southern-500" in CASES
