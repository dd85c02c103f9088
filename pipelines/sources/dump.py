"""A dump of a MediaWiki as a source: its pages, or those that may be race articles.

In: a dump of any size, or a part of it. Out: pages or revisions in its order, in bounded memory,
with how far it is read and the place to go on from. Separate because it is the one face of the
dump: what reads the file, what divides it and what parses a page do not know each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self

from pipelines.locations import Location
from pipelines.sources.article_selection import ArticleSelection
from pipelines.sources.dump_errors import DumpDamaged, DumpError
from pipelines.sources.dump_files import DumpFile, Place
from pipelines.sources.dump_pages import (
    DumpPage,
    DumpSite,
    PageDamaged,
    read_page,
    read_site,
    verified_revision,
)
from pipelines.sources.dump_scan import LARGEST_PAGE, PageScanner, RawPage
from pipelines.sources.revision import PageProblem, Revision

__all__ = ["DumpDamaged", "DumpError", "DumpPage", "DumpPart", "DumpReader", "DumpSite", "Place"]


@dataclass(frozen=True, slots=True)
class DumpPart:
    """Whole bzip2 streams of a dump: its bytes from ``begin`` up to ``end``.

    The first begins between two pages, or is the first of all.
    """

    begin: int
    end: int
    site: DumpSite


class DumpReader:
    """An open dump; a context manager. Read it once, by one of its two methods.

    ``advanced`` is called whenever more of the file has been read. Of a ``part``, nothing else
    is read: neither the dump's beginning nor what comes after it.

    Raises:
        DumpError: the file cannot be read, is compressed in another way, or is no dump.
    """

    def __init__(
        self,
        path: Location,
        start: Place | None = None,
        advanced: Callable[[], None] = lambda: None,
        largest_page: int = LARGEST_PAGE,
        part: DumpPart | None = None,
    ) -> None:
        self.site = part.site if part else site_of(path)
        if part:
            start = Place(stream_offset=part.begin)
        self._file = DumpFile(path, start, part.end if part else None)
        self._advanced = advanced
        self._xml = (
            f"the XML from byte {part.begin} of the dump on"
            if part and part.begin
            else "the dump's XML"
        )
        self._scanner = PageScanner(
            self._read,
            str(path),
            self._file.start.position,
            largest_page,
            self._xml,
            self._file.is_followed,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def bytes_read(self) -> int:
        """How much of the file was read, as it lies there."""
        return self._file.bytes_read

    @property
    def bytes_total(self) -> int:
        """The length of the file."""
        return self._file.bytes_total

    @property
    def pages_read(self) -> int:
        """How many pages were passed, selected or not."""
        return self._scanner.pages

    @property
    def pages_done(self) -> int:
        """How many pages come before ``place``."""
        return self._scanner.pages_done

    @property
    def place(self) -> Place:
        """Where to go on: behind the last page after which another one was asked for."""
        return self._file.place(self._scanner.done)

    def pages(self) -> Iterator[DumpPage | PageProblem]:
        """Every page with its newest revision; what cannot be read is a problem.

        Raises:
            DumpDamaged: the dump ends too early; every whole page was given.
        """
        for page in self._scanner:
            yield page if isinstance(page, PageProblem) else self._parsed(page)

    def revisions(
        self, selection: ArticleSelection, licence: str
    ) -> Iterator[Revision | PageProblem]:
        """The articles (namespace 0, no redirects) that are selected; their sha1 is verified.

        Raises:
            DumpDamaged: the dump ends too early; every whole page was given.
            DumpError: the dump holds no texts at all.
        """
        is_first = True
        for page in self._scanner:
            if isinstance(page, PageProblem):
                yield page
                continue
            if is_first:
                # Without texts no page would be selected, and nothing would be said.
                self._parsed(page)
                is_first = False
            if _is_article(page) and selection.may_select(page.xml):
                parsed = self._parsed(page)
                if isinstance(parsed, PageProblem):
                    yield parsed
                elif _is_selected(parsed, selection):
                    yield verified_revision(parsed, self.site, licence)

    def _read(self) -> bytes:
        piece = self._file.read()
        self._advanced()
        return piece

    def _parsed(self, page: RawPage) -> DumpPage | PageProblem:
        try:
            return read_page(page.xml, self.site)
        except PageDamaged as error:
            return PageProblem(
                page.title, "damaged", f"{error} (byte {page.position} of {self._xml})"
            )


def site_of(path: Location) -> DumpSite:
    """The wiki that a dump is of, by the dump's beginning.

    Raises:
        DumpError: it cannot be read, is compressed in another way, or is no dump.
    """
    with DumpFile(path) as beginning:
        return read_site(beginning.read, path)


def _is_article(page: RawPage) -> bool:
    """Whether a page is in namespace 0 and no redirect, by its header's bytes."""
    header = page.xml[: page.xml.find(b"<revision")]
    namespace = header.find(b"<ns>")
    is_other = namespace >= 0 and not header.startswith(b"<ns>0<", namespace)
    return not is_other and b"<redirect" not in header


def _is_selected(page: DumpPage, selection: ArticleSelection) -> bool:
    return (
        page.namespace == 0
        and not page.is_redirect
        and (page.text is None or selection.selects(page.text))
    )
