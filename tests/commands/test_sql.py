"""``sql`` as a user runs it: a table, CSV or JSON, and nothing that steers a terminal."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest
from command_line import environment, nascar_warehouse, on_a_terminal
from sample_project import ROOT, Project

from pipelines.commands.exits import Exit

pytestmark = pytest.mark.slow

# A text that colours, rings, opens a window's title, turns letters round, and begins lines.
HOSTILE = "chr(27) || '[31m' || chr(7) || chr(155) || '2J' || chr(8238) || 'x' || chr(13) || 'y'"
STEERING = "\x1b\x07\x9b\u202e\r\u2028"


def test_a_query_cannot_write(reference_project: Project) -> None:
    before = reference_project.database.read_bytes()
    for query in (
        "delete from core.fct_race_result",
        f"copy (select 1) to '{reference_project.database}' (use_tmp_file false)",
    ):
        done = nascar_warehouse(reference_project, "sql", query)
        assert done.returncode == Exit.FAILED
        assert "Traceback" not in done.stderr
    assert reference_project.database.read_bytes() == before


def test_a_query_cannot_read_another_file(reference_project: Project) -> None:
    done = nascar_warehouse(reference_project, "sql", "from read_text('README.md')")
    assert (done.returncode, done.stdout) == (Exit.FAILED, "")
    assert "disabled" in done.stderr


def test_a_wrong_query_is_explained_without_a_traceback(reference_project: Project) -> None:
    done = nascar_warehouse(reference_project, "sql", "select nonsense from core.dim_race")
    assert done.returncode == Exit.FAILED
    assert "nonsense" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_query_before_the_first_build_says_what_to_do(project: Project) -> None:
    done = nascar_warehouse(project, "sql", "from marts.race_summary")
    assert done.returncode == Exit.FAILED
    assert "nascar-warehouse build" in done.stderr


def test_csv_has_a_header_every_row_numbers_as_numbers_and_no_formula(
    reference_project: Project,
) -> None:
    query = (
        "select -1 as a, 1.50::decimal(9, 2) as b, null as c, '' as d, '=1+1' as e, "
        "'x, \"y\"' as f, ['=1', null] as \"=g\", date '2023-06-25' as h, true as i"
    )
    done = nascar_warehouse(reference_project, "sql", query, "--format", "csv", check=True)
    # Standard output is read with newlines of all kinds as one.
    assert done.stdout == (
        "a,b,c,d,e,f,'=g,h,i\n"
        """-1,1.50,,"",'=1+1,"x, ""y""\","[""=1"", null]",2023-06-25,true\n"""
    )
    rows = "from range(2500)"
    done = nascar_warehouse(reference_project, "sql", rows, "--format", "csv", check=True)
    assert [row[0] for row in csv.reader(io.StringIO(done.stdout))][1:] == list(
        map(str, range(2500))
    )


def test_json_has_exact_numbers_and_null_for_what_is_none(reference_project: Project) -> None:
    query = (
        "select 170141183460469231731687303715884105727 as a, 0.10::decimal(9, 2) as b, "
        "'nan'::double as c, '-inf'::float as d, date '2023-06-25' as e, [1, null] as f, "
        "{'x': 'y'} as g, 'é' as h, 1 as h, null as i"
    )
    done = nascar_warehouse(reference_project, "sql", query, "--format", "json", check=True)
    [row] = json.loads(done.stdout, parse_float=str)
    assert row == {
        "a": 170141183460469231731687303715884105727, "b": "0.10", "c": None, "d": None,
        "e": "2023-06-25", "f": [1, None], "g": {"x": "y"}, "h": "é", "h_1": 1, "i": None,
    }  # fmt: skip
    assert "NaN" not in done.stdout
    done = nascar_warehouse(
        reference_project, "sql", "from range(2500)", "--format", "json", check=True
    )
    assert [row["range"] for row in json.loads(done.stdout)] == list(range(2500))


def test_a_query_without_rows_is_still_json(reference_project: Project) -> None:
    query = "from core.dim_race where false"
    done = nascar_warehouse(reference_project, "sql", query, "--format", "json", check=True)
    assert json.loads(done.stdout) == []
    for other in ("csv", "table"):
        done = nascar_warehouse(reference_project, "sql", query, "--format", other, check=True)
        assert done.stderr == ""


@pytest.mark.parametrize("result_format", ["table", "line", "csv", "json"])
def test_no_value_steers_a_terminal(result_format: str, reference_project: Project) -> None:
    query = f"select {HOSTILE} as a, [{HOSTILE}] as b, {{'c': {HOSTILE}}} as c, 1 as \"\u009bd\""
    sent = on_a_terminal(reference_project, "sql", query, "--format", result_format)
    assert "x" in sent
    assert not set(STEERING) & set(sent)


def test_csv_in_a_file_has_the_text_as_it_is(reference_project: Project) -> None:
    query = "select 'a' || chr(155) || chr(8238) || 'b' as text"
    done = nascar_warehouse(reference_project, "sql", query, "--format", "csv", check=True)
    assert done.stdout == "text\na\u009b\u202eb\n"


def test_an_error_that_quotes_a_value_does_not_steer_a_terminal(
    reference_project: Project,
) -> None:
    sent = on_a_terminal(reference_project, "sql", f"select ({HOSTILE})::integer")
    assert "Conversion Error" in sent
    assert not set(STEERING) & set(sent)
    assert sent.count("\n") > 1


@pytest.mark.parametrize("result_format", ["table", "line", "csv", "json"])
def test_a_reader_who_stops_reading_sees_no_traceback(
    result_format: str, reference_project: Project
) -> None:
    query = "select repeat('x', 1000) from range(100000)"
    command = [sys.executable, "-m", "pipelines", "sql", query, "--format", result_format]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(reference_project), cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=120) == Exit.DONE


def test_a_query_that_is_no_utf_8_is_refused(reference_project: Project) -> None:
    done = nascar_warehouse(reference_project, "sql", b"select '\xff'")
    assert done.returncode == Exit.FAILED
    assert "UTF-8" in done.stderr
    assert "Traceback" not in done.stderr
