"""An export: every table in every format, the same bytes for the same input, whole or not there."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from exported import CHANGELOG, contents, export
from sample_project import REFERENCE, ROOT, Project

from pipelines.exports import export as exporting
from pipelines.exports.csv_cells import original_text
from pipelines.exports.export import Exported, ExportError
from pipelines.exports.folder import DamagedFolder
from pipelines.exports.formats import Format, Schema
from pipelines.exports.schema_changelog import SchemaChangelogError
from pipelines.exports.selection import LEFT_OUT, exported_relations
from pipelines.warehouse.catalog import Catalog, Relation
from pipelines.warehouse.query import NoWarehouse, open_read_only

Rows = list[tuple[Any, ...]]


def published(project: Project, relation: Relation) -> Rows:
    order = ", ".join(relation.key) or "all"
    with open_read_only(project.database) as connection:
        return connection.execute(f"from {relation.name} order by {order}").fetchall()


def read_parquet(folder: Path, relation: Relation) -> Rows:
    return pl.read_parquet(folder / "parquet" / f"{relation.name}.parquet").rows()


def read_json(folder: Path, relation: Relation) -> Rows:
    text = (folder / "json" / f"{relation.name}.json").read_text(encoding="utf-8")
    assert text.replace("\n", "").isprintable()
    return [
        tuple(_typed(relation, name, value) for name, value in row.items())
        for row in json.loads(text)
    ]


def read_csv(folder: Path, relation: Relation) -> Rows:
    """The rows of a CSV file as Python values; what is empty may be NULL or an empty text."""
    text = (folder / "csv" / f"{relation.name}.csv").read_bytes().decode()
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert header == [column.name for column in relation.columns]
    return [
        tuple(
            _from_csv(column.data_type, cell)
            for column, cell in zip(relation.columns, row, strict=True)
        )
        for row in rows
    ]


def read_sqlite(folder: Path, relation: Relation) -> Rows:
    with sqlite3.connect(folder / "nascar.sqlite") as database:
        found = database.execute(f"select * from {relation.name.replace('.', '_')}").fetchall()
    kinds = {"BOOLEAN": bool, "DATE": date.fromisoformat, "VARCHAR[]": json.loads}
    return [
        tuple(
            value if value is None else kinds.get(column.data_type, lambda one: one)(value)
            for column, value in zip(relation.columns, row, strict=True)
        )
        for row in found
    ]


def _typed(relation: Relation, name: str, value: object) -> object:
    [column] = [one for one in relation.columns if one.name == name]
    is_date = isinstance(value, str) and column.data_type == "DATE"
    return date.fromisoformat(str(value)) if is_date else value


def _from_csv(data_type: str, cell: str) -> object:
    if cell == "":
        return None
    kinds: dict[str, Callable[[str], Any]] = {
        "INTEGER": int,
        "BIGINT": int,
        "DOUBLE": float,
        "BOOLEAN": {"true": True, "false": False}.__getitem__,
        "DATE": date.fromisoformat,
        "VARCHAR[]": lambda text: json.loads(original_text(text)),
    }
    return kinds.get(data_type, original_text)(cell)


def without_empty_texts(rows: Rows) -> Rows:
    return [tuple(None if value == "" else value for value in row) for row in rows]


@pytest.mark.parametrize("is_hostile", [False, True])
def test_every_format_has_the_published_rows_in_the_order_of_their_keys(
    is_hostile: bool,
    reference_project: Project,
    reference_export: Exported,
    request: pytest.FixtureRequest,
    catalog: Catalog,
) -> None:
    project, folder = reference_project, reference_export.folder
    if is_hostile:
        project = request.getfixturevalue("hostile")
        folder = request.getfixturevalue("hostile_export")
    filled = 0
    for relation in exported_relations(catalog, tuple(Schema)):
        rows = published(project, relation)
        assert read_parquet(folder, relation) == rows, relation.name
        assert read_json(folder, relation) == rows, relation.name
        assert read_sqlite(folder, relation) == rows, relation.name
        assert read_csv(folder, relation) == without_empty_texts(rows), relation.name
        filled += bool(rows)
    assert filled > 40


def test_an_export_has_every_table_and_view_but_those_that_are_named(
    catalog: Catalog, reference_export: Exported
) -> None:
    exported = {path.stem for path in (reference_export.folder / "parquet").iterdir()}
    steps = {name for name in catalog.relations if name.startswith("intermediate.")}
    assert exported == {*catalog.relations} - {*LEFT_OUT} - steps
    assert reference_export.tables == len(exported)
    assert len(contents(reference_export.folder)) == reference_export.files
    readme = (reference_export.folder / "README.md").read_text()
    assert all(f"`{name}`" in readme for name in LEFT_OUT)


def test_the_same_input_gives_the_same_bytes_whatever_was_built_before(
    project: Project,
    reference_project: Project,
    reference_export: Exported,
    tmp_path: Path,
    reference_text: str,
) -> None:
    """Another folder, another time, and a build before, of another text of the article."""
    project.add_reference()
    article = project.raw / "cup" / "2023" / REFERENCE.name
    article.write_text(reference_text.replace("Ross Chastain", "Rufus Chastain"))
    project.build()
    article.write_bytes(REFERENCE.read_bytes())
    project.build()
    again = export(project, tmp_path / "elsewhere")
    assert project.query("select count(*) from quality.change") != [(0,)]
    assert again.folder.name == reference_export.folder.name
    assert contents(again.folder) == contents(reference_export.folder)


def test_the_checksums_are_those_of_all_other_files(reference_export: Exported) -> None:
    files = contents(reference_export.folder)
    checksums = files.pop("SHA256SUMS")
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    assert checksums.decode() == "".join(lines)
    assert reference_export.folder.name.endswith(f"-{hashlib.sha256(checksums).hexdigest()[:12]}")


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="there is no sha256sum here")
def test_sha256sum_passes(reference_export: Exported) -> None:
    command = ["sha256sum", "-c", "--quiet", "SHA256SUMS"]
    subprocess.run(command, cwd=reference_export.folder, check=True)


def test_what_is_asked_for_is_all_there_is(reference_project: Project, tmp_path: Path) -> None:
    done = export(reference_project, tmp_path, [Format.SQLITE, Format.CSV], [Schema.CORE])
    folders = {path.name for path in done.folder.iterdir() if path.is_dir()}
    assert folders == {"csv"}
    assert {path.name.split(".")[0] for path in (done.folder / "csv").iterdir()} == {"core"}
    assert (done.folder / "nascar.sqlite").exists()
    package = json.loads((done.folder / "datapackage.json").read_text())
    paths = {one["path"] for one in package["resources"]}
    assert paths == {name for name in contents(done.folder) if name.startswith(("csv/", "nascar"))}
    assert "```r\nresults <- arrow" not in (done.folder / "README.md").read_text()


def test_an_export_that_is_there_is_left_as_it_is(
    reference_project: Project, tmp_path: Path
) -> None:
    first = export(reference_project, tmp_path, [Format.CSV], [Schema.CORE])
    before = {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")}
    second = export(reference_project, tmp_path, [Format.CSV], [Schema.CORE])
    assert (first.is_new, second.is_new) == (True, False)
    assert second.folder == first.folder
    assert {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")} == before
    assert [*tmp_path.iterdir()] == [first.folder]


def test_an_export_that_was_changed_is_named_and_left_as_it_is(
    reference_project: Project, tmp_path: Path
) -> None:
    done = export(reference_project, tmp_path, [Format.CSV], [Schema.CORE])
    changed = done.folder / "csv" / "core.dim_race.csv"
    changed.write_text("mine")
    with pytest.raises(DamagedFolder, match=r"core\.dim_race\.csv is not as it was written"):
        export(reference_project, tmp_path, [Format.CSV], [Schema.CORE])
    assert changed.read_text() == "mine"


def test_other_exports_stay(
    project: Project, tmp_path: Path, other_race: Callable[..., str]
) -> None:
    project.add_reference()
    project.build()
    first = export(project, tmp_path / "out", [Format.CSV], [Schema.CORE])
    before = contents(first.folder)
    project.add("cup/2023/other.txt", other_race())
    project.build()
    second = export(project, tmp_path / "out", [Format.CSV], [Schema.CORE])
    assert second.folder != first.folder
    assert contents(first.folder) == before


def test_an_export_that_fails_leaves_nothing(
    reference_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "write_sqlite", fail)
    with pytest.raises(OSError, match="No space left"):
        export(reference_project, tmp_path, schemas=[Schema.CORE])
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_two_rows_have_is_not_exported(
    reference_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_twice(connection: duckdb.DuckDBPyConnection, relation: Relation, path: Path) -> None:
        write_parquet(connection, relation, path)
        frame = pl.read_parquet(path)
        pl.concat([frame, frame]).sort(relation.key or relation.columns[0].name).write_parquet(path)

    write_parquet = exporting.write_parquet
    monkeypatch.setattr(exporting, "write_parquet", write_twice)
    with pytest.raises(ExportError, match=r"core\.dim_race has two rows of one key"):
        export(reference_project, tmp_path, schemas=[Schema.CORE])
    assert list(tmp_path.iterdir()) == []


def test_a_row_that_is_referred_to_and_missing_is_named(
    reference_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_no_team(
        connection: duckdb.DuckDBPyConnection, relation: Relation, path: Path
    ) -> None:
        write_parquet(connection, relation, path)
        if relation.name == "core.dim_team":
            pl.read_parquet(path).clear().write_parquet(path)

    write_parquet = exporting.write_parquet
    monkeypatch.setattr(exporting, "write_parquet", write_no_team)
    message = r"core\.fct_entry refers to a row that core\.dim_team does not have: team_id="
    with pytest.raises(ExportError, match=message):
        export(reference_project, tmp_path, schemas=[Schema.CORE])


def test_without_a_published_file_there_is_nothing_to_export(
    project: Project, tmp_path: Path
) -> None:
    with pytest.raises(NoWarehouse, match="run 'nascar-warehouse build'"):
        export(project, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_of_another_schema_is_not_described_as_this_one(
    reference_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, catalog: Catalog
) -> None:
    team = catalog.relations["core.dim_team"]
    shorter = replace(team, columns=team.columns[:1])
    changed = Catalog({**catalog.relations, team.name: shorter}, catalog.checks)
    with pytest.raises(SchemaChangelogError, match=r"core\.dim_team,team_name,removed"):
        exporting.export_warehouse(reference_project.database, changed, CHANGELOG, tmp_path)
    monkeypatch.setattr(exporting, "check_changelog", lambda *arguments: None)
    other = replace(team, columns=(team.columns[0], replace(team.columns[1], name="other_name")))
    renamed = Catalog({**catalog.relations, team.name: other}, catalog.checks)
    with pytest.raises(ExportError, match=r"something else of core\.dim_team\.other_name"):
        exporting.export_warehouse(reference_project.database, renamed, CHANGELOG, tmp_path)
    assert list(tmp_path.iterdir()) == []


EXPORT_AND_WAIT = """
import sys, time
from pathlib import Path
from pipelines.exports import export as exporting
from pipelines.warehouse.catalog import load_catalog
root, database, output = map(Path, sys.argv[1:])
def wait(*arguments):
    print("waiting", flush=True)
    time.sleep(60)
