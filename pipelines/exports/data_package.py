"""``datapackage.json``: what each file holds, for programs (https://datapackage.org, version 2).

In: the files of an export, relations, references, articles. Out: the descriptor. Separate because
it describes and makes nothing: ``frictionless validate datapackage.json`` holds the files to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.exports.attribution import Article, Licence
from pipelines.exports.csv_cells import ADDED_MARKS
from pipelines.exports.formats import Format
from pipelines.warehouse.catalog import Column, Relation
from pipelines.warehouse.references import Reference

TITLE = "nascar-warehouse: stock-car racing results from Wikipedia"
NAME = "nascar-warehouse"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES: Mapping[str, str] = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    # JSON in a cell.
    "VARCHAR[]": "array",
}
_MEDIA: Mapping[Format, str] = {
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.CSV: "text/csv",
    Format.JSON: "application/json",
    Format.SQLITE: "application/vnd.sqlite3",
}
# What carries the schemas: the first of these that there is.
_DESCRIBED = (Format.CSV, Format.PARQUET, Format.JSON)
_DESCRIPTION = (
    "Stock-car racing results, made of Wikipedia race articles. In CSV, a text that a spreadsheet "
    "would run as a formula has an apostrophe before it; all other formats hold texts as they "
    "are. To take the apostrophes off, replace each match of csvAddedMarks by its first group."
)


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file of an export; ``relation`` is ``None`` for one that holds all of them."""

    path: str
    format: Format
    relation: Relation | None
    size: int
    sha256: str


def data_package(
    version: str,
    files: Sequence[ExportedFile],
    known: Sequence[Reference],
    articles: Sequence[Article],
    licences: Sequence[Licence],
    units: Mapping[tuple[str, str], str],
) -> dict[str, Any]:
    """The descriptor; ``units`` by relation and column.

    Tables are the CSV files; files of other formats are listed with their checksums. Where there
    is no CSV, another format carries the schemas.
    """
    formats = {one.format for one in files}
    described = next((one for one in _DESCRIBED if one in formats), None)
    return {
        "$schema": _PROFILE,
        "name": NAME,
        "title": TITLE,
        "description": _DESCRIPTION,
        "version": version,
        "licenses": [_licence(one) for one in licences],
        "sources": [_source(one) for one in articles],
        "csvAddedMarks": ADDED_MARKS,
        "resources": [
            _resource(one) | _schema_of(one, known, units)
            if one.format is described
            else _resource(one)
            for one in files
        ],
    }


def _licence(licence: Licence) -> dict[str, str]:
    found = {"name": licence.name, "title": licence.title}
    return found | ({"path": licence.address} if licence.address else {})


def _source(article: Article) -> dict[str, str]:
    found = {"title": article.title}
    if article.address:
        found["path"] = article.address
    if article.revision_id is not None:
        found["version"] = str(article.revision_id)
    return found


def _resource(file: ExportedFile) -> dict[str, Any]:
    is_table = file.format is Format.CSV
    # One name is the table's, which references point to; other files are called by their path.
    name = file.relation.name if is_table and file.relation else file.path.replace("/", ".")
    found = {
        "name": name,
        "type": "table" if is_table else "file",
        "path": file.path,
        "format": file.format.value,
        "mediatype": _MEDIA[file.format],
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }
    if file.relation:
        found["description"] = file.relation.comment
    return found | ({"encoding": "utf-8"} if is_table else {})


def _schema_of(
    file: ExportedFile, known: Sequence[Reference], units: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    relation = file.relation
    if relation is None:
        return {}
    schema: dict[str, Any] = {"fields": [_field(relation, one, units) for one in relation.columns]}
    if relation.key:
        schema["primaryKey"] = list(relation.key)
    foreign_keys = [_foreign_key(one) for one in known if _can_be_held(one, relation)]
    if foreign_keys:
        schema["foreignKeys"] = foreign_keys
    return {"schema": schema}


def _field(
    relation: Relation, column: Column, units: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.data_type],
        "description": column.comment,
    }
    if unit := units.get((relation.name, column.name)):
        found["unit"] = unit
    if not column.is_nullable or column.name in relation.key:
        found["constraints"] = {"required": True}
        if column.data_type == "VARCHAR":
            # An empty text is one.
            found["missingValues"] = []
    return found


def _can_be_held(reference: Reference, relation: Relation) -> bool:
    """Whether Frictionless can: for it, a reference of which a part is empty is broken."""
    is_whole = len(reference.columns) == 1 or not reference.is_nullable
    return reference.relation == relation.name and is_whole


def _foreign_key(reference: Reference) -> dict[str, Any]:
    return {
        "fields": list(reference.columns),
        "reference": {"resource": reference.target, "fields": list(reference.target_columns)},
    }
