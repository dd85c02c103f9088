"""What a dump says: of its wiki, and of one page.

In: the beginning of a dump, or the XML of one page. Out: ``DumpSite`` and ``DumpPage`` values.
Separate because only here XML is parsed: entities, CDATA, line ends and attributes are the
parser's business.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from lxml import etree  # type: ignore[import-untyped]

from pipelines.locations import Location
from pipelines.sources.dump_errors import DumpError
from pipelines.sources.revision import PageProblem, Revision
from pipelines.sources.settings import WikiSettings

_HEADER_BYTES = 4 * 1024 * 1024
_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml(?P<declaration>[^<>]*)\?>\s*)?(?:<!--.*?-->\s*)*"
    rb"(?P<root><mediawiki[\s>])",
    re.DOTALL,
)
_ENCODING = re.compile(rb"encoding\s*=\s*[\"'](?!utf-?8|us-ascii)(?P<name>[^\"']*)", re.IGNORECASE)
_HEADER_END = re.compile(rb"</siteinfo\s*>|<page[\s>]|</mediawiki")
_ARTICLE_PATH = "/wiki/"
# What MediaWiki leaves as it is in an address, https://www.mediawiki.org/wiki/Manual:PAGENAMEE_encoding
_PLAIN_IN_ADDRESSES = ";@$!*(),/~:"
_REDIRECT = re.compile(r"\s*#redirect\b", re.IGNORECASE)
_TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_BASE_36 = re.compile(r"[0-9a-z]{1,31}")
_WIKITEXT = "wikitext"


@dataclass(frozen=True, slots=True)
class DumpSite:
    """The wiki that a dump is of: what its articles' addresses begin with, its namespaces."""

    addresses: str
    namespaces: Mapping[str, int] = field(default_factory=dict)

    def address(self, title: str) -> str:
        """``"https://en.wikipedia.org/wiki/2023_Ally_400"`` of ``"2023 Ally 400"``."""
        return self.addresses + quote(title.replace(" ", "_"), safe=_PLAIN_IN_ADDRESSES)

    def namespace_of(self, title: str) -> int:
        """The namespace by the title's prefix, for dumps older than ``<ns>``."""
        prefix, colon, _ = title.partition(":")
        return self.namespaces.get(prefix, 0) if colon else 0


@dataclass(slots=True)
class DumpPage:
    """A page and its newest revision. ``text`` is ``None`` where the wiki hides it.

    ``sha1`` is what the dump states, hexadecimal; ``None`` if nothing. ``model`` is
    ``wikitext`` for articles.
    """

    title: str
    namespace: int
    page_id: int
    is_redirect: bool
    revision_id: int
    timestamp: str
    model: str
    text: str | None
    sha1: str | None


class PageDamaged(ValueError):
    """The XML of a page is none, or lacks what a page must have."""


def read_site(read: Callable[[], bytes], path: Location) -> DumpSite:
    """Read a dump's beginning.

    Raises:
        DumpError: it does not begin as a dump of a MediaWiki does.
    """
    header = read()
    while _HEADER_END.search(header) is None and len(header) < _HEADER_BYTES:
        piece = read()
        if not piece:
            break
        header += piece
    begun = _ROOT.match(header)
    if begun is None:
        raise DumpError(
            f"{path} is no dump of a MediaWiki: it does not begin with <mediawiki>; what is needed "
            "is a file such as enwiki-latest-pages-articles.xml.bz2"
        )
    if found := _ENCODING.search(begun["declaration"] or b""):
        raise DumpError(f"{path} is written in {found['name']!a}; a dump must be UTF-8")
    end = _HEADER_END.search(header, begun.start("root"))
    if end is None or not end[0].startswith(b"</siteinfo"):
        return DumpSite(_default_addresses())
    return _site(header[begun.start("root") : end.end()] + b"</mediawiki>", path)


