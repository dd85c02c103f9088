"""Dumps of a wiki that never was: redirects, short and long articles, races among them.

In: a size, or pages. Out: XML as MediaWiki exports it, or the streams and the index of a
multistream dump. Separate because a benchmark needs hundreds of megabytes and tests a few pages,
both without a real dump.
"""

from __future__ import annotations

import bz2
import hashlib
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape

from benchmarks.articles import article

FOOTER = "</mediawiki>\n"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NAMESPACES = {-2: "Media", -1: "Special", 0: "", 1: "Talk", 10: "Template", 14: "Category"}
_SYLLABLES = re.findall("..", "anbecordofagrihoinjokalumenorpaquirastotuveyozan")
# Of a hundred pages, how many are of each kind; and how many texts of it are made.
_KINDS = {"redirect": 40, "stub": 20, "article": 30, "template": 5, "race": 5}
_TEXTS = {"redirect": 50, "stub": 100, "article": 120, "template": 40, "race": 40}


@dataclass(frozen=True)
class MadePage:
    """A page to be written; ``text`` is wikitext."""

    title: str
    text: str
    page_id: int = 1
    revision_id: int = 1
    timestamp: str = "2023-06-26T01:02:03Z"
    namespace: int = 0
    redirect: str | None = None


def sha1_of(text: str) -> str:
    """The sha1 of a text as MediaWiki writes it: 31 digits to the base 36."""
    number = int(hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest(), 16)
    digits = ""
    while len(digits) < 31:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


def header(base: str = "https://en.wikipedia.org/wiki/Main_Page") -> str:
    """The beginning of a dump."""
    names = "\n".join(
        f'      <namespace key="{key}" case="first-letter">{name}</namespace>'
        for key, name in _NAMESPACES.items()
    )
    return (
        '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" '
        f'xml:lang="en">\n  <siteinfo>\n    <sitename>Made</sitename>\n    <base>{base}</base>\n'
        f"    <namespaces>\n{names}\n    </namespaces>\n  </siteinfo>\n"
    )


def dump_xml(pages: Iterable[MadePage]) -> str:
    """A whole dump of some pages."""
    return header() + "".join(map(page_xml, pages)) + FOOTER


def write_multistream(
    path: Path, pages: Iterable[MadePage], pages_a_stream: int = 100, level: int = 9
) -> Path:
    """Write pages as a multistream dump, and beside it its index, whose path is returned.

    ``path`` ends in ``-multistream.xml.bz2``, as the names of such dumps do.
    """
    index = path.with_name(path.name.replace(".xml.", "-index.txt."))
    waiting = iter(pages)
    with path.open("wb") as dump, bz2.open(index, "wb") as lines:
        dump.write(bz2.compress(header().encode(), level))
        while group := list(islice(waiting, pages_a_stream)):
            offset = dump.tell()
            dump.write(bz2.compress("".join(map(page_xml, group)).encode(), level))
            for page in group:
                lines.write(f"{offset}:{page.page_id}:{page.title}\n".encode())
        dump.write(bz2.compress(FOOTER.encode(), level))
    return index


def page_xml(page: MadePage) -> str:
    """One page with one revision."""
    return _page_xml(page, *_written(page.text))


def revision_xml(page: MadePage) -> str:
    """One revision of a page."""
    return _revision_xml(page, *_written(page.text))


def write_dump(file: BinaryIO, size: int, seed: int = 1) -> int:
    """Write a dump of at least ``size`` bytes; return how many pages it has."""
    file.write(header().encode())
    count = written = 0
    for page in made_pages(seed):
        written += file.write(page_xml(page).encode())
        count += 1
        if written >= size:
            break
    file.write(FOOTER.encode())
    return count


def made_pages(seed: int = 1, races: float = _KINDS["race"]) -> Iterator[MadePage]:
    """Pages without end; texts are made once and used again, which takes no time.

    ``races`` is how often a race is among a hundred other pages: in Wikipedia, hardly ever.
    """
    chance = random.Random(seed)
    kinds = {**_KINDS, "race": races}
    made = {
        kind: [_text(kind, number, chance) for number in range(count)]
        for kind, count in _TEXTS.items()
    }
    number = 0
    while True:
        for kind in chance.choices(list(kinds), list(kinds.values()), k=1000):
            number += 1
            is_template = kind == "template"
            yield MadePage(
                f"{'Template:' if is_template else ''}Page {number} & more",
                chance.choice(made[kind]),
                page_id=number,
                revision_id=1000 + number,
                namespace=10 if is_template else 0,
                redirect="Another page" if kind == "redirect" else None,
            )


@lru_cache(maxsize=sum(_TEXTS.values()))
def _written(text: str) -> tuple[str, int, str]:
    """A text as it stands in XML, its length in bytes and its sha1."""
    return _escaped(text), len(text.encode()), sha1_of(text)


def _escaped(text: str) -> str:
    return escape(text, {'"': "&quot;"})


def _page_xml(page: MadePage, text: str, length: int, sha1: str) -> str:
    redirect = f'    <redirect title="{_escaped(page.redirect)}" />\n' if page.redirect else ""
    return (
        f"  <page>\n    <title>{_escaped(page.title)}</title>\n    <ns>{page.namespace}</ns>\n"
        f"    <id>{page.page_id}</id>\n{redirect}{_revision_xml(page, text, length, sha1)}"
        "  </page>\n"
    )


def _revision_xml(page: MadePage, text: str, length: int, sha1: str) -> str:
    return (
        f"    <revision>\n      <id>{page.revision_id}</id>\n      <parentid>1</parentid>\n"
        f"      <timestamp>{page.timestamp}</timestamp>\n      <contributor>\n"
        "        <username>Made</username>\n        <id>7</id>\n      </contributor>\n"
        f"      <comment>/* Results */ &amp; more</comment>\n      <origin>{page.revision_id}"
        "</origin>\n      <model>wikitext</model>\n      <format>text/x-wiki</format>\n"
        f'      <text bytes="{length}" sha1="{sha1}" xml:space="preserve">{text}</text>\n'
        f"      <sha1>{sha1}</sha1>\n    </revision>\n"
    )


def _text(kind: str, number: int, chance: random.Random) -> str:
    if kind == "redirect":
        return "#REDIRECT [[Another page]]\n\n{{R from other name}}"
    if kind == "race":
        return article(number)
    longest = {"stub": 8, "template": 6, "article": 60}[kind]
    return "\n\n".join(_paragraph(chance) for _ in range(chance.randrange(1, longest)))


def _paragraph(chance: random.Random) -> str:
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randrange(1, 4))) for _ in range(70)]
    link, name = " ".join(words[:2]).capitalize(), words[2]
    return (
        f"'''{words[3]}''' [[{link}|{name}]] {' '.join(words)}.<ref name=\"{words[4]}\">{{{{cite "
        f"web|title={words[5]} {words[6]}|year=2001}}}}</ref>\n[[Category:{link}]]"
    )
