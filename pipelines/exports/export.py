"""An export: the published warehouse as files that every program can read.

In: the published file, the catalogue, the changelog of the schema. Out: a folder, whole, and an
``Exported``. Separate from what each file looks like: here is only which are made, and when.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.exports.attribution import articles_of, licences_of
from pipelines.exports.data_dictionary import data_dictionary
from pipelines.exports.data_package import NAME, ExportedFile, data_package
from pipelines.exports.folder import digest_of, finish, unfinished_folder, write_checksums
from pipelines.exports.formats import Format, Schema
from pipelines.exports.json_text import without_strange_marks
from pipelines.exports.parquet_files import write_parquet
from pipelines.exports.readme import changelog_text, export_readme
from pipelines.exports.schema_changelog import Changelog, check_changelog, read_changelog
from pipelines.exports.selection import exported_relations
from pipelines.exports.sqlite_file import write_sqlite
from pipelines.exports.text_files import write_csv, write_json
from pipelines.exports.verification import broken_promises
from pipelines.warehouse.catalog import DATA_DICTIONARY, Catalog, Relation
from pipelines.warehouse.entity_diagram import core_tables, entity_diagram
from pipelines.warehouse.query import open_read_only
from pipelines.warehouse.references import Reference, references

if TYPE_CHECKING:
    import duckdb

SQLITE = "nascar.sqlite"


class ExportError(RuntimeError):
    """The warehouse cannot be exported as it is; nothing was written."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished export. ``is_new``: it was not there before. ``tables``: tables and views."""

    folder: Path
    version: str
    tables: int
    files: int
    size: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Content:
    """What an export holds, wherever it is written."""

    relations: Sequence[Relation]
    known: Sequence[Reference]
    formats: Collection[Format]
    units: Mapping[tuple[str, str], str]
    diagram: str


def export_warehouse(
    database: Path,
    catalog: Catalog,
    changelog_file: Path,
    output: Path,
    formats: Collection[Format] = tuple(Format),
    schemas: Collection[Schema] = tuple(Schema),
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Exported:
    """Write an export of the published file below ``output``, if it is not there yet.

    Raises:
        NoWarehouse: nothing has been published.
        ExportError: the file was built with another ``sql/``, or its rows break a promise.
        SchemaChangelogError: ``sql/`` has changed, and its changelog does not say so.
        DamagedFolder: the same export is there, and is not whole.
    """
    changelog = read_changelog(changelog_file)
    check_changelog(changelog, catalog, date.today())
    relations = exported_relations(catalog, schemas)
    names = [one.name for one in relations]
    with open_read_only(database) as connection, unfinished_folder(output, NAME) as folder:
        units = _units(connection, relations)
        # All at once would be no picture: views have the names of what they are made of.
        diagram = entity_diagram(catalog, {*core_tables(catalog)} & {*names} or names)
        content = _Content(relations, references(catalog, names), formats, units, diagram)
        _write_tables(connection, content, folder, progress)
        _write_documents(connection, content, changelog, folder)
        name = f"{NAME}-{changelog.version}-{write_checksums(folder)}"
        sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
        is_new = finish(folder, output / name)
    return Exported(
        output / name, changelog.version, len(relations), len(sizes), sum(sizes), is_new
    )


def _units(
    connection: duckdb.DuckDBPyConnection, relations: Sequence[Relation]
) -> dict[tuple[str, str], str]:
    """The units of columns, as the file says; it must say of all what the catalogue does.

    Raises:
        ExportError: it was built with another ``sql/``.
    """
    found = connection.execute(
        f"select relation, column_name, data_type, description, unit from {DATA_DICTIONARY}"
    ).fetchall()
    described = {(relation, column): rest for relation, column, *rest, _ in found}
    for relation in relations:
        for column in relation.columns:
            if described.get((relation.name, column.name)) != [column.data_type, column.comment]:
                raise ExportError(
                    "the published file was built with another sql/, which says something else of "
                    f"{relation.name}.{column.name}; run 'nascar-warehouse build', then export "
                    "again"
                )
    return {(relation, column): unit for relation, column, *_, unit in found if unit}


def _write_tables(
    connection: duckdb.DuckDBPyConnection,
    content: _Content,
    folder: Path,
    progress: Callable[[int, int], None],
) -> None:
    """Write Parquet first, hold it against its promises, then make the other formats of it."""
    parquet = folder / Format.PARQUET.value
    parquet.mkdir()
    files = {one.name: parquet / f"{one.name}.parquet" for one in content.relations}
    total = len(files) * len({*content.formats, Format.PARQUET})
    done = count(1)

    def step() -> None:
        progress(next(done), total)

    for relation in content.relations:
        write_parquet(connection, relation, files[relation.name])
        step()
    if broken := broken_promises(files, content.relations, content.known):
        raise ExportError("\n".join(["nothing was exported:", *(f"- {one}" for one in broken)]))
    _write_other_formats(content, folder, files, step)
    if Format.PARQUET not in content.formats:
        for path in files.values():
            path.unlink()
        parquet.rmdir()


def _write_other_formats(
    content: _Content, folder: Path, files: Mapping[str, Path], step: Callable[[], None]
) -> None:
    if Format.CSV in content.formats:
        (folder / "csv").mkdir()
        for relation in content.relations:
            write_csv(files[relation.name], relation, folder / "csv" / f"{relation.name}.csv")
            step()
    if Format.JSON in content.formats:
        (folder / "json").mkdir()
        for relation in content.relations:
            write_json(files[relation.name], folder / "json" / f"{relation.name}.json")
            step()
    if Format.SQLITE in content.formats:
        write_sqlite(folder / SQLITE, files, content.relations, content.known, step)


def _write_documents(
    connection: duckdb.DuckDBPyConnection, content: _Content, changelog: Changelog, folder: Path
) -> None:
    articles = articles_of(connection)
    licences = licences_of(articles)
    files = _files(content, folder)
    package = data_package(
        changelog.version, files, content.known, articles, licences, content.units
    )
    texts = {
        "datapackage.json": without_strange_marks(
            json.dumps(package, indent=1, ensure_ascii=False) + "\n"
        ),
        "data_dictionary.md": data_dictionary(
            content.relations, content.known, content.units, content.diagram
        ),
        "SCHEMA_CHANGELOG.md": changelog_text(changelog),
        "README.md": export_readme(
            changelog.version, content.formats, content.relations, articles, licences
        ),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _files(content: _Content, folder: Path) -> list[ExportedFile]:
    """Every file with data, by format, in the order of the relations."""
    places: list[tuple[Format, Relation | None, str]] = [
        (one, relation, f"{one.value}/{relation.name}.{one.value}")
        for one in (Format.CSV, Format.PARQUET, Format.JSON)
        if one in content.formats
        for relation in content.relations
    ]
    if Format.SQLITE in content.formats:
        places.append((Format.SQLITE, None, SQLITE))
    return [
        ExportedFile(path, one, relation, (folder / path).stat().st_size, digest_of(folder / path))
        for one, relation, path in places
    ]
