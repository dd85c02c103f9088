"""The table of all figures: what was measured, beside what, and whether the goal is reached.

In: figures. Out: Markdown, and the same between two lines of ``benchmarks/README.md``. Separate
because benchmarks measure, and this is what people read of them.
"""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.measure import Figure, Measure

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
_LIBRARIES = (
    "polars", "duckdb", "dagster", "mwparserfromhell", "wikitextparser", "pandas", "lxml",
    "beautifulsoup4", "mwxml",
)  # fmt: skip
_WORDS = {True: "met", False: "**missed**", None: ""}
_HEADER = "| measure | ours | peer | ratio | to reach | |\n|---|---|---|---|---|---|"


def table(figures: Iterable[Figure], measures: Iterable[Measure]) -> str:
    """One row a measure: what was not measured says with which option it is."""
    taken = {figure.measure.name: figure for figure in figures}
    return "\n".join([_HEADER, *(_row(one, taken.get(one.name)) for one in measures)])


def _row(measure: Measure, figure: Figure | None) -> str:
    if figure is None:
        how = "with --whole only" if measure.only_whole else "not measured"
        return f"| {measure.name} | {how} | {measure.peer} | | {measure.to_reach} | |"
    peer = "" if figure.peer is None else f"{measure.peer}: {_shown(figure.peer, measure.unit)}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    cells = (
        measure.name,
        _shown(figure.ours, measure.unit),
        peer or measure.peer,
        ratio,
        measure.to_reach,
        _WORDS[figure.is_met],
    )
    return f"| {' | '.join(cells)} |"


def _shown(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}".strip()


def machine() -> str:
    """Where and when: cores, processor, Python, libraries, date."""
    libraries = ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES)
    python = sys.version.split()[0]
    today = datetime.now(UTC).date()
    return (
        f"{os.cpu_count()} cores, {_processor()}, {platform.system()} {platform.machine()}; "
        f"Python {python}; {libraries}; {today}."
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    """The model as Linux names it; elsewhere what Python knows."""
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.M)
    except OSError:
        found = None
    return found[1].strip() if found else platform.processor() or platform.machine()


def write(readme: Path, text: str) -> None:
    """Put a text between the two lines of a file.

    Raises:
        ValueError: the file does not have both lines, in their order.
    """
    whole = readme.read_text(encoding="utf-8")
    before, begins, rest = whole.partition(BEGIN)
    _, ends, after = rest.partition(END)
    if not (begins and ends):
        raise ValueError(f"{readme} has no lines {BEGIN} and {END} to write the table between")
    readme.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def rows_of(readme: Path) -> Sequence[str]:
    """The measures that the table of a file has, in its order."""
    whole = readme.read_text(encoding="utf-8")
    inside = whole.partition(BEGIN)[2].partition(END)[0]
    rows = [line for line in inside.splitlines() if line.startswith("| ")]
    return [row.split("|")[1].strip() for row in rows[1:]]
