"""A dump of 300 MB: this project's reader beside mwxml and bzip2, and its memory.

The dump is generated. Plain XML is read by ours and by mwxml, each page
with its title, ids, timestamp, sha1 and text; the same as bz2 by ours, all pages or race
articles only, and by ``bzip2 -dc FILE | wc -c``. Each round times all of them; a ratio is the
median of the rounds' ratios. Memory is that of processes which read all of it, or a tenth.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.dumps_made import write_dump
from benchmarks.measure import Figure, Measure, compared
from benchmarks.processes import ROOT
from benchmarks.workbench import Workbench
from pipelines.recognition.vocabulary import load_vocabulary
from pipelines.sources.article_selection import ArticleSelection
from pipelines.sources.dump import DumpPage, DumpReader

SIZE, ROUNDS = 300_000_000, 3
_BZIP2, _TENTH = "bzip2 -dc", "a tenth of it"
MEASURES = (
    Measure("a dump as plain XML, read a second", "MB"),
    Measure("a dump as plain XML, every page", "s", "mwxml", 3, False),
    Measure("a dump as bz2, every page", "s", _BZIP2, 1.3),
    Measure("a dump as bz2, race articles", "s", _BZIP2, 1.3),
    Measure("memory to read a dump as plain XML", "MB", _TENTH, 1.2),
    Measure("memory to read a dump as bz2", "MB", _TENTH, 1.2),
)
# The most memory of the process itself: what getrusage says is at least that of its parent.
READ = """
import sys
from pathlib import Path
from benchmarks.dump import ours
ours(Path(sys.argv[1]))
status = Path("/proc/self/status").read_text()
print(status.partition("VmHWM:")[2].split()[0])
"""


def ours(path: Path) -> int:
    """Read every page; how many characters their texts have."""
    with DumpReader(path) as reader:
        return sum(len(page.text or "") for page in reader.pages() if isinstance(page, DumpPage))


def with_mwxml(path: Path) -> int:
    """The same with mwxml, which makes pages and revisions with all their fields."""
    import mwxml

    characters = 0
    with path.open("rb") as file:
        for page in mwxml.Dump.from_file(file):
            for revision in page:
                characters += len(revision.text or "")
    return characters


def race_articles(path: Path) -> int:
    """How many race articles there are."""
    vocabulary = load_vocabulary(ROOT / "pipelines" / "vocabulary")
    with DumpReader(path) as reader:
        return sum(1 for _ in reader.revisions(ArticleSelection.from_vocabulary(vocabulary), ""))


def with_bzip2(path: Path) -> int:
    """Decompress only; how many bytes come out."""
    command = f'bzip2 -dc "{path}" | wc -c'
    return int(subprocess.run(command, shell=True, check=True, capture_output=True).stdout)


def seconds(work: Callable[[Path], int], path: Path) -> float:
    started = time.perf_counter()
    work(path)
    return time.perf_counter() - started


def most_megabytes(path: Path) -> float:
    """The most memory of a process that reads a dump."""
    command = [sys.executable, "-c", READ, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=True, capture_output=True, env=environment)
    return int(done.stdout) / 1024


def measure(bench: Workbench, whole: bool = False, size: int = SIZE) -> list[Figure]:
    folder = bench.folder / "dumps"
    folder.mkdir(exist_ok=True)
    all_of_it, tenth = folder / "whole.xml", folder / "tenth.xml"
    for path, wanted in ((all_of_it, size), (tenth, size // 10)):
        with path.open("wb") as file:
            write_dump(file, wanted)
    subprocess.run(["bzip2", "--keep", "--force", str(all_of_it)], check=True)
    assert ours(tenth) == with_mwxml(tenth)
    try:
        return figures(all_of_it, tenth, all_of_it.with_suffix(".xml.bz2"))
    finally:
        shutil.rmtree(folder)


def figures(whole: Path, tenth: Path, compressed: Path) -> list[Figure]:
    works = {
        "plain": (ours, whole),
        "mwxml": (with_mwxml, whole),
        "bzip2": (with_bzip2, compressed),
        "all": (ours, compressed),
        "races": (race_articles, compressed),
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, (work, path) in works.items():
            times[name].append(seconds(work, path))
    megabytes = whole.stat().st_size / 1e6
    memory = {path: most_megabytes(path) for path in (tenth, whole, compressed)}
    return [
        Figure(MEASURES[0], megabytes / statistics.median(times["plain"])),
        compared(MEASURES[1], times["plain"], times["mwxml"]),
        compared(MEASURES[2], times["all"], times["bzip2"]),
        compared(MEASURES[3], times["races"], times["bzip2"]),
        _grown(MEASURES[4], memory[whole], memory[tenth]),
        _grown(MEASURES[5], memory[compressed], memory[tenth]),
    ]


def _grown(what: Measure, ours: float, few: float) -> Figure:
    return Figure(what, ours, few, ours / few)
