"""The table has a row for each measure, says what was reached, and stands in the README."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample_project import ROOT

from benchmarks.__main__ import main
from benchmarks.measure import Figure, Measure, compared, in_turns
from benchmarks.suite import MODULES, benchmark, measures
from benchmarks.table import BEGIN, END, machine, rows_of, table, write

README = ROOT / "benchmarks" / "README.md"
FAST = Measure("a thing", "ms", "another thing", 10, is_at_most=False)
SMALL = Measure("memory", "MiB", "", 1536)


def test_the_table_of_the_readme_has_a_row_for_each_measure_and_none_besides() -> None:
    assert list(rows_of(README)) == [one.name for one in measures()]


def test_no_two_measures_have_one_name() -> None:
    names = [one.name for one in measures()]
    assert len(set(names)) == len(names)


def test_every_module_with_measures_is_in_the_suite() -> None:
    found = {
        path.stem
        for path in (ROOT / "benchmarks").glob("*.py")
        if "\nMEASURES" in path.read_text("utf-8")
    }
    assert found == set(MODULES)
    assert all(callable(benchmark(name).measure) for name in MODULES)


@pytest.mark.parametrize(
    ("measure", "ours", "ratio", "is_met"),
    [
        (FAST, 1.0, 10.0, True),
        (FAST, 1.0, 9.99, False),
        (SMALL, 1536.0, None, True),
        (SMALL, 1537.0, None, False),
        (Measure("a rate", "MB"), 3.0, None, None),
    ],
)
def test_a_goal_is_of_the_ratio_or_without_a_peer_of_the_figure(
    measure: Measure, ours: float, ratio: float | None, is_met: bool | None
) -> None:
    assert Figure(measure, ours, None, ratio).is_met is is_met


def test_a_ratio_is_the_median_of_the_rounds() -> None:
    slow = compared(Measure("x", "s", "y", 2), [2.0, 30.0, 4.0], [1.0, 10.0, 2.0])
    assert (slow.ours, slow.peer, slow.ratio) == (4.0, 2.0, 2.0)
    fast = compared(FAST, [1.0, 1.0, 1.0], [10.0, 20.0, 30.0], unit=1000)
    assert (fast.ours, fast.peer, fast.ratio) == (1000.0, 20_000.0, 20.0)


def test_rounds_take_turns() -> None:
    done: list[str] = []
    taken = in_turns({"ours": lambda: done.append("ours"), "peer": lambda: done.append("peer")}, 2)
    assert done == ["ours", "peer", "ours", "peer"]
    assert {name: len(found) for name, found in taken.items()} == {"ours": 2, "peer": 2}


def test_a_row_shows_both_the_ratio_and_whether_the_goal_is_met() -> None:
    rows = table([Figure(FAST, 4.2, 21.0, 5.0), Figure(SMALL, 300.0)], [FAST, SMALL]).splitlines()
    assert rows[2:] == [
        "| a thing | 4.20 ms | another thing: 21.0 ms | 5.00 | ≥ 10 x | **missed** |",
        "| memory | 300 MiB |  |  | ≤ 1536 | met |",
    ]


def test_what_was_not_measured_has_a_row_that_says_so() -> None:
    long = Measure("much", "s", only_whole=True)
    rows = table([], [FAST, long]).splitlines()[2:]
    assert "| not measured |" in rows[0]
    assert "| with --whole only |" in rows[1]


def test_the_table_is_written_between_two_lines_and_nothing_else_changes(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", "utf-8")
    for _ in range(2):
        write(readme, table([], [FAST, SMALL]))
    assert rows_of(readme) == ["a thing", "memory"]
    text = readme.read_text("utf-8")
    assert text.startswith(f"before\n{BEGIN}\n| measure") and text.endswith(f"|\n{END}\nafter\n")
    assert "old" not in text


def test_a_file_without_the_two_lines_is_left_alone(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("no table\n", "utf-8")
    with pytest.raises(ValueError, match="has no lines"):
        write(readme, "x")
    assert readme.read_text("utf-8") == "no table\n"


def test_the_machine_is_named() -> None:
    assert "cores" in machine() and "Python 3" in machine() and "polars" in machine()


@pytest.mark.parametrize("arguments", [["no_such"], ["--write", "disk"]])
def test_what_cannot_be_done_is_refused_before_anything_runs(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert arguments[0].removeprefix("--") in capsys.readouterr().err
