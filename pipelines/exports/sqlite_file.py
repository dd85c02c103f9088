"""All tables in one SQLite file, with keys, references and descriptions.

In: Parquet files, their relations and references. Out: a file in which ``core.dim_race`` is the
table ``core_dim_race``. Separate because SQLite has no schemas, no dates and no lists.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.exports.parquet_files import rows_of
from pipelines.exports.text_files import with_lists_as_json
from pipelines.warehouse.catalog import Column, Relation
from pipelines.warehouse.matching_rows import quoted
from pipelines.warehouse.references import Reference

if TYPE_CHECKING:
    import polars as pl

# Programs read the declared type; SQLite stores dates and JSON as texts, booleans as 0 and 1.
_TYPES: Mapping[str, str] = {
    "VARCHAR": "text",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "real",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "VARCHAR[]": "text",
}


def write_sqlite(
    path: Path,
    files: Mapping[str, Path],
    relations: Sequence[Relation],
    known: Sequence[Reference],
    step: Callable[[], None],
) -> None:
    """Write every table; ``files``: the Parquet file of each; ``step`` is called behind each."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # Nobody reads a file that is not whole, so nothing needs to be rolled back.
        database.execute("pragma journal_mode = off")
        database.execute("pragma synchronous = off")
        database.execute("begin")
        for relation in relations:
            database.execute(table_definition(relation, known))
            places = ", ".join("?" for _ in relation.columns)
            insert = f"insert into {_table(relation.name)} values ({places})"
            for frame in rows_of(files[relation.name]):
                database.executemany(insert, _plain(frame).iter_rows())
            step()
        database.execute("commit")


def table_definition(relation: Relation, known: Sequence[Reference]) -> str:
    """The ``create table`` of a relation, which SQLite keeps and shows, comments and all."""
    lines = [(_column(one, relation), one.comment) for one in relation.columns]
    if relation.key:
        lines.append((f"primary key ({_names(relation.key)})", ""))
    for one in known:
        if one.relation == relation.name:
            target = f"{_table(one.target)} ({_names(one.target_columns)})"
            lines.append((f"foreign key ({_names(one.columns)}) references {target}", ""))
    last = len(lines) - 1
    body = [
        f"    {text}{',' if number < last else ''}{_remark(comment)}"
        for number, (text, comment) in enumerate(lines)
    ]
    # Rows lie in the order of the key, without a second copy of it.
    end = ") without rowid" if relation.key else ")"
    head = f"create table {_table(relation.name)} ({_remark(relation.comment)}"
    return "\n".join([head, *body, end])


def _column(column: Column, relation: Relation) -> str:
    is_required = not column.is_nullable or column.name in relation.key
    required = " not null" if is_required else ""
    return f"{quoted(column.name)} {_TYPES[column.data_type]}{required}"


def _remark(comment: str) -> str:
    return f" -- {' '.join(comment.split())}" if comment else ""


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl
    from polars import selectors

    return with_lists_as_json(frame).with_columns(selectors.date().cast(pl.String))


def _names(columns: Sequence[str]) -> str:
    return ", ".join(map(quoted, columns))


def _table(name: str) -> str:
    return quoted(name.replace(".", "_"))
