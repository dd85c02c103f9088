"""Thousands of generated wikitext articles: time, both cores, and memory as their number grows.

Run by ``make bench``. Builds 500 articles, then 2,000, each in processes of their own, without
Dagster; samples the memory of all processes together. What grows with the number may be the
results alone: the file of the warehouse, which one process loads.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.articles import article

ROOT = Path(__file__).resolve().parent.parent
FEW, MANY = 500, 2_000
# Memory of extracting four times the articles, at most; cores in use meanwhile, at least.
GROWTH, CORES = 1.3, 1.6
BUILD = """
import sys
from pathlib import Path
from pipelines.extract import extract
from pipelines.recognition.vocabulary import load_vocabulary
from pipelines.sources.raw import scan_raw_folder
from pipelines.warehouse.build import build_warehouse
from pipelines.warehouse.catalog import load_catalog
if __name__ == "__main__":
    folder, root = Path(sys.argv[1]), Path(sys.argv[2])
    catalog = load_catalog(root / "sql")
    vocabulary = load_vocabulary(root / "pipelines" / "vocabulary")
    done = extract(scan_raw_folder(folder / "raw"), folder / "staged", vocabulary, catalog)
    (folder / "extracted").touch()
    build_warehouse(folder / "staged", done.seasons, catalog, folder / "nascar.duckdb")
"""


def main() -> int:
    measured = [measure(count) for count in (FEW, MANY)]
    print(f"{'':<12}{'':>9}{'':>7}{'MB while':>12}{'MB while':>10}{'MB of':>7}")
    print(f"{'articles':<12}{'seconds':>9}{'cores':>7}{'extracting':>12}{'loading':>10}{'file':>7}")
    for count, (seconds, cores, *megabytes) in zip((FEW, MANY), measured, strict=True):
        extracting, loading, size = megabytes
        print(
            f"{count:<12}{seconds:>9.1f}{cores:>7.2f}{extracting:>12.0f}{loading:>10.0f}{size:>7.0f}"
        )
    growth = measured[1][2] / measured[0][2]
    cores = measured[1][1]
    print(f"{'memory, 4 times the articles':<32}{growth:>8.2f}{GROWTH:>8} at most")
    print(f"{'cores in use while extracting':<32}{cores:>8.2f}{CORES:>8} at least")
    return int(growth > GROWTH or cores < CORES)


def measure(count: int) -> tuple[float, float, float, float, float]:
    """Seconds, cores while extracting; MB while extracting, while loading, and of the file."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for number in range(count):
            place = folder / "raw" / "cup" / str(1990 + number // 36)
            place.mkdir(parents=True, exist_ok=True)
            (place / f"race-{number % 36 + 1}.wikitext").write_text(article(number))
        program = folder / "build.py"
        program.write_text(BUILD)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        started = time.perf_counter()
        command = [sys.executable, str(program), str(folder), str(ROOT)]
        process = subprocess.Popen(command, env=environment)
        memory = {"extracting": 0.0, "loading": 0.0}
        busy, extracting = 0.0, 0.0
        while process.poll() is None:
            phase = "loading" if extracting else "extracting"
            memory[phase] = max(memory[phase], tree_megabytes(process.pid))
            if not extracting:
                busy = max(busy, tree_seconds(process.pid))
                if (folder / "extracted").exists():
                    extracting = time.perf_counter() - started
            time.sleep(0.05)
        if process.returncode:
            raise SystemExit(f"the build of {count} articles failed")
        seconds = time.perf_counter() - started
        size = (folder / "nascar.duckdb").stat().st_size / 1e6
    cores = busy / (extracting or seconds)
    return seconds, cores, memory["extracting"], memory["loading"], size


def descendants(pid: int) -> list[int]:
    """The process and all below it."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        try:
            text = Path(f"/proc/{one}/task/{one}/children").read_text()
        except OSError:
            continue
        waiting += [int(child) for child in text.split()]
    return found


def tree_megabytes(pid: int) -> float:
    """Resident memory of a process and all below it."""
    total = 0
    for one in descendants(pid):
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
    return total * os.sysconf("SC_PAGE_SIZE") / 1e6


def tree_seconds(pid: int) -> float:
    """Processor time of a process and all below it."""
    total = 0
    for one in descendants(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
