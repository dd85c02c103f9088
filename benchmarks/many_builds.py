"""Builds of more and more articles from raw/, beside a script over the same files.

Ours is ``nascar-warehouse build``: recorded, checked and held against the truth, each from
nothing. Processor time and memory are those of all its processes. Time is linear where a
megabyte of wikitext takes as long among many as among few.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from benchmarks.measure import Figure, Measure
from benchmarks.one_build import hold_script, run_script
from benchmarks.processes import Cost
from benchmarks.workbench import Articles, Workbench

FEW, SOME, MANY, MOST = 36, 360, 3_600, 36_000
_SCRIPT = "60-line pandas script"
# Ours, and what the script took, which is not asked to do the most of them.
_BUILDS = {
    count: Measure(f"build of {count:,} articles from raw/", "s", _SCRIPT, 1)
    for count in (FEW, SOME, MANY)
} | {MOST: Measure(f"build of {MOST:,} articles from raw/", "s", only_whole=True)}
_SHARES = {
    count: Measure(
        f"cores in use, of those there are, {count:,} articles", "", "", 0.8, False, count == MOST
    )
    for count in (MANY, MOST)
}
_MEMORY = {
    count: Measure(f"memory of a build, {count:,} articles", "MiB", "", 1536, True, count == MOST)
    for count in (SOME, MANY, MOST)
}
_LINEAR = {
    SOME: Measure(f"seconds a MB, {MANY:,} articles", "s", f"{SOME:,} articles", 1.2),
    MANY: Measure(f"seconds a MB, {MOST:,} articles", "s", f"{MANY:,} articles", 1.2, True, True),
}
MEASURES = (*_BUILDS.values(), *_SHARES.values(), *_MEMORY.values(), *_LINEAR.values())
_MEBIBYTE = 1024**2


def measure(bench: Workbench, whole: bool = False) -> list[Figure]:
    counts = (FEW, SOME, MANY, MOST) if whole else (FEW, SOME, MANY)
    articles = {count: bench.articles(count) for count in counts}
    ours, script = {}, {}
    for count, one in articles.items():
        one.forget_the_warehouse()
        ours[count] = one.build()
        if _BUILDS[count].peer:
            script[count] = run_script(one)
            hold_script(one)
    return figures(ours, script, {count: megabytes(one) for count, one in articles.items()})


def figures(
    ours: Mapping[int, Cost], script: Mapping[int, float], sizes: Mapping[int, float]
) -> list[Figure]:
    """Every figure that these builds give."""
    a_megabyte = {count: cost.seconds / sizes[count] for count, cost in ours.items()}
    cores = os.cpu_count() or 1
    found = []
    for count, cost in ours.items():
        beside = script.get(count)
        ratio = cost.seconds / beside if beside else None
        found.append(Figure(_BUILDS[count], cost.seconds, beside, ratio))
        if count in _SHARES:
            found.append(Figure(_SHARES[count], cost.cores / cores))
        if count in _MEMORY:
            found.append(Figure(_MEMORY[count], cost.megabytes * 1e6 / _MEBIBYTE))
    for (before, one), after in zip(_LINEAR.items(), (MANY, MOST), strict=True):
        if after in a_megabyte:
            few, many = a_megabyte[before], a_megabyte[after]
            found.append(Figure(one, many, few, many / few))
    return found


def megabytes(articles: Articles) -> float:
    """Of wikitext."""
    return sum(path.stat().st_size for path in articles.raw.rglob("*.wikitext")) / 1e6
