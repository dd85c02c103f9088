"""A process is known by more than its number, which machines share and give out again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from pipelines.defs import processes
from pipelines.defs.processes import described, is_gone, this_process

NAMED = "from pipelines.defs.processes import this_process; print(this_process(), flush=True); "


def renamed(**parts: str) -> str:
    """The name of this process with other parts."""
    fields = ("machine", "boot", "namespace", "number", "started")
    known = dict(zip(fields, this_process().split(), strict=True))
    return " ".join({**known, **parts}.values())


def test_this_process_is_not_gone() -> None:
    assert not is_gone(this_process())
    assert str(os.getpid()) in this_process().split()


def test_a_process_that_was_killed_is_gone_before_anybody_has_asked_how_it_ended() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", f"{NAMED} input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        name = process.stdout.readline()
        assert not is_gone(name)
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert is_gone(name)
    assert is_gone(name)


@pytest.mark.parametrize(
    "parts",
    [{"started": "1"}, {"boot": "of-last-week"}],
    ids=["its number was given out again", "the machine was started anew"],
)
def test_a_process_of_which_only_the_number_lives_is_gone(parts: dict[str, str]) -> None:
    assert is_gone(renamed(**parts))


@pytest.mark.parametrize(
    "name",
    [
        renamed(machine="another-machine", number="999999999"),
        renamed(namespace="pid:[1]", number="999999999"),
        "",
        "4711",
        "of an older release",
    ],
    ids=["another machine", "another container", "nothing", "a number", "words"],
)
def test_of_a_process_elsewhere_nothing_is_claimed(name: str) -> None:
    assert not is_gone(name)


def test_without_proc_the_number_has_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr(processes, "_PROC", tmp_path_factory.mktemp("no-proc"))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    name: Sequence[str] = this_process().split()
    assert name[1:] == ["-", "-", str(os.getpid()), "-"]
    assert not is_gone(this_process())
    assert is_gone(" ".join((name[0], "-", "-", str(ended.pid), "-")))


def test_a_name_is_read_by_people() -> None:
    assert described(renamed(machine="host", number="12")) == "process 12 on host"
    assert described("") == "its process is unknown"
