"""Processes of this machine: started when needed, and again after one was killed."""

from __future__ import annotations

import os
import signal
from concurrent.futures import BrokenExecutor

import pytest

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
