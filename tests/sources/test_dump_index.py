"""The index of a multistream dump: where it lies, and what is no index."""

from __future__ import annotations

import bz2
from pathlib import Path

import pytest
from upath import UPath

from pipelines.locations import Location
from pipelines.sources.dump_index import IndexUnfit, index_beside, offsets_of

LINES = "616:10:AccessibleComputing\n616:12:A: title, with: colons\n9000:14:Ägypten\n9500:15:B\n"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index.txt"


@pytest.mark.parametrize(
    ("dump", "index"),
    [
        (
            "enwiki-20260101-pages-articles-multistream.xml.bz2",
            "enwiki-20260101-pages-articles-multistream-index.txt.bz2",
        ),
        (
            "enwiki-20260101-pages-articles-multistream1.xml-p1p41242.bz2",
            "enwiki-20260101-pages-articles-multistream-index1.txt-p1p41242.bz2",
        ),
        (
            "simplewiki-latest-pages-articles-multistream.xml.bz2",
            "simplewiki-latest-pages-articles-multistream-index.txt",
        ),
    ],
)
@pytest.mark.parametrize("place", ["folder", "store"])
def test_an_index_is_found_by_the_name_it_is_downloaded_under(
    tmp_path: Path, dump: str, index: str, place: str
) -> None:
    folder: Location = tmp_path if place == "folder" else UPath(f"memory://{tmp_path.name}")
    assert index_beside(folder / dump) is None
    (folder / index).write_text(LINES)
    assert index_beside(folder / dump) == folder / index


def test_no_other_file_is_taken_for_an_index(tmp_path: Path) -> None:
    (tmp_path / "enwiki-pages-articles-index.txt").write_text(LINES)
    assert index_beside(tmp_path / "enwiki-pages-articles.xml.bz2") is None
    (tmp_path / "a-multistream-index.txt").mkdir()
    assert index_beside(tmp_path / "a-multistream.xml.bz2") is None


@pytest.mark.parametrize("form", ["plain", "bzip2"])
def test_each_offset_is_given_once_in_order(index: Path, form: str) -> None:
    content = LINES.encode()
    index.write_bytes(bz2.compress(content) if form == "bzip2" else content)
    assert list(offsets_of(index, 10_000)) == [616, 9000, 9500]
    index.write_bytes(content.rstrip())
    assert list(offsets_of(index, 10_000)) == [616, 9000, 9500]


def test_an_index_of_a_million_pages_is_read_within_a_second_or_two(index: Path) -> None:
    with bz2.open(index, "wb", 1) as file:
        for stream in range(10_000):
            pages = range(stream * 100, stream * 100 + 100)
            file.write("".join(f"{stream * 9 + 1}:{one}:Page {one}\n" for one in pages).encode())
    assert list(offsets_of(index, 10**9)) == [stream * 9 + 1 for stream in range(10_000)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (LINES.replace("9000", "99000"), "does not ascend: 9500 comes after 99000"),
        (LINES.replace("9500", "10000"), "names byte 10000, this one has 10000"),
        (LINES.replace("9500:15", "9500"), "a line that is not OFFSET:PAGE ID:TITLE"),
        (LINES + "\n" + LINES, "a line that is not"),
        ("x" * 100_000, "a line that is not"),
        (LINES.replace("616", "0").replace("9000", "0").replace("9500", "0"), "names no streams"),
        ("", "is empty"),
        ("<html>404 Not Found</html>\n", "a line that is not"),
    ],
)
def test_what_is_no_index_of_this_dump_is_told(index: Path, content: str, said: str) -> None:
    index.write_text(content)
    with pytest.raises(IndexUnfit, match=said):
        list(offsets_of(index, 10_000))


def test_an_index_that_is_cut_off_is_told(index: Path) -> None:
    content = bz2.compress(LINES.encode() * 1000)
    index.write_bytes(content[:-20])
    with pytest.raises(IndexUnfit, match="is cut off"):
        list(offsets_of(index, 10_000))
