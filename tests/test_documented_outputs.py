"""Where a document shows what a command prints, it prints that: ``sql`` and ``trace``."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator

import pytest
from documentation import Named, blocks, documents
from sample_project import ROOT, Project
from typer.testing import CliRunner

from pipelines.cli import app

# A command, over several lines where it is quoted, and the lines up to the next one.
SHOWN = re.compile(
    r"^nascar-warehouse (?P<command>(?:sql|trace) (?:\"[^\"]*\"|'[^']*'|[^\"'\n])*)\n"
    r"(?P<output>(?:(?!nascar-warehouse).*\n)+)",
    re.MULTILINE,
)
LEFT_OUT = "..."


def shown_outputs() -> Iterator[tuple[Named, str]]:
    """Each command that is followed by output, and the output."""
    for path in documents():
        text = path.read_text(encoding="utf-8")
        for start, code in blocks(text):
            place = f"{path.relative_to(ROOT)}, line {text.count(chr(10), 0, start) + 1}"
            for found in SHOWN.finditer(f"{code}\n"):
                if output := found["output"].strip():
                    yield Named(place, found["command"]), output


OUTPUTS = list(shown_outputs())


def test_there_are_outputs_to_compare() -> None:
    assert {named.text.split()[0] for named, _ in OUTPUTS} == {"sql", "trace"}


@pytest.mark.parametrize(
    ("command", "expected"), OUTPUTS, ids=[f"{named.place}" for named, _ in OUTPUTS]
)
def test_a_command_prints_what_the_document_shows(
    command: Named, expected: str, reference_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_terminal(*_: object) -> os.terminal_size:
        raise OSError

    monkeypatch.setattr(os, "get_terminal_size", no_terminal)
    words = [*shlex.split(command.text), "--warehouse", str(reference_project.warehouse)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    found = [line.rstrip() for line in done.stdout.splitlines()]
    missing = [
        line
        for line in expected.splitlines()
        if not any(is_the_same(line.strip(), one.strip()) for one in found)
    ]
    assert missing == [], f"{command.place} shows something else than: {done.stdout}"


def is_the_same(shown: str, printed: str) -> bool:
    """Whether a line is what was printed, or its beginning and then ``...``."""
    if shown.endswith(LEFT_OUT):
        return printed.startswith(shown.removesuffix(LEFT_OUT).rstrip())
    return shown == printed


def test_a_line_that_is_cut_short_is_compared_as_far_as_it_goes() -> None:
    assert is_the_same("row  race_id=a, ...", "row  race_id=a, position=1")
    assert not is_the_same("row  race_id=b, ...", "row  race_id=a, position=1")
    assert not is_the_same("row  race_id=a", "row  race_id=a, position=1")
