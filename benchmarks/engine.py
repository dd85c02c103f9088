"""The same seasons read by a pool of processes and by a Dask cluster over TCP.

The cluster is a scheduler and workers of its own processes on the loopback, which get what they
read with each task, as workers of other machines do. All engines are open and have read a
season before: what is measured is the work. How long it takes until there is somebody to
do it is measured by itself. What each engine stages is held against the truth.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

import polars as pl

from benchmarks.comparison import hold_frames_against
from benchmarks.generated.truth import COLUMNS
from benchmarks.measure import Figure, Measure, compared, in_turns
from benchmarks.processes import ROOT, descendants
from benchmarks.workbench import Articles, Workbench
from pipelines.engine import (
    DASK,
    DASK_LOCAL_CLUSTER,
    LOCAL,
    Call,
    Engine,
    EngineSettings,
    completed,
    open_engine,
)
from pipelines.extract import extract
from pipelines.recognition.vocabulary import load_vocabulary
from pipelines.season_task import packed
from pipelines.sources.raw import scan_raw_folder
from pipelines.warehouse.catalog import load_catalog

COUNT, ROUNDS = 720, 3
_POOL = "pool of processes"
_RATE = Measure("articles read a second, pool of 2 processes", "")
_DASK = Measure(f"{COUNT} articles read by 2 Dask workers over TCP", "s", _POOL, 1.25)
_WORK = Measure("the same, processor time of all processes, an article", "ms", _POOL, 1.25)
_SPEED_UP = Measure("2 Dask workers to 1", "s", "1 worker", 1.5, is_at_most=False)
_POOL_SPEED_UP = Measure("2 processes of a pool to 1", "s", "1 process", 1.5, is_at_most=False)
_START = Measure("until 2 workers of a Dask cluster of this machine have answered", "s", _POOL)
_TRAVEL = Measure("an article sent to a Dask worker and not read, processor time", "ms")
MEASURES = (_RATE, _DASK, _WORK, _TRAVEL, _SPEED_UP, _POOL_SPEED_UP, _START)
# Dimensions are one row a season in staged files, and one row in a warehouse.
_TABLES = tuple(name for name in COLUMNS if name.startswith("fct_"))


def measure(bench: Workbench, whole: bool = False) -> list[Figure]:
    articles = bench.articles(COUNT)
    with tempfile.TemporaryDirectory() as made, ExitStack() as stack:
        folder = Path(made)
        engines = {
            f"{kind} {workers}": stack.enter_context(opened)
            for workers in (1, 2)
            for kind, opened in (
                ("pool", open_engine(EngineSettings(workers=workers))),
                ("dask", over_tcp(folder / f"cluster-{workers}", workers)),
            )
        }
        stage = partial(stage_all, articles)
        for name, engine in engines.items():
            warm_up(engine)
            stage(engine, folder / f"{name} first")
            hold_staged(articles, folder / f"{name} first")
        rounds, busy = iter(range(ROUNDS * len(engines))), defaultdict(list)

        def read_all(name: str) -> None:
            before = processor_seconds()
            stage(engines[name], folder / f"{next(rounds)}")
            busy[name].append(processor_seconds() - before)

        taken = in_turns({name: partial(read_all, name) for name in engines}, ROUNDS)
        travels = [travel(articles, engines["dask 2"]) for _ in range(ROUNDS)]
    starts = in_turns({kind: partial(start, kind) for kind in (DASK_LOCAL_CLUSTER, LOCAL)}, ROUNDS)
    return [
        Figure(_RATE, COUNT / statistics.median(taken["pool 2"])),
        compared(_DASK, taken["dask 2"], taken["pool 2"]),
        compared(_WORK, busy["dask 2"], busy["pool 2"], 1e3 / COUNT),
        Figure(_TRAVEL, statistics.median(travels) * 1e3),
        compared(_SPEED_UP, taken["dask 2"], taken["dask 1"]),
        compared(_POOL_SPEED_UP, taken["pool 2"], taken["pool 1"]),
        compared(_START, starts[DASK_LOCAL_CLUSTER], starts[LOCAL]),
    ]


def travel(articles: Articles, engine: Engine) -> float:
    """Processor time an article to pack it, send it with others of its season, and unpack it."""
    seasons = scan_raw_folder(articles.raw).seasons
    before = processor_seconds()
    calls = (
        Call(season, unpacked, ([packed(one) for one in documents],))
        for season, documents in seasons.items()
    )
    sent = sum(future.result() for _, future in completed(engine, calls))
    return (processor_seconds() - before) / sent


def unpacked(contents: list[bytes]) -> int:
    """How many there are."""
    return len([zlib.decompress(one) for one in contents])


def processor_seconds() -> float:
    """Of this process and all below it that still run."""
    ticks = 0
    for pid in descendants(os.getpid()):
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def stage_all(articles: Articles, engine: Engine, folder: Path) -> None:
    catalog = load_catalog(ROOT / "sql")
    vocabulary = load_vocabulary(ROOT / "pipelines" / "vocabulary")
    extract(scan_raw_folder(articles.raw), folder, vocabulary, catalog, engine)


def hold_staged(articles: Articles, staged: Path) -> None:
    """Hold the facts in staged files against the truth."""
    truth = {one: pl.read_parquet(articles.truth / one / "*.parquet") for one in _TABLES}
    found = {
        one: pl.concat([pl.read_parquet(path) for path in staged.glob(f"*/core.{one}.*.parquet")])
        for one in _TABLES
    }
    hold_frames_against(truth, found, _TABLES)


def answer(number: int) -> int:
    """As many answers as there are workers, since each takes its time."""
    import pipelines.season_task  # noqa: F401 - what a worker has to load before it can read

    time.sleep(0.2)
    return number


def warm_up(engine: Engine) -> None:
    for _ in completed(engine, (Call(one, answer, (one,)) for one in range(2 * engine.workers))):
        pass


def start(kind: str) -> None:
    """Open an engine of two workers, and have an answer of both."""
    with open_engine(EngineSettings(kind, 2)) as engine:
        warm_up(engine)


@contextmanager
def over_tcp(folder: Path, workers: int) -> Iterator[Engine]:
    """An engine whose workers are processes of nobody here, reached by TCP."""
    folder.mkdir()
    file, processes = folder / "scheduler.json", []
    options = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)]

    def run(module: str, *arguments: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *options, *arguments]
        known = {**os.environ, "PYTHONPATH": str(ROOT)}
        with (folder / f"{len(processes)}.log").open("wb") as log:
            started = subprocess.Popen(command, cwd=folder, env=known, stdout=log, stderr=log)
        processes.append(started)

    try:
        run("dask_scheduler", "--port", "0")
        address = _address(file)
        for _ in range(workers):
            run("dask_worker", "--nthreads", "1", "--no-nanny", "--memory-limit", "0")
        with open_engine(EngineSettings(DASK, workers, address)) as engine:
            yield engine
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()


def _address(file: Path) -> str:
    for _ in range(600):
        with suppress(OSError, ValueError, KeyError):
            return str(json.loads(file.read_text())["address"])
        time.sleep(0.1)
    raise RuntimeError(f"no scheduler has written {file}")


if __name__ == "__main__":
    from benchmarks.__main__ import main

    sys.exit(main(["engine"]))
