"""Parse the bytes of an HTML document to a tree, and find its title and its content in it.

In: bytes. Out: an ``HtmlTree`` of BeautifulSoup tags, each with the line it stands in.
Separate because everything that a parser must be kept from is here: wrong bytes, documents
so deep or so large that they would take time or memory without bound, and a skin's menus.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from bs4 import BeautifulSoup
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import NavigableString, Tag
from bs4.exceptions import ParserRejectedMarkup

from pipelines.documents.decoding import decode_text
from pipelines.documents.model import Fault, UnreadableDocument

# libxml2 2.14 drops a text, attribute or comment of more than 10,000,000 bytes without a word
# (XML_MAX_TEXT_LENGTH), and many unclosed comments of that length keep it busy for hours.
MAXIMUM_HTML_BYTES = 10_000_000
# Browsers stop at 512 (Chromium and WebKit, read 2026-11); an end tag that fits nothing makes
# libxml2 look through all that are open.
MAXIMUM_DEPTH = 512
# An element takes about 1 kB. The page of a long season has some 20,000.
MAXIMUM_ELEMENTS = 500_000

_CHARSET = re.compile(rb"<meta\b[^<>]{0,200}?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.I)
# Encodings that saved pages are in; others are read as UTF-8, and their wrong bytes reported.
_KNOWN_CHARSET = re.compile(
    r"^(?:iso-?8859-?\d{1,2}|latin-?1|windows-?125\d|cp125\d|gbk|gb18030|big5|shift_jis|"
    r"euc-(?:jp|kr)|koi8-[ru])$"
)
_SHOWN_BYTE = re.compile(r"\\x[89a-f][0-9a-f]")
_LAST_PART = re.compile(r"\s[-–—]\s[^-–—]*$")
_LANDMARKS = frozenset(["mw-content-text", "firstHeading"])


@dataclass(frozen=True, slots=True)
class HtmlTree:
    """A document's title, the tag that holds its content, and whether it had wrong bytes."""

    title: str
    content: Tag
    has_wrong_bytes: bool

    def fault(self, source: str) -> Fault | None:
        """The fault of a row or line with a byte that could not be decoded."""
        if not self.has_wrong_bytes or not (wrong := _SHOWN_BYTE.search(source)):
            return None
        reason = f"byte 0x{wrong[0][2:]} is not UTF-8; convert the file to UTF-8"
        return Fault("not_utf8", reason)


def parse_html(content: bytes) -> HtmlTree:
    """Parse a document.

    Raises:
        UnreadableDocument: empty, too large, too deep or binary content.
    """
    text, faults = decode_text(content, _encoding(content))
    if len(text) > MAXIMUM_HTML_BYTES or len(text.encode()) > MAXIMUM_HTML_BYTES:
        raise UnreadableDocument(
            "document_too_large",
            f"{len(text):,} characters; an HTML document may have {MAXIMUM_HTML_BYTES:,} bytes "
            "at most",
        )
    builder = _LineBuilder()
    try:
        soup = _Soup(text, builder=builder)
    except ParserRejectedMarkup as rejected:
        raise UnreadableDocument("not_html", f"the parser rejects it: {rejected}") from rejected
    landmarks = builder.landmarks
    return HtmlTree(_title(landmarks), _content(landmarks) or soup, bool(faults))


def _content(landmarks: Mapping[str, Tag]) -> Tag | None:
    """The tag that holds the article: without menus and footer, where there are any."""
    body = landmarks.get("body")
    # A fragment is content from end to end, whatever wraps the most of it.
    is_page = "title" in landmarks or "firstHeading" in landmarks
    output = landmarks.get("mw-parser-output") if is_page else None
    return landmarks.get("mw-content-text") or output or body


def _encoding(content: bytes) -> str:
    """What the document says of itself in its first kilobyte, else UTF-8."""
    declared = _CHARSET.search(content[:1024])
    name = declared[1].decode().lower() if declared else ""
    if not _KNOWN_CHARSET.match(name) or content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    # Browsers read what calls itself Latin-1 as the encoding of which it is a part.
    return "cp1252" if re.match(r"iso-?8859-?1$|latin", name) else name.replace("windows-", "cp")


