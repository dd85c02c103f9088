"""The published file in other DuckDB versions: ``make compatibility`` installs two of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
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


@pytest.mark.skipif(not CLIENTS, reason="no other DuckDB: 'make compatibility' installs them")
@pytest.mark.parametrize("client", CLIENTS, ids=lambda path: path.name)
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
