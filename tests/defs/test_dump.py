"""A dump as an asset: imported by its own job, with what each shard was, and by no build."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from divided_dumps import pages, race, write
from recorded_runs import failure, materialized, run
from sample_project import Project

from pipelines.defs import dump as dump_asset
from pipelines.defs.jobs import IMPORT
from pipelines.importing import Sharding

DUMP = "wikipedia/dump"


def import_dump(project: Project, instance: dg.DagsterInstance, **config: str) -> Any:  # noqa: ANN401 - Dagster's own
    return run(
        project, instance, job=IMPORT.name, seasons=[], ops={"wikipedia__dump": {"config": config}}
    )


def metadata(result: dg.ExecuteInProcessResult) -> dict[str, Any]:
    [event] = result.get_asset_materialization_events()
    return {name: one.value for name, one in event.materialization.metadata.items()}


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shards as a large dump has, of a small one."""

    def made(engine: Any, location: Any, index: Any) -> Sharding:  # noqa: ANN401 - passed on
        return Sharding(engine, location, index, 4_000)

    monkeypatch.setattr("pipelines.importing.Sharding", made)
    monkeypatch.setattr(dump_asset, "_SECONDS_BETWEEN_MESSAGES", 0.0)


@pytest.mark.slow
@pytest.mark.usefixtures("small_shards")
def test_a_dump_is_imported_in_shards_that_are_told_of(
    project: Project,
    instance: dg.DagsterInstance,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    path = write(tmp_path, pages(8, 600))
    result = import_dump(project, instance, file=str(path))
    assert materialized(result) == {DUMP}
    assert len(list(project.raw.rglob("*.wikitext"))) == 8
    found = metadata(result)
    assert (found["pages"], found["articles"], found["landed"]) == (608, 8, 8)
    shards = found["shards"].splitlines()
    assert shards[0] == "| bytes | pages | articles | seconds | worker |"
    assert found["shards_read"] == len(shards) - 2 - 2 * (found["shards_read"] > 50) > 3
    again = metadata(import_dump(project, instance, file=str(path)))
    assert (again["shards_read"], again["landed"], again["unchanged"]) == (0, 0, 8)
    assert again["pages"] == 608
    assert "earlier" in again["shards"]


def test_how_far_it_is_is_said_in_the_log_of_the_run(
    project: Project, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    path = write(tmp_path, pages(2, 20))
    result = import_dump(project, instance, file=str(path))
    said = [record.user_message for record in instance.all_logs(result.run_id)]
    assert any("MB read, 100 %" in message for message in said)
    assert any("22 pages read, 2 race articles: 2 new" in message for message in said)


@pytest.mark.parametrize(
    ("file", "index", "said"),
    [
        ("nowhere.xml", "", "nowhere.xml cannot be read"),
        ("nowhere://bucket/dump.xml", "", "nowhere"),
    ],
)
def test_a_dump_that_cannot_be_read_fails_the_run_with_what_to_do(
    project: Project, instance: dg.DagsterInstance, file: str, index: str, said: str
) -> None:
    result = import_dump(project, instance, file=file, index=index)
    assert not result.success
    assert said in failure(result)


def test_titles_of_strangers_are_shown_letter_by_letter(
    project: Project, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    title = "1990 Generated 1 ![x](https://example.org/x.png)"
    path = write(tmp_path, [replace(race(0), title=title), *pages(1, 20)])
    found = metadata(import_dump(project, instance, file=str(path)))
    shown = f"{found['documents']}{found['no_races']}{found['problems']}"
    assert "![" not in shown
    assert "1990 Generated 1 &#33;&#91;x" in shown
