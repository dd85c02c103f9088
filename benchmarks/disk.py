"""The size of the published file, beside Parquet (zstd) of the same tables."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb

from benchmarks.many_builds import MANY, MOST
from benchmarks.measure import Figure, Measure
from benchmarks.workbench import Workbench

_BY_COUNT = {
    count: Measure(
        f"size of the file, {count:,} articles", "MB", "Parquet, zstd", 2, True, count == MOST
    )
    for count in (MANY, MOST)
}
MEASURES = tuple(_BY_COUNT.values())


def measure(bench: Workbench, whole: bool = False) -> list[Figure]:
    found = []
    for count in (MANY, MOST) if whole else (MANY,):
        file = bench.built(count).database
        ours, peer = file.stat().st_size / 1e6, parquet_megabytes(file)
        found.append(Figure(_BY_COUNT[count], ours, peer, ours / peer))
    return found


def parquet_megabytes(file: Path) -> float:
    """Of every table, written as DuckDB writes Parquet."""
    with (
        tempfile.TemporaryDirectory() as folder,
        duckdb.connect(str(file), read_only=True) as warehouse,
    ):
        for schema, table in _tables(warehouse):
            rows = warehouse.sql(f'from "{schema}"."{table}"')
            rows.write_parquet(f"{folder}/{schema}.{table}.parquet", compression="zstd")
        return sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6


def _tables(warehouse: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return warehouse.execute(
        "select schema_name, table_name from duckdb_tables() where not temporary order by all"
    ).fetchall()
