"""The prompt of ``sql``, used on a terminal as a person uses it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import stat
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import environment
from sample_project import ROOT, Project

pytestmark = pytest.mark.slow

PROMPT = "nascar>"


class Person:
    """Somebody at a terminal: types, and waits for what is shown."""

    def __init__(self, project: Project, state: Path, *arguments: str) -> None:
        self._terminal, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 120, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pipelines", "sql", *arguments],
            stdin=other, stdout=other, stderr=other, cwd=ROOT, start_new_session=True,
            env={**environment(project), "XDG_STATE_HOME": str(state), "NO_COLOR": "1",
                 "TERM": "xterm"},
        )  # fmt: skip
        os.close(other)

    def wait_for(self, text: str) -> str:
        """Read until the text is shown."""
        seen = ""
        end = time.monotonic() + 30
        while text not in plain(seen):
            assert time.monotonic() < end, plain(seen)
            if select.select([self._terminal], [], [], 0.2)[0]:
                try:
                    some = os.read(self._terminal, 65536).decode()
                except OSError:
                    some = ""
                assert some, plain(seen)
                # What prompt_toolkit asks a terminal: where the cursor is.
                if "\x1b[6n" in some:
                    os.write(self._terminal, b"\x1b[1;1R")
                seen += some
        return plain(seen)

    def types(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def ends(self) -> int:
        """Go on reading until it has ended."""
        end = time.monotonic() + 30
        while self.process.poll() is None and time.monotonic() < end:
            if select.select([self._terminal], [], [], 0.1)[0]:
                try:
                    some = os.read(self._terminal, 65536)
                except OSError:
                    break
                if b"\x1b[6n" in some:
                    os.write(self._terminal, b"\x1b[1;1R")
        return self.process.wait(timeout=10)


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text).replace("\r", "")


@pytest.fixture
def person(reference_project: Project, tmp_path: Path) -> Iterator[Person]:
    made = Person(reference_project, tmp_path)
    yield made
    made.process.kill()
    made.process.wait()


def test_queries_of_several_lines_mistakes_and_commands_are_answered(
    person: Person, tmp_path: Path
) -> None:
    assert "build 1 of" in person.wait_for(PROMPT)
    person.types("select 40 +\r")
    person.wait_for("...>")
    person.types("2 as answer;\r")
    assert "42" in person.wait_for("└")
    person.types("select nonsense;\r")
    person.wait_for("Binder Error")
    person.types(".describe race_results\r")
    person.wait_for("finish_position_is_inferred")
    person.types(".nothing\r")
    person.wait_for("there is no .nothing")
    person.types("exit\r")
    assert person.ends() == 0
    history = tmp_path / "nascar-warehouse" / "sql_history"
    assert "2 as answer" in history.read_text()
    assert stat.S_IMODE(history.stat().st_mode) == 0o600


def test_tab_completes_and_ctrl_d_leaves(person: Person) -> None:
    person.wait_for(PROMPT)
    person.types("select count(*) as counted_rows from marts.race_res\t")
    person.wait_for("ults")
    person.types(";\r")
    assert "36" in person.wait_for("└")
    person.wait_for(PROMPT)
    person.types("\x04")
    assert person.ends() == 0


def test_ctrl_c_stops_a_query_and_not_the_prompt(person: Person) -> None:
    person.wait_for(PROMPT)
    person.types("select count(*) from range(100000000000) a, range(10000);\r")
    time.sleep(1.5)
    os.killpg(person.process.pid, 2)
    person.wait_for("stopped")
    person.types("select 'still ' || 'here' as x;\r")
    person.wait_for("still here")


def test_a_build_that_is_published_meanwhile_is_noticed(
    project: Project, reference_text: str, tmp_path: Path
) -> None:
    project.add("cup/2023/2023-ally-400.txt", reference_text)
    project.build()
    person = Person(project, tmp_path / "state")
    try:
        person.wait_for(PROMPT)
        person.types("select max(build_number) || ' is the build' as x from quality.build;\r")
        person.wait_for("1 is the build")
        project.add("cup/2023/2023-ally-400.txt", reference_text.replace("| 146 |", "| 147 |"))
        project.build()
        person.types("select max(build_number) || ' is the build' as x from quality.build;\r")
        assert "published meanwhile" in person.wait_for("2 is the build")
    finally:
        person.process.kill()
        person.process.wait()


def test_parquet_is_not_written_to_a_terminal(reference_project: Project, tmp_path: Path) -> None:
    person = Person(reference_project, tmp_path, "select 1", "-f", "parquet")
    person.wait_for("nothing for a terminal")
    assert person.ends() == 2
