"""Processes of this machine: started when needed, and again after one was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest
from sample_project import ROOT

from pipelines.engine import EngineSettings, open_engine
from pipelines.engine.processes import ThisProcess


def test_this_process_does_a_call_at_once_and_keeps_its_error() -> None:
    assert ThisProcess().submit(os.getpid).result() == os.getpid()
    assert isinstance(ThisProcess().submit(int, "x").exception(), ValueError)


def test_an_interruption_is_no_error_of_a_call() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ThisProcess().submit(interrupted)


@pytest.mark.slow
def test_after_a_death_there_are_new_processes() -> None:
    with open_engine(EngineSettings(workers=1)) as engine:
        first = engine.executor.submit(os.getpid).result()
        assert first != os.getpid()
        killed = engine.executor.submit(os.kill, first, signal.SIGKILL)
        assert isinstance(killed.exception(), BrokenExecutor)
        assert isinstance(killed.exception(), engine.deaths)
        assert engine.executor.submit(os.getpid).result() not in (first, os.getpid())


BUILDER = """
import os, time
from pipelines.engine import EngineSettings, open_engine

if __name__ == "__main__":
    with open_engine(EngineSettings(workers=2)) as engine:
        waits = [engine.executor.submit(time.sleep, 0.5) for _ in range(2)]
        found = [engine.executor.submit(os.getpid) for _ in range(2)]
        print(*{one.result() for one in found}, flush=True)
        time.sleep(60)
"""


@pytest.mark.slow
def test_who_is_killed_leaves_no_process(tmp_path: Path) -> None:
    script = tmp_path / "builder.py"
    script.write_text(BUILDER)
    builder = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert builder.stdout is not None
    workers = [int(pid) for pid in builder.stdout.readline().split()]
    assert workers
    builder.kill()
    builder.wait()
    ends = time.monotonic() + 10
    while (left := [pid for pid in workers if Path(f"/proc/{pid}").exists()]) and (
        time.monotonic() < ends
    ):
        time.sleep(0.1)
    assert left == []
