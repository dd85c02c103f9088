"""What a page is: facts, sections, charts, tables and cells; not yet HTML.

Separate from the templates so that pages can be made and tested as values, and from the pages
so that each kind of page is only a choice of what to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Cell:
    """One value. ``page``: where its name leads; ``source``: the row that states it.

    Both are addresses from the site's root. ``order``: what the column is sorted by, where that
    is not the text. No text: unknown, or, if ``is_empty``, that there is nothing to say.
    """

    text: str = ""
    page: str = ""
    source: str = ""
    is_number: bool = False
    is_date: bool = False
    is_inferred: bool = False
    is_empty: bool = False
    order: float | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column; ``explanation`` where the label alone does not say it."""

    label: str
    explanation: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row; ``anchor`` where other pages lead to it."""

    cells: Sequence[Cell]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[TableRow]


@dataclass(frozen=True, slots=True)
class Legend:
    """What a colour of a chart stands for."""

    label: str
    colour: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart, what its colours mean, and what is left out of it."""

    picture: Markup
    legend: Sequence[Legend] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page, with an address of its own."""

    anchor: str
    title: str
    parts: Sequence[Chart | Table]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what is known at a glance; several values stand one after the other."""

    label: str
    values: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Article:
    """Where a page's data are from: to be named under the licence.

    ``page``: its rows in this site; ``address``: the article itself, or nothing.
    """

    title: str
    address: str
    revision: str
    licence: str
    page: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page; ``path`` and every address in it are counted from the site's root."""

    path: str
    kind: str
    title: str
    subtitle: str = ""
    trail: Sequence[Cell] = ()
    facts: Sequence[Fact] = ()
    sections: Sequence[Section] = ()
    articles: Sequence[Article] = ()
    neighbours: Sequence[Cell] = ()
    detail: str = ""

    @property
    def shown_sections(self) -> Sequence[Section]:
        """The sections that have something to show."""
        return [one for one in self.sections if one.parts or one.note]
