"""Whether a pinned dependency has a known vulnerability, and whether what is pinned is installed.

In: constraints.txt, the environment that runs this, pip-audit in another one. Out: a report and
an exit status. Separate from the package: pip-audit is no dependency of it. Written because
pip-audit ends with 0 where it could look nothing up, as with a mirror that has packages only.

Exit status: 0 every pinned package was looked up, none is vulnerable; 1 one is, or what is
installed is not what is pinned; 4 the data cannot be had, for some or for all packages.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from importlib.metadata import distributions
from pathlib import Path

CONSTRAINTS = Path(__file__).resolve().parent.parent / "constraints.txt"
_SECONDS = 600
_SHOWN = 20


class Status(IntEnum):
    """Exit statuses; 2 and 3 mean something else to the commands of this project."""

    CLEAN = 0
    BROKEN = 1
    NO_DATA = 4


@dataclass(frozen=True)
class Finding:
    """What one look says; ``lines`` are for people."""

    status: Status
    lines: Sequence[str]


def known_vulnerabilities(report: str, said: str, pinned: int) -> Finding:
    """Read pip-audit's JSON; ``said`` is what it wrote beside it, ``pinned`` how many it got."""
    try:
        found = json.loads(report)["dependencies"]
    except (ValueError, LookupError, TypeError):
        last = (said.strip() or "pip-audit said nothing").splitlines()[-1]
        return Finding(Status.NO_DATA, [f"the data cannot be had: {last}"])
    looked_up = [one for one in found if "skip_reason" not in one]
    vulnerable = [
        f"{one['name']} {one['version']}: {vulnerability['id']}, mended in "
        f"{', '.join(vulnerability.get('fix_versions') or ()) or 'no version yet'}"
        for one in looked_up
        for vulnerability in one["vulns"]
    ]
    lines = [f"{len(looked_up)} of {pinned} pinned packages looked up, {len(vulnerable)} findings"]
    lines += vulnerable
    if len(looked_up) < pinned:
        reasons = [str(one["skip_reason"]) for one in found if "skip_reason" in one]
        lines.append(f"the data cannot be had for {pinned - len(looked_up)} packages, such as:")
        lines += reasons[:3]
    if vulnerable:
        return Finding(Status.BROKEN, lines)
    return Finding(Status.CLEAN if len(looked_up) >= pinned else Status.NO_DATA, lines)


def installed_as_pinned(pins: Mapping[str, str], installed: Mapping[str, str]) -> Finding:
    """Compare versions; what is pinned for an extra that is not installed is no fault."""
    wrong = [
        f"{name} is {installed[name]}, pinned is {version}"
        for name, version in pins.items()
        if installed.get(name, version) != version
    ]
    wrong += [f"{name} {installed[name]} is not pinned" for name in installed.keys() - pins.keys()]
    there = len(pins.keys() & installed.keys())
    lines = [f"{there} of {len(pins)} pinned packages installed, {len(wrong)} not as pinned"]
    return Finding(Status.BROKEN if wrong else Status.CLEAN, [*lines, *sorted(wrong)[:_SHOWN]])


def pins_of(text: str) -> dict[str, str]:
    """The pins of constraints.txt: ``duckdb==2.0.0`` is ``{"duckdb": "2.0.0"}``."""
    lines = (line.split("#")[0].split(";")[0].strip() for line in text.splitlines())
    return {
        _folded(name): version
        for name, _, version in (one.partition("==") for one in lines)
        if version
    }


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def _installed() -> dict[str, str]:
    """Versions by name of what runs this, without the project and what makes environments."""
    found = {_folded(one.metadata["Name"]): one.version for one in distributions()}
    return {
        name: version
        for name, version in found.items()
        if name not in ("nascar-warehouse", "pip", "setuptools", "wheel")
    }


def _run(*command: str) -> tuple[int, str, str]:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, "", str(error)
    return done.returncode, done.stdout, done.stderr


def main(pip_audit: str) -> Status:
    """Look, print, and give the worst of what was found; a fault is worse than a lack of data."""
    pins = pins_of(CONSTRAINTS.read_text())
    _, report, said = _run(
        pip_audit, "--requirement", str(CONSTRAINTS), "--no-deps", "--disable-pip",
        "--format", "json", "--progress-spinner", "off",
    )  # fmt: skip
    status, said_by_pip, errors = _run(sys.executable, "-m", "pip", "check")
    findings = {
        "Known vulnerabilities": known_vulnerabilities(report, said, len(pins)),
        "Installed as pinned": installed_as_pinned(pins, _installed()),
        "Fit together (pip check)": Finding(
            Status.BROKEN if status else Status.CLEAN, (said_by_pip + errors).strip().splitlines()
        ),
    }
    for name, finding in findings.items():
        print(f"{name}: {'; '.join(finding.lines[:1])}")
        for line in finding.lines[1:]:
            print(f"  {line}")
    found = {finding.status for finding in findings.values()}
    return next(one for one in (Status.BROKEN, Status.NO_DATA, Status.CLEAN) if one in found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
