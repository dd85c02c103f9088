"""A whole recorded build of one article, beside a script and beside ``import dagster``.

Each round runs one process of each kind, one after the other.
"""

from __future__ import annotations

import sys

import duckdb

from benchmarks.comparison import NotTheTruth, hold_file_against
from benchmarks.measure import Figure, Measure, compared
from benchmarks.processes import run, run_python
from benchmarks.workbench import Articles, Workbench

ROUNDS = 7
# The third is the time that ours may take beside the script's: some of what Dagster costs.
_BESIDE_THE_SCRIPT = 1.5
MEASURES = (
    Measure("build of 1 article, recorded by Dagster", "s", "import dagster", 3.5),
    Measure("build of 1 article, to a script", "s", "60-line pandas script + 1.5 × import", 1),
    Measure("build with nothing changed", "s", "import dagster", 1.3),
)


def measure(bench: Workbench, whole: bool = False, rounds: int = ROUNDS) -> list[Figure]:
    articles = bench.articles(1)
    build = [sys.executable, "-m", "pipelines", "build"]
    imports, ours, unchanged, script = [], [], [], []
    articles.forget_the_warehouse()
    articles.build()  # the database of runs is made once
    run_script(articles)
    hold_script(articles)
    for _ in range(rounds):
        articles.forget_the_warehouse()
        imports.append(run_python("-c", "import dagster").seconds)
        ours.append(run(build, articles.environment).seconds)
        unchanged.append(run(build, articles.environment).seconds)
        script.append(run_script(articles))
    hold_file_against(articles.truth, articles.database)
    allowed = [one + _BESIDE_THE_SCRIPT * other for one, other in zip(script, imports, strict=True)]
    pairs = ((ours, imports), (ours, allowed), (unchanged, imports))
    return [compared(one, taken, peer) for one, (taken, peer) in zip(MEASURES, pairs, strict=True)]


def run_script(articles: Articles) -> float:
    """Seconds of the peer's script over the same files."""
    file = articles.folder / "script.duckdb"
    return run_python("benchmarks/peers/script.py", str(articles.raw), str(file)).seconds


def hold_script(articles: Articles) -> None:
    """What the script has made has as many rows as are true.

    Raises:
        NotTheTruth: it has more or fewer.
    """
    kinds = {"race_result": "fct_race_result", "qualifying": "fct_qualifying_result"}
    with duckdb.connect(str(articles.folder / "script.duckdb"), read_only=True) as made:
        for kind, table in kinds.items():
            found = made.sql(f"select count(*) from {kind}").fetchall()[0][0]
            truth = f"read_parquet('{articles.truth}/{table}/*.parquet')"
            rows = made.sql(f"select count(*) from {truth}").fetchall()[0][0]
            if found != rows:
                raise NotTheTruth(f"the script has {found} rows of {kind}, {rows} are true")
