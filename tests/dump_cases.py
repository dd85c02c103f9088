"""Dumps for tests: small ones in every form, and what a reader makes of them."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.dumps_made import FOOTER, MadePage, dump_xml, header, page_xml
from pipelines.sources.article_selection import ArticleSelection
from pipelines.sources.dump import DumpDamaged, DumpPage, DumpReader
from pipelines.sources.revision import PageProblem, Revision

DumpWriter = Callable[[str | bytes], Path]
BOXES = ArticleSelection(["Infobox race"], [])
PAGES = [
    MadePage(f"Race {number}", f'{{{{Infobox race}}}} & <b>"{number}"</b> é – 𝄞\n' * number, number)
    for number in range(1, 30)
]


def parts(pages: list[MadePage], size: int) -> list[bytes]:
    """A dump divided as a multistream dump is: beginning, pages by the hundred, end."""
    groups = [pages[start : start + size] for start in range(0, len(pages), size)]
    contents = [header(), *("".join(map(page_xml, group)) for group in groups), FOOTER]
    return [content.encode() for content in contents]


def as_gzip(contents: list[bytes]) -> bytes:
    return b"".join(map(gzip.compress, contents))


def as_bzip2(contents: list[bytes]) -> bytes:
    return b"".join(map(bz2.compress, contents))


FORMS: dict[str, Callable[[list[MadePage]], bytes]] = {
    "plain": lambda pages: dump_xml(pages).encode(),
    "bzip2": lambda pages: bz2.compress(dump_xml(pages).encode(), 1),
    "multistream": lambda pages: as_bzip2(parts(pages, 7)),
    "streams that end within pages": lambda pages: as_bzip2(
        [dump_xml(pages).encode()[start : start + 999] for start in range(0, 99_999, 999)]
    ),
    "gzip": lambda pages: gzip.compress(dump_xml(pages).encode()),
    "several gzips": lambda pages: as_gzip(parts(pages, 5)),
    "gzip with zeros behind it": lambda pages: gzip.compress(dump_xml(pages).encode()) + bytes(999),
}


def read(path: Path, largest: int = 10**6) -> list[DumpPage | PageProblem]:
    with DumpReader(path, largest_page=largest) as reader:
        return list(reader.pages())


def read_until_damage(path: Path) -> tuple[list[DumpPage | PageProblem], str]:
    """The pages, and what the error says that ends them."""
    found: list[DumpPage | PageProblem] = []
    with DumpReader(path) as reader, pytest.raises(DumpDamaged) as raised:
        found.extend(reader.pages())
    return found, str(raised.value)


def titles(found: list[DumpPage | PageProblem]) -> list[str]:
    return [page.title for page in found if isinstance(page, DumpPage)]


def problems(found: list[DumpPage | PageProblem]) -> list[PageProblem]:
    return [page for page in found if isinstance(page, PageProblem)]


def selected(path: Path, selection: ArticleSelection = BOXES) -> list[Revision | PageProblem]:
    with DumpReader(path) as reader:
        return list(reader.revisions(selection, "CC BY-SA 4.0"))


def one_page(inner: str, title: str = "Some race") -> str:
    """A dump of one page, whose revision is written by hand."""
    return (
        f"{header()}<page><title>{title}</title><ns>0</ns><id>7</id><revision><id>8</id>"
        f"<timestamp>2023-06-26T01:02:03Z</timestamp>{inner}</revision></page>{FOOTER}"
    )
