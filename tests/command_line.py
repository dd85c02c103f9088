"""The command line run as a user runs it, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sample_project import ROOT, Project
from typer.testing import CliRunner

from pipelines.cli import app


def environment(project: Project) -> Mapping[str, str]:
    """The variables that point the command line at a project."""
    return {
        **os.environ,
        "NASCAR_WAREHOUSE_RAW": str(project.raw),
        "NASCAR_WAREHOUSE_DIR": str(project.warehouse),
        "DAGSTER_HOME": str(project.warehouse / "home"),
    }


def nascar_warehouse(
    project: Project, *arguments: str | bytes, check: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "pipelines", *arguments],
        capture_output=True,
        encoding="utf-8",
        env=environment(project),
        cwd=ROOT,
        check=check,
        timeout=120,
    )


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    status: int
    output: str
    errors: str

    @property
    def rows(self) -> list[list[str]]:
        """The lines of a list, by their tabs."""
        return [line.split("\t") for line in self.output.splitlines()]

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON document that it is."""
        return json.loads(self.output)


def say(project: Project, *arguments: str) -> Said:
    """Run a command in this process, which is quicker."""
    # An option counts for the whole process.
    kept = dict(os.environ)
    try:
        os.environ.update(environment(project))
        done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    finally:
        os.environ.clear()
        os.environ.update(kept)
    return Said(done.exit_code, done.stdout, done.stderr)


def on_a_terminal(project: Project, *arguments: str) -> str:
    """Run a command with a terminal as its output, and give what the terminal was sent."""
    import pty

    master, terminal = pty.openpty()
    command = [sys.executable, "-m", "pipelines", *arguments]
    with subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal,
        env=environment(project), cwd=ROOT,
    ) as process:  # fmt: skip
        os.close(terminal)
        sent = b""
        try:
            while some := os.read(master, 65536):
                sent += some
        except OSError:
            # What Linux says when nobody has the terminal open any more.
            pass
        os.close(master)
        process.wait(timeout=120)
    return sent.decode().replace("\r\n", "\n")
