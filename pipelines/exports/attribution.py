"""Whose texts an export is made of, and under which licences.

In: an open warehouse. Out: ``Article`` and ``Licence`` values. Separate because the licence asks
for it: whoever passes the data on must name the articles, link to them and share alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.exports.markdown_text import is_address

if TYPE_CHECKING:
    import duckdb

WIKIPEDIA = "CC BY-SA 4.0"
# Name by https://opendefinition.org/licenses/, title, address.
_KNOWN: Mapping[str, tuple[str, str, str]] = {
    "CC BY-SA 4.0": (
        "CC-BY-SA-4.0",
        "Creative Commons Attribution-ShareAlike 4.0 International",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "CC BY-SA 3.0": (
        "CC-BY-SA-3.0",
        "Creative Commons Attribution-ShareAlike 3.0 Unported",
        "https://creativecommons.org/licenses/by-sa/3.0/",
    ),
    "CC BY 4.0": (
        "CC-BY-4.0",
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "CC0 1.0": (
        "CC0-1.0",
        "CC0 1.0 Universal",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
}


@dataclass(frozen=True, slots=True)
class Article:
    """A document of the warehouse; ``address`` only if it is one of the web."""

    document_id: str
    title: str
    address: str | None
    revision_id: int | None
    licence: str | None


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence that an article states; of one that is not known, the title is all there is."""

    name: str
    title: str
    address: str | None


def articles_of(connection: duckdb.DuckDBPyConnection) -> list[Article]:
    """Every document, loaded or not: the text of each is in staging."""
    found = connection.execute(
        "select document_id, title, source_url, revision_id, licence from staging.document "
        "order by document_id"
    ).fetchall()
    return [
        Article(document, title, url if url and is_address(url) else None, revision, licence)
        for document, title, url, revision, licence in found
    ]


def licences_of(articles: Iterable[Article]) -> list[Licence]:
    """Each licence that an article states; Wikipedia's for one that states none."""
    stated = sorted({one.licence or WIKIPEDIA for one in articles}) or [WIKIPEDIA]
    return [
        Licence(*_KNOWN[text]) if text in _KNOWN else Licence("other", text, None)
        for text in stated
    ]
