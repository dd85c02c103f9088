"""A build that stops within its publish step until it is let go on, in a process of its own.

In: a project, and the folder of Dagster that it shares with others. Out: a process, and files
that say where it is. Separate because it is the same whatever database keeps the runs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from command_line import environment
from sample_project import ROOT, Project

_SECONDS = 120
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def publish_when_told(entered: Path, go_on: Path) -> None:
    """Run ``nascar-warehouse build`` in this process, with a stop in its publish step."""
    from pipelines.cli import main
    from pipelines.defs import assets

    real = assets.build_warehouse

    def stopping(*arguments: object, **named: object) -> object:
        entered.write_text(str(os.getpid()))
        while not go_on.exists():
            time.sleep(0.02)
        return real(*arguments, **named)  # type: ignore[arg-type]

    assets.build_warehouse = stopping  # type: ignore[assignment]
    sys.argv = ["nascar-warehouse", "build"]
    main()


@dataclass
class HeldBuild:
    """A build under way; what it has said is in ``log``."""

    project: Project
    process: subprocess.Popen[bytes]
    entered: Path
    go_on: Path
    log: Path

    @property
    def is_publishing(self) -> bool:
        """Whether it is within its publish step, or was."""
        return self.entered.exists()

    @property
    def said(self) -> str:
        return self.log.read_text()

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + _SECONDS
        while not holds():
            assert time.monotonic() < end, f"not {what} after {_SECONDS} s: {self.said}"
            assert self.process.poll() is None or holds(), f"ended, not {what}: {self.said}"
            time.sleep(0.02)

    def wait_until_publishing(self) -> None:
        self.wait_until(lambda: self.is_publishing, "publishing")

    def wait_until_waiting(self) -> None:
        self.wait_until(lambda: "is publishing; waiting for it" in self.said, "waiting")

    def processor_seconds(self) -> float:
        """What it has used of a processor so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND

    def finish(self) -> int:
        """Let it go on; its exit status."""
        self.go_on.touch()
        return self.process.wait(_SECONDS)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def start_held_build(
    project: Project, home: Path, variables: Mapping[str, str] | None = None
) -> HeldBuild:
    """Start a build of a project whose runs are recorded in ``home``."""
    project.warehouse.mkdir(parents=True, exist_ok=True)
    entered, go_on, log = (
        project.warehouse / name for name in ("entered", "go-on", "held-build.log")
    )
    code = (
        "import sys; from pathlib import Path; from held_build import publish_when_told; "
        "publish_when_told(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(entered), str(go_on)],
            env={
                **environment(project),
                "DAGSTER_HOME": str(home),
                "PYTHONPATH": str(ROOT / "tests"),
                **(variables or {}),
            },
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    return HeldBuild(project, process, entered, go_on, log)
