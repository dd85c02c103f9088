"""One article from wikitext or HTML to core tables in memory, beside libraries and hands.

Each round takes another article of one season, and does it in every way, one after the other.
Ours gives all tables, rows verbatim and reports; the others the seven tables of ``peers``. Each
way's tables are held against the truth. "Each of 36": a season's articles together, which
is how a build does it, by article.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.comparison import hold_frames_against
from benchmarks.generated.article import article
from benchmarks.generated.calendar import SeasonPlan
from benchmarks.generated.folder import truth_frames
from benchmarks.generated.page import page
from benchmarks.generated.race import Race
from benchmarks.generated.season import races
from benchmarks.generated.wikitext import wikitext
from benchmarks.measure import Figure, Measure, compared, in_turns
from benchmarks.peers import by_hand
from benchmarks.processes import ROOT
from benchmarks.workbench import Workbench
from pipelines.extract import schemas_of
from pipelines.normalise.season import Tables, extract_season
from pipelines.recognition.vocabulary import load_vocabulary
from pipelines.sources.raw import RawDocument
from pipelines.sources.sidecar import Sidecar
from pipelines.warehouse.catalog import load_catalog

ROUNDS, SEASON = 9, SeasonPlan("cup", 2024, 36)
MEASURES = (
    Measure("wikitext → core tables, one article", "ms", "wikitextparser + Polars", 10, False),
    Measure(
        "wikitext → core tables, one article, to another",
        "ms",
        "mwparserfromhell + Polars",
        10,
        False,
    ),
    Measure("wikitext → core tables, each of 36", "ms", "wikitextparser + Polars", 10, False),
    Measure("HTML → core tables, one article", "ms", "pandas.read_html, lxml", 1, False),
    Measure("HTML → core tables, one article, to another", "ms", "pandas.read_html, bs4", 1, False),
    Measure("HTML → core tables, each of 36", "ms", "pandas.read_html, lxml", 1, False),
)
Works = Mapping[str, Callable[[], object]]


class Ours:
    """The pipeline on documents in memory."""

    def __init__(self) -> None:
        self._vocabulary = load_vocabulary(ROOT / "pipelines" / "vocabulary")
        self._schemas = schemas_of(load_catalog(ROOT / "sql"))

    def tables(self, texts: Sequence[str], suffix: str) -> Tables:
        contents = {f"cup/2024/{number}{suffix}": text for number, text in enumerate(texts)}
        raws = [_raw(ident, suffix, number) for number, ident in enumerate(contents)]
        read: Callable[[RawDocument], bytes] = lambda raw: contents[raw.document_id].encode()  # noqa: E731
        return extract_season(raws, read, self._vocabulary, self._schemas)


def _raw(ident: str, suffix: str, number: int) -> RawDocument:
    slug = f"{number}"
    return RawDocument(ident, Path(ident), "cup", 2024, slug, None, suffix, slug, Sidecar())


def core_of(tables: Tables) -> dict[str, pl.DataFrame]:
    return {name.removeprefix("core."): frame for name, frame in tables.items()}


def measure(bench: Workbench, whole: bool = False, rounds: int = ROUNDS) -> list[Figure]:
    ours = Ours()
    made = list(races(SEASON))
    texts = [wikitext(article(race)) for race in made]
    pages = [page(article(race)) for race in made]
    _hold_all(ours, made[:3], texts, pages)
    wiki = _rounds(
        rounds,
        lambda number: {
            **_wikitext_works(ours, made[number], texts[number]),
            "season": lambda: ours.tables(texts, ".wikitext"),
        },
    )
    html = _rounds(
        rounds,
        lambda number: {
            **_html_works(ours, made[number], pages[number]),
            "season": lambda: ours.tables(pages, ".html"),
        },
    )
    pairs = (
        (wiki["ours"], wiki["wikitextparser"]),
        (wiki["ours"], wiki["mwparserfromhell"]),
        (_each(wiki["season"]), wiki["wikitextparser"]),
        (html["ours"], html["lxml"]),
        (html["ours"], html["bs4"]),
        (_each(html["season"]), html["lxml"]),
    )
    return [
        compared(one, own, peer, unit=1000)
        for one, (own, peer) in zip(MEASURES, pairs, strict=True)
    ]


def _each(seasons: Sequence[float]) -> list[float]:
    """Seconds an article, of all together."""
    return [one / SEASON.races for one in seasons]


def _rounds(rounds: int, works: Callable[[int], Works]) -> dict[str, list[float]]:
    """Seconds by way and round, each of another article; the first of all is thrown away."""
    in_turns(works(0), 1)
    taken: dict[str, list[float]] = {}
    for number in range(rounds):
        for name, found in in_turns(works(number), 1).items():
            taken.setdefault(name, []).extend(found)
    return taken


def _wikitext_works(ours: Ours, race: Race, text: str) -> Works:
    from benchmarks.peers import with_mwparserfromhell, with_wikitextparser

    return {
        "ours": lambda: ours.tables([text], ".wikitext"),
        "wikitextparser": lambda: by_hand.core_frames(
            with_wikitextparser.tables(text), race.race_id
        ),
        "mwparserfromhell": lambda: by_hand.core_frames(
            with_mwparserfromhell.tables(text), race.race_id
        ),
    }


def _html_works(ours: Ours, race: Race, text: str) -> Works:
    from benchmarks.peers import with_pandas

    return {
        "ours": lambda: ours.tables([text], ".html"),
        "lxml": lambda: with_pandas.core_frames(text, race.race_id, "lxml"),
        "bs4": lambda: with_pandas.core_frames(text, race.race_id, "bs4"),
    }


def _hold_all(ours: Ours, made: Sequence[Race], texts: Sequence[str], pages: Sequence[str]) -> None:
    """Every way, of some races, must give what is true."""
    from benchmarks.peers import with_mwparserfromhell, with_pandas, with_wikitextparser

    for race, text, html in zip(made, texts, pages, strict=False):
        truth = truth_frames([race])
        for found in (ours.tables([text], ".wikitext"), ours.tables([html], ".html")):
            hold_frames_against(truth, core_of(found))
        for library in (with_wikitextparser, with_mwparserfromhell):
            frames = by_hand.core_frames(library.tables(text), race.race_id)
            hold_frames_against(truth, frames, by_hand.TABLES)
        for flavor in ("lxml", "bs4"):
            hold_pandas(truth, with_pandas.core_frames(html, race.race_id, flavor))


def hold_pandas(truth: Mapping[str, pl.DataFrame], frames: Mapping[str, Any]) -> None:
    """By the columns that pandas has: what images and empty cells say, it loses."""
    found = {
        table: pl.DataFrame(
            {
                name: frame[name].astype(object).where(frame[name].notna(), None).tolist()
                for name in frame.columns
            },
            strict=False,
        )
        for table, frame in frames.items()
    }
    stated = {table: truth[table].select(frame.columns) for table, frame in found.items()}
    hold_frames_against(stated, found, found)
