"""The Dagster UI as ``nascar-warehouse dev`` starts it, on a port of its own.

In: a project that was built. Out: a ``RunningUi``, and the runs that Dagster has recorded.
Separate because starting it and stopping all its processes is no matter of what is looked at.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
from command_line import environment
from sample_project import ROOT, Project

_SECONDS_TO_START = 120
_SECONDS_TO_STOP = 20
_RUNS = "{ runsOrError { ... on Runs { results { runId jobName status tags { key value } } } } }"
_LOCATIONS = "{ repositoriesOrError { ... on RepositoryConnection { nodes { name } } } }"


@dataclass(frozen=True)
class Run:
    """A run as Dagster has recorded it."""

    run_id: str
    job: str
    status: str
    tags: Mapping[str, str]


@dataclass(frozen=True)
class RunningUi:
    """A UI that answers."""

    address: str
    project: Project

    def runs(self) -> Sequence[Run]:
        """All runs, the newest first."""
        found = _ask(self.address, _RUNS)["runsOrError"]["results"]
        return [
            Run(
                one["runId"],
                one["jobName"],
                one["status"],
                {tag["key"]: tag["value"] for tag in one["tags"]},
            )
            for one in found
        ]


@contextmanager
def running_ui(project: Project) -> Iterator[RunningUi]:
    """Start the UI, and stop it with all that it has started whatever happens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = project.warehouse / "dev.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipelines", "dev", "--port", str(port)],
            env={**environment(project)},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # What it starts is in its group, and nothing else is.
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_loaded(address, process)
        yield RunningUi(address, project)
    except TimeoutError as late:
        raise TimeoutError(f"{late}: {log.read_text()[-3000:]}") from None
    finally:
        _stop(process)


def _wait_until_loaded(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        with suppress(httpx.TransportError, KeyError):
            if _ask(address, _LOCATIONS)["repositoriesOrError"]["nodes"]:
                return
        time.sleep(0.2)
    raise TimeoutError("the Dagster UI did not start")


def _ask(address: str, query: str) -> Any:  # noqa: ANN401 (whatever was asked for)
    answer = httpx.post(f"{address}/graphql", json={"query": query}, timeout=60, trust_env=False)
    return answer.raise_for_status().json()["data"]


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_SECONDS_TO_STOP)
    # The group has the same number as its first process, also when that has ended.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
