"""``--json``: one document on standard output, with the keys that the help promises."""

from __future__ import annotations

import json
import re

import pytest
from command_line import nascar_warehouse, say
from sample_project import Project

from pipelines.commands.build import build
from pipelines.commands.check import check
from pipelines.commands.describe import describe
from pipelines.commands.diff import diff
from pipelines.commands.exits import Exit
from pipelines.commands.json_output import print_json
from pipelines.commands.restore import restore
from pipelines.commands.status import status
from pipelines.commands.tables import tables
from pipelines.commands.trace import trace

COMMANDS = {
    tables: ("tables",),
    describe: ("describe", "race_results", "--sample"),
    check: ("check", "points_agree_with_rules"),
    trace: ("trace", "race_results", "points", "--car", "1"),
    diff: ("diff",),
    restore: ("restore", "--list"),
    status: ("status", "--offline"),
}


@pytest.mark.parametrize(("function", "arguments"), COMMANDS.items())
def test_the_keys_are_those_of_the_help(
    reference_project: Project, function: object, arguments: tuple[str, ...]
) -> None:
    said = say(reference_project, *arguments, "--json")
    assert said.status == Exit.DONE
    paragraph = re.search(r"With --json:(.*?)\n\n", function.__doc__ or "", re.DOTALL)
    assert paragraph is not None
    promised = set(re.findall(r"`(\w+)`", paragraph[1]))
    assert set(said.json) <= promised
    assert promised <= keys_in(said.json) | {"sample", "source", "corrections", "relation"}


def keys_in(value: object) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(keys_in, value)) if value else KEYS_OF_EMPTY_LISTS
    if isinstance(value, dict):
        return set(value).union(*map(keys_in, value.values()))
    return set()


# Of a first build, nothing changed: its lists are empty.
KEYS_OF_EMPTY_LISTS = {"rows_added", "rows_removed", "rows_changed"}


@pytest.mark.slow
def test_a_build_gives_its_summary_and_nothing_else(project: Project) -> None:
    project.add_reference()
    project.add("cup/2023/empty.txt", "")
    done = nascar_warehouse(project, "build", "--json")
    assert (done.returncode, done.stderr) == (Exit.WITH_PROBLEMS, "")
    found = json.loads(done.stdout)
    promised = re.search(r"With --json:(.*?)\n\n", build.__doc__ or "", re.DOTALL)
    assert promised is not None
    assert set(re.findall(r"`(\w+)`", promised[1])) == set(found)
    assert (found["build"], found["races"], found["rejected"]) == (1, 1, 1)
    assert found["is_understood"] is False
    assert found["rows"] == dict(project.query("from quality.row_count"))


def test_where_nothing_can_be_read_nothing_is_printed(project: Project) -> None:
    for arguments in COMMANDS.values():
        if arguments[0] not in ("status", "restore"):
            said = say(project, *arguments, "--json")
            assert (said.status, said.output) == (Exit.FAILED, ""), arguments


def test_texts_of_articles_do_not_steer_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"a": "\x1b[31m\u202e", "b": ["\x07", {"c": None}], "d": [], "e": {"f": [1.5]}})
    printed = capsys.readouterr().out
    assert not any(mark in printed for mark in "\x1b\u202e\x07")
    assert json.loads(printed) == {
        "a": "\x1b[31m\u202e",
        "b": ["\x07", {"c": None}],
        "d": [],
        "e": {"f": [1.5]},
    }
