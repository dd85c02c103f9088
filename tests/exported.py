"""Exports of a test's own project, and what they hold."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sample_project import ROOT, Project

from pipelines.exports.export import Exported, export_warehouse
from pipelines.exports.formats import Format, Schema
from pipelines.exports.parquet_files import write_parquet
from pipelines.exports.selection import exported_relations
from pipelines.exports.verification import broken_promises
from pipelines.warehouse.query import open_read_only
from pipelines.warehouse.references import references

CHANGELOG = ROOT / "sql" / "schema_changelog.csv"


def export(
    project: Project,
    output: Path,
    formats: Collection[Format] = tuple(Format),
    schemas: Collection[Schema] = tuple(Schema),
) -> Exported:
    """Export what the project has published."""
    return export_warehouse(project.database, project.catalog, CHANGELOG, output, formats, schemas)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its place in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def promises_broken_by(project: Project, folder: Path) -> list[str]:
    """Keys and references that do not hold in what the project has published."""
    relations = exported_relations(project.catalog, tuple(Schema))
    files = {one.name: folder / f"{one.name}.parquet" for one in relations}
    with open_read_only(project.database) as connection:
        for relation in relations:
            write_parquet(connection, relation, files[relation.name])
    return broken_promises(files, relations, references(project.catalog, [*files]))
