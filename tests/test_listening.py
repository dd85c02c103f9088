"""The UI has no password: whoever starts it listens on this machine only."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from command_line import environment
from sample_project import ROOT, Project

pytestmark = pytest.mark.slow

_LISTEN = "0A"
_SECONDS = 120


@contextmanager
def started(command: list[str], project: Project) -> Iterator[subprocess.Popen[bytes]]:
    """A program in a session of its own, ended with all that it has started."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(project), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=60)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        assert process.poll() is None
        with socket.socket() as connection:
            if connection.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError(f"nothing listens on port {port}")


def addresses_of_session(session: int) -> set[tuple[str, int]]:
    """Addresses that the processes of a session listen on, as the kernel has them."""
    inodes = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(folder.name)) == session:
                inodes |= {str(one.readlink()) for one in (folder / "fd").iterdir()}
        except OSError:
            continue
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path("/proc/net", table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == _LISTEN and f"socket:[{fields[9]}]" in inodes:
                address, port = fields[1].split(":")
                found.add((address, int(port, 16)))
    return found


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs Linux's list of sockets")
@pytest.mark.parametrize("program", ["nascar-warehouse dev", "dagster dev"])
def test_the_ui_listens_on_this_machine_only(program: str, project: Project) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    commands = {
        "nascar-warehouse dev": ["pipelines", "dev", "--port", str(port)],
        "dagster dev": ["dagster", "dev", "-w", "workspace.yaml", "-p", str(port)],
    }
    (project.warehouse / "home").mkdir(parents=True)
    with started([sys.executable, "-m", *commands[program]], project) as process:
        wait_until_it_answers(port, process)
        listened_on = addresses_of_session(process.pid)
    loopback = "0100007F"
    assert (loopback, port) in listened_on
    assert {address for address, _ in listened_on} == {loopback}
