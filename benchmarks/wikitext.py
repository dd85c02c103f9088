"""Wikitext to documents: this project's reader beside two wikitext libraries.

All read the same generated articles; ours makes whole documents, the others only the tables'
cells, with what ours hold: clean text, first link, spans. Each round times all three. What ten
times as much of the same takes is measured too, and of hostile input.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from benchmarks.generated.article import article
from benchmarks.generated.calendar import SeasonPlan
from benchmarks.generated.season import races
from benchmarks.generated.wikitext import wikitext
from benchmarks.measure import Figure, Measure, compared
from benchmarks.processes import ROOT
from benchmarks.workbench import Workbench
from pipelines.documents.model import UnreadableDocument
from pipelines.documents.reading import read_document
from pipelines.recognition.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from mwparserfromhell.nodes import Tag

RULES = load_vocabulary(ROOT / "pipelines" / "vocabulary").markup
ROUNDS, ARTICLES = 5, 108
HOSTILE = ("{|\n", "{{", "[[", "<table>", "{{a|", "[[a\n", "<ref>", "[[a|b]] x ")
# Megabytes are 10**6 bytes, of one core.
MEASURES = (
    Measure("wikitext → documents, a second", "MB", "", 5, False),
    Measure("wikitext → tables, of 6 articles", "ms", "wikitextparser", 7, False),
    Measure("wikitext → tables, of 6 articles again", "ms", "mwparserfromhell", 30, False),
    Measure("ten times as many articles, times as long", "", "", 12),
    Measure("ten times as much hostile input, times as long at most", "", "", 12),
)


def ours(texts: list[str]) -> int:
    documents = [read_document(".wikitext", text.encode(), RULES) for text in texts]
    return sum(
        len(row.own_cells) for one in documents for table in one.tables for row in table.rows
    )


def with_wikitextparser(texts: list[str]) -> int:
    """Text, first link and spans of each cell, as ours have them."""
    import wikitextparser

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
    import mwparserfromhell

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


def measure(bench: Workbench, whole: bool = False, rounds: int = ROUNDS) -> list[Figure]:
    texts = [
        wikitext(article(race))
        for season in (2024, 2009, 1985)
        for race in races(SeasonPlan("cup", season, ARTICLES // 3))
    ]
    few = texts[:3] + texts[-3:]
    cells = {ours(few), with_wikitextparser(few), with_mwparserfromhell(few)}
    assert len(cells) == 1, f"not all find as many cells: {cells}"
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    times: dict[str, list[float]] = {"all": [], "ours": [], "parser": [], "hell": []}
    for turn in range(rounds):
        some = texts[turn :: ARTICLES // 6][:6]
        times["all"].append(seconds(ours, texts))
        times["ours"].append(seconds(ours, some * 10) / 10)
        times["parser"].append(seconds(with_wikitextparser, some))
        times["hell"].append(seconds(with_mwparserfromhell, some))
    return [
        Figure(MEASURES[0], megabytes / statistics.median(times["all"])),
        compared(MEASURES[1], times["ours"], times["parser"], 1000),
        compared(MEASURES[2], times["ours"], times["hell"], 1000),
        Figure(MEASURES[3], min(growth(texts) for _ in range(3))),
        Figure(MEASURES[4], max(map(hostile_growth, HOSTILE))),
    ]


def growth(texts: list[str]) -> float:
    return seconds(ours, texts * 2) / seconds(ours, texts[::5])


def hostile_growth(mark: str) -> float:
    """The better of two: what disturbs one of them is no growth."""
    return min(hostile_seconds(mark * 10**6) / hostile_seconds(mark * 10**5) for _ in range(2))
