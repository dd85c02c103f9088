"""Wikitext to tables: this project's reader beside two wikitext libraries, in one run.

Run by ``make bench``. All read the same generated articles; ours makes whole documents, the
others only the tables' cells, with what ours hold: clean text, first link, spans. Each
round times all three; a ratio is the median of the rounds' ratios. The second part reads ten
times as much of the same, and of hostile input.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import mwparserfromhell
import wikitextparser
from mwparserfromhell.nodes import Tag

from benchmarks.articles import article
from pipelines.documents.model import UnreadableDocument
from pipelines.documents.reading import read_document
from pipelines.recognition.vocabulary import load_vocabulary

RULES = load_vocabulary(Path(__file__).parent.parent / "pipelines" / "vocabulary").markup
ROUNDS = 5
# Megabytes (10**6 bytes) a second on one core; how many times as fast as the others.
SPEED, WIKITEXTPARSER, MWPARSERFROMHELL, TENFOLD = 5.0, 7.0, 30.0, 12.0
HOSTILE = ("{|\n", "{{", "[[", "<table>", "{{a|", "[[a\n", "<ref>", "[[a|b]] x ")


def ours(texts: list[str]) -> int:
    documents = [read_document(".wikitext", text.encode(), RULES) for text in texts]
    return sum(
        len(row.own_cells) for one in documents for table in one.tables for row in table.rows
    )


def with_wikitextparser(texts: list[str]) -> int:
    """Text, first link and spans of each cell, as ours have them."""
    found = []
    for text in texts:
        for table in wikitextparser.parse(text).tables:
            for row in table.cells(span=False):
                for cell in row:
                    links = cell.wikilinks
                    spans = (cell.attrs.get("rowspan"), cell.attrs.get("colspan"))
                    shown = wikitextparser.remove_markup(cell.value)
                    found.append((shown, links[0].title if links else None, spans))
    return len(found)


def with_mwparserfromhell(texts: list[str]) -> int:
    """Text, first link and spans of each cell, as ours have them."""
    found = []
    for text in texts:
        for table in mwparserfromhell.parse(text).filter_tags(matches=is_table):
            for cell in table.contents.filter_tags(matches=is_cell):
                links = cell.contents.filter_wikilinks()
                spans = [cell.get(name) for name in ("rowspan", "colspan") if cell.has(name)]
                shown = cell.contents.strip_code()
                found.append((shown, links[0].title if links else None, spans))
    return len(found)


def is_table(tag: Tag) -> bool:
    return bool(tag.tag == "table")


def is_cell(tag: Tag) -> bool:
    return tag.tag in ("td", "th")


def seconds(work: Callable[[list[str]], int], texts: list[str]) -> float:
    started = time.process_time()
    work(texts)
    return time.process_time() - started


def hostile_seconds(text: str) -> float:
    started = time.process_time()
    with suppress(UnreadableDocument):
        read_document(".wikitext", text.encode(), RULES)
    return time.process_time() - started


def main() -> int:
    texts = [article(number) for number in range(200)]
    few = texts[:6]
    assert ours(few) == with_wikitextparser(few) == with_mwparserfromhell(few)
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    speeds, parser, hell = [], [], []
    for turn in range(ROUNDS):
        some = texts[turn * 6 : turn * 6 + 6]
        speeds.append(megabytes / seconds(ours, texts))
        base = seconds(ours, some * 10) / 10
        parser.append(seconds(with_wikitextparser, some) / base)
        hell.append(seconds(with_mwparserfromhell, some) / base)
    print(f"{'wikitext -> Document, 200 articles':<48}{'measured':>10}{'limit':>8}")
    failed = show("MB/s on one core", statistics.median(speeds), SPEED)
    failed |= show(
        "times as fast as wikitextparser's tables", statistics.median(parser), WIKITEXTPARSER
    )
    failed |= show(
        "times as fast as mwparserfromhell's tables", statistics.median(hell), MWPARSERFROMHELL
    )
    print(f"{'ten times the input takes':<48}{'times':>10}{'at most':>8}")
    growth = [seconds(ours, texts) / seconds(ours, texts[::10]) for _ in range(3)]
    failed |= show("articles", min(growth), TENFOLD, is_limit_above=True)
    for mark in HOSTILE:
        ratio = min(hostile_seconds(mark * 10**6) / hostile_seconds(mark * 10**5) for _ in range(2))
        failed |= show(f"a million of {mark!r}", ratio, TENFOLD, is_limit_above=True)
    return int(failed)


def show(name: str, value: float, limit: float, is_limit_above: bool = False) -> bool:
    """Print one line of the table; whether the limit is missed."""
    print(f"{name:<48}{value:>10.2f}{limit:>8}")
    return value > limit if is_limit_above else value < limit


if __name__ == "__main__":
    sys.exit(main())
