"""A Dask cluster of real processes on the loopback: one scheduler, and workers.

In: a folder, certificates. Out: a ``Cluster`` whose processes can be killed one by one. Separate
because what an engine must outlive happens between processes, over TCP.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sample_project import ROOT

_SECONDS = 60
_HERE = Path(__file__).resolve().parent
Process = subprocess.Popen[bytes]


@dataclass
class Cluster:
    """A scheduler, its workers, and what each of them writes to its log."""

    folder: Path
    scheduler: Process
    address: str
    workers: list[Process] = field(default_factory=list)

    def logs(self) -> str:
        return "\n".join(one.read_text(errors="replace") for one in self.folder.glob("*.log"))


def _start(folder: Path, name: str, module: str, arguments: Sequence[str]) -> Process:
    command = [sys.executable, "-m", module, *arguments]
    environment = {**os.environ, "PYTHONPATH": f"{_HERE}{os.pathsep}{ROOT}"}
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )


def start_worker(cluster: Cluster, number: int, *arguments: str, nanny: bool = False) -> Process:
    """A worker of one thread; with a nanny, one that is started again when it is killed."""
    options = (
        "--host", "127.0.0.1", "--nthreads", "1", "--memory-limit", "0", "--no-dashboard",
        "--name", f"worker-{number}", "--local-directory", str(cluster.folder),
        "--nanny" if nanny else "--no-nanny", "--death-timeout", str(_SECONDS), *arguments,
    )  # fmt: skip
    worker = _start(
        cluster.folder, f"worker-{number}", "distributed.cli.dask_worker",
        [cluster.address, *options],
    )  # fmt: skip
    cluster.workers.append(worker)
    return worker


def kill(process: Process) -> None:
    """Kill a process that a test has started, as the kernel does when memory is short."""
    process.kill()
    process.wait()


@contextmanager
def running_cluster(
    folder: Path, workers: int = 2, arguments: Sequence[str] = (), *, nanny: bool = False
) -> Iterator[Cluster]:
    """A cluster of so many workers; ``arguments``, such as of TLS, are for all its processes."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "scheduler.json"
    file.unlink(missing_ok=True)
    options = (
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        str(file),
    )
    scheduler = _start(
        folder, "scheduler", "distributed.cli.dask_scheduler", [*options, *arguments]
    )
    cluster = Cluster(folder, scheduler, "")
    try:
        cluster.address = _address(cluster, file)
        for number in range(workers):
            start_worker(cluster, number, *arguments, nanny=nanny)
        yield cluster
    finally:
        # Workers first: without a scheduler they would look for it.
        for processes in (cluster.workers, [scheduler]):
            for process in processes:
                process.terminate()
            for process in processes:
                _end(process)


def _address(cluster: Cluster, file: Path) -> str:
    """The scheduler's address, which it writes when it listens."""
    ends = time.monotonic() + _SECONDS
    while time.monotonic() < ends and cluster.scheduler.poll() is None:
        with suppress(OSError, ValueError, KeyError):
            return str(json.loads(file.read_text())["address"])
        time.sleep(0.05)
    raise AssertionError(f"the scheduler did not start:\n{cluster.logs()}")


def _end(process: Process) -> None:
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
