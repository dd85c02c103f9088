"""The HTML reader beside ``pandas.read_html`` on the same pages.

Pandas gives tables alone, without links, headings, captions, text or sources; the reader gives
all. Each round reads every page with each, one after the other.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable

from benchmarks.generated.article import article
from benchmarks.generated.calendar import SeasonPlan
from benchmarks.generated.page import page
from benchmarks.generated.season import races
from benchmarks.measure import Figure, Measure, compared
from benchmarks.workbench import Workbench
from pipelines.documents.markup import MarkupRules
from pipelines.documents.reading import read_document

ROUNDS, PAGES = 3, 12
RULES = MarkupRules()
MEASURES = (
    Measure("HTML → documents, a second", "MB", "", None, False),
    Measure("HTML → documents, 12 pages", "ms", "pandas.read_html, bs4", 4, False),
    Measure("HTML → documents, 12 pages again", "ms", "pandas.read_html, lxml", None, False),
    Measure("a page ten times as long, times as long", "", "", 12),
)


def generated_page(rows: int) -> str:
    """A page with one long table, as MediaWiki renders it."""
    cells = "".join(
        f'<tr>\n<td>{row}</td>\n<td><a href="/wiki/Driver_{row}" title="Driver {row}">Driver '
        f'{row}</a> <b>(R)</b></td>\n<td align="center">1:{row:02}.435</td></tr>\n'
        for row in range(rows)
    )
    return (
        '<div class="mw-parser-output"><h2>Results</h2><p>Text.</p><table class="wikitable">'
        f"<tr><th>Pos</th><th>Driver</th><th>Time</th></tr>{cells}</table></div>"
    )


def with_pandas(flavor: str) -> Callable[[str], object]:
    import pandas as pd

    return lambda page: pd.read_html(io.StringIO(page), flavor=flavor)


def with_reader(page: str) -> object:
    return read_document(".html", page.encode(), RULES)


def seconds(read: Callable[[str], object], texts: list[str]) -> float:
    """Time to read all pages."""
    started = time.process_time()
    for text in texts:
        read(text)
    return time.process_time() - started


def measure(bench: Workbench, whole: bool = False, rounds: int = ROUNDS) -> list[Figure]:
    texts = [page(article(race)) for race in races(SeasonPlan("cup", 2024, PAGES))]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    readers = {"ours": with_reader, "bs4": with_pandas("bs4"), "lxml": with_pandas("lxml")}
    times: dict[str, list[float]] = {name: [] for name in readers}
    for _round in range(rounds):
        for name, reader in readers.items():
            times[name].append(seconds(reader, texts))
    return [
        Figure(MEASURES[0], megabytes / statistics.median(times["ours"])),
        compared(MEASURES[1], times["ours"], times["bs4"], 1000),
        compared(MEASURES[2], times["ours"], times["lxml"], 1000),
        Figure(MEASURES[3], growth(rounds)),
    ]


def growth(rounds: int) -> float:
    """How many times as long a page of 10,000 rows takes as one of 1,000, undisturbed."""
    short, long = generated_page(1000), generated_page(10_000)
    shorts = [seconds(with_reader, [short]) for _ in range(2 * rounds)]
    return min(seconds(with_reader, [long]) for _ in range(rounds)) / min(shorts)
