"""A dump read by a Dask cluster of real processes: the same is landed, whoever is killed."""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from deadly_shard import make_deadly, read_or_die
from divided_dumps import documents, here, nobody, pages, processes, sharding, write
from endurance import endurance, times
from made_seasons import assert_same, stage
from running_cluster import Cluster, kill, running_cluster, start_worker
from sample_project import Project

from benchmarks.dumps_made import MadePage
from benchmarks.generated.article import article
from benchmarks.generated.calendar import plan
from benchmarks.generated.folder import page_id
from benchmarks.generated.season import races
from benchmarks.generated.wikitext import wikitext
from pipelines import import_landing, import_shards
from pipelines.engine import DASK, EngineError, EngineSettings, open_engine
from pipelines.importing import ImportReport, Sharding, import_dump
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.sources.dump_shards import OtherCode

pytestmark = pytest.mark.slow

SHARD_BYTES = 4_000
RACES = 60
ARTICLES = times(5_000, few=500)
TABLE = re.compile(r"^\{\|.*?^\|\}", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("dump"), pages(RACES, 4_000))


@pytest.fixture(scope="module")
def expected(
    dump: Path, tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary
) -> dict[str, object]:
    """What one process lands that reads the whole dump."""
    raw = tmp_path_factory.mktemp("whole") / "raw"
    assert import_dump(dump, raw, vocabulary).articles_found == RACES
    return documents(raw)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with running_cluster(tmp_path / "cluster") as started:
        yield started


def divided(folder: Path, cluster: Cluster, shard_bytes: int | None = SHARD_BYTES) -> Sharding:
    settings = EngineSettings(DASK, 2, cluster.address)
    made = sharding(folder, partial(open_engine, settings))
    return Sharding(made.open_engine, made.location, None, shard_bytes)


def once(share: float, act: Callable[[], None]) -> tuple[Callable[[int, int], None], list[float]]:
    """Acts when so much is read; and how much had been read then."""
    acted: list[float] = []

    def progress(done: int, total: int) -> None:
        if done > share * total and not acted:
            acted.append(done / total)
            act()

    return progress, acted


def test_a_cluster_lands_byte_for_byte_what_one_process_does(
    dump: Path,
    tmp_path: Path,
    vocabulary: Vocabulary,
    cluster: Cluster,
    expected: dict[str, object],
) -> None:
    report = import_dump(dump, tmp_path / "raw", vocabulary, sharding=divided(tmp_path, cluster))
    assert documents(tmp_path / "raw") == expected
    assert (report.articles_found, report.problems) == (RACES, [])
    assert len({one.shard.worker for one in report.shards}) == 2
    again = import_dump(
        dump, tmp_path / "raw", vocabulary, sharding=sharding(tmp_path, nobody, SHARD_BYTES)
    )
    assert (again.landed, again.unchanged) == ([], RACES)


def test_a_worker_that_is_killed_in_the_middle_is_made_up_for(
    dump: Path,
    tmp_path: Path,
    vocabulary: Vocabulary,
    cluster: Cluster,
    expected: dict[str, object],
) -> None:
    progress, acted = once(0.3, lambda: kill(cluster.workers[0]))
    report = import_dump(
        dump,
        tmp_path / "raw",
        vocabulary,
        sharding=divided(tmp_path, cluster),
        progress=progress,
    )
    assert acted[0] < 0.7, "most was still to be read"
    assert report.problems == []
    assert documents(tmp_path / "raw") == expected


def test_after_the_scheduler_was_killed_the_next_import_goes_on_with_another_one(
    dump: Path,
    tmp_path: Path,
    vocabulary: Vocabulary,
    cluster: Cluster,
    expected: dict[str, object],
) -> None:
    raw = tmp_path / "raw"
    progress, acted = once(0.3, lambda: kill(cluster.scheduler))
    with pytest.raises(EngineError, match="run the same command again"):
        import_dump(dump, raw, vocabulary, sharding=divided(tmp_path, cluster), progress=progress)
    assert acted[0] < 0.7
    landed = documents(raw)
    assert len(landed) < len(expected)
    assert all(
        content == expected[name] for name, content in landed.items() if "/." not in f"/{name}"
    )
    seen: list[float] = []
    with running_cluster(tmp_path / "another") as other:
        report = import_dump(
            dump,
            raw,
            vocabulary,
            sharding=divided(tmp_path, other),
            progress=lambda done, total: seen.append(done / total),
        )
    assert seen[0] >= acted[0], "what was read is not read again"
    assert report.articles_found == RACES
    assert documents(raw) == expected


