"""Queries of every mart through the published file, opened read-only as anybody would.

Typical ones: one race, one season, one driver, and an aggregate over all, each as far as the
mart has such a column, each for several races, seasons and drivers. The figure of a mart is the
time that 95 of 100 of its queries stay below; each is shown, the largest is the table's.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import duckdb

from benchmarks.many_builds import MANY, MOST
from benchmarks.measure import Figure, Measure
from benchmarks.processes import ROOT
from benchmarks.workbench import Workbench
from pipelines.warehouse.query import open_read_only

MARTS = tuple(sorted(path.stem for path in (ROOT / "sql" / "marts").glob("*.sql")))
_EACH, _MILLISECONDS = 5, 200
# Of a larger one, such as all results of a make, what takes time is to hand over its rows.
_LARGEST_ANSWER = 10_000


_BY_COUNT = {
    count: Measure(
        f"the slowest of {len(MARTS)} marts, {count:,} races, p95",
        "ms",
        "",
        _MILLISECONDS,
        only_whole=count == MOST,
    )
    for count in (MANY, MOST)
}
MEASURES = tuple(_BY_COUNT.values())


def measure(bench: Workbench, whole: bool = False) -> list[Figure]:
    found = []
    for count in (MANY, MOST) if whole else (MANY,):
        times = mart_times(bench.built(count).database)
        slowest = {name: percentile(one) * 1000 for name, one in times.items()}
        for name, milliseconds in sorted(slowest.items(), key=lambda one: -one[1]):
            print(f"  marts.{name}: {milliseconds:.0f} ms", file=sys.stderr)
        found.append(Figure(_BY_COUNT[count], max(slowest.values())))
    return found


def mart_times(file: Path, each: int = _EACH) -> dict[str, list[float]]:
    """Seconds of each query, by mart; what is first read from disk is read before."""
    taken: dict[str, list[float]] = {}
    with open_read_only(file) as warehouse:
        for name in MARTS:
            queries = list(_queries(warehouse, name, each))
            warehouse.execute(queries[0]).fetchall()
            taken[name] = []
            for query in queries:
                started = time.perf_counter()
                rows = warehouse.execute(query).fetchall()
                if len(rows) <= _LARGEST_ANSWER:
                    taken[name].append(time.perf_counter() - started)
    return taken


def percentile(times: list[float], share: int = 95) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[share - 1]


def _queries(warehouse: duckdb.DuckDBPyConnection, mart: str, each: int) -> Iterator[str]:
    chance = Random(mart)
    described = warehouse.execute(f"describe marts.{mart}").fetchall()
    columns = {str(row[0]) for row in described}
    yield f"select count(*) from marts.{mart}"
    chosen = {
        "race_id": "core.dim_race", "season_id": "core.dim_season", "driver_id": "core.dim_driver",
        "team_id": "core.dim_team", "manufacturer_id": "core.dim_manufacturer",
    }  # fmt: skip
    for column, table in chosen.items():
        if column in columns:
            idents = [
                row[0] for row in warehouse.execute(f"select {column} from {table}").fetchall()
            ]
            for ident in chance.sample(idents, min(each, len(idents))):
                yield f"from marts.{mart} where {column} = '{ident}'"
    if "season_id" in columns:
        yield f"select season_id, count(*) from marts.{mart} group by season_id order by 2 desc"
