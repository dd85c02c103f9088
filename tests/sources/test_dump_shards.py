"""A shard of a dump: what is found in it, what is written, and what of the dump is read."""

from __future__ import annotations

import bz2
import pickle
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from dump_cases import BOXES, PAGES, parts, problems, read, selected, titles
from fsspec.implementations.memory import MemoryFileSystem
from upath import UPath

from benchmarks.dumps_made import MadePage, write_multistream
from pipelines.locations import Location
from pipelines.sources import dump_shard_files, dump_shards
from pipelines.sources.dump import DumpDamaged, DumpError, DumpPage, DumpPart, DumpReader
from pipelines.sources.dump_errors import DumpUnreadable
from pipelines.sources.dump_files import DumpFile
from pipelines.sources.dump_open import state_of
from pipelines.sources.dump_plan import plan_shards
from pipelines.sources.dump_shard_files import (
    Shard,
    ShardDamaged,
    contents_of,
    discard_others,
    discard_shard,
    find_shards,
)
from pipelines.sources.dump_shards import OtherCode, ShardTask, read_shard, shard_code
from pipelines.sources.revision import PageProblem, Revision

LICENCE = "CC BY-SA 4.0"


def tasks_of(path: Location, location: Location, shard_bytes: int = 300) -> list[ShardTask]:
    index = path.with_name("a-multistream-index.txt.bz2")
    plan = plan_shards(path, index, shard_bytes, shard_code(), location)
    return [
        ShardTask(
            str(path), plan.size, plan.state, begin, end, plan.site, BOXES, LICENCE, str(location),
            shard_code(),
        )
        for begin, end in plan.ranges
    ]  # fmt: skip


def dump_of(folder: Path, pages: list[MadePage], pages_a_stream: int = 3) -> Path:
    path = folder / "a-multistream.xml.bz2"
    write_multistream(path, pages, pages_a_stream)
    return path


def found_in(location: Location, tasks: list[ShardTask]) -> list[Revision | PageProblem]:
    return [one for task in tasks for one in contents_of(location, task.name, read_shard(task))]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def test_all_shards_together_give_what_the_whole_dump_gives(tmp_path: Path, kept: Path) -> None:
    wrong = [
        MadePage("Wrong & more", "{{Infobox race}}", 92, timestamp="yesterday"),
        MadePage("Right", "{{Infobox race}} text", 91),
        MadePage("Talk:Other", "{{Infobox race}}", 93, namespace=1),
    ]
    path = dump_of(tmp_path, [*PAGES[:10], *wrong, *PAGES[10:]])
    tasks = [pickle.loads(pickle.dumps(task)) for task in tasks_of(path, kept)]
    whole = selected(path)
    assert found_in(kept, tasks) == whole
    assert len(whole) == len(PAGES) + 2
    shards = find_shards(kept, [task.name for task in tasks])
    assert sum(shard.pages for shard in shards.values()) == len(PAGES) + 3
    assert sum(shard.articles for shard in shards.values()) == len(PAGES) + 1
    assert [(shard.begin, shard.end) for shard in shards.values()] == [
        (task.begin, task.end) for task in tasks
    ]


