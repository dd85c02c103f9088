"""A build without Dagster, step by step: seconds to look at raw/, to extract, and to load.

In: the folder of generated articles. Out: seconds by step, as JSON. Separate because steps are
measured in a process of their own, as a build is: ``python -m benchmarks.phases FOLDER``.
"""

from __future__ import annotations

import json
import sys
import time
from itertools import pairwise
from pathlib import Path

from benchmarks.processes import ROOT, run_python
from benchmarks.workbench import Articles

STEPS = ("scan", "extract", "load")


def phases(articles: Articles) -> dict[str, float]:
    """Seconds of each step of a build, and of all together."""
    output = run_python("-m", "benchmarks.phases", str(articles.folder)).output
    found: dict[str, float] = json.loads(output.splitlines()[-1])
    return found


def _timed_build(folder: Path) -> dict[str, float]:
    from pipelines.extract import extract
    from pipelines.recognition.vocabulary import load_vocabulary
    from pipelines.sources.raw import scan_raw_folder
    from pipelines.warehouse.build import build_warehouse
    from pipelines.warehouse.catalog import load_catalog

    times = [time.perf_counter()]
    catalog = load_catalog(ROOT / "sql")
    vocabulary = load_vocabulary(ROOT / "pipelines" / "vocabulary")
    raw = scan_raw_folder(folder / "raw")
    times.append(time.perf_counter())
    staged = folder / "warehouse" / "staged"
    done = extract(raw, staged, vocabulary, catalog)
    times.append(time.perf_counter())
    build_warehouse(staged, done.seasons, catalog, folder / "warehouse" / "nascar.duckdb")
    times.append(time.perf_counter())
    steps = [after - before for before, after in pairwise(times)]
    return dict(zip(STEPS, steps, strict=True)) | {"all": times[-1] - times[0]}


if __name__ == "__main__":
    print(json.dumps(_timed_build(Path(sys.argv[1]))))
