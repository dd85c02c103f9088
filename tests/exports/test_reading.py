"""What documentation says of reading the file and its exports, run as it stands there."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest
import sqlalchemy
from exported import export
from sample_project import ROOT, Project

from pipelines.exports.export import Exported
from pipelines.exports.formats import Format, Schema
from pipelines.warehouse.catalog import Catalog
from pipelines.warehouse.query import open_read_only
from pipelines.warehouse.references import references

BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
QUERY = re.compile(r'"(select [^"]*|from [^"]*)"')


def blocks(*languages: str) -> list[str]:
    text = (ROOT / "warehouse" / "README.md").read_text(encoding="utf-8")
    return [code for name, code in BLOCK.findall(text) if name in languages]


@pytest.fixture(scope="module")
def folder(reference_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``warehouse/`` in it, as the project's own."""
    made = tmp_path_factory.mktemp("project")
    (made / "warehouse").mkdir()
    shutil.copy(reference_project.database, made / "warehouse" / "nascar.duckdb")
    exports = made / "warehouse" / "exports"
    export(reference_project, exports, [Format.PARQUET], [Schema.MARTS])
    return made


@pytest.mark.parametrize("number", range(4))
def test_the_python_of_the_documentation_reads_every_result(number: int, folder: Path) -> None:
    code = blocks("python")[number]
    if "pandas" in code and find_spec("pandas") is None:
        pytest.skip("pandas is not installed")
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nprint(len(results))"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "36\n", done.stderr


def test_all_python_of_the_documentation_is_tried_here() -> None:
    assert len(blocks("python")) == 4


def test_the_queries_of_other_programs_give_every_result(reference_project: Project) -> None:
    queries = [query for code in blocks("r", "sh") for query in QUERY.findall(code)]
    assert len(queries) == 2
    with open_read_only(reference_project.database) as connection:
        for query in queries:
            assert len(connection.execute(query).fetchall()) == 36


def test_a_client_that_asks_for_the_schema_as_sql_does_finds_every_table(
    reference_project: Project, catalog: Catalog
) -> None:
    """What DBI, JDBC and ODBC ask before they show anything."""
    with open_read_only(reference_project.database) as connection:
        found = connection.execute(
            "select table_schema || '.' || table_name, column_name "
            "from information_schema.columns order by all"
        ).fetchall()
    expected = {
        (one.name, column.name) for one in catalog.relations.values() for column in one.columns
    }
    assert {*found} == expected


def test_a_sql_client_finds_keys_references_and_types_in_the_sqlite_file(
    reference_export: Exported, catalog: Catalog
) -> None:
    engine = sqlalchemy.create_engine(f"sqlite:///{reference_export.folder / 'nascar.sqlite'}")
    metadata = sqlalchemy.MetaData()
    metadata.reflect(engine)
    result = metadata.tables["core_fct_race_result"]
    assert [column.name for column in result.primary_key] == ["race_id", "finish_position"]
    exported = [name.stem for name in (reference_export.folder / "parquet").iterdir()]
    expected = {
        (one.relation.replace(".", "_"), column, one.target.replace(".", "_"))
        for one in references(catalog, exported)
        for column in one.columns
    }
    found = {
        (table.name, key.parent.name, key.column.table.name)
        for table in metadata.tables.values()
        for key in table.foreign_keys
    }
    assert found == expected
    with engine.connect() as connection:
        row = connection.execute(sqlalchemy.select(result).limit(1)).mappings().one()
    assert row["is_disqualified"] is False
    assert row["driver_id"] == "ross-chastain"
    engine.dispose()


def test_sqlite_finds_no_reference_that_is_broken(reference_export: Exported) -> None:
    with sqlite3.connect(reference_export.folder / "nascar.sqlite") as database:
        assert database.execute("pragma foreign_key_check").fetchall() == []
        assert database.execute("pragma integrity_check").fetchall() == [("ok",)]


def test_sqlite_keeps_what_each_column_means(reference_export: Exported, catalog: Catalog) -> None:
    with sqlite3.connect(reference_export.folder / "nascar.sqlite") as database:
        [(text,)] = database.execute(
            "select sql from sqlite_master where name = 'core_dim_race'"
        ).fetchall()
    for column in catalog.relations["core.dim_race"].columns:
        assert f'"{column.name}"' in text
        assert column.comment in text


def test_duckdb_reads_csv(reference_export: Exported) -> None:
    path = reference_export.folder / "csv" / "core.fct_race_result.csv"
    with duckdb.connect() as connection:
        assert connection.execute("select count(*) from read_csv(?)", [str(path)]).fetchall() == [
            (36,)
        ]


def test_the_data_dictionary_has_every_column(reference_export: Exported, catalog: Catalog) -> None:
    text = (reference_export.folder / "data_dictionary.md").read_text(encoding="utf-8")
    assert "```mermaid\nerDiagram\n" in text
    assert '  dim_race ||--o{ fct_race_result : ""\n' in text
    sections = dict(section.split("\n", 1) for section in text.split("\n## ")[1:])
    assert {*sections} == {path.stem for path in (reference_export.folder / "csv").iterdir()}
    for name, section in sections.items():
        relation = catalog.relations[name]
        rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]
        assert [row[0].strip("|* ") for row in rows] == [one.name for one in relation.columns]
        assert all(len(row) == 5 and row[4].strip("| ") for row in rows)
    assert "| race_time_seconds | double? | s |" in sections["core.dim_race"]