@pytest.mark.parametrize("engine", ["processes", "cluster"])
def test_a_shard_that_kills_every_worker_is_reported_and_all_others_are_landed(
    dump: Path,
    tmp_path: Path,
    vocabulary: Vocabulary,
    expected: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
    engine: str,
) -> None:
    made = sharding(tmp_path, processes, 20_000)
    whole = import_dump(dump, tmp_path / "whole", vocabulary, sharding=made)
    shutil.rmtree(made.location)
    made.location.mkdir()
    deadly = next(one.shard for one in whole.shards[2:] if one.shard.articles)
    make_deadly(made.location, deadly.begin)
    monkeypatch.setattr(import_shards, "read_shard", read_or_die)
    with ExitStack() as stack:
        if engine == "cluster":
            cluster = stack.enter_context(running_cluster(tmp_path / "nannies", nanny=True))
            made = replace(made, open_engine=divided(tmp_path, cluster).open_engine)
        report = import_dump(dump, tmp_path / "raw", vocabulary, sharding=made)
    [(_, reason)] = report.problems
    assert f"bytes {deadly.begin} to {deadly.end} are not read: whoever reads this" in reason
    assert RACES - deadly.articles <= len(report.landed) < RACES
    monkeypatch.undo()
    again = import_dump(
        dump, tmp_path / "raw", vocabulary, sharding=replace(made, open_engine=here)
    )
    assert [one.shard.begin for one in again.shards if one.is_new] == [deadly.begin]
    assert documents(tmp_path / "raw") == expected


def test_a_worker_that_comes_later_takes_part(
    dump: Path,
    tmp_path: Path,
    vocabulary: Vocabulary,
    cluster: Cluster,
    expected: dict[str, object],
) -> None:
    progress, _ = once(0.1, lambda: start_worker(cluster, 2) and time.sleep(3))
    import_dump(
        dump,
        tmp_path / "raw",
        vocabulary,
        sharding=divided(tmp_path, cluster),
        progress=progress,
    )
    assert documents(tmp_path / "raw") == expected


def test_workers_with_other_code_land_nothing(
    dump: Path,
    tmp_path: Path,
    vocabulary: Vocabulary,
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(import_shards, "shard_code", lambda: "0" * 64)
    with pytest.raises(OtherCode, match="another version of nascar-warehouse"):
        import_dump(dump, tmp_path / "raw", vocabulary, sharding=divided(tmp_path, cluster))
    assert documents(tmp_path / "raw") == {}


def generated(articles: int, others: int) -> Iterator[MadePage]:
    """Race articles of many seasons and series, evenly among other pages.

    They are realistic but for the length of their tables, which would only take time.
    """
    made = [race for planned in plan(articles) for race in races(planned)]
    fillers = (page for page in pages(0, others) if not page.title.startswith("19"))
    for race in made:
        text = TABLE.sub(first_rows, wikitext(article(race)))
        yield MadePage(race.title, text, 10**7 + page_id(race), 10**8 + page_id(race))
        yield from (next(fillers) for _ in range(others // articles))


def first_rows(table: re.Match[str]) -> str:
    """A table up to its fifth row."""
    rows = table[0].removesuffix("\n|}").split("\n|-")
    return "\n|-".join(rows[:6]) + "\n|}"


@endurance
def test_articles_among_ten_times_as_many_pages_become_the_same_tables(
    project: Project, tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way, by one process and the pool of this machine, and by two workers over TCP."""
    monkeypatch.setattr(import_landing, "now", lambda: "2026-01-01T00:00:00Z")
    path = write(tmp_path, generated(ARTICLES, 10 * ARTICLES), 100)
    there = Project(tmp_path / "there", project.warehouse, project.vocabulary, project.catalog)
    whole = import_dump(path, project.raw, project.vocabulary)
    report = import_dump(
        path, there.raw, project.vocabulary, sharding=divided(tmp_path, cluster, None)
    )
    assert counts(report) == counts(whole) == (11 * ARTICLES, ARTICLES, [])
    assert len(report.shards) > ARTICLES // 500
    assert digests(there.raw) == digests(project.raw)
    stage(project, "here")
    stage(there, "there", EngineSettings(DASK, 2, cluster.address))
    assert_same(project, "here", "there")


def counts(report: ImportReport) -> tuple[int, int, list[tuple[str, str]]]:
    return report.pages_read, report.articles_found, report.problems


def digests(raw: Path) -> dict[str, str]:
    return {
        name: hashlib.sha256(repr(content).encode()).hexdigest()
        for name, content in documents(raw).items()
    }
