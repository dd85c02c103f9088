"""A dump in an object store, and shards of it: a worker asks for its part and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from divided_dumps import NAME, documents, here, nobody, pages, processes, sharding, write
from running_s3 import BUCKET, RunningS3

from pipelines.importing import ImportReport, Sharding, import_dump
from pipelines.locations import Location, LocationError, location_of
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.sources.dump import DumpError
from pipelines.sources.dump_shards import read_shard

pytestmark = pytest.mark.slow

RACES = 12
SHARD_BYTES = 20_000


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("dump"), pages(RACES, 600))


@pytest.fixture(scope="module")
def expected(
    dump: Path, tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary
) -> dict[str, object]:
    raw = tmp_path_factory.mktemp("whole") / "raw"
    import_dump(dump, raw, vocabulary)
    return documents(raw)


@pytest.fixture
def remote(s3: RunningS3, dump: Path) -> Location:
    """The dump and its index in the bucket."""
    folder = location_of(f"s3://{BUCKET}/dumps")
    for file in dump.parent.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    s3.requests()
    return folder / NAME


def divided(engine: Callable[..., object]) -> Sharding:
    location = location_of(f"s3://{BUCKET}/staged/dump_shards")
    return Sharding(engine, location, None, SHARD_BYTES)  # type: ignore[arg-type]


def gets(requests: list[str], name: str) -> int:
    return sum(bool(re.match(rf"GET /{BUCKET}/.*{re.escape(name)}\?", one)) for one in requests)


def test_processes_read_a_dump_in_a_store_and_write_what_they_find_there(
    remote: Location, s3: RunningS3, tmp_path: Path, vocabulary: Vocabulary,
    expected: dict[str, object],
) -> None:  # fmt: skip
    report = import_dump(remote, tmp_path / "raw", vocabulary, sharding=divided(processes))
    assert documents(tmp_path / "raw") == expected
    assert len(report.shards) > 3
    asked = s3.requests()
    # One a shard; one each where a shard begins, and those for the dump's own beginning.
    assert gets(asked, ".xml.bz2") <= 2 * len(report.shards) + 3
    assert not [path for path in tmp_path.rglob("*") if "shards" in path.name]
    again = import_dump(remote, tmp_path / "raw", vocabulary, sharding=divided(nobody))
    assert again.unchanged == RACES
    assert gets(s3.requests(), ".xml.bz2") == 0


def test_one_worker_reads_its_shard_by_one_request(
    remote: Location, s3: RunningS3, tmp_path: Path, vocabulary: Vocabulary,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    asked: list[int] = []

    def counted(task: object) -> object:
        s3.requests()
        shard = read_shard(task)  # type: ignore[arg-type]
        asked.append(gets(s3.requests(), ".xml.bz2"))
        return shard

    monkeypatch.setattr("pipelines.import_shards.read_shard", counted)
    report = import_dump(remote, tmp_path / "raw", vocabulary, sharding=divided(here))
    assert asked == [1] * len(report.shards)


def test_a_dump_in_a_store_without_its_index_is_read_as_one(
    remote: Location, tmp_path: Path, vocabulary: Vocabulary, expected: dict[str, object]
) -> None:
    remote.with_name(NAME.replace(".xml.", "-index.txt.")).unlink()
    report = import_dump(remote, tmp_path / "raw", vocabulary, sharding=divided(nobody))
    assert (report.shards, documents(tmp_path / "raw")) == ([], expected)


def test_a_dump_that_is_not_there_is_named(
    s3: RunningS3, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    for place in (f"s3://{BUCKET}/nothing.xml.bz2", "s3://no-bucket/dump.xml.bz2"):
        with pytest.raises(DumpError, match=rf"{place} cannot be read: .*check the name"):
            import_dump(location_of(place), tmp_path / "raw", vocabulary)


@pytest.mark.parametrize("refused", ["GET /races/dumps/", "PUT "])
def test_a_store_that_fails_costs_what_it_fails_and_the_next_import_completes_it(
    remote: Location, s3: RunningS3, tmp_path: Path, vocabulary: Vocabulary,
    expected: dict[str, object], refused: str,
) -> None:  # fmt: skip
    """Refused for good: what is tried again by the client itself is not seen here."""

    def run(raw: str) -> ImportReport:
        return import_dump(remote, tmp_path / raw, vocabulary, sharding=divided(here))

    run("other")
    asked = [one for one in s3.requests() if one.startswith(refused)]
    remote.fs.rm(f"{BUCKET}/staged", recursive=True)
    fault = {"request": refused, "status": 403, "code": "AccessDenied", "after": len(asked) - 3}
    s3.faults({**fault, "times": 1000})
    if refused == "PUT ":
        with pytest.raises(LocationError, match="cannot be written to: AccessDenied"):
            run("raw")
    else:
        report = run("raw")
        assert report.shards
        assert "are not read: " in report.problems[0][1]
    s3.faults()
    assert run("raw").articles_found == RACES
    assert documents(tmp_path / "raw") == expected


def test_a_dump_of_this_machine_may_have_its_shards_in_a_store(
    dump: Path, s3: RunningS3, tmp_path: Path, vocabulary: Vocabulary, expected: dict[str, object]
) -> None:
    import_dump(dump, tmp_path / "raw", vocabulary, sharding=divided(here))
    assert documents(tmp_path / "raw") == expected
    local = sharding(tmp_path, here, SHARD_BYTES)
    import_dump(dump, tmp_path / "local", vocabulary, sharding=local)
    assert documents(tmp_path / "local") == expected
