"""A multistream dump read in shards: what one core reads a second, and what a second one adds.

The dump has what English Wikipedia has: hardly any race among its pages. What one core reads is
told by processor time, compressed and plain, of all that a worker does. Then the whole dump is
read by one and by two processes, which are started before; last it is imported by one process
without its index, and by two with it. Each time every race must have been found.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.dumps_made import MadePage, made_pages, page_xml, write_multistream
from benchmarks.engine import warm_up
from benchmarks.measure import Figure, Measure, compared, in_turns
from benchmarks.processes import ROOT
from benchmarks.workbench import Workbench
from pipelines.engine import Engine, EngineSettings, in_this_process, open_engine
from pipelines.import_shards import Sharding, ShardReading, divide
from pipelines.importing import import_dump
from pipelines.recognition.vocabulary import load_vocabulary
from pipelines.sources.article_selection import ArticleSelection
from pipelines.sources.dump_shard_files import Shard

SIZE, ROUNDS, RACES_OF_A_HUNDRED = 300_000_000, 3, 0.1
_ALONE, _WHOLE = "1 process", "1 process, as one"
MEASURES = (
    Measure("a multistream dump, read by a core in a second, compressed", "MB"),
    Measure("the same, as XML", "MB"),
    Measure("a multistream dump read by 2 processes", "s", _ALONE, 1.5, is_at_most=False),
    Measure("a multistream dump imported by 2 processes", "s", _WHOLE, 1.5, is_at_most=False),
)


def measure(bench: Workbench, whole: bool = False, size: int = SIZE) -> list[Figure]:
    folder = bench.folder / "shards"
    folder.mkdir()
    try:
        dump = folder / "made-multistream.xml.bz2"
        made = list(_pages(size))
        write_multistream(dump, made)
        races = sum("Infobox NASCAR race report" in page.text for page in made)
        plain = sum(len(page_xml(page).encode()) for page in made)
        return _figures(folder, dump, plain, races)
    finally:
        shutil.rmtree(folder)


def _pages(size: int) -> Iterator[MadePage]:
    written = 0
    for page in made_pages(races=RACES_OF_A_HUNDRED):
        yield page
        written += len(page_xml(page).encode())
        if written >= size:
            return


def _figures(folder: Path, dump: Path, plain: int, races: int) -> list[Figure]:
    numbers = count()
    vocabulary = load_vocabulary(ROOT / "pipelines" / "vocabulary")

    def read(engine: Engine) -> None:
        found = read_shards(dump, folder / f"{next(numbers)}", engine)
        assert sum(shard.articles for shard in found) == races

    def imported(engine: Engine | None) -> None:
        into = folder / f"{next(numbers)}"
        divided = engine and Sharding(lambda: nullcontext(engine), into / "shards")
        report = import_dump(dump, into / "raw", vocabulary, sharding=divided)
        # Made titles are those of no race: each was looked at.
        assert report.articles_found + len(report.no_races) == races

    started = time.process_time()
    read(in_this_process())
    core = time.process_time() - started
    with ExitStack() as stack:
        one, two = (
            stack.enter_context(open_engine(EngineSettings(workers=workers))) for workers in (1, 2)
        )
        for engine in (one, two):
            warm_up(engine)
            read(engine)
        taken = in_turns(
            {
                "read 1": partial(read, one),
                "read 2": partial(read, two),
                "import 1": partial(imported, None),
                "import 2": partial(imported, two),
            },
            ROUNDS,
        )
    return [
        Figure(MEASURES[0], dump.stat().st_size / 1e6 / core),
        Figure(MEASURES[1], plain / 1e6 / core),
        compared(MEASURES[2], taken["read 2"], taken["read 1"]),
        compared(MEASURES[3], taken["import 2"], taken["import 1"]),
    ]


def read_shards(dump: Path, location: Path, engine: Engine) -> list[Shard]:
    """Read a dump in shards, by an engine."""
    sharding = Sharding(lambda: nullcontext(engine), location)
    vocabulary = load_vocabulary(ROOT / "pipelines" / "vocabulary")
    selection = ArticleSelection.from_vocabulary(vocabulary)
    division = divide(dump, sharding, selection, "", print)
    assert division is not None
    reading = ShardReading(division, 0, lambda done: None)
    return [shard for _, shard, _ in reading.in_order(engine) if isinstance(shard, Shard)]
