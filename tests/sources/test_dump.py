"""Reading dumps in all their forms, from their beginning or from a place in them."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path

import pytest
from dump_cases import (
    FORMS,
    PAGES,
    DumpWriter,
    one_page,
    read,
    titles,
)

from benchmarks.dumps_made import (
    FOOTER,
    header,
)
from pipelines.sources.dump import DumpError, DumpPage, DumpReader
from pipelines.sources.dump_streams import StreamReader


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_pages_whatever_the_file_is_called(
    dump: DumpWriter, form: str
) -> None:
    found = read(dump(FORMS[form](PAGES)))
    assert [(page.title, page.text) for page in found if isinstance(page, DumpPage)] == [
        (page.title, page.text) for page in PAGES
    ]


@pytest.mark.parametrize("form", FORMS)
def test_reading_goes_on_from_a_place_as_if_it_had_never_stopped(
    dump: DumpWriter, form: str
) -> None:
    path = dump(FORMS[form](PAGES))
    with DumpReader(path) as whole:
        for count, _ in enumerate(whole.pages()):
            place = whole.place
            assert whole.pages_done == count
            with DumpReader(path, place) as rest:
                assert titles(list(rest.pages())) == [page.title for page in PAGES[count:]]
    if form in ("plain", "multistream"):
        assert place.stream_offset > path.stat().st_size / 2, "little is read twice"


def test_progress_ends_at_the_length_of_the_file(dump: DumpWriter) -> None:
    path = dump(FORMS["multistream"](PAGES))
    seen: list[int] = []
    with DumpReader(path, advanced=lambda: seen.append(reader.bytes_read)) as reader:
        assert len(list(reader.pages())) == reader.pages_read == len(PAGES)
    assert seen == sorted(seen)
    assert seen[-1] == reader.bytes_total == path.stat().st_size


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"7z\xbc\xaf\x27\x1c\0\4", "7-Zip"),
        (b"\x28\xb5\x2f\xfd....", "Zstandard"),
        (b"\xfd7zXZ\0......", "xz"),
        (b"PK\3\4........", "ZIP"),
        (header().encode("utf-16"), "UTF-16"),
    ],
)
def test_another_compression_is_refused_with_what_is_supported(
    dump: DumpWriter, content: bytes, said: str
) -> None:
    with pytest.raises(DumpError, match=said) as raised:
        read(dump(content))
    assert all(word in str(raised.value) for word in ("bzip2", "gzip", "XML in UTF-8"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (bz2.compress(b""), "does not begin with <mediawiki>"),
        (gzip.compress(b"", mtime=0), "does not begin with <mediawiki>"),
        (b"-- MySQL dump 10.19", "does not begin with <mediawiki>"),
        (b"<!DOCTYPE html><html></html>", "does not begin with <mediawiki>"),
        (b"<feed><page></page></feed>", "does not begin with <mediawiki>"),
        (bytes(range(256)) * 99, "does not begin with <mediawiki>"),
        (b"<?xml version='1.0' encoding='ISO-8859-1'?>" + header().encode(), "ISO-8859-1"),
        (header().replace("</base>", "</bose>").encode() + FOOTER.encode(), "beginning"),
    ],
)
def test_a_file_that_is_no_dump_is_refused(dump: DumpWriter, content: bytes, said: str) -> None:
    with pytest.raises(DumpError, match=said):
        read(dump(content))


def test_a_missing_file_and_a_folder_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match=r"nothing\.xml cannot be read: No such file"):
        DumpReader(tmp_path / "nothing.xml")
    with pytest.raises(DumpError, match="no ordinary file"):
        DumpReader(tmp_path)


def test_whatever_goes_wrong_while_a_file_is_read_is_told_and_never_waited_for(
    dump: DumpWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads waited for ever for a thread that had ended."""

    def without_memory(reader: StreamReader) -> bytes:
        raise MemoryError("no memory")

    path = dump(FORMS["gzip"](PAGES))
    monkeypatch.setattr(StreamReader, "read", without_memory)
    with pytest.raises(DumpError, match="no memory"):
        read(path)


def test_a_dump_without_texts_is_refused(dump: DumpWriter) -> None:
    stub = '<text bytes="29" sha1="ldmkzsu00vzpx874eg42xnq6vkylyli" location="tt:33" id="33" />'
    with pytest.raises(DumpError, match="holds no texts"):
        read(dump(one_page(stub)))