def _title(landmarks: Mapping[str, Tag]) -> str:
    """``2023 Ally 400`` of the page's heading, or of ``2023 Ally 400 - Wikipedia``."""
    heading = landmarks.get("firstHeading")
    if heading is not None:
        return " ".join(heading.get_text().split())
    tag = landmarks.get("title")
    title = " ".join(tag.get_text().split()) if tag is not None else ""
    site = _LAST_PART.search(title)
    return title[: site.start()] if site and "wiki" in site[0].casefold() else title


class _Soup(BeautifulSoup):
    """A tree in which all text is of one class; takes the short way where there is one."""

    def string_container(
        self, base_class: type[NavigableString] | None = None
    ) -> type[NavigableString]:
        """The class of a text: comments have their own."""
        return base_class or NavigableString

    def handle_endtag(self, name: str, nsprefix: str | None = None) -> None:
        """Take an end tag: nearly always that of the innermost element."""
        self.endData()
        if len(self.tagStack) > 1 and self.tagStack[-1].name == name:
            self.popTag()
        else:
            self._popToTag(name, nsprefix)


class _LineBuilder(LXMLTreeBuilder):
    """BeautifulSoup's builder for lxml, which notes the line of each tag and sets bounds.

    The lxml parsers tell a builder no line numbers, but they tell each tag as soon as its last
    character is fed: fed line by line, the line of a tag is the line just fed.
    """

    def __init__(self) -> None:
        # Attributes as written: `class` is one text, not a list; and all text is of one class.
        super().__init__(multi_valued_attributes=None, string_containers={})
        cast(Any, self).attribute_dict_class = dict
        self._line = 0
        self._elements = 0
        self.landmarks: dict[str, Tag] = {}

    # Any: bs4 and the stubs for it differ on what this takes and gives.
    def prepare_markup(self, markup: object, *rest: object, **options: object) -> Any:  # noqa: ANN401
        """Give the text as it is: it is decoded already."""
        yield cast(str, markup), None, None, False

    def feed(self, markup: object) -> None:
        """Feed the parser line by line."""
        # What the parser is, bs4 and lxml leave open.
        parser = cast(Any, self).parser_for(None)
        self.parser = parser
        for line in cast(str, markup).split("\n"):
            self._line += 1
            parser.feed(line + "\n")
        parser.close()

    def start(self, tag: Any, attrib: Any, nsmap: object = None) -> None:  # noqa: ANN401
        """Take a start tag; HTML has no namespaces."""
        soup: Any = self.soup
        self._elements += 1
        if self._elements > MAXIMUM_ELEMENTS:
            raise UnreadableDocument(
                "too_many_elements", f"more than {MAXIMUM_ELEMENTS:,} HTML elements; split it"
            )
        if len(soup.tagStack) > MAXIMUM_DEPTH:
            raise UnreadableDocument(
                "too_deeply_nested",
                f"elements nested more than {MAXIMUM_DEPTH} deep at line {self._line:,}; close "
                f"what is open there, such as <{tag}>",
            )
        attributes: dict[str, str] = dict(attrib)
        made = soup.handle_starttag(tag, None, None, attributes, self._line)
        if attributes:
            self._note_landmark(made, attributes)
        if tag == "title" or tag == "body":
            self.landmarks.setdefault(tag, made)

    def _note_landmark(self, made: Tag, attributes: Mapping[str, str]) -> None:
        ident = attributes.get("id", "")
        if ident in _LANDMARKS:
            self.landmarks.setdefault(ident, made)
        if "class" in attributes and "mw-parser-output" in attributes["class"]:
            self.landmarks.setdefault("mw-parser-output", made)

    def end(self, tag: object) -> None:
        """Take an end tag."""
        cast(Any, self).soup.handle_endtag(tag, None)
