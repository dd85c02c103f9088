"""The published file in other DuckDB versions: ``make compatibility`` installs two of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cookbook import recipes
from sample_project import ROOT, Project

CLIENTS = sorted((ROOT / ".compatibility").glob("duckdb-*"))
READ_EVERYTHING = """
import sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    connection.execute("set enable_progress_bar = false")
    for name, count in connection.execute("from quality.row_count").fetchall():
        assert len(connection.execute(f"select * from {name}").fetchall()) == count, name
    print(duckdb.__version__, count)
"""
RUN_QUERIES = """
import json, sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    for query in json.load(sys.stdin):
        assert connection.execute(query).fetchall(), query
    print(duckdb.__version__)
"""

in_each_client = pytest.mark.parametrize("client", CLIENTS, ids=lambda path: path.name)
if_there_are_any = pytest.mark.skipif(
    not CLIENTS, reason="no other DuckDB: 'make compatibility' installs them"
)


@if_there_are_any
@in_each_client
def test_every_query_of_the_cookbook_runs_in_an_older_client(
    client: Path, reference_project: Project
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN_QUERIES, str(reference_project.database)],
        env={**os.environ, "PYTHONPATH": str(client)},
        input=json.dumps([one.query for one in recipes()]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[0] == client.name.removeprefix("duckdb-")


@if_there_are_any
@in_each_client
def test_an_older_client_reads_every_table_and_view(
    client: Path, reference_project: Project
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ_EVERYTHING, str(reference_project.database)],
        env={**os.environ, "PYTHONPATH": str(client)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[0] == client.name.removeprefix("duckdb-")
