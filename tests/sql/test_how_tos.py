"""The how-tos of ``sql/README.md``, followed: the view and the check, as they stand there."""

from __future__ import annotations

import re
import shutil
import textwrap
from pathlib import Path

import duckdb
import pytest
from sample_project import ROOT, Project

from pipelines.recognition.vocabulary import Vocabulary
from pipelines.warehouse.catalog import Catalog, load_catalog
from pipelines.warehouse.checks import run_check

README = ROOT / "sql" / "README.md"
FILE = re.compile(r"Write `(sql/\w+/\w+\.sql)`.*?```sql\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
VIEW, CHECK = "marts.fastest_practice", "laps_led_were_completed"


def files() -> dict[str, str]:
    """The files that the how-tos write, without the indent of their numbered steps."""
    text = README.read_text(encoding="utf-8")
    return {path: textwrap.dedent(sql) for path, sql in FILE.findall(text)}


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("how_tos")
    shutil.copytree(ROOT / "sql", folder / "sql")
    for path, sql in files().items():
        (folder / path).write_text(sql, encoding="utf-8")
    return load_catalog(folder / "sql")


def test_the_how_tos_write_a_view_and_a_check() -> None:
    assert sorted(files()) == [f"sql/checks/{CHECK}.sql", "sql/marts/fastest_practice.sql"]


def test_the_view_is_published_with_its_head_comments_and_lineage(
    followed: Catalog, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    project = Project(tmp_path / "raw", tmp_path / "warehouse", vocabulary, followed)
    project.add_reference()
    project.build()
    assert project.query(f"select driver_name, lap_time_seconds from {VIEW}") == [
        ("Tyler Reddick", 29.510)
    ]
    view = followed.relations[VIEW]
    assert view.key == ("race_id", "session_number")
    described = project.query(
        f"select column_name from quality.data_dictionary where relation = '{VIEW}' "
        "and description != '' order by column_number"
    )
    assert [name for (name,) in described] == [column.name for column in view.columns]
    assert project.query(
        f"select source_relation, source_column from quality.column_lineage "
        f"where relation = '{VIEW}' and column_name = 'driver_name'"
    ) == [("core.dim_driver", "driver_name")]
    assert project.query(
        f"select severity, is_passed from quality.check_result where check_name = '{CHECK}'"
    ) == [("warn", True)]


def test_the_check_fails_when_its_rule_is_broken(
    followed: Catalog, warehouse: duckdb.DuckDBPyConnection
) -> None:
    [check] = [one for one in followed.checks if one.name == CHECK]
    assert run_check(warehouse, check).offending_rows == 0
    warehouse.execute("update core.fct_race_result set laps_led = laps_completed + 1")
    assert run_check(warehouse, check).offending_rows == 8
