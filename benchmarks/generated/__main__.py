"""``python -m benchmarks.generated FOLDER COUNT``: write so many articles below a folder."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from benchmarks.generated.folder import write_folder

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generated", description=__doc__)
    parser.add_argument("folder", type=Path, help="raw/ and truth/ are written below it")
    parser.add_argument("count", type=int, help="how many articles")
    given = parser.parse_args()
    started = time.perf_counter()
    done = write_folder(given.folder, given.count)
    seconds = time.perf_counter() - started
    print(f"{done.articles} articles, {done.bytes / 1e6:.1f} MB, {seconds:.1f} s: {given.folder}")
