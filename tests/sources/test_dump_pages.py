"""What MediaWiki and XML allow in a dump: texts, histories, checksums."""

from __future__ import annotations

import hashlib
import random
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from dump_cases import (
    PAGES,
    DumpWriter,
    one_page,
    read,
    selected,
    titles,
)

from benchmarks.dumps_made import (
    FOOTER,
    MadePage,
    dump_xml,
    header,
    page_xml,
    revision_xml,
    sha1_of,
)
from pipelines.sources.dump import DumpPage
from pipelines.sources.dump_scan import PageScanner, RawPage
from pipelines.sources.revision import PageProblem, Revision


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("&amp;lt; &lt;ref name=&quot;a&quot;/&gt; &#233;&#x1D11E;", '&lt; <ref name="a"/> é𝄞'),
        ("<![CDATA[<page></text></revision></page> & <!-- ]] >]]> after", None),
        ("before<!-- </text></revision></page> <page> -->after", "beforeafter"),
        ("a&lt;!-- no comment --&gt;", "a<!-- no comment -->"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("  spaces \n\n ", "  spaces \n\n "),
        ("&lt;page&gt;&lt;/page&gt; &lt;/mediawiki&gt;", "<page></page> </mediawiki>"),
    ],
)
def test_a_text_is_what_its_xml_means(dump: DumpWriter, written: str, meant: str | None) -> None:
    meant = meant or "<page></text></revision></page> & <!-- ]] > after"
    inner = f'<text xml:space="preserve">{written}</text>'
    [page, after] = read(dump(one_page(inner).replace(FOOTER, page_xml(PAGES[0]) + FOOTER)))
    assert isinstance(page, DumpPage)
    assert isinstance(after, DumpPage)
    assert page.text == meant
    assert after.title == PAGES[0].title


def test_titles_ids_redirects_and_namespaces_are_read(dump: DumpWriter) -> None:
    pages = [
        MadePage('M&M\'s "400" <x>', "a", 2**40, 2**41),
        MadePage("Template:A", "b", 2, namespace=10),
        MadePage("C", "#REDIRECT [[A]]", 3, redirect='M&M\'s "400"'),
        MadePage("D", "#redirect [[A]]", 4),
    ]
    found = read(dump(dump_xml(pages)))
    assert [
        (page.title, page.page_id, page.namespace, page.is_redirect)
        for page in found
        if isinstance(page, DumpPage)
    ] == [
        ('M&M\'s "400" <x>', 2**40, 0, False),
        ("Template:A", 2, 10, False),
        ("C", 3, 0, True),
        ("D", 4, 0, True),
    ]


def test_an_older_dump_without_namespaces_goes_by_the_prefix(dump: DumpWriter) -> None:
    xml = one_page("<text>a</text>", "Template:A: b").replace("<ns>0</ns>", "")
    [page] = read(dump(xml))
    assert isinstance(page, DumpPage)
    assert (page.namespace, page.model, page.sha1) == (10, "wikitext", None)


@pytest.mark.parametrize(
    "beginning", ["\ufeff", '<?xml version="1.0" encoding="utf-8"?>\n<!-- a -->']
)
def test_a_byte_order_mark_a_declaration_and_comments_may_come_first(
    dump: DumpWriter, beginning: str
) -> None:
    xml = beginning + dump_xml(PAGES).replace("</page>\n", "</page>\n<!-- <page> -->")
    assert len(titles(read(dump(xml.rstrip())))) == len(PAGES)


def test_windows_line_ends_change_nothing(dump: DumpWriter) -> None:
    found = selected(dump(dump_xml(PAGES).replace("\n", "\r\n").encode()))
    assert [page.content for page in found if isinstance(page, Revision)] == [
        page.text.encode() for page in PAGES
    ]


def test_dumps_that_were_put_one_after_another_are_read_to_the_end(
    dump: DumpWriter,
) -> None:
    assert len(read(dump(dump_xml(PAGES[:3]) + dump_xml(PAGES[3:])))) == len(PAGES)


def pieces(content: bytes, size: int) -> Callable[[], bytes]:
    divided = iter([content[start : start + size] for start in range(0, len(content), size)])
    return lambda: next(divided, b"")