exporting.write_sqlite = wait
exporting.export_warehouse(
    database, load_catalog(root / "sql"), root / "sql" / "schema_changelog.csv", output,
    schemas=[exporting.Schema.CORE],
)
"""


@pytest.mark.slow
@pytest.mark.parametrize("is_killed", [False, True])
def test_an_interrupted_export_leaves_nothing_half_behind(
    is_killed: bool, reference_project: Project, tmp_path: Path
) -> None:
    """Interrupted, it cleans up itself; killed, the next export does, but not while it lives."""
    command = [sys.executable, "-c", EXPORT_AND_WAIT, str(ROOT)]
    with subprocess.Popen(
        [*command, str(reference_project.database), str(tmp_path)], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == b"waiting\n"
        [partial] = tmp_path.iterdir()
        first = export(reference_project, tmp_path, [Format.CSV], [Schema.CORE])
        assert {*tmp_path.iterdir()} == {partial, first.folder}
        process.send_signal(signal.SIGKILL if is_killed else signal.SIGINT)
        process.wait(timeout=30)
    assert partial.exists() == is_killed
    export(reference_project, tmp_path, [Format.CSV], [Schema.CORE])
    assert [*tmp_path.iterdir()] == [first.folder]


def test_progress_is_told_to_the_end(reference_project: Project, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    exporting.export_warehouse(
        reference_project.database,
        reference_project.catalog,
        CHANGELOG,
        tmp_path,
        [Format.SQLITE, Format.CSV],
        [Schema.CORE],
        lambda done, total: told.append((done, total)),
    )
    assert told == [(done, len(told)) for done in range(1, len(told) + 1)]
    # Parquet first, which the others are made of.
    core = [name for name in reference_project.catalog.relations if name.startswith("core.")]
    assert len(told) == 3 * len(core)