def test_a_shard_that_is_there_is_not_read_again(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [task, *_] = tasks_of(dump_of(tmp_path, PAGES), kept)
    first = read_shard(task)
    monkeypatch.setattr(dump_shards, "DumpReader", None)
    assert read_shard(task) == first


def test_its_name_depends_on_all_that_decides_what_is_found(tmp_path: Path, kept: Path) -> None:
    [task, other, *_] = tasks_of(dump_of(tmp_path, PAGES), kept)
    others = [
        replace(task, size=1),
        replace(task, state="2"),
        replace(task, selection=type(BOXES)(["Infobox person"], [])),
        replace(task, licence="CC0"),
        replace(task, code="x"),
        replace(task, site=replace(task.site, addresses="https://de.wikipedia.org/wiki/")),
        other,
    ]
    assert len({one.name for one in [task, *others]}) == len(others) + 1
    assert replace(task, dump="moved", location="moved").name == task.name


class Requests:
    """What is asked of an object store that is in memory."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ranges: list[tuple[str, int, int]] = []
        cat_file = MemoryFileSystem.cat_file

        def counted(
            store: MemoryFileSystem, path: str, start: int = 0, end: int = 0, **more: object
        ) -> bytes:
            self.ranges.append((path.rpartition("/")[2], start, end))
            return bytes(cat_file(store, path, start=start or None, end=end or None, **more))

        opened = MemoryFileSystem._open

        def refused(store: MemoryFileSystem, path: str, *given: object, **more: object) -> object:
            assert not path.endswith(".xml.bz2"), "a dump is asked for by ranges only"
            return opened(store, path, *given, **more)

        monkeypatch.setattr(MemoryFileSystem, "cat_file", counted)
        monkeypatch.setattr(MemoryFileSystem, "_open", refused)

    def of_dump(self) -> list[tuple[int, int]]:
        return [(start, end) for name, start, end in self.ranges if name.endswith(".xml.bz2")]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[UPath]:
    made = UPath(f"memory://{tmp_path.name}")
    yield made
    MemoryFileSystem.store.clear()


def test_a_worker_asks_an_object_store_for_its_own_part_and_nothing_else(
    tmp_path: Path, store: UPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = dump_of(tmp_path, PAGES)
    for file in tmp_path.glob("a-*"):
        (store / file.name).write_bytes(file.read_bytes())
    tasks = tasks_of(store / path.name, store / "kept")
    requests = Requests(monkeypatch)
    for task in tasks:
        requests.ranges.clear()
        read_shard(task)
        assert requests.of_dump() == [(task.begin, task.end)]
    requests.ranges.clear()
    assert found_in(store / "kept", tasks) == selected(path)
    assert requests.of_dump() == []


def parts_of(path: Path, offsets: list[int]) -> tuple[list[DumpPage | PageProblem], list[str]]:
    """Pages and problems of all parts, and how parts end too early."""
    found: list[DumpPage | PageProblem] = []
    damages = []
    content = path.read_bytes()
    begins = [0, *(one for one in offsets if begins_well(content[one:]))]
    with DumpReader(path) as reader:
        site = reader.site
    for begin, end in zip(begins, [*begins[1:], len(content)], strict=True):
        with DumpReader(path, part=DumpPart(begin, end, site)) as reader:
            try:
                found.extend(reader.pages())
            except DumpDamaged as damage:
                damages.append(str(damage))
    return found, damages


def begins_well(content: bytes) -> bool:
    try:
        return bz2.BZ2Decompressor().decompress(content, 100).lstrip().startswith(b"<page>")
    except OSError:
        return False


def damaged(content: bytes, streams: list[int], chance: random.Random) -> bytes:
    at = chance.randrange(streams[1], len(content))
    bad = bytearray(content)
    match chance.choice(["flip", "cut", "zeros", "more", "stream"]):
        case "flip":
            bad[at] ^= 1 << chance.randrange(8)
        case "cut":
            del bad[at:]
        case "zeros":
            bad[at : at + 50] = bytes(len(bad[at : at + 50]))
        case "more":
            bad[at:at] = chance.randbytes(chance.randrange(1, 30))
        case "stream":
            begin, end = chance.choice(list(pairwise(streams[1:])))
            bad[begin:end] = chance.randbytes(end - begin)
    return bytes(bad)


@pytest.mark.parametrize("seed", range(60))
def test_damage_anywhere_costs_and_tells_the_same_whether_a_dump_is_divided_or_not(
    tmp_path: Path, seed: int
) -> None:
    streams = [bz2.compress(content) for content in parts(PAGES, 3)]
    offsets = [sum(map(len, streams[:count])) for count in range(len(streams))]
    path = tmp_path / "dump.bz2"
    path.write_bytes(damaged(b"".join(streams), offsets, random.Random(seed)))
    whole: list[DumpPage | PageProblem] = []
    damage = []
    with DumpReader(path) as reader:
        try:
            whole.extend(reader.pages())
        except DumpDamaged as error:
            damage.append(str(error))
    found, damages = parts_of(path, offsets)
    assert titles(found) == titles(whole)
    assert [one.reason for one in problems(found)] == [one.reason for one in problems(whole)]
    assert len(damages) == len(damage)


def test_a_stream_without_its_end_costs_no_page_that_was_whole_before_it(tmp_path: Path) -> None:
    """Read as one, the next stream is taken for the rest of this one, and this block is lost."""
    streams = [bz2.compress(content) for content in parts(PAGES, 3)]
    streams[3] = streams[3][:-7]
    offsets = [sum(map(len, streams[:count])) for count in range(len(streams))]
    path = tmp_path / "dump.bz2"
    path.write_bytes(b"".join(streams))
    whole = read(path)
    found, damages = parts_of(path, offsets)
    assert (titles(found), damages) == ([page.title for page in PAGES], [])
    assert set(titles(whole)) < set(titles(found))
    [problem], [expected] = problems(found), problems(whole)
    assert problem.reason == expected.reason
    assert f"up to byte {offsets[4]} is left out" in problem.reason


def test_a_page_that_cannot_be_read_is_told_with_its_place_in_the_file(
    tmp_path: Path, kept: Path
) -> None:
    path = dump_of(tmp_path, PAGES[:9])
    streams = [bz2.compress(one) for one in parts(PAGES[:9], 3)]
    streams[2] = bz2.compress(parts(PAGES[:9], 3)[2].replace(b"<ns>0</ns>", b"<ns>0</n>", 1))
    path.write_bytes(b"".join(streams))
    begin = len(streams[0]) + len(streams[1])
    tasks = tasks_of(path, kept)
    [problem] = [one for one in found_in(kept, tasks) if isinstance(one, PageProblem)]
    assert (problem.name, problem.reason_code) == ("Race 4", "damaged")
    assert f"of the XML from byte {begin} of the dump on" in problem.reason


def test_the_end_of_a_dump_that_is_cut_off_is_told_of_its_last_shard(
    tmp_path: Path, kept: Path
) -> None:
    path = dump_of(tmp_path, PAGES)
    tasks = tasks_of(path, kept)
    path.write_bytes(path.read_bytes()[:-30])
    size, state = state_of(path)
    cut = [replace(one, end=min(one.end, size), size=size, state=state) for one in tasks]
    shards = [read_shard(one) for one in cut]
    assert [bool(one.damage) for one in shards] == [False] * (len(cut) - 1) + [True]
    assert "cut off" in str(shards[-1].damage)
    assert sum(one.articles for one in shards) == len(PAGES)


def test_what_failed_this_once_is_not_kept(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [task, *_] = tasks_of(dump_of(tmp_path, PAGES), kept)

    def fail(file: DumpFile) -> bytes:
        raise DumpUnreadable("the disk is gone")

    with monkeypatch.context() as patched:
        patched.setattr(DumpFile, "read", fail)
        with pytest.raises(DumpUnreadable, match="the disk is gone"):
            read_shard(task)
    assert find_shards(kept, [task.name]) == {}
    assert read_shard(task).articles == 3


def test_another_dump_and_other_code_are_refused_by_whoever_is_to_read(
    tmp_path: Path, kept: Path
) -> None:
    path = dump_of(tmp_path, PAGES)
    [task, *_] = tasks_of(path, kept)
    with pytest.raises(OtherCode, match="another version of nascar-warehouse"):
        read_shard(replace(task, code="0" * 64))
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(DumpError, match="is another file"):
        read_shard(task)
    path.unlink()
    with pytest.raises(DumpError, match="cannot be read"):
        read_shard(task)


def test_many_articles_are_written_as_they_come(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dump_shard_files, "_PART_BYTES", 500)
    path = dump_of(tmp_path, PAGES, 30)
    [task] = tasks_of(path, kept)
    shard = read_shard(task)
    assert len(shard.parts) > 10
    assert sum(part.articles for part in shard.parts) == len(PAGES)
    assert all(part.articles > 1 for part in shard.parts[:3]), "short ones are written together"
    assert list(contents_of(kept, task.name, shard)) == selected(path)


def test_of_endless_problems_the_first_are_kept_and_the_rest_counted(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dump_shard_files, "_MOST_PROBLEMS", 4)
    pages = [replace(page, timestamp="never") for page in PAGES]
    [task] = tasks_of(dump_of(tmp_path, pages, 30), kept)
    shard = read_shard(task)
    assert (len(shard.problems), shard.problems_left_out) == (4, len(PAGES) - 4)


@pytest.mark.parametrize("damage", ["cut", "gone", "other"])
def test_files_that_are_not_what_was_written_are_found_out(
    tmp_path: Path, kept: Path, damage: str
) -> None:
    path = dump_of(tmp_path, PAGES)
    [task, other, *_] = tasks_of(path, kept)
    shard, another = read_shard(task), read_shard(other)
    file = kept / task.name / shard.parts[0].file
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:-1])
    elif damage == "gone":
        file.unlink()
    else:
        file.write_bytes((kept / other.name / another.parts[0].file).read_bytes())
    with pytest.raises(ShardDamaged, match=r"articles-000-\w+\.parquet is damaged"):
        list(contents_of(kept, task.name, shard))


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"pages": 3', "null"])
def test_a_shard_whose_contents_cannot_be_read_is_not_there(
    tmp_path: Path, kept: Path, content: str
) -> None:
    [task, *_] = tasks_of(dump_of(tmp_path, PAGES), kept)
    shard = read_shard(task)
    (kept / task.name / "_contents.json").write_text(content)
    assert find_shards(kept, [task.name]) == {}
    assert replace(read_shard(task), seconds=0, worker="") == replace(shard, seconds=0, worker="")


def test_shards_of_other_imports_are_removed_and_these_are_kept(tmp_path: Path, kept: Path) -> None:
    tasks = tasks_of(dump_of(tmp_path, PAGES), kept)
    shards: dict[str, Shard] = {task.name: read_shard(task) for task in tasks}
    discard_shard(kept, tasks[0].name)
    assert find_shards(kept, shards) == {
        name: shard for name, shard in shards.items() if name != tasks[0].name
    }
    discard_others(kept, {tasks[1].name, tasks[2].name})
    assert {path.name for path in kept.iterdir()} == {tasks[1].name, tasks[2].name}
    assert find_shards(kept, shards) == {
        task.name: shards[task.name] for task in (tasks[1], tasks[2])
    }
