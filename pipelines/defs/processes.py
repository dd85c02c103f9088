"""A process by a name that no other one has, on any machine that shares the database of runs.

In: this process, or a name. Out: a name, or whether its process is gone. Separate because a
number alone says nothing: other machines and containers have the same numbers, and a machine
gives them out again.
"""

from __future__ import annotations

import os
import socket
from dataclasses import astuple, dataclass
from pathlib import Path

_PROC = Path("/proc")
# Ended, and nobody has asked how.
_ENDED = ("Z", "X")


@dataclass(frozen=True, slots=True)
class _Process:
    """``boot`` and ``namespace`` are empty where there is no /proc, ``started`` then is too."""

    machine: str
    boot: str
    namespace: str
    number: str
    started: str


def this_process() -> str:
    """The name of this process."""
    number = str(os.getpid())
    return " ".join(astuple(_Process(*_here(), number, _started(number) or "-")))


def is_gone(name: str) -> bool:
    """Whether the process of a name has ended; where nothing here can tell, it has not."""
    parts = name.split()
    if len(parts) != 5:
        return False
    process = _Process(*parts)
    machine, boot, namespace = _here()
    if process.machine != machine:
        return False
    if process.boot != boot:
        # The machine was started anew since.
        return True
    return process.namespace == namespace and not _runs(process)


def described(name: str) -> str:
    """A name as a person reads it."""
    parts = name.split()
    return f"process {parts[3]} on {parts[0]}" if len(parts) == 5 else "its process is unknown"


def this_machine() -> str:
    """The name of this machine or container, which no other that shares the database has."""
    return "".join(socket.gethostname().split()) or "-"


def _here() -> tuple[str, str, str]:
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        namespace = str((_PROC / "self/ns/pid").readlink())
    except OSError:
        boot, namespace = "-", "-"
    return this_machine(), boot, namespace


def _runs(process: _Process) -> bool:
    if process.started != "-":
        return _started(process.number) == process.started
    try:
        os.kill(int(process.number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _started(number: str) -> str | None:
    """When a process was started, in ticks since the machine was; ``None``: there is none."""
    try:
        # Its second field is the program's name in brackets, which may hold anything.
        fields = (_PROC / number / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in _ENDED else fields[19]
