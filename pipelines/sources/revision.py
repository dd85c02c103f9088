"""What a wiki says of a page: its state, one revision with its text, or why there is none.

In: nothing. Out: values that the API and the dumps both make. Separate because landing and
discovery need not know which of the two a page came from.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a page. ``content`` is its wikitext as UTF-8, whose sha1 was verified.

    ``timestamp`` is UTC in ISO 8601 (``2023-06-26T01:02:03Z``), ``sha1`` hexadecimal, ``url``
    the article's address without a revision. ``redirected_from`` has the titles that led here.
    """

    title: str
    page_id: int
    revision_id: int
    timestamp: str
    sha1: str
    content: bytes
    url: str
    licence: str
    redirected_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageState:
    """A page that exists and its newest revision, without its text.

    ``redirected_from`` has the titles asked for that led here, the first asked first;
    ``section`` the part of the page that a redirect points to, where it does.
    """

    title: str
    page_id: int
    revision_id: int
    is_redirect: bool = False
    redirected_from: tuple[str, ...] = ()
    section: str | None = None


@dataclass(frozen=True, slots=True)
class PageProblem:
    """A page that cannot be had: ``name`` as asked for, a code and a sentence for people.

    Codes: ``missing``, ``invalid``, ``redirect_loop``, ``interwiki``, ``not_wikitext``,
    ``suppressed``, ``wrong_checksum``, ``too_large``; of a dump also ``damaged``.
    """

    name: str
    reason_code: str
    reason: str
    page_id: int | None = None