def without_spaces(page: RawPage | PageProblem) -> tuple[int, bytes]:
    """A page and its position; what stands behind its revision does not matter."""
    assert isinstance(page, RawPage)
    return page.position, b"".join(page.xml.split())


def test_where_the_xml_is_divided_into_pieces_changes_nothing() -> None:
    old = MadePage("Race 2", "old", 2, 1, "2001-01-01T00:00:00Z")
    history = page_xml(PAGES[1]).replace("  </page>", revision_xml(old) + "  </page>")
    unusual = one_page("<comment><![CDATA[</page>]]></comment><!-- </revision> --><text>a</text>")
    inner = unusual[unusual.index("<page>") : unusual.index(FOOTER)]
    content = (
        header() + page_xml(PAGES[0]) + history + inner + page_xml(PAGES[2]) + FOOTER
    ).encode()
    whole = list(PageScanner(pieces(content, len(content)), "whole"))
    assert [page.title for page in whole if isinstance(page, RawPage)] == [
        "Race 1", "Race 2", "Some race", "Race 3"
    ]  # fmt: skip
    for size in (*range(1, 80), 997, 1500):
        divided = list(PageScanner(pieces(content, size), "divided"))
        assert list(map(without_spaces, divided)) == list(map(without_spaces, whole))


def test_a_slot_beside_the_text_is_passed_over(dump: DumpWriter) -> None:
    slots = (
        f'<model>wikitext</model><text sha1="{sha1_of("{{Infobox race}}")}">{{{{Infobox race}}}}'
        "</text><content><role>mediainfo</role><origin>9</origin><model>json</model>"
        '<text bytes="2" sha1="x">{}</text></content><sha1>of both</sha1>'
    )
    [page] = selected(dump(one_page(slots)))
    assert isinstance(page, Revision)
    assert page.content == b"{{Infobox race}}"


def test_the_newest_revision_of_a_history_is_taken_in_whatever_order_they_stand(
    dump: DumpWriter,
) -> None:
    made = [
        MadePage("Race", f"{{{{Infobox race}}}} {stamp} {number}", 1, number, stamp)
        for stamp, number in [
            ("2023-06-26T01:02:03Z", 7), ("2024-01-01T00:00:00Z", 9), ("2024-01-01T00:00:00Z", 10),
            ("2022-12-31T23:59:59Z", 99),
        ]
    ]  # fmt: skip
    for seed in range(8):
        shuffled = random.Random(seed).sample(made, len(made))
        revisions = "".join(revision_xml(one) for one in shuffled)
        xml = f"{header()}<page><title>Race</title><ns>0</ns><id>1</id>{revisions}</page>{FOOTER}"
        [page] = selected(dump(xml))
        assert isinstance(page, Revision)
        assert (page.revision_id, page.timestamp) == (10, "2024-01-01T00:00:00Z")
        assert page.content.endswith(b" 10")


def test_a_hidden_revision_gives_way_to_the_newest_with_a_text(dump: DumpWriter) -> None:
    shown = MadePage("Race", "{{Infobox race}}", 1, 5, "2023-01-01T00:00:00Z")
    hidden = (
        "<revision><id>6</id><timestamp>2024-01-01T00:00:00Z</timestamp><contributor "
        'deleted="deleted" /><comment deleted="deleted" /><model>wikitext</model><text bytes="9" '
        'sha1="abc" deleted="deleted" /><sha1/></revision>'
    )
    xml = dump_xml([shown])
    [page] = selected(dump(xml.replace("  </page>", hidden + "</page>")))
    assert isinstance(page, Revision)
    assert page.revision_id == 5
    start, end = xml.index("<revision>"), xml.index("</page>")
    [page_without] = read(dump(xml[:start] + hidden + xml[end:]))
    assert isinstance(page_without, DumpPage)
    assert page_without.text is None


def peak_bytes(make: Callable[[], Iterator[bytes]], largest: int) -> tuple[int, list[object]]:
    source = make()
    tracemalloc.start()
    found: list[object] = list(PageScanner(lambda: next(source, b""), "made", largest=largest))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak, found


