"""One article of many is edited: what the next build costs, step by step, beside a full one.

The edit is a newer revision of the newest article, as a fetch would land it. Without Dagster,
whose start-up is measured elsewhere, so that steps can be told apart: extraction reads the one
season anew, and the load is that of every row, edited or not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from benchmarks.comparison import hold_file_against
from benchmarks.many_builds import MANY, MOST, SOME
from benchmarks.measure import Figure, Measure
from benchmarks.phases import phases
from benchmarks.workbench import Articles, Workbench


def _measures(count: int) -> tuple[Measure, ...]:
    of, full = f"1 article of {count:,} changed", "full build"
    is_long = count == MOST
    return (
        Measure(f"{of}: all", "s", full, 0.02, only_whole=is_long),
        Measure(f"{of}: look at raw/", "s", full, only_whole=is_long),
        Measure(f"{of}: extraction", "s", full, only_whole=is_long),
        Measure(f"{of}: load", "s", full, only_whole=is_long),
    )


_BY_COUNT = {count: _measures(count) for count in (SOME, MANY, MOST)}
MEASURES = tuple(one for measures in _BY_COUNT.values() for one in measures)


def measure(bench: Workbench, whole: bool = False) -> list[Figure]:
    found = []
    for count in (SOME, MANY, MOST) if whole else (SOME, MANY):
        articles = bench.articles(count)
        articles.forget_the_warehouse()
        full = phases(articles)
        edit(articles)
        again = phases(articles)
        hold_file_against(articles.truth, articles.database)
        found += figures(count, full, again)
    return found


def figures(count: int, full: Mapping[str, float], again: Mapping[str, float]) -> list[Figure]:
    """Each step beside the whole of the full build."""
    return [
        Figure(one, again[step], full["all"], again[step] / full["all"])
        for one, step in zip(_BY_COUNT[count], ("all", "scan", "extract", "load"), strict=True)
    ]


def edit(articles: Articles) -> None:
    """A newer revision of the last article, with a sentence more, which no table knows of."""
    newest = max(articles.raw.rglob("*.wikitext"))
    revision = re.compile(r"\.r(\d+)\.wikitext$")
    number = int(revision.findall(newest.name)[0]) + 1
    text = newest.read_text(encoding="utf-8") + "\nThe crowd was large.\n"
    newest.with_name(revision.sub(f".r{number}.wikitext", newest.name)).write_text(text, "utf-8")
