"""The published reference article, open to be read."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from sample_project import Project

from pipelines.warehouse.query import open_read_only


@pytest.fixture(scope="module")
def file(reference_project: Project) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(reference_project.database) as connection:
        yield connection
