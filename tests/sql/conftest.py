"""A warehouse in memory, made of ``sql/`` and filled with the two races of ``two_races.sql``.

It is made once; whatever a test does to it is rolled back after the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.warehouse.catalog import TABLE_SCHEMAS, VIEW_SCHEMAS, Catalog, load_catalog

REPOSITORY = Path(__file__).resolve().parents[2]
TWO_RACES = Path(__file__).with_name("two_races.sql")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog(REPOSITORY / "sql")


@pytest.fixture(scope="session")
def filled_warehouse(catalog: Catalog) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        for schema in (*TABLE_SCHEMAS, *VIEW_SCHEMAS):
            connection.execute(f"create schema {schema}")
        for relation in catalog.relations.values():
            connection.execute(relation.sql)
        connection.execute(TWO_RACES.read_text())
        yield connection


@pytest.fixture
def warehouse(
    filled_warehouse: duckdb.DuckDBPyConnection,
) -> Iterator[duckdb.DuckDBPyConnection]:
    filled_warehouse.execute("begin transaction")
    yield filled_warehouse
    filled_warehouse.execute("rollback")
