"""What the benchmarks count: processes, steps of builds, copies of staged rows, queries."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
import pytest

from benchmarks import disk, many_builds, refresh, warehouse_load
from benchmarks.comparison import NotTheTruth
from benchmarks.phases import STEPS, phases
from benchmarks.processes import Cost, run, run_python
from benchmarks.queries import MARTS, mart_times, percentile
from benchmarks.staged_copies import copy_staged, fact_rows
from benchmarks.workbench import Workbench
from pipelines import staged

BUSY = """
import subprocess, sys, time
held = bytearray(80_000_000)
ended = time.process_time() + 0.4
while time.process_time() < ended: pass
if len(sys.argv) > 1: subprocess.run([sys.executable, *sys.argv[2:]], check=True)
print("done")
"""


def test_a_process_costs_what_it_and_all_below_it_cost(tmp_path: Path) -> None:
    program = tmp_path / "busy.py"
    program.write_text(BUSY)
    alone = run([sys.executable, str(program)])
    both = run([sys.executable, str(program), "and", str(program)])
    assert alone.output == "done\n"
    assert 0.4 <= alone.processor_seconds < both.processor_seconds
    assert both.processor_seconds >= 0.8
    assert 80 < alone.megabytes < both.megabytes
    assert both.megabytes > 160


def test_a_process_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        run_python("-c", "1 / 0")


def test_figures_of_builds_are_by_count() -> None:
    ours = {count: Cost(count / 10, count / 5, count / 100, "") for count in (36, 360, 3_600)}
    found = {
        one.measure.name: one
        for one in many_builds.figures(
            ours, {36: 7.2, 360: 72.0, 3_600: 720.0}, {36: 2.0, 360: 20.0, 3_600: 100.0}
        )
    }
    assert found["build of 360 articles from raw/"].ratio == 0.5
    assert found["seconds a MB, 3,600 articles"].ratio == pytest.approx(2.0)
    assert found["seconds a MB, 3,600 articles"].is_met is False
    assert found["memory of a build, 3,600 articles"].ours == pytest.approx(34.3, abs=0.1)
    assert not any("36,000" in name for name in found)


def test_steps_of_a_refresh_are_beside_the_whole_of_a_full_build() -> None:
    full = {"scan": 1.0, "extract": 70.0, "load": 29.0, "all": 100.0}
    again = {"scan": 0.5, "extract": 0.5, "load": 4.0, "all": 5.0}
    found = {one.measure.name: one for one in refresh.figures(360, full, again)}
    assert found["1 article of 360 changed: all"].ratio == 0.05
    assert found["1 article of 360 changed: all"].is_met is False
    assert found["1 article of 360 changed: load"].ratio == 0.04


def test_an_edit_is_a_newer_revision_of_one_article(tmp_path: Path) -> None:
    articles = Workbench(tmp_path).articles(2)
    before = set(articles.raw.rglob("*.wikitext"))
    refresh.edit(articles)
    (new,) = set(articles.raw.rglob("*.wikitext")) - before
    (old,) = [path for path in before if path.name.split(".")[0] == new.name.split(".")[0]]
    assert int(new.name.split(".r")[1].split(".")[0]) > int(old.name.split(".r")[1].split(".")[0])
    assert new.read_text("utf-8") == old.read_text("utf-8") + "\nThe crowd was large.\n"


def test_copies_of_staged_seasons_have_other_keys_and_all_rows(tmp_path: Path) -> None:
    source = tmp_path / "source"
    race = {"race_id": ["cup-2024-1"], "document_id": ["x"]}
    cars = {"race_id": ["cup-2024-1"] * 2, "document_id": ["x"] * 2, "car_number": ["1", "2"]}
    tables = {
        "core.dim_race": pl.DataFrame({**race, "race_number": [1]}),
        "core.fct_entry": pl.DataFrame(cars),
        "core.dim_team": pl.DataFrame({"team_id": ["t"], "mentions": [2]}),
    }
    one = staged.write_season(source, staged.season_folder(2024, "ab" * 10), tables, "made", ["x"])
    staged.write_manifest(source, {2024: one})
    copies = copy_staged(source, tmp_path / "target", 5)
    assert copies.rows == fact_rows(copies.seasons) == 6
    entries = pl.read_parquet(tmp_path / "target" / copies.seasons[2024].path("core.fct_entry"))
    assert entries.select("race_id", "car_number").is_unique().all()
    races = pl.read_parquet(tmp_path / "target" / copies.seasons[2024].path("core.dim_race"))
    assert races.rows() == [
        ("cup-2024-1", "x", 1), ("cup-2024-1001", "x.001", 1001), ("cup-2024-1002", "x.002", 1002),
    ]  # fmt: skip
    assert copies.seasons[2024].rows["core.dim_team"] == 1


def test_95_of_100_queries_stay_below_the_percentile() -> None:
    times = [float(number) for number in range(1, 101)]
    assert sum(time <= percentile(times) for time in times) == 95


def test_every_mart_is_asked(reference_project: object) -> None:
    times = mart_times(reference_project.database, each=1)  # type: ignore[attr-defined]
    assert set(times) == set(MARTS)
    assert all(len(one) >= 2 for one in times.values())


@pytest.mark.slow
def test_figures_of_load_disk_and_steps_come_from_one_built_folder(tmp_path: Path) -> None:
    bench = Workbench(tmp_path)
    articles = bench.built(3)
    assert bench.articles(3) == articles
    assert 0 < disk.parquet_megabytes(articles.database) < articles.database.stat().st_size / 1e6
    load, in_seconds = warehouse_load.measure(bench, count=3, rows=1_500, rounds=1)
    assert load.ratio is not None and load.ratio > 0
    assert in_seconds.ours == load.ours
    steps = phases(articles)
    assert steps["all"] == pytest.approx(sum(steps[name] for name in STEPS))


@pytest.mark.slow
def test_a_build_of_other_articles_than_the_truth_is_of_fails(tmp_path: Path) -> None:
    articles = Workbench(tmp_path).articles(2)
    next(articles.raw.rglob("*.wikitext")).unlink()
    with pytest.raises(NotTheTruth, match="dim_race"):
        articles.build()
