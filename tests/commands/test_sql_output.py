"""``sql --output`` and Parquet: types that stay, files that are whole or not there."""

from __future__ import annotations

import datetime
import io
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from command_line import environment, say
from sample_project import ROOT, Project

from pipelines.commands.exits import Exit

TYPES = (
    "select 1 as a, 1.50::decimal(9, 2) as b, null as c, 'é' as d, ['x', null] as e, "
    "date '2023-06-25' as f, sum(x)::hugeint as g, true as h, {'k': 1} as i, 2 as a "
    "from range(3) as t(x) group by all"
)


def test_parquet_keeps_types_and_tells_columns_of_one_name_apart(
    reference_project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "x.parquet"
    said = say(reference_project, "sql", TYPES, "-o", str(path))
    assert (said.status, said.output, said.errors) == (Exit.DONE, "", "")
    frame = pl.read_parquet(path)
    assert frame.rows() == [
        (1, Decimal("1.50"), None, "é", ["x", None], datetime.date(2023, 6, 25), Decimal(3), True,
         {"k": 1}, 2)
    ]  # fmt: skip
    assert frame.columns[-1] == "a_1"
    assert frame.schema["a"] == pl.Int32


def test_parquet_of_no_rows_has_its_columns(reference_project: Project, tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    say(reference_project, "sql", "from quality.rejected", "-o", str(path))
    assert pl.read_parquet(path).shape[0] == 0
    assert "document_id" in pl.read_parquet(path).columns


@pytest.mark.parametrize(
    ("value", "kind"),
    [("interval 1 day", "INTERVAL"), ("[interval 1 day]", "INTERVAL"), ("'1'::bit", "BIT"),
     ("timetz '10:00:00+01'", "TIME WITH TIME ZONE")],
)  # fmt: skip
def test_what_parquet_cannot_hold_is_named_and_no_file_is_made(
    reference_project: Project, tmp_path: Path, value: str, kind: str
) -> None:
    said = say(reference_project, "sql", f"select {value} as v", "-o", str(tmp_path / "x.parquet"))
    assert said.status == Exit.FAILED
    assert kind in said.errors and "::text" in said.errors
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x.parquet", "x.csv", "x.json"])
def test_a_query_that_fails_half_way_leaves_the_file_as_it_was(
    reference_project: Project, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_text("before")
    query = "select cast(case range when 9e5 then 'x' else '1' end as int) v from range(1000000)"
    said = say(reference_project, "sql", query, "-o", str(path))
    assert said.status == Exit.FAILED
    assert "Could not convert" in said.errors and "Traceback" not in said.errors
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_the_name_of_the_file_says_the_form_unless_one_is_asked_for(
    reference_project: Project, tmp_path: Path
) -> None:
    written = {
        "x.csv": "a\r\n1\r\n",
        "x.JSON": '[\n{"a": 1}\n]\n',
    }
    for name, text in written.items():
        say(reference_project, "sql", "select 1 as a", "-o", str(tmp_path / name))
        assert (tmp_path / name).read_bytes().decode() == text
    say(reference_project, "sql", "select 1 as a", "-f", "json", "-o", str(tmp_path / "y.csv"))
    assert (tmp_path / "y.csv").read_text().startswith("[")


def test_a_place_that_cannot_be_written_is_named(
    reference_project: Project, tmp_path: Path
) -> None:
    for path in (tmp_path, tmp_path / "nowhere" / "x.csv", Path("/dev/full")):
        said = say(reference_project, "sql", "from range(100000)", "-f", "csv", "-o", str(path))
        assert said.status == Exit.FAILED
        assert str(path) in said.errors and "Traceback" not in said.errors


def test_a_warehouse_is_not_written_over(reference_project: Project, tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(reference_project.database)
    before = reference_project.database.read_bytes()
    said = say(reference_project, "sql", "select 1", "-o", str(link))
    assert said.status == Exit.FAILED
    assert "is a DuckDB file" in said.errors
    assert reference_project.database.read_bytes() == before


def run(project: Project, *arguments: str, **more: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "pipelines", "sql", *arguments]
    return subprocess.run(
        command, env=environment(project), cwd=ROOT, capture_output=True, timeout=120, **more
    )  # type: ignore[call-overload, no-any-return]


@pytest.mark.slow
def test_parquet_goes_to_a_pipe_whole(reference_project: Project) -> None:
    done = run(reference_project, "from range(70000)", "-f", "parquet")
    assert (done.returncode, done.stderr) == (Exit.DONE, b"")
    assert pl.read_parquet(io.BytesIO(done.stdout))["range"].sum() == 69999 * 35000


@pytest.mark.slow
def test_without_an_argument_the_query_is_read_from_standard_input(
    reference_project: Project,
) -> None:
    done = run(reference_project, "-f", "csv", input=b"select 42 as x\n;\n")
    assert done.stdout == b"x\r\n42\r\n"
    done = run(reference_project, input=b"")
    assert (done.returncode, done.stdout) == (Exit.WRONG_USE, b"")
    assert b"empty" in done.stderr


@pytest.mark.slow
def test_ctrl_c_ends_a_query_that_writes_a_file_and_leaves_nothing(
    reference_project: Project, tmp_path: Path
) -> None:
    query = "select count(*) from range(100000000000) a, range(10000)"
    command = [sys.executable, "-m", "pipelines", "sql", query, "-o", str(tmp_path / "x.parquet")]
    with subprocess.Popen(
        command, env=environment(reference_project), cwd=ROOT, stderr=subprocess.PIPE
    ) as process:
        end = time.monotonic() + 60
        while not list(tmp_path.iterdir()) and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == Exit.INTERRUPTED
    assert b"Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_ctrl_c_ends_a_query_that_prints(reference_project: Project) -> None:
    query = "select count(*) from range(100000000000) a, range(10000)"
    command = [sys.executable, "-m", "pipelines", "sql", query]
    with subprocess.Popen(
        command, env=environment(reference_project), cwd=ROOT, stderr=subprocess.PIPE
    ) as process:
        cpu = Path(f"/proc/{process.pid}/stat")
        end = time.monotonic() + 60
        # It runs when it has used more time than importing takes.
        while int(cpu.read_text().split()[13]) < 2 * os.sysconf("SC_CLK_TCK"):
            assert time.monotonic() < end
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    assert process.returncode in (-signal.SIGINT, Exit.INTERRUPTED)
    assert b"Traceback" not in errors
