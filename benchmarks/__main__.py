"""``python -m benchmarks``: run the suite, or some of it, and show one table.

Each benchmark has a process of its own, so that none inherits the memory of another; they share
a folder of generated articles. One that fails is told of, and the others go on.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.measure import Figure, Measure
from benchmarks.processes import ROOT
from benchmarks.suite import MODULES, benchmark, measures
from benchmarks.table import machine, table, write
from benchmarks.workbench import FOLDER_VARIABLE, workbench

README = Path(__file__).with_name("README.md")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    given = parser.parse_args(arguments)
    if unknown := set(given.names) - set(MODULES):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; see --help")
    if given.write and given.names:
        parser.error("--write is for the whole table: leave the names out")
    if given.figures:
        return _measure_here(given.names[0], given.whole)
    names = given.names or MODULES
    figures, failed = _run_all(names, given.whole)
    text = f"{table(figures, measures(names))}\n\n{machine()}"
    print(text)
    if given.write:
        write(README, text)
    missed = [figure.measure.name for figure in figures if figure.is_met is False]
    for name in (*failed, *missed):
        print(f"{'failed' if name in failed else 'missed'}: {name}", file=sys.stderr)
    return int(bool(failed or missed))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(MODULES)}")
    parser.add_argument("--whole", action="store_true", help="measure 36,000 articles as well")
    parser.add_argument("--write", action="store_true", help="put the table into the README too")
    parser.add_argument("--figures", action="store_true", help=argparse.SUPPRESS)
    return parser


def _run_all(names: Sequence[str], whole: bool) -> tuple[list[Figure], list[str]]:
    figures: list[Figure] = []
    failed: list[str] = []
    with tempfile.TemporaryDirectory() as own:
        folder = os.environ.get(FOLDER_VARIABLE) or own
        for name in names:
            print(f"{name} ...", file=sys.stderr, flush=True)
            try:
                figures += _in_a_process(name, whole, folder)
            except (subprocess.CalledProcessError, ValueError) as error:
                print(f"{name}: {error}", file=sys.stderr)
                failed.append(name)
    return figures, failed


def _in_a_process(name: str, whole: bool, folder: str) -> list[Figure]:
    command = [sys.executable, "-m", "benchmarks", name, "--figures", *["--whole"] * whole]
    environment = {**os.environ, FOLDER_VARIABLE: folder}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return [
        Figure(**{**one, "measure": Measure(**one["measure"])})
        for one in json.loads(done.stdout.splitlines()[-1])
    ]


def _measure_here(name: str, whole: bool) -> int:
    try:
        with workbench() as bench:
            figures = benchmark(name).measure(bench, whole)
    except ModuleNotFoundError as error:
        print(f"{error}: install what it is compared with, '.[bench]'", file=sys.stderr)
        return 1
    print(json.dumps([asdict(figure) for figure in figures]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
