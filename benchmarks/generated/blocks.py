"""What an article is made of: headings, paragraphs, lists, tables and an infobox.

In: nothing. Out: values that ``article`` makes, and that are written as wikitext or as HTML.
Separate because one article in two forms must state the same. Texts in blocks are wikitext.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that spans others, or is aligned; a plain one is a string."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    is_header: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: list[str]


@dataclass(frozen=True, slots=True)
class Caption:
    """A bold line above a table, or a definition term: what people use for small headings."""

    text: str
    is_term: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``header`` and ``rows``; ``is_compact``: several cells stand on a line of wikitext."""

    header: list[str]
    rows: list[list[str | Cell]]
    footer: str = ""
    is_compact: bool = False
    above: str = ""


Block = Heading | Paragraph | Bullets | Caption | Table


@dataclass(frozen=True, slots=True)
class Article:
    """``kind``: in some words; ``infobox``: keys and values of a template; empty: none."""

    title: str
    kind: str
    infobox_name: str
    infobox: dict[str, str]
    blocks: list[Block] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
