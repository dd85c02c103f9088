"""Run a process and see what it costs: seconds, processor time, memory of it and all below it.

In: a command. Out: a ``Cost``. Separate because builds start processes of their own, whose
memory and processor time count as well.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

ROOT = Path(__file__).resolve().parent.parent
_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process cost. ``megabytes``: most that it and all below it held at a time."""

    seconds: float
    processor_seconds: float
    megabytes: float
    output: str

    @property
    def cores(self) -> float:
        """How many cores were in use, on average."""
        return self.processor_seconds / self.seconds


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end.

    Raises:
        RuntimeError: it failed; its output is in the message.
    """
    known = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    before = _processor_seconds()
    # A file, since a pipe that nobody empties would stop it.
    with tempfile.TemporaryFile() as written:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, env=known, cwd=ROOT, stdout=written, stderr=subprocess.STDOUT
        )
        memory = _MemoryWatch(process.pid)
        # Without looking at it in between: the end is to be noticed at once.
        process.wait()
        taken = time.perf_counter() - started
        most = memory.most()
        written.seek(0)
        output = written.read().decode(errors="replace")
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{output[-3000:]}")
    return Cost(taken, _processor_seconds() - before, most, output)


def run_python(*arguments: str, environment: Mapping[str, str] | None = None) -> Cost:
    return run([sys.executable, *arguments], environment)


class _MemoryWatch:
    """Samples the memory of a process and all below it until it is asked for the most."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._is_over = pid, 0.0, Event()
        self._thread = Thread(target=self._sample, daemon=True)
        self._thread.start()

    def _sample(self) -> None:
        while not self._is_over.wait(_PAUSE):
            self._most = max(self._most, megabytes(self._pid))

    def most(self) -> float:
        self._is_over.set()
        self._thread.join()
        return self._most


def _processor_seconds() -> float:
    """Of all children that have ended, and those below them."""
    times = os.times()
    return times.children_user + times.children_system


def descendants(pid: int) -> list[int]:
    """The process and all below it."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        try:
            text = Path(f"/proc/{one}/task/{one}/children").read_text()
        except OSError:
            continue
        waiting += [int(child) for child in text.split()]
    return found


def megabytes(pid: int) -> float:
    """Resident memory of a process and all below it: pages that they share count for each."""
    total = 0
    for one in descendants(pid):
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
    return total * os.sysconf("SC_PAGE_SIZE") / 1e6
