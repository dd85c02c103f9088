"""The warehouse made of staged Parquet: a million fact rows and five, beside bare copies.

Ours is the whole build of the file: tables with keys, views, comments, checks, records. The
peer is ``create table as select`` of every staged table from the same Parquet files, into a
file. Both are processes of their own, each as often, one after the other.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import duckdb

from benchmarks.many_builds import MANY
from benchmarks.measure import Figure, Measure, compared
from benchmarks.processes import ROOT, run_python
from benchmarks.staged_copies import Copies, copy_staged
from benchmarks.workbench import Workbench

MILLION, ROUNDS = 1_000_000, 3
_PEER = "create table as select"
MEASURES = (
    Measure("warehouse of 1 M fact rows from Parquet", "s", _PEER, 3),
    Measure("warehouse of 1 M fact rows, in seconds", "s", "", 5),
    Measure("warehouse of 5 M fact rows from Parquet", "s", _PEER, 3, only_whole=True),
)


def measure(
    bench: Workbench,
    whole: bool = False,
    count: int = MANY,
    rows: int = MILLION,
    rounds: int = ROUNDS,
) -> list[Figure]:
    source = bench.built(count).warehouse / "staged"
    first = _measured(bench, source, rows, rounds, MEASURES[0])
    found = [first, Figure(MEASURES[1], first.ours)]
    if whole:
        found.append(_measured(bench, source, 5 * rows, 1, MEASURES[2]))
    return found


def _measured(bench: Workbench, source: Path, rows: int, rounds: int, what: Measure) -> Figure:
    folder = bench.folder / "copies"
    copies = copy_staged(source, folder / "staged", rows)
    ours, peer = [], []
    for _ in range(rounds):
        peer.append(_timed("bare", folder))
        ours.append(_timed("whole", folder))
    hold(copies, folder / "whole.duckdb")
    shutil.rmtree(folder)
    return compared(what, ours, peer)


def _timed(how: str, folder: Path) -> float:
    """Seconds of the work alone, in a process of its own, from nothing."""
    file = folder / f"{how}.duckdb"
    file.unlink(missing_ok=True)
    shutil.rmtree(folder / "versions", ignore_errors=True)
    return float(run_python("-m", "benchmarks.warehouse_load", how, str(folder)).output.split()[-1])


def hold(copies: Copies, file: Path) -> None:
    """Every staged row of a fact is in the file."""
    with duckdb.connect(str(file), read_only=True) as warehouse:
        tables = {name for one in copies.seasons.values() for name in one.files}
        facts = [name for name in tables if name.startswith("core.fct_")]
        found = sum(warehouse.sql(f"select count(*) from {one}").fetchall()[0][0] for one in facts)
    if found != copies.rows:
        raise AssertionError(f"{file} has {found} rows of facts, staged are {copies.rows}")


def _whole(folder: Path) -> None:
    from pipelines import staged
    from pipelines.warehouse.build import build_warehouse
    from pipelines.warehouse.catalog import load_catalog

    seasons = staged.read_manifest(folder / "staged")
    build_warehouse(folder / "staged", seasons, load_catalog(ROOT / "sql"), folder / "whole.duckdb")


def _bare(folder: Path) -> None:
    from pipelines import staged

    seasons = staged.read_manifest(folder / "staged")
    files: dict[str, list[str]] = {}
    for season in seasons.values():
        for table in season.files:
            files.setdefault(table, []).append(str(folder / "staged" / season.path(table)))
    with duckdb.connect(str(folder / "bare.duckdb")) as warehouse:
        for schema in {table.partition(".")[0] for table in files}:
            warehouse.execute(f"create schema {schema}")
        for table, paths in files.items():
            warehouse.execute(f"create table {table} as select * from read_parquet({paths})")


if __name__ == "__main__":
    started = time.perf_counter()
    {"whole": _whole, "bare": _bare}[sys.argv[1]](Path(sys.argv[2]))
    print(time.perf_counter() - started)
