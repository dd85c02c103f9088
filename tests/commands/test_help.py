"""The help: complete, true, and as wide as a terminal is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import say
from sample_project import Project
from typer.main import get_command

from pipelines.cli import PANELS, app
from pipelines.commands.exits import Exit
from pipelines.commands.help import help_texts

GROUP = get_command(app)
NAMES = sorted(GROUP.commands)
FUNCTIONS = [function for functions in PANELS.values() for function in functions]


@pytest.mark.parametrize("name", NAMES)
def test_every_command_says_how_it_is_used_in_80_columns(
    reference_project: Project, name: str
) -> None:
    said = say(reference_project, name, "--help")
    assert said.status == Exit.DONE
    assert max(map(len, said.output.splitlines())) <= 80
    assert "Examples:" in said.output
    assert f"  nascar-warehouse {name}" in said.output
    assert "\x1b" not in said.output
    # A switch takes no value.
    assert "<bool>" not in said.output


@pytest.mark.parametrize("function", FUNCTIONS)
def test_its_examples_are_lines_that_it_understands(
    function: Callable[..., object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("enwiki.xml", "enwiki-latest-pages-articles.xml.bz2"):
        (tmp_path / name).touch()
    examples = re.findall(r"^ +nascar-warehouse (.*)$", function.__doc__ or "", re.MULTILINE)
    assert examples
    for example in examples:
        words = shlex.split(re.split(r" [|<] ", example)[0])
        command = GROUP.commands[words[0]]
        command.make_context(words[0], words[1:])


def test_commands_stand_in_panels_and_the_exit_statuses_are_listed(
    reference_project: Project,
) -> None:
    said = say(reference_project, "--help")
    assert "<bool>" not in said.output
    for panel in PANELS:
        assert f"─ {panel} ─" in said.output
    assert all(re.search(rf"^ +{status.value} +\w", said.output, re.MULTILINE) for status in Exit)
    assert max(map(len, said.output.splitlines())) <= 80


def test_without_a_command_the_help_is_shown(reference_project: Project) -> None:
    assert "─ Query ─" in say(reference_project).output


def test_the_version_is_that_of_the_package(reference_project: Project) -> None:
    from importlib.metadata import version

    said = say(reference_project, "--version")
    assert (said.status, said.output) == (
        Exit.DONE,
        f"nascar-warehouse {version('nascar-warehouse')}\n",
    )


def test_a_docstring_is_wrapped_anew_and_what_it_has_in_brackets_stays() -> None:
    def example() -> None:
        """Do it.

        One line
        and `another` [of it].

        Examples:
          nascar-warehouse a[0]
        """

    assert help_texts(example) == {
        "help": "Do it.\n\nOne line and another \\[of it].",
        "epilog": "Examples:\n[dim][/dim]  nascar-warehouse a\\[0]",
    }


@pytest.mark.parametrize(
    "arguments",
    [("--nope",), ("nope",), ("sql", "--nope"), ("describe",), ("dev", "--port", "0"),
     ("tables", "--warehouse", __file__), ("build", "--raw", __file__)],
)  # fmt: skip
def test_a_wrong_use_ends_with_2_and_no_traceback(
    reference_project: Project, arguments: tuple[str, ...]
) -> None:
    said = say(reference_project, *arguments)
    assert (said.status, said.output) == (Exit.WRONG_USE, "")
    assert "Error" in said.errors and "Traceback" not in said.errors
