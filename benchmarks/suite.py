"""The suite: which benchmarks there are, in which order, and all that they measure.

In: nothing. Out: modules by name. Separate because the table must have a row for each measure
and none besides, whoever runs it, and a benchmark that is not listed here is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Protocol, cast

from benchmarks.measure import Figure, Measure
from benchmarks.workbench import Workbench

# Short ones first; what builds most comes before what asks of it.
MODULES = (
    "one_article", "one_build", "many_builds", "warehouse_load", "queries", "disk", "refresh",
    "engine", "wikitext", "html_pages", "dump", "dump_shards",
    "fetch",
)  # fmt: skip


class Benchmark(Protocol):
    """A module of the suite."""

    MEASURES: tuple[Measure, ...]

    def measure(self, bench: Workbench, whole: bool = False) -> list[Figure]:
        """Take every figure; with ``whole``, those too that take many minutes."""


def benchmark(name: str) -> Benchmark:
    return cast(Benchmark, import_module(f"benchmarks.{name}"))


def measures(names: Iterable[str] = MODULES) -> list[Measure]:
    """Every row that the table of a whole run has, in its order."""
    return [one for name in names for one in benchmark(name).MEASURES]