def read_page(xml: bytes, site: DumpSite) -> DumpPage:
    """Parse ``<page>`` with one revision.

    Raises:
        PageDamaged: it cannot be parsed, or has no title, revision or id.
        DumpError: the dump holds no texts at all.
    """
    try:
        page = etree.fromstring(xml, _PARSER)
    except etree.XMLSyntaxError as error:
        raise PageDamaged(f"its XML cannot be read: {error.msg}") from error
    found = {child.tag: child for child in page}
    revision = found.get("revision")
    if revision is None:
        raise PageDamaged("it has no revision")
    inner = {child.tag: child for child in revision}
    title = _text(found, "title").strip()
    text_element = inner.get("text")
    if not title or text_element is None:
        raise PageDamaged("it has no title" if not title else "its revision has no text")
    text = _page_text(text_element)
    namespace = _text(found, "ns").strip()
    return DumpPage(
        title=title,
        namespace=_number(namespace) if namespace else site.namespace_of(title),
        page_id=_number(_text(found, "id")),
        is_redirect="redirect" in found or bool(_REDIRECT.match(text or "")),
        revision_id=_number(_text(inner, "id")),
        timestamp=_text(inner, "timestamp").strip(),
        model=_text(inner, "model").strip() or _WIKITEXT,
        text=text,
        sha1=_stated_sha1(text_element, inner),
    )


def verified_revision(page: DumpPage, site: DumpSite, licence: str) -> Revision | PageProblem:
    """The page's revision if its text is what the dump says it is."""
    if page.text is None:
        return _problem(page, "suppressed", "the wiki hides the text of its newest revision")
    if page.model != _WIKITEXT:
        return _problem(page, "not_wikitext", f"its content is {page.model}, not wikitext")
    if not _TIMESTAMP.fullmatch(page.timestamp):
        return _problem(page, "damaged", f"its revision has the timestamp '{page.timestamp}'")
    content = page.text.encode()
    sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    if page.sha1 not in (None, sha1):
        return _problem(
            page,
            "wrong_checksum",
            f"the sha1 of revision {page.revision_id} is {sha1}, but the dump says {page.sha1}; "
            "fetch this article from the wiki",
        )
    return Revision(
        title=page.title,
        page_id=page.page_id,
        revision_id=page.revision_id,
        timestamp=page.timestamp,
        sha1=sha1,
        content=content,
        url=site.address(page.title),
        licence=licence,
    )


def _problem(page: DumpPage, reason_code: str, reason: str) -> PageProblem:
    return PageProblem(page.title, reason_code, reason, page.page_id)


def _parser() -> etree.XMLParser:
    # A page's length is bounded before it comes here: a text of 64 MB is no attack.
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


_PARSER = _parser()


def _text(elements: Mapping[str, etree._Element], name: str) -> str:
    element = elements.get(name)
    return "" if element is None else element.text or ""


def _number(text: str) -> int:
    text = text.strip()
    if not text:
        raise PageDamaged("it or its revision has no id")
    if not (text.isascii() and text.lstrip("-").isdigit() and len(text) < 19):
        raise PageDamaged(f"'{text[:40]}' stands where a number must")
    return int(text)


def _page_text(element: etree._Element) -> str | None:
    """The text; ``None`` where it is hidden."""
    if element.get("deleted") is not None:
        return None
    if element.text is None and (element.get("location") or element.get("id")):
        raise DumpError(
            "this dump holds no texts, only where they are stored (a 'stub' dump); take one whose "
            "name has 'pages-articles' or 'pages-meta-history'"
        )
    return element.text or ""


def _stated_sha1(text: etree._Element, revision: Mapping[str, etree._Element]) -> str | None:
    """The sha1 of the text itself: that of the revision only if it has no other content."""
    stated = (text.get("sha1") or "").strip()
    if not stated and "content" not in revision:
        stated = _text(revision, "sha1").strip()
    if not stated:
        return None
    return f"{int(stated, 36):040x}" if _BASE_36.fullmatch(stated) else f"no sha1: '{stated[:40]}'"


def _site(xml: bytes, path: Location) -> DumpSite:
    try:
        root = etree.fromstring(xml, _PARSER)
    except etree.XMLSyntaxError as error:
        raise DumpError(f"{path}: the beginning of the dump cannot be read: {error.msg}") from error
    namespaces = {
        (element.text or "").strip(): _number(element.get("key", "0"))
        for element in root.iter("{*}namespace")
    }
    base = (root.findtext(".//{*}base") or "").strip()
    return DumpSite(_addresses(base) or _default_addresses(), namespaces)


def _addresses(base: str) -> str:
    """``"https://a/wiki/"`` of the main page's ``"https://a/wiki/Main_Page"``."""
    if urlsplit(base).scheme not in ("http", "https"):
        return ""
    for mark in (_ARTICLE_PATH, "title="):
        before, found, _ = base.partition(mark)
        if found:
            return before + mark
    return base.rpartition("/")[0] + "/"


def _default_addresses() -> str:
    parts = urlsplit(WikiSettings().api_url)
    return f"{parts.scheme}://{parts.netloc}{_ARTICLE_PATH}"
