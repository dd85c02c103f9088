"""Importing a dump in parts: the same is landed, nothing is read twice, nothing stops the rest."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from divided_dumps import NAME, documents, here, nobody, pages, processes, race, sharding, write
from sample_project import ROOT

from pipelines import import_shards, importing
from pipelines.engine import Engine, EngineError
from pipelines.import_shards import divide
from pipelines.importing import ImportReport, import_dump
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.sources.article_selection import ArticleSelection
from pipelines.sources.dump import DumpError, DumpPart, DumpReader, Place
from pipelines.sources.dump_errors import DumpUnreadable
from pipelines.sources.dump_shards import OtherCode, ShardTask, read_shard

Import = Callable[..., ImportReport]

RACES, OTHERS = 24, 400


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("dump"), pages(RACES, OTHERS))


@pytest.fixture(scope="module")
def expected(
    dump: Path, tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary
) -> tuple[ImportReport, dict[str, object]]:
    """What one process lands that reads the whole dump."""
    raw = tmp_path_factory.mktemp("whole") / "raw"
    return import_dump(dump, raw, vocabulary), documents(raw)


@pytest.fixture
def run(dump: Path, tmp_path: Path, vocabulary: Vocabulary) -> Import:
    def run_import(
        engine: Callable[[], AbstractContextManager[Engine]] = here,
        raw: str = "raw",
        file: Path = dump,
        index: Path | None = None,
        **options: object,
    ) -> ImportReport:
        made = sharding(tmp_path, engine, index=index)
        return import_dump(file, tmp_path / raw, vocabulary, sharding=made, **options)

    return run_import


def told(report: ImportReport) -> tuple[object, ...]:
    landed = [(one.article.path, one.outcome) for one in report.landed]
    return report.pages_read, report.unchanged, landed, report.no_races, report.problems


@pytest.mark.parametrize("engine", [here, pytest.param(processes, marks=pytest.mark.slow)])
def test_a_divided_import_lands_and_tells_what_that_of_the_whole_dump_does(
    run: Import,
    tmp_path: Path,
    expected: tuple[ImportReport, dict[str, object]],
    engine: Callable[[], AbstractContextManager[Engine]],
) -> None:
    report = run(engine)
    assert documents(tmp_path / "raw") == expected[1]
    assert told(report) == told(expected[0])
    assert report.summary == expected[0].summary
    assert len(report.shards) > 5
    assert report.articles_found == RACES


def test_progress_is_told_in_bytes_up_to_the_length_of_the_dump(run: Import, dump: Path) -> None:
    seen: list[tuple[int, int]] = []
    run(progress=lambda done, total: seen.append((done, total)))
    assert {total for _, total in seen} == {dump.stat().st_size}
    done = [one for one, _ in seen]
    assert (done[0], done[-1], done) == (0, dump.stat().st_size, sorted(set(done)))


def test_a_rerun_of_a_finished_import_starts_nobody_reads_nothing_and_lands_nothing(
    run: Import, tmp_path: Path, dump: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    monkeypatch.setattr("pipelines.sources.dump_files.open_dump", nobody)
    monkeypatch.setattr("pipelines.sources.dump_plan.open_dump", nobody)
    seen: list[int] = []
    report = run(nobody, progress=lambda done, total: seen.append(done))
    assert (len(report.landed), report.unchanged) == (0, RACES)
    assert (report.pages_read, report.no_races) == (first.pages_read, first.no_races)
    assert report.articles_found == RACES
    assert seen == [dump.stat().st_size]
    assert not any(one.is_new for one in report.shards)
    before = {path: time for path, time in before.items() if path.suffix != ".lock"}
    assert (
        before.items()
        <= {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}.items()
    )


def test_other_seasons_and_a_removed_document_are_landed_from_what_was_read(
    run: Import, tmp_path: Path, expected: tuple[ImportReport, dict[str, object]]
) -> None:
    assert run(seasons={2020}).articles_found == 0
    assert len(run(nobody, seasons={1990}).landed) == RACES
    next((tmp_path / "raw").rglob("*.wikitext")).unlink()
    assert len(run(nobody).landed) == 1
    assert documents(tmp_path / "raw") == expected[1]


def test_a_dry_run_lists_what_would_be_landed(run: Import, tmp_path: Path) -> None:
    report = run(dry_run=True)
    assert [one.action for one in report.planned] == ["new"] * RACES
    assert not (tmp_path / "raw").exists()


class Stopped(BaseException):
    """What ends an import from outside."""


def stop_after(share: float) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        if done > share * total:
            raise Stopped

    return progress


@pytest.mark.parametrize("by", ["many", "one"])
def test_an_import_that_was_stopped_goes_on_where_it_was_and_reports_the_whole(
    run: Import,
    dump: Path,
    tmp_path: Path,
    vocabulary: Vocabulary,
    expected: tuple[ImportReport, dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
    by: str,
) -> None:
    monkeypatch.setattr(importing, "CHECKPOINT_SECONDS", 0.0)
    with pytest.raises(Stopped):
        run(progress=stop_after(0.6))
    assert 0 < len(documents(tmp_path / "raw")) < len(expected[1])
    seen: list[int] = []
    said: list[str] = []
    listening = {"progress": lambda done, total: seen.append(done), "announce": said.append}
    if by == "many":
        report = run(**listening)
    else:
        report = import_dump(dump, tmp_path / "raw", vocabulary, **listening)
    assert seen[0] > 0.4 * dump.stat().st_size
    assert "was stopped after" in said[0]
    assert told(report) == told(expected[0])
    assert documents(tmp_path / "raw") == expected[1]


def test_where_an_import_of_the_whole_was_stopped_within_a_shard_does_not_count(
    run: Import,
    dump: Path,
    tmp_path: Path,
    vocabulary: Vocabulary,
    expected: tuple[ImportReport, dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importing, "CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr("pipelines.sources.dump_files._PIECE_BYTES", 50_000)
    with pytest.raises(Stopped):
        import_dump(dump, tmp_path / "raw", vocabulary, progress=stop_after(0.5))
    report = run()
    assert report.pages_read == expected[0].pages_read
    assert report.articles_found == RACES
    assert documents(tmp_path / "raw") == expected[1]


def test_only_between_two_pages_at_the_beginning_of_a_shard_can_shards_go_on(
    dump: Path, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    selection = ArticleSelection.from_vocabulary(vocabulary)
    division = divide(dump, sharding(tmp_path), selection, "CC0", print)
    assert division is not None
    begin = division.tasks[1].begin
    assert division.begins_at(Place(begin, 700, 700))
    assert not division.begins_at(Place(begin, 700, 701)), "within the first page of it"
    assert not division.begins_at(Place(begin + 1, 700, 700))


def test_what_could_not_be_landed_is_landed_by_the_next_import_and_nothing_is_read_again(
    run: Import, tmp_path: Path, expected: tuple[ImportReport, dict[str, object]]
) -> None:
    (tmp_path / "raw" / "cup").mkdir(parents=True)
    obstacle = tmp_path / "raw" / "cup" / "1990"
    obstacle.write_text("this is a file")
    assert len(run().problems) == RACES
    obstacle.unlink()
    report = run(nobody)
    assert (report.problems, len(report.landed)) == ([], RACES)
    assert documents(tmp_path / "raw") == expected[1]


def test_shards_of_an_earlier_dump_of_that_name_are_removed_when_all_is_landed(
    run: Import, tmp_path: Path
) -> None:
    def kept() -> set[str]:
        return {one.name for one in (tmp_path / "dump_shards" / NAME).iterdir()}

    path = write(tmp_path, pages(9, 200))
    earlier = len(run(file=path).shards)
    write(tmp_path, pages(10, 200))
    with pytest.raises(Stopped):
        run(file=path, progress=stop_after(0.6))
    assert len(kept()) > earlier + 2
    report = run(file=path)
    assert len(kept()) == len(run(nobody, file=path).shards) + 1
    assert report.articles_found == 10


@pytest.mark.parametrize(
    ("index", "said"),
    [
        (b"616:10:Page\n99999999:11:Page\n", "belongs to another dump"),
        (b"616:10:Page\n500:11:Page\n", "does not ascend"),
        (b"<html>404</html>\n", "a line that is not OFFSET:PAGE ID:TITLE"),
        (b"25000:10:Page\n50000:10:Page\n", "2 places of 2 that were looked at where no page"),
    ],
)
def test_with_an_index_that_does_not_fit_the_dump_is_read_as_one_and_that_is_told(
    run: Import,
    tmp_path: Path,
    expected: tuple[ImportReport, dict[str, object]],
    index: bytes,
    said: str,
) -> None:
    (tmp_path / "index.txt").write_bytes(index)
    announced: list[str] = []
    report = run(nobody, index=tmp_path / "index.txt", announce=announced.append)
    assert said in announced[0]
    assert told(report) == told(expected[0])
    assert documents(tmp_path / "raw") == expected[1]


@pytest.mark.parametrize("lost", [20, 1_500])
def test_a_dump_that_is_cut_off_gives_what_it_has_and_says_so(
    run: Import, tmp_path: Path, vocabulary: Vocabulary, lost: int
) -> None:
    path = write(tmp_path, pages(9, 400))
    path.write_bytes(path.read_bytes()[:-lost])
    whole = import_dump(path, tmp_path / "whole", vocabulary)
    report = run(file=path)
    assert told(report)[:4] == told(whole)[:4]
    [(name, reason)] = report.problems
    assert (name, "cut off" in reason) == (NAME, True)
    # Where streams that the index names are missing, it is no index of this file.
    assert bool(report.shards) == (lost == 20)


@pytest.mark.parametrize("part", ["000", "001"])
def test_files_of_shards_that_were_damaged_are_made_again(
    run: Import,
    tmp_path: Path,
    expected: tuple[ImportReport, dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
    part: str,
) -> None:
    monkeypatch.setattr("pipelines.sources.dump_shard_files._PART_BYTES", 1)
    run(raw="other")
    damaged = list(tmp_path.rglob(f"articles-{part}-*.parquet"))[:2]
    assert damaged
    for path in damaged:
        path.write_bytes(path.read_bytes()[:-9])
    assert told(run(nobody)) == told(expected[0])
    assert documents(tmp_path / "raw") == expected[1]
    assert run(nobody).unchanged == RACES


class Failing(Executor):
    """Fails what it is told to fail, and does the rest at once."""

    def __init__(self, errors: dict[int, list[BaseException]]) -> None:
        self.errors = errors
        self.asked: list[int] = []

    def submit(
        self, fn: Callable[..., object], /, *args: ShardTask, **kwargs: object
    ) -> Future[Any]:
        [task] = args
        self.asked.append(task.begin)
        future: Future[Any] = Future()
        if waiting := self.errors.get(task.begin):
            future.set_exception(waiting.pop(0))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


class Death(RuntimeError):
    """A worker died."""


def failing(executor: Failing, is_remote: bool = False) -> Callable[[], Any]:
    @contextmanager
    def opened() -> Iterator[Engine]:
        yield Engine(executor, 2, is_remote, "a cluster", (Death,))

    return opened


def begins(report: ImportReport) -> list[int]:
    return [one.shard.begin for one in report.shards]


def test_a_shard_whose_worker_died_once_is_read_again(
    run: Import, tmp_path: Path, expected: tuple[ImportReport, dict[str, object]]
) -> None:
    places = begins(run(raw="other"))
    remove_shards(tmp_path)
    executor = Failing({places[1]: [Death()], places[3]: [DumpUnreadable("the net is gone")]})
    report = run(failing(executor))
    assert executor.asked[-2:] == [places[1], places[3]]
    assert told(report) == told(expected[0])


def test_a_shard_that_nobody_outlives_is_reported_the_rest_is_landed_and_it_is_tried_again(
    run: Import, dump: Path, tmp_path: Path, expected: tuple[ImportReport, dict[str, object]]
) -> None:
    first = run(raw="other")
    bad = next(one.shard for one in first.shards[2:] if one.shard.articles)
    remove_shards(tmp_path)
    report = run(failing(Failing({bad.begin: [Death(), Death()]})))
    [(name, reason)] = report.problems
    assert name == dump.name
    assert f"bytes {bad.begin} to {bad.end} are not read: whoever reads this is ended" in reason
    assert len(report.landed) == RACES - bad.articles
    executor = Failing({})
    report = run(failing(executor))
    assert executor.asked == [bad.begin]
    assert (report.problems, len(report.landed)) == ([], bad.articles)
    assert documents(tmp_path / "raw") == expected[1]


def test_an_error_that_nobody_foresaw_costs_one_shard(run: Import, tmp_path: Path) -> None:
    places = begins(run(raw="other"))
    remove_shards(tmp_path)
    wrong = [RecursionError("too deep"), RecursionError("too deep")]
    report = run(failing(Failing({places[2]: wrong})))
    assert [reason.partition(": ")[2] for _, reason in report.problems] == ["too deep"]


@pytest.mark.parametrize("error", [OtherCode("other code"), DumpError("no such file"), OSError(28)])
def test_what_would_befall_every_shard_ends_the_import_with_what_it_is(
    run: Import, tmp_path: Path, error: Exception
) -> None:
    with pytest.raises(type(error), match=str(error)):
        run(failing(Failing({0: [error]})))
    assert documents(tmp_path / "raw") == {}


def test_what_a_distant_worker_cannot_read_is_said_to_lie_elsewhere(run: Import) -> None:
    with pytest.raises(DumpError, match=r"no such file .* one path or URL for all of them"):
        run(failing(Failing({0: [DumpError("no such file")]}), is_remote=True))


def test_what_a_distant_worker_wrote_where_nobody_sees_it_is_said_and_not_taken_for_nothing(
    run: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_shards, "find_shards", lambda location, names: {})
    monkeypatch.setattr(import_shards, "_WAITS_TO_SEE", (0.0,))
    with pytest.raises(EngineError, match="NASCAR_WAREHOUSE_STAGED"):
        run(failing(Failing({}), is_remote=True))


def remove_shards(folder: Path) -> None:
    for path in (folder / "dump_shards").rglob("*.json"):
        if "plan" not in path.parent.name:
            path.unlink()


def test_a_hostile_page_is_a_problem_and_its_neighbours_are_landed(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too large, no race, of a wrong checksum, broken: each costs itself."""
    monkeypatch.setattr(DumpReader, "__init__", _with_largest(DumpReader.__init__, 1_000_000))
    made = [race(one) for one in range(8)]
    huge = race(90, text="{{Infobox NASCAR race report}}" + "x" * 2_000_000)
    nested = race(91, text="{{Infobox NASCAR race report" + "|{{a" * 50_000)
    path = write(tmp_path, [*made[:3], huge, *made[3:5], nested, *made[5:]], 1)
    report = import_dump(path, tmp_path / "raw", vocabulary, sharding=sharding(tmp_path))
    assert len(report.landed) == 8
    assert [title for title, _ in report.problems] == [huge.title]
    assert [title for title, _ in report.no_races] in ([], [nested.title])
    whole = import_dump(path, tmp_path / "whole", vocabulary)
    assert [title for title, _ in whole.problems] == [huge.title]
    assert documents(tmp_path / "raw") == documents(tmp_path / "whole")


