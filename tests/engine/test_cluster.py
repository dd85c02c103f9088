"""A Dask cluster of real processes, over TCP: the same results, whoever is killed."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from deadly_document import DEADLY, mortal
from made_seasons import SEASONS, assert_same, make_seasons, stage
from running_cluster import Cluster, kill, running_cluster, start_worker
from sample_project import Project

from pipelines.engine import (
    DASK,
    DASK_LOCAL_CLUSTER,
    Call,
    EngineError,
    EngineSettings,
    completed,
    dask_clients,
    open_engine,
)
from pipelines.engine import calls as calls_module
from pipelines.staged import find_season

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with running_cluster(tmp_path / "cluster") as started:
        yield started


def settings_of(cluster: Cluster, workers: int = 2, patience: float = 60.0) -> EngineSettings:
    return EngineSettings(DASK, workers, cluster.address, patience=patience)


def once(act: Callable[[], None]) -> Callable[[str], None]:
    """Acts when the first season is done, in the middle of all others."""
    told: list[str] = []

    def announce(message: str) -> None:
        if not told:
            act()
        told.append(message)

    return announce


def test_a_cluster_gives_the_same_row_for_row_as_this_machine(
    project: Project, cluster: Cluster
) -> None:
    make_seasons(project, races=36)
    stage(project, "here")
    said: list[str] = []
    there = stage(project, "there", settings_of(cluster), said.append)
    assert len(there.extracted) == len(SEASONS)
    assert_same(project, "here", "there")
    workers = {one.worker for one in there.done.values()}
    assert workers == {
        f"{socket.gethostname()}, process {worker.pid}" for worker in cluster.workers
    }


def test_a_cluster_of_this_machine_gives_the_same(
    seasons: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    stage(seasons, "here")
    there = stage(seasons, "there", EngineSettings(DASK_LOCAL_CLUSTER, 2, worker_memory="1GB"))
    assert len(there.extracted) == len(SEASONS)
    assert_same(seasons, "here", "there")
    # Dask has much to say, to nobody who asked.
    assert capfd.readouterr() == ("", "")


def test_a_worker_that_is_killed_in_the_middle_is_made_up_for(
    seasons: Project, cluster: Cluster
) -> None:
    stage(seasons, "here")
    there = stage(seasons, "there", settings_of(cluster), once(lambda: kill(cluster.workers[0])))
    assert len(there.extracted) == len(SEASONS)
    assert_same(seasons, "here", "there")


def test_after_a_scheduler_was_killed_the_job_is_run_again_for_what_is_missing(
    seasons: Project, cluster: Cluster, tmp_path: Path
) -> None:
    stage(seasons, "here")
    staged = seasons.warehouse / "there"
    with pytest.raises(EngineError, match=r"connection to the Dask cluster .* was lost.*again"):
        stage(seasons, "there", settings_of(cluster), once(lambda: kill(cluster.scheduler)))
    assert not (staged / "manifest.json").exists()
    done = {one.name for one in staged.iterdir() if find_season(staged, one.name) is not None}
    assert 0 < len(done) < len(SEASONS)
    with running_cluster(tmp_path / "another") as another:
        again = stage(seasons, "there", settings_of(another))
    # Workers have ended what they had begun: that need not be done again either.
    extracted = {again.seasons[season].folder for season in again.extracted}
    assert extracted
    assert extracted.isdisjoint(done)
    assert_same(seasons, "here", "there")


def test_a_document_that_kills_workers_is_rejected(seasons: Project, tmp_path: Path) -> None:
    path = sorted((seasons.raw / "cup" / "2018").glob("*.wikitext"))[0]
    path.write_bytes(path.read_bytes() + DEADLY)
    with (
        running_cluster(tmp_path / "cluster", nanny=True) as cluster,
        open_engine(settings_of(cluster)) as engine,
    ):
        extraction = stage(seasons, "there", mortal(engine))
    assert len(extraction.extracted) == len(SEASONS)
    assert extraction.rows("quality.rejected") == 1
    assert extraction.rows("core.dim_race") == 4 * len(SEASONS) - 1


def test_a_cluster_that_has_lost_its_workers_is_not_waited_for_for_ever(
    seasons: Project, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls_module, "_SECONDS_BETWEEN_LOOKS", 0.1)

    def kill_all() -> None:
        for worker in cluster.workers:
            kill(worker)

    # They are there, so that a short patience is enough.
    with open_engine(settings_of(cluster)):
        pass
    with pytest.raises(EngineError, match=r"has no worker any more; what was done is kept"):
        stage(seasons, "there", settings_of(cluster, patience=1.0), once(kill_all))


def test_a_scheduler_that_hangs_is_not_waited_for_for_ever(
    seasons: Project, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls_module, "_SECONDS_BETWEEN_LOOKS", 0.1)
    with open_engine(settings_of(cluster)):
        pass
    started = time.monotonic()
    try:
        with pytest.raises(EngineError, match=r"has no scheduler that answers any more"):
            stage(
                seasons,
                "there",
                settings_of(cluster, patience=2.0),
                once(lambda: cluster.scheduler.send_signal(signal.SIGSTOP)),
            )
    finally:
        cluster.scheduler.send_signal(signal.SIGCONT)
    assert time.monotonic() - started < 45


def test_workers_may_come_late(tmp_path: Path) -> None:
    with running_cluster(tmp_path / "cluster", workers=0) as cluster:
        with (
            pytest.raises(EngineError, match=r"no worker after 0 seconds: start some"),
            open_engine(settings_of(cluster, patience=0.3)),
        ):
            pass
        start_worker(cluster, 1)
        with open_engine(settings_of(cluster, workers=2, patience=5.0)) as engine:
            # Only one has come; the window is as large as if both had.
            assert engine.workers == 2
            assert engine.is_remote
            assert [future.result() for _, future in completed(engine, [Call(1, abs, (-1,))])] == [
                1
            ]


def test_an_address_where_no_scheduler_is_ends_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dask_clients, "_SECONDS_TO_CONNECT", 0.5)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{unused.getsockname()[1]}"
        started = time.monotonic()
        with (
            pytest.raises(
                EngineError, match=rf"no scheduler can be reached at {address}.*start one"
            ),
            open_engine(EngineSettings(DASK, scheduler=address)),
        ):
            pass
    assert time.monotonic() - started < 15
