"""``sql`` leaves nothing out in silence, whatever the width, the form or the number of queries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import on_a_terminal, say
from sample_project import Project

from pipelines.commands.exits import Exit

LONG = "word " * 60
WIDE = "select " + ", ".join(f"range + {number} as column_{number}" for number in range(40))


def test_lines_have_one_column_each_and_a_blank_line_between_rows(
    reference_project: Project,
) -> None:
    query = "select range as a, null as name, ['1', 'x' || chr(10) || 'y'] as b from range(2)"
    said = say(reference_project, "sql", "-f", "line", query)
    row = 'a:    {}\nname: NULL\nb:    ["1", "x\\ny"]\n'
    assert said.output == f"{row.format(0)}\n{row.format(1)}"


def test_a_table_in_a_pipe_has_every_column_and_the_whole_of_every_value(
    reference_project: Project,
) -> None:
    said = say(reference_project, "sql", f"{WIDE}, '{LONG}' as long from range(3)")
    assert "…" not in said.output
    assert all(f" column_{number} " in said.output for number in range(40))
    assert said.output.count("word") == 3 * 60


@pytest.mark.slow
@pytest.mark.parametrize("query", [f"{WIDE} from range(5)", f"{WIDE}, '{LONG}' as x from range(1)"])
def test_few_rows_that_a_terminal_would_cut_are_shown_as_lines(
    reference_project: Project, query: str
) -> None:
    shown = on_a_terminal(reference_project, "sql", query)
    assert "…" not in shown and "│" not in shown
    assert all(f"column_{number}: " in shown for number in range(40))
    assert shown.count("word") in (0, 60)
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.slow
def test_of_more_rows_it_is_said_how_many_columns_are_shown(reference_project: Project) -> None:
    shown = on_a_terminal(reference_project, "sql", f"{WIDE} from range(6)")
    columns = len(shown.splitlines()[1].strip("│").split("│")) - 1
    assert 0 < columns < 40
    assert shown.rstrip().splitlines()[-1].startswith(f"{columns} of 40 columns shown: -f line")
    fits = on_a_terminal(reference_project, "sql", "from range(6)")
    assert "shown" not in fits


def test_of_several_queries_every_result_is_shown(reference_project: Project) -> None:
    query = "select 11 as a; /* then; */ select ';' || 22 as b; -- end;"
    said = say(reference_project, "sql", query)
    assert "11" in said.output and "22" in said.output
    assert say(reference_project, "sql", "-f", "line", query).output == "a: 11\n\nb: ;22\n"


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_a_form_that_holds_one_result_refuses_several(
    reference_project: Project, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"x.{form}"
    said = say(reference_project, "sql", "select 1; select 2", "-o", str(path))
    assert said.status == Exit.FAILED
    assert "2 results" in said.errors
    assert list(tmp_path.iterdir()) == []
    prepared = "create temp table t as select 42 as x; from t"
    said = say(reference_project, "sql", prepared, "-o", str(path))
    assert (said.status, said.errors) == (Exit.DONE, "")
    assert path.stat().st_size


def test_a_pivot_is_one_query(reference_project: Project) -> None:
    query = "pivot (select range % 2 as k, range as v from range(4)) on k using sum(v)"
    said = say(reference_project, "sql", "-f", "json", query)
    assert json.loads(said.output) == [{"0": 2, "1": 4}]
    assert say(reference_project, "sql", query).output.count("│ int128 │") == 1


@pytest.mark.parametrize("form", ["table", "csv", "json", "parquet"])
@pytest.mark.parametrize("query", ["", " ", ";", "/* nothing */", "/* a */ -- nothing"])
def test_where_there_is_no_query_that_is_said(
    reference_project: Project, query: str, form: str
) -> None:
    said = say(reference_project, "sql", query, "-f", form)
    assert (said.status, said.output) == (Exit.WRONG_USE, "")
    assert "no query" in said.errors


@pytest.mark.parametrize("name", ["r.xlsx", "r.txt", "r"])
def test_a_name_that_says_no_form_is_refused_and_the_known_ones_are_named(
    reference_project: Project, tmp_path: Path, name: str
) -> None:
    said = say(reference_project, "sql", "select 1", "-o", str(tmp_path / name))
    assert said.status == Exit.WRONG_USE
    assert all(known in said.errors for known in (".csv", ".json", ".parquet", "--format"))
    assert list(tmp_path.iterdir()) == []


def test_a_table_in_a_file_has_every_row_or_there_is_no_file(
    reference_project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "x.txt"
    said = say(reference_project, "sql", "from range(10000)", "-f", "table", "-o", str(path))
    assert (said.status, said.errors) == (Exit.DONE, "")
    cells = [line.strip("│ ") for line in path.read_text().splitlines()]
    assert [int(cell) for cell in cells if cell.isdecimal()] == list(range(10000))
    path.unlink()
    said = say(reference_project, "sql", "from range(10001)", "-f", "table", "-o", str(path))
    assert said.status == Exit.FAILED
    assert "-f csv" in said.errors
    assert list(tmp_path.iterdir()) == []
