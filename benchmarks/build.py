"""A whole recorded build of the reference article, beside ``import dagster`` in one run.

Run by ``make bench``. Each round runs one process of each kind, one after the other; a ratio
is the median of the rounds' ratios, which is what counts, since machines are noisy.
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
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{'process':<48}{'seconds':>9}{'ratio':>8}{'at most':>9}")
    show("import dagster", imports, imports)
    ratio = show("build of 1 article, recorded, nothing staged", whole, imports, LIMIT)
    show("the same build again, nothing changed", unchanged, imports)
    return int(ratio > LIMIT)


def show(name: str, times: list[float], base: list[float], limit: float | None = None) -> float:
    """Print one line of the table; return the ratio."""
    ratio = statistics.median(time / one for time, one in zip(times, base, strict=True))
    print(f"{name:<48}{statistics.median(times):>9.2f}{ratio:>8.2f}{limit or '':>9}")
    return ratio


if __name__ == "__main__":
    sys.exit(main())