def test_thousands_of_revisions_take_the_memory_of_two() -> None:
    text = "x" * 20_000

    def history() -> Iterator[bytes]:
        yield header().encode() + b"<page><title>Race</title><ns>0</ns><id>1</id>"
        for number in range(3000):
            stamp = f"2001-01-01T00:{number // 60:02}:{number % 60:02}Z"
            yield revision_xml(MadePage("Race", text, 1, number, stamp)).encode()
        yield b"</page>" + FOOTER.encode()

    peak, [page] = peak_bytes(history, 10**6)
    assert peak < 10 * len(text)
    assert isinstance(page, RawPage)
    assert b"<id>2999</id>" in page.xml


@pytest.mark.parametrize(
    "within", ["<title>Race</title><ns>0</ns><id>1</id><revision><text>", "<a>"]
)
def test_a_page_that_is_too_large_is_never_held_and_those_after_it_are_read(within: str) -> None:
    def large() -> Iterator[bytes]:
        yield header().encode() + page_xml(PAGES[0]).encode() + b"<page>" + within.encode()
        for _ in range(1000):
            yield b"x" * 50_000
        yield b"</text></revision></page>" + page_xml(PAGES[1]).encode() + FOOTER.encode()

    peak, [before, problem, after] = peak_bytes(large, 200_000)
    assert peak < 4_000_000
    assert isinstance(problem, PageProblem)
    assert isinstance(before, RawPage)
    assert isinstance(after, RawPage)
    assert (before.title, after.title) == ("Race 1", "Race 2")
    if "Race" in within:
        assert (problem.name, problem.reason_code) == ("Race", "too_large")
        position = len(header().encode() + page_xml(PAGES[0]).encode())
        assert f"larger than 200000 bytes (byte {position}" in problem.reason


def test_a_page_in_one_piece_that_is_too_large_is_told_as_well(dump: DumpWriter) -> None:
    large = MadePage("It's large'", "x" * 5000)
    [before, problem, after] = read(dump(dump_xml([PAGES[0], large, PAGES[1]])), largest=4000)
    assert isinstance(problem, PageProblem)
    assert (problem.name, problem.reason_code) == ("It's large'", "too_large")
    assert titles([before, after]) == ["Race 1", "Race 2"]


def test_a_text_that_is_not_what_its_checksum_says_is_told_by_name(
    dump: DumpWriter,
) -> None:
    xml = dump_xml(PAGES[:2]).replace("{{Infobox race}}", "{{Infobox race }}", 1)
    [problem, good] = selected(dump(xml))
    assert isinstance(problem, PageProblem)
    assert (problem.name, problem.reason_code, problem.page_id) == ("Race 1", "wrong_checksum", 1)
    assert isinstance(good, Revision)


@pytest.mark.parametrize(
    ("attribute", "element", "code"),
    [
        ("", "", None),
        ('sha1=""', "<sha1/>", None),
        ("", "<sha1>{}</sha1>", None),
        ('sha1="{}"', "<sha1>ignored</sha1>", None),
        ("", "<sha1>a b</sha1>", "wrong_checksum"),
        ("", "<sha1>0</sha1>", "wrong_checksum"),
    ],
)
def test_a_checksum_is_that_of_the_text_or_of_the_revision_or_computed(
    dump: DumpWriter, attribute: str, element: str, code: str | None
) -> None:
    text = "{{Infobox race}}"
    inner = f"<text {attribute}>{text}</text>{element}".replace("{}", sha1_of(text))
    [page] = selected(dump(one_page(inner)))
    if code:
        assert isinstance(page, PageProblem)
        assert page.reason_code == code
    else:
        assert isinstance(page, Revision)
        assert page.sha1 == hashlib.sha1(text.encode()).hexdigest()


def test_a_checksum_is_read_as_mediawiki_writes_it(dump: DumpWriter) -> None:
    # Of this text, MediaWiki 1.39 wrote this checksum.
    text = "== Summary ==\nfixture"
    inner = f"<text>{text}</text><sha1>pu8c3wtwnrcoglmevdak27idq2zfwki</sha1>"
    [page] = read(dump(one_page(inner)))
    assert isinstance(page, DumpPage)
    assert page.sha1 == hashlib.sha1(text.encode()).hexdigest()