def _with_largest(made: Callable[..., None], largest: int) -> Callable[..., None]:
    def init(reader: DumpReader, path: Path, *given: object, part: DumpPart | None = None) -> None:
        made(reader, path, *given, largest_page=largest, part=part)

    return init


@pytest.mark.slow
def test_processes_killed_in_the_middle_cost_nothing_but_time(
    dump: Path,
    tmp_path: Path,
    vocabulary: Vocabulary,
    expected: tuple[ImportReport, dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(import_shards, "read_shard", killed_once)
    monkeypatch.setenv("KILLED_ONCE", str(tmp_path / "killed"))
    report = import_dump(dump, tmp_path / "raw", vocabulary, sharding=sharding(tmp_path, processes))
    assert (tmp_path / "killed").exists()
    assert told(report) == told(expected[0])
    assert documents(tmp_path / "raw") == expected[1]


def killed_once(task: ShardTask) -> object:
    """Read a shard; the first process that comes to the middle of the dump dies of it."""
    mark = Path(os.environ["KILLED_ONCE"])
    if task.begin > task.size / 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return read_shard(task)


PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, str(Path(sys.argv[4]) / "tests"))
from divided_dumps import processes, sharding
from pipelines import importing
from pipelines.recognition.vocabulary import load_vocabulary
importing.CHECKPOINT_SECONDS = 0.0
if __name__ == "__main__":
    vocabulary = load_vocabulary(Path(sys.argv[3]))
    made = sharding(Path(sys.argv[2]), processes, 4_000)
    importing.import_dump(Path(sys.argv[1]), Path(sys.argv[2]) / "raw", vocabulary, sharding=made)
"""


@pytest.mark.slow
def test_killed_at_any_moment_the_next_import_completes_it(
    dump: Path, tmp_path: Path, expected: tuple[ImportReport, dict[str, object]]
) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    command = [
        sys.executable, str(program), str(dump), str(tmp_path),
        str(ROOT / "pipelines" / "vocabulary"), str(ROOT),
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    kills = 0
    for wanted in (1, 9, 18):
        process = subprocess.Popen(command, env=environment)
        while process.poll() is None and count(tmp_path) < wanted:
            time.sleep(0.001)
        kills += process.poll() is None
        process.kill()
        process.wait()
        for name, found in documents(tmp_path / "raw").items():
            if not Path(name).name.startswith("."):
                assert found == expected[1][name], "a document is whole from the first"
    assert kills >= 2
    assert subprocess.run(command, env=environment, timeout=60, check=False).returncode == 0
    assert documents(tmp_path / "raw") == expected[1]


def count(folder: Path) -> int:
    return len(list(folder.rglob("[!.]*.wikitext")))
