"""The HTML reader beside ``pandas.read_html`` on the same pages, in one run.

Run by ``python benchmarks/html_pages.py``, with pandas and html5lib installed. Pandas gives
tables alone, without links, headings, captions, text or sources; the reader gives all. Each
round reads every page with each, one after the other; a ratio is the median of the rounds.
The pages are the saved ones if they are beside the repository, else generated.
"""

from __future__ import annotations

import io
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import bs4
import pandas
from lxml import etree

from pipelines.documents.markup import MarkupRules
from pipelines.documents.reading import read_document

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
ROUNDS = 3
# At least four times as fast as pandas with the parser that takes any page.
AT_LEAST = 4.0
# Ten times as long a page may take this many times as long.
AT_MOST_FOR_TEN = 12.0
RULES = MarkupRules()


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


def pages() -> list[str]:
    """The pages to read."""
    saved = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.html"))]
    return saved or [generated_page(rows) for rows in (40, 100, 200, 400)]


def with_pandas(flavor: str) -> Callable[[str], object]:
    def read(page: str) -> object:
        return pandas.read_html(io.StringIO(page), flavor=flavor)

    return read


def with_reader(page: str) -> object:
    return read_document(".html", page.encode(), RULES)


def seconds(read: Callable[[str], object], texts: list[str]) -> float:
    """Time to read all pages."""
    started = time.process_time()
    for text in texts:
        read(text)
    return time.process_time() - started


def main() -> int:
    texts = pages()
    size = sum(len(text.encode()) for text in texts)
    ours: list[float] = []
    theirs: dict[str, list[float]] = {"bs4": [], "lxml": []}
    for _ in range(ROUNDS):
        ours.append(seconds(with_reader, texts))
        for flavor, times in theirs.items():
            times.append(seconds(with_pandas(flavor), texts))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"bs4 {bs4.__version__}, lxml {etree.__version__}, pandas {pandas.__version__}")
    print(f"{len(texts)} pages, {size / 1e6:.1f} MB")
    print(f"{'reader':<36}{'seconds':>9}{'MB/s':>7}{'times as long':>15}{'at least':>10}")
    show("pipelines.documents.html", ours, ours, size)
    for flavor, times in theirs.items():
        limit = AT_LEAST if flavor == "bs4" else None
        show(f"pandas.read_html, flavor {flavor}", times, ours, size, limit)
    ratio = median_ratio(theirs["bs4"], ours)
    grown = growth()
    print(f"a page ten times as long takes {grown:.1f} times as long; at most {AT_MOST_FOR_TEN}")
    return int(ratio < AT_LEAST or grown > AT_MOST_FOR_TEN)


def growth() -> float:
    """How many times as long a page of 10,000 rows takes as one of 1,000, undisturbed."""
    short, long = generated_page(1000), generated_page(10_000)
    shorts = [seconds(with_reader, [short]) for _ in range(2 * ROUNDS)]
    return min(seconds(with_reader, [long]) for _ in range(ROUNDS)) / min(shorts)


def median_ratio(times: list[float], base: list[float]) -> float:
    return statistics.median(time / one for time, one in zip(times, base, strict=True))


def show(
    name: str, times: list[float], base: list[float], size: int, limit: float | None = None
) -> None:
    """Print one line of the table."""
    median = statistics.median(times)
    ratio = median_ratio(times, base)
    print(f"{name:<36}{median:>9.2f}{size / 1e6 / median:>7.2f}{ratio:>15.2f}{limit or '':>10}")


if __name__ == "__main__":
    sys.exit(main())
