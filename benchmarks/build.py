"""A whole recorded build of the reference article, beside ``import dagster`` in one run.

Run by ``make bench``. Every figure is a median over alternating rounds, each in a process of
its own; the ratio is what counts, since machines are noisy.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 9
LIMIT = 3.5


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Wall time of one process."""
    started = time.perf_counter()
    subprocess.run(command, check=True, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> int:
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "NASCAR_WAREHOUSE_DIR": f"{folder}/warehouse",
            "DAGSTER_HOME": f"{folder}/home",
        }
        imports: list[float] = []
        whole: list[float] = []
        unchanged: list[float] = []
        build = [python, "-m", "pipelines", "build"]
        seconds(build, environment)  # set-up: the run database is made once
        for _ in range(ROUNDS):
            imports.append(seconds([python, "-c", "import dagster"], environment))
            shutil.rmtree(f"{folder}/warehouse")
            whole.append(seconds(build, environment))
            unchanged.append(seconds(build, environment))
    base = statistics.median(imports)
    ratio = statistics.median(whole) / base
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{'process':<48}{'seconds':>9}{'ratio':>8}{'at most':>9}")
    show("import dagster", imports, base)
    show("build of 1 article, recorded, nothing staged", whole, base, LIMIT)
    show("the same build again, nothing changed", unchanged, base)
    return int(ratio > LIMIT)


def show(name: str, times: list[float], base: float, limit: float | None = None) -> None:
    median = statistics.median(times)
    print(f"{name:<48}{median:>9.2f}{median / base:>8.2f}{limit or '':>9}")


if __name__ == "__main__":
    sys.exit(main())
