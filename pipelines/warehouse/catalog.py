"""The catalogue: what tables, views and checks there are, read from ``sql/`` alone.

In: the ``sql/`` folder. Out: a ``Catalog`` of relations (columns, types, keys, comments, what
they are made of) and checks. Separate because the SQL files are the one schema: Polars
types, Dagster metadata and load order all come from here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    import polars as pl

TABLE_SCHEMAS = ("staging", "core", "quality")
# What users query, and the steps to it.
VIEW_SCHEMAS = ("intermediate", "marts")
# Views whose rows a build stores: users must not wait while a view over all races is computed.
STORED_SCHEMA = "marts"
# Written by the build itself, about what it has loaded.
BUILD = "quality.build"
CHANGE = "quality.change"
CHANGE_COUNT = "quality.change_count"
CHECK_HISTORY = "quality.check_history"
CHECK_RESULT = "quality.check_result"
COLUMN_LINEAGE = "quality.column_lineage"
DATA_DICTIONARY = "quality.data_dictionary"
NULL_RATE = "quality.null_rate"
ROW_COUNT = "quality.row_count"
# The records that go on from build to build.
HISTORY_TABLES = (BUILD, CHANGE_COUNT, CHANGE, CHECK_HISTORY)
BUILD_TABLES = (
    COLUMN_LINEAGE, DATA_DICTIONARY, NULL_RATE, BUILD, CHANGE_COUNT, CHANGE, CHECK_RESULT,
    CHECK_HISTORY, ROW_COUNT,
)  # fmt: skip

_RELATION = re.compile(r"\b(staging|core|quality|intermediate|marts)\.([a-z_][a-z0-9_]*)")
_COMMENT_LINE = re.compile(r"--.*$", re.MULTILINE)
_COMMENT = re.compile(
    r"^comment on (?:table|view|column)\s+([\w.]+)\s+is\s+'((?:[^']|'')*)';", re.MULTILINE
)
_QUERY = re.compile(r"^create (?:or replace )?view [\w.]+ as\b(.*);", re.MULTILINE | re.DOTALL)
_HEADER = re.compile(r"^-- (\w+): (.+)$", re.MULTILINE)


class CatalogError(ValueError):
    """A file of ``sql/`` cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table or view."""

    name: str
    data_type: str
    is_nullable: bool
    comment: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view.

    ``key`` tells each row from all others: the primary key of a table, or what the head of the
    file says (``-- key: a, b``); none where rows may be the same. ``value_rules`` are the CHECK
    expressions of a table; ``depends_on`` are the relations that a view's SQL names.
    """

    name: str
    is_view: bool
    comment: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    key: tuple[str, ...]
    value_rules: tuple[str, ...]
    depends_on: tuple[str, ...]
    sql: str

    @property
    def definition(self) -> str:
        """The SQL without its ``comment on`` statements."""
        return _COMMENT.sub("", self.sql)

    @property
    def is_stored(self) -> bool:
        """Whether the published file holds its rows, and not only how to compute them."""
        return not self.is_view or self.schema == STORED_SCHEMA

    @property
    def query(self) -> str:
        """The query of a view.

        Raises:
            CatalogError: its file does not begin with "create or replace view <name> as".
        """
        found = _QUERY.search(self.definition)
        if found is None:
            raise CatalogError(f"{self.name}: 'create or replace view {self.name} as' is missing")
        return found[1].strip()

    @property
    def stored_comments(self) -> str:
        """The ``comment on`` statements of a view that a published file holds as a table."""
        comments = "\n".join(found[0] for found in _COMMENT.finditer(self.sql))
        return comments.replace("comment on view", "comment on table")

    @property
    def schema(self) -> str:
        """The part before the dot."""
        return self.name.partition(".")[0]

    @property
    def head(self) -> Mapping[str, str]:
        """What the head of its file says: ``-- domain: points`` is ``{"domain": "points"}``."""
        return dict(_HEADER.findall(self.sql))

    @property
    def is_reference_data(self) -> bool:
        """Whether it holds rows of ``vocabulary/``, the same whatever the articles say."""
        return self.schema == "core" and "source: vocabulary/" in self.comment

    @property
    def required(self) -> tuple[str, ...]:
        """Columns that may not be null."""
        return tuple(column.name for column in self.columns if not column.is_nullable)

    @property
    def polars_schema(self) -> pl.Schema:
        """The Polars type of each column.

        Raises:
            CatalogError: a column has a type that the pipeline does not write.
        """
        import polars as pl

        types = _polars_types()
        for column in self.columns:
            if column.data_type not in types:
                raise CatalogError(f"{self.name}.{column.name}: no use for {column.data_type}")
        return pl.Schema((one.name, types[one.data_type]) for one in self.columns)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule: a query for the rows that break it. ``error`` stops publication."""

    name: str
    relation: str
    severity: str
    description: str
    depends_on: tuple[str, ...]
    sql: str


# Each is itself only, so that what is made of one can be remembered by it.
@dataclass(frozen=True, slots=True, eq=False)
class Catalog:
    """Everything in ``sql/``, in the order in which it can be created."""

    relations: Mapping[str, Relation]
    checks: tuple[Check, ...]

    @property
    def tables(self) -> tuple[Relation, ...]:
        """The tables."""
        return tuple(one for one in self.relations.values() if not one.is_view)

    @property
    def loaded_tables(self) -> tuple[Relation, ...]:
        """The tables that are loaded from staged files, not written by the build itself."""
        return tuple(table for table in self.tables if table.name not in BUILD_TABLES)

    @property
    def digest(self) -> str:
        """The sha256 of every SQL file that makes a relation or a check."""
        sources = {name: one.sql for name, one in self.relations.items()}
        sources |= {f"checks.{one.name}": one.sql for one in self.checks}
        texts = [f"{name}\0{sql}" for name, sql in sources.items()]
        return hashlib.sha256("\0".join(texts).encode()).hexdigest()

    @property
    def views(self) -> tuple[Relation, ...]:
        """The views, each after those it reads."""
        return tuple(one for one in self.relations.values() if one.is_view)


def load_catalog(folder: Path) -> Catalog:
    """Read every SQL file: create it all, empty, in memory, and describe what is there.

    Raises:
        CatalogError: a file is not valid SQL, has no header, or reads what does not exist.
    """
    files = [path for schema in TABLE_SCHEMAS for path in sorted((folder / schema).glob("*.sql"))]
    view_files = [path for one in VIEW_SCHEMAS for path in sorted((folder / one).glob("*.sql"))]
    views = _in_order(view_files)
    sources = {f"{path.parent.name}.{path.stem}": path.read_text() for path in (*files, *views)}
    with duckdb.connect() as connection:
        for schema in (*TABLE_SCHEMAS, *VIEW_SCHEMAS):
            connection.execute(f"create schema {schema}")
        for name, sql in sources.items():
            try:
                # Comments are read from the text: executing hundreds of them would take most
                # of the time of this function, and a build executes them all anyway.
                connection.execute(_COMMENT.sub("", sql))
            except duckdb.Error as error:
                raise CatalogError(f"sql/{name.replace('.', '/')}.sql: {error}") from error
        relations = _describe(connection, sources)
    check_files = sorted((folder / "checks").glob("*.sql"))
    checks = tuple(_read_check(path, relations) for path in check_files)
    return Catalog(relations, checks)


@lru_cache(maxsize=1)
def _polars_types() -> Mapping[str, pl.DataType]:
    # Who only reads the published file takes names from here, and does without Polars.
    import polars as pl

    return {
        "VARCHAR": pl.String(),
        "INTEGER": pl.Int32(),
        "BIGINT": pl.Int64(),
        "DOUBLE": pl.Float64(),
        "BOOLEAN": pl.Boolean(),
        "DATE": pl.Date(),
        "VARCHAR[]": pl.List(pl.String()),
    }


def relations_named(sql: str) -> tuple[str, ...]:
    """The schema-qualified relations that a query names; CTEs are never qualified."""
    code = _COMMENT.sub("", _COMMENT_LINE.sub("", sql))
    return tuple(dict.fromkeys(f"{schema}.{name}" for schema, name in _RELATION.findall(code)))


def _in_order(paths: list[Path]) -> list[Path]:
    """Views sorted so that each stands behind the views that it reads."""
    waiting = {f"{path.parent.name}.{path.stem}": path for path in paths}
    needs = {
        name: {other for other in relations_named(path.read_text()) if other != name} & set(waiting)
        for name, path in waiting.items()
    }
    ordered: list[Path] = []
    while waiting:
        ready = [name for name in waiting if not needs[name] & set(waiting)]
        if not ready:
            raise CatalogError(f"these views read each other in a circle: {', '.join(waiting)}")
        ordered += [waiting.pop(name) for name in ready]
    return ordered


def _describe(
    connection: duckdb.DuckDBPyConnection, sources: Mapping[str, str]
) -> dict[str, Relation]:
    keys: dict[str, tuple[str, ...]] = {}
    rules: dict[str, list[str]] = {}
    for name, kind, columns, expression in connection.execute(
        "select schema_name || '.' || table_name, constraint_type, constraint_column_names, "
        "expression from duckdb_constraints() order by all"
    ).fetchall():
        if kind == "PRIMARY KEY":
            keys[name] = tuple(columns)
        elif kind == "CHECK":
            rules.setdefault(name, []).append(expression)
    columns_of: dict[str, list[tuple[str, str, bool]]] = {name: [] for name in sources}
    # One query: to describe each view alone would bind it, and all below it, once more.
    for name, *column in connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type, is_nullable "
        "from duckdb_columns() where database_name = current_database() and not internal "
        "order by schema_name, table_name, column_index"
    ).fetchall():
        columns_of[name].append((column[0], column[1], column[2]))
    found: dict[str, Relation] = {}
    for name, sql in sources.items():
        comments = {what: text.replace("''", "'") for what, text in _COMMENT.findall(sql)}
        is_view = name.partition(".")[0] in VIEW_SCHEMAS
        names = [column for column, *_ in columns_of[name]]
        found[name] = Relation(
            name=name,
            is_view=is_view,
            comment=comments.get(name, ""),
            columns=tuple(
                Column(column, data_type, is_nullable, comments.get(f"{name}.{column}", ""))
                for column, data_type, is_nullable in columns_of[name]
            ),
            primary_key=keys.get(name, ()),
            key=keys.get(name) or _key_in_head(name, sql, names),
            value_rules=tuple(rules.get(name, ())),
            depends_on=tuple(other for other in relations_named(sql) if other != name)
            if is_view
            else (),
            sql=sql,
        )
    return found


def _key_in_head(name: str, sql: str, columns: Sequence[str]) -> tuple[str, ...]:
    """Read "-- key: race_id, driver_id", which no DDL says: (race_id, driver_id)."""
    stated = dict(_HEADER.findall(sql)).get("key", "")
    key = tuple(stated.split(", ")) if stated else ()
    if missing := [column for column in key if column not in columns]:
        raise CatalogError(
            f"sql/{name.replace('.', '/')}.sql: '-- key: {stated}' names {', '.join(missing)}, "
            f"which is no column; it has: {', '.join(columns)}"
        )
    return key


def _read_check(path: Path, relations: Mapping[str, Relation]) -> Check:
    sql = path.read_text()
    header = dict(_HEADER.findall(sql))
    relation, severity = header.get("relation", ""), header.get("severity", "")
    if relation not in relations or severity not in ("error", "warn") or "rule" not in header:
        raise CatalogError(
            f"sql/checks/{path.name}: its head must have '-- rule: ...', '-- relation: "
            "schema.table' of an existing one, and '-- severity: error' or 'warn'"
        )
    return Check(
        path.stem,
        relation,
        severity,
        header["rule"],
        relations_named(sql),
        sql.rstrip().rstrip(";"),
    )
