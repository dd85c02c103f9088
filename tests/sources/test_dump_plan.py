"""Dividing a dump by its index: without a gap, and only where a page begins."""

from __future__ import annotations

import bz2
from pathlib import Path

import pytest
from dump_cases import PAGES, parts, read, titles

from benchmarks.dumps_made import dump_xml, write_multistream
from pipelines.sources import dump_plan
from pipelines.sources.dump import DumpError, DumpPart, DumpReader
from pipelines.sources.dump_index import IndexUnfit
from pipelines.sources.dump_plan import ShardPlan, plan_shards


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a-multistream.xml.bz2"
    write_multistream(made, PAGES, 3)
    return made


def plan(path: Path, shard_bytes: int | None = 1, code: str = "this") -> ShardPlan:
    index = path.with_name("a-multistream-index.txt.bz2")
    return plan_shards(path, index, shard_bytes, code, path.with_name("kept"))


def pages_of(path: Path, made: ShardPlan) -> list[str]:
    found = []
    for begin, end in made.ranges:
        with DumpReader(path, part=DumpPart(begin, end, made.site)) as reader:
            found += titles(list(reader.pages()))
    return found


def rewrite_index(path: Path, lines: list[str]) -> None:
    content = "".join(f"{line}\n" for line in lines)
    path.with_name("a-multistream-index.txt.bz2").write_bytes(bz2.compress(content.encode()))


def lines_of(path: Path) -> list[str]:
    content = path.with_name("a-multistream-index.txt.bz2").read_bytes()
    return bz2.decompress(content).decode().splitlines()


@pytest.mark.parametrize("shard_bytes", [1, 700, 3000, 10**9])
def test_shards_cover_the_dump_from_its_first_byte_to_its_last(
    path: Path, shard_bytes: int
) -> None:
    made = plan(path, shard_bytes)
    assert (made.begins[0], made.ranges[-1][1]) == (0, path.stat().st_size)
    assert [end for _, end in made.ranges[:-1]] == [begin for begin, _ in made.ranges[1:]]
    assert all(end - begin >= min(shard_bytes, 500) for begin, end in made.ranges[:-1])
    assert made.unfit == 0
    assert pages_of(path, made) == titles(read(path))
    assert len(made.ranges) == {1: 11, 700: 7, 3000: 2, 10**9: 1}[shard_bytes]


@pytest.mark.parametrize(
    ("size", "least"),
    [(10**6, 2**20), (10**8, 10**8 // 16), (10**9, 48 * 2**20), (25 * 10**9, 48 * 2**20)],
)
def test_shards_are_as_large_as_suits_the_dump_whoever_reads_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, size: int, least: int
) -> None:
    asked = []
    monkeypatch.setattr(dump_plan, "state_of", lambda _: (size, "state"))
    monkeypatch.setattr(dump_plan, "_begins", lambda *given: asked.append(given[-1]) or ((0,), 0))
    plan(path, shard_bytes=None)
    assert asked == [least]


def test_where_no_page_begins_a_dump_is_not_divided(path: Path) -> None:
    lines = lines_of(path)
    # Into a stream, and to the end of the last one, where no page is.
    footer = path.read_bytes().rindex(b"BZh")
    rewrite_index(path, [lines[0], "900:1:A title", *lines[9:], f"{footer}:2:None"])
    made = plan(path)
    assert made.unfit == 2
    assert not {900, footer} & set(made.begins)
    assert pages_of(path, made) == titles(read(path))


def test_streams_that_begin_within_pages_are_no_shards(path: Path) -> None:
    xml = dump_xml(PAGES).encode()
    streams = [bz2.compress(xml[start : start + 999]) for start in range(0, len(xml), 999)]
    offsets = [sum(map(len, streams[:count])) for count in range(1, len(streams))]
    path.write_bytes(b"".join(streams))
    rewrite_index(path, [f"{offset}:1:A title" for offset in offsets])
    begins_a_page = [
        offset
        for offset, start in zip(offsets, range(999, len(xml), 999), strict=True)
        if xml[start:].lstrip().startswith(b"<page>")
    ]
    made = plan(path)
    assert list(made.begins) == [0, *begins_a_page]
    assert made.unfit == len(offsets) - len(begins_a_page) > 40
    assert pages_of(path, made) == titles(read(path))


def test_a_stream_that_never_comes_to_a_page_is_not_read_to_its_end(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few bytes of bzip2 can be gigabytes of spaces."""
    contents = [parts(PAGES, 30)[0], b" " * 20_000_000, *parts(PAGES, 30)[1:]]
    streams = [bz2.compress(one) for one in contents]
    path.write_bytes(b"".join(streams))
    rewrite_index(path, [f"{len(streams[0])}:1:A title"])
    asked = []
    read_step = dump_plan.StreamReader.read

    def counted(reader: dump_plan.StreamReader) -> bytes:
        asked.append(reader)
        return read_step(reader)

    monkeypatch.setattr(dump_plan.StreamReader, "read", counted)
    assert plan(path).unfit == 1
    # Those of DumpFile, which reads the dump's beginning, are few.
    assert len(asked) < 100


def test_an_index_of_another_dump_is_refused(path: Path, tmp_path: Path) -> None:
    longer = tmp_path / "b-multistream.xml.bz2"
    write_multistream(longer, [*PAGES, *PAGES], 3)
    longer.with_name("b-multistream-index.txt.bz2").replace(
        path.with_name("a-multistream-index.txt.bz2")
    )
    with pytest.raises(IndexUnfit, match="belongs to another dump"):
        plan(path)


@pytest.mark.parametrize("content", [b"", dump_xml(PAGES).encode(), b"\xfd7zXZ\0 and so on"])
def test_what_is_no_bzip2_is_not_divided(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises((IndexUnfit, DumpError), match=r"empty|bzip2"):
        plan(path)


def test_an_index_that_is_not_there_is_named(path: Path) -> None:
    path.with_name("a-multistream-index.txt.bz2").unlink()
    with pytest.raises(IndexUnfit, match=r"a-multistream-index\.txt\.bz2 cannot be read"):
        plan(path)


def test_a_plan_is_kept_until_dump_index_or_code_are_others(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = plan(path)
    looked: list[object] = []
    monkeypatch.setattr(dump_plan, "_begins", lambda *given: looked.append(given) or ((0,), 0))
    assert plan(path) == made
    assert looked == []
    plan(path, shard_bytes=2)
    plan(path, code="other")
    rewrite_index(path, [*lines_of(path)])
    plan(path)
    path.write_bytes(path.read_bytes())
    plan(path)
    assert len(looked) == 4


def test_a_plan_that_is_damaged_is_made_again(path: Path) -> None:
    made = plan(path)
    [kept] = path.with_name("kept").rglob("*.json")
    kept.write_text(kept.read_text()[:-20])
    assert plan(path) == made
