"""Dumps that are cut off, damaged or too large: what was whole is read, the rest is told."""

from __future__ import annotations

import bz2
import random

import pytest
from dump_cases import (
    FORMS,
    PAGES,
    DumpWriter,
    one_page,
    parts,
    problems,
    read,
    read_until_damage,
    selected,
    titles,
)

from benchmarks.dumps_made import (
    FOOTER,
    MadePage,
    dump_xml,
    header,
    page_xml,
)
from pipelines.sources.dump import DumpPage
from pipelines.sources.revision import PageProblem, Revision


def test_wherever_xml_is_cut_every_whole_page_before_is_read_and_the_cut_is_told(
    dump: DumpWriter,
) -> None:
    content = dump_xml(PAGES[:3]).encode()
    for length in range(len(header()), content.rindex(b"</mediawiki"), 7):
        found, said = read_until_damage(dump(content[:length]))
        assert len(found) == len(titles(found)) == content[:length].count(b"</page>")
        assert "is cut off" in said
        assert f"at byte {length} of the dump's XML" in said
        inside = content[:length].rpartition(b"<page>")[2]
        if b"</title>" in inside and b"</page>" not in inside:
            assert f"in the page '{titles(read(dump(content)))[len(found)]}'" in said


@pytest.mark.parametrize("form", ["bzip2", "multistream", "gzip", "several gzips"])
def test_wherever_a_compressed_dump_is_cut_the_whole_pages_before_are_read(
    dump: DumpWriter, form: str
) -> None:
    chance = random.Random(3)
    pages = [MadePage(f"P{n}", f"{chance.getrandbits(40_000):x}", n) for n in range(60)]
    content = FORMS[form](pages)
    counts = []
    for length in range(len(content) // 3, len(content) - 30, len(content) // 9):
        found, said = read_until_damage(dump(content[:length]))
        assert titles(found) == [page.title for page in pages[: len(found)]]
        assert str(length) in said or "is cut off" in said
        counts.append(len(found))
    assert counts == sorted(counts)
    assert counts[-1] > 20 or form == "bzip2"


def test_a_damaged_stream_costs_its_own_pages_only(dump: DumpWriter) -> None:
    streams = [bz2.compress(content) for content in parts(PAGES, 7)]
    damaged = bytearray(streams[2])
    damaged[len(damaged) // 2] ^= 0xFF
    found = read(dump(b"".join([*streams[:2], bytes(damaged), *streams[3:]])))
    assert titles(found) == [page.title for page in PAGES[:7] + PAGES[14:]]
    [problem] = problems(found)
    offset = len(streams[0] + streams[1])
    assert problem.reason_code == "damaged"
    assert f"the bzip2 stream at byte {offset} is damaged" in problem.reason
    assert f"up to byte {offset + len(streams[2])} is left out" in problem.reason


@pytest.mark.parametrize("form", ["bzip2", "gzip"])
def test_damage_in_the_only_stream_ends_the_dump_after_what_was_whole(
    dump: DumpWriter, form: str
) -> None:
    chance = random.Random(4)
    pages = [MadePage(f"P{n}", f"{chance.getrandbits(400_000):x}", n) for n in range(40)]
    content = bytearray(FORMS[form](pages))
    for place in range(len(content) * 2 // 3, len(content) * 2 // 3 + 50):
        content[place] ^= 0x55
    found, said = read_until_damage(dump(bytes(content)))
    assert "is damaged" in said
    assert "download the dump again" in said
    good = [
        one for one, made in zip(found, pages, strict=False)
        if isinstance(one, DumpPage) and one.text == made.text
    ]  # fmt: skip
    assert len(good) >= 15


def test_what_follows_a_compressed_dump_is_told(dump: DumpWriter) -> None:
    found, said = read_until_damage(dump(FORMS["bzip2"](PAGES) + b"something else entirely"))
    assert len(titles(found)) == len(PAGES)
    assert "is followed by something else" in said


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("<text>a & b {{Infobox race}}</text>", "cannot be read"),
        ("<text>&unknown; {{Infobox race}}</text>", "cannot be read"),
        ("<text>a < b {{Infobox race}}</text>", "cannot be read"),
        ("<text>{{Infobox race}}</tixt>", "cannot be read"),
        ("<!-- {{Infobox race}} --><sha1/>", "no text"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><text>&b; {{Infobox race}}</text>", "cannot be read"),
    ],
)
def test_a_damaged_page_is_told_by_name_and_the_next_one_is_read(
    dump: DumpWriter, inner: str, said: str
) -> None:
    xml = one_page(inner).replace(FOOTER, page_xml(PAGES[0]) + FOOTER)
    [problem, after] = selected(dump(xml))
    assert isinstance(problem, PageProblem)
    assert isinstance(after, Revision)
    assert (problem.name, problem.reason_code) == ("Some race", "damaged")
    assert said in problem.reason


def test_a_page_or_revision_without_an_id_is_told(dump: DumpWriter) -> None:
    """What was written by hand for MediaWiki's importer has no ids."""
    xml = dump_xml(PAGES[:3])
    for missing in ("    <id>1</id>\n", "      <id>1</id>\n"):
        content = xml.replace(missing, "", 1)
        [problem] = problems(read(dump(content)))
        assert problem.name == "Race 1"
        assert problem.reason.startswith("it or its revision has no id (byte ")


def test_bytes_that_are_no_utf8_are_told(dump: DumpWriter) -> None:
    xml = dump_xml(PAGES[:2]).encode().replace("é".encode(), b"\xe9", 1)
    [problem, _] = selected(dump(xml))
    assert isinstance(problem, PageProblem)
    assert (problem.name, problem.reason_code) == ("Race 1", "damaged")


def test_a_page_that_lost_its_end_is_told_and_the_next_one_is_read(
    dump: DumpWriter,
) -> None:
    for lost in ("</page>", "</revision>\n  </page>"):
        xml = dump_xml(PAGES[:3]).replace(lost, "", 1)
        found = read(dump(xml))
        assert titles(found)[-1] == "Race 3"
        assert len(found) >= 2
        assert problems(found), lost


def test_the_same_page_twice_is_given_twice(dump: DumpWriter) -> None:
    assert titles(read(dump(dump_xml([PAGES[0], PAGES[0]])))) == ["Race 1", "Race 1"]
