"""A dump of 300 MB: this project's reader beside mwxml and bzip2, and its memory, in one run.

Run by ``make bench``. The dump is generated. Plain XML is read by ours and by mwxml, each page
with its title, ids, timestamp, sha1 and text; the same as bz2 by ours, all pages or race
articles only, and by ``bzip2 -dc FILE | wc -c``. Each round times all of them; a ratio is the
median of the rounds' ratios. Memory is that of processes which read all of it, or a tenth.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import mwxml

from benchmarks.dumps_made import write_dump
from pipelines.recognition.vocabulary import load_vocabulary
from pipelines.sources.article_selection import ArticleSelection
from pipelines.sources.dump import DumpPage, DumpReader

ROOT = Path(__file__).resolve().parent.parent
SIZE, ROUNDS = 300_000_000, 3
# Times as fast as mwxml, at least; to bzip2's time, and to the memory for a tenth, at most.
MWXML, BZIP2, GROWTH = 3.0, 1.3, 1.2
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


def megabytes(path: Path) -> float:
    """The most memory of a process that reads a dump."""
    command = [sys.executable, "-c", READ, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=True, capture_output=True, env=environment)
    return int(done.stdout) / 1024


def main() -> int:
    with tempfile.TemporaryDirectory() as made:
        whole, tenth = Path(made) / "whole.xml", Path(made) / "tenth.xml"
        compressed = whole.with_suffix(".xml.bz2")
        for path, size in ((whole, SIZE), (tenth, SIZE // 10)):
            with path.open("wb") as file:
                pages = write_dump(file, size)
            if path == whole:
                print(f"{pages} pages, {whole.stat().st_size / 1e6:.0f} MB of XML")
        subprocess.run(["bzip2", "--keep", str(whole)], check=True)
        assert ours(tenth) == with_mwxml(tenth)
        return measure(whole, tenth, compressed)


def measure(whole: Path, tenth: Path, compressed: Path) -> int:
    peer, all_pages, races, speeds = [], [], [], []
    for _ in range(ROUNDS):
        plain = seconds(ours, whole)
        speeds.append(whole.stat().st_size / 1e6 / plain)
        peer.append(seconds(with_mwxml, whole) / plain)
        base = seconds(with_bzip2, compressed)
        all_pages.append(seconds(ours, compressed) / base)
        races.append(seconds(race_articles, compressed) / base)
    memory = {path: megabytes(path) for path in (tenth, whole, compressed)}
    print(f"{'reading a dump':<48}{'measured':>10}{'limit':>8}")
    print(f"{'MB/s, plain XML':<48}{statistics.median(speeds):>10.0f}")
    failed = show("times as fast as mwxml", statistics.median(peer), MWXML, is_limit_above=False)
    failed |= show("bz2, to bzip2 -dc | wc -c: all pages", statistics.median(all_pages), BZIP2)
    failed |= show("bz2, to bzip2 -dc | wc -c: race articles", statistics.median(races), BZIP2)
    for path, name in ((tenth, "a tenth"), (whole, "all of it"), (compressed, "all, as bz2")):
        print(f"{f'MB of memory to read {name}':<48}{memory[path]:>10.1f}")
    failed |= show("memory, ten times the dump", memory[whole] / memory[tenth], GROWTH)
    failed |= show("memory, ten times the dump, as bz2", memory[compressed] / memory[tenth], GROWTH)
    return int(failed)


def show(name: str, value: float, limit: float, is_limit_above: bool = True) -> bool:
    """Print one line of the table; whether the limit is missed."""
    print(f"{name:<48}{value:>10.2f}{limit:>8}")
    return value > limit if is_limit_above else value < limit


if __name__ == "__main__":
    sys.exit(main())
