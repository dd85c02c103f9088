"""A dump of a MediaWiki as a source: its pages, or those that may be race articles.

In: a dump file of any size. Out: pages or revisions in its order, in bounded memory, with how
far it is read and the place to go on from. Separate because it is the one face of the dump:
what reads the file, what divides it and what parses a page do not know each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from pipelines.sources.article_selection import ArticleSelection
from pipelines.sources.dump_errors import DumpDamaged, DumpError
from pipelines.sources.dump_files import DumpFile, Place
from pipelines.sources.dump_pages import (
    DumpPage,
    PageDamaged,
    read_page,
    read_site,
    verified_revision,
)
from pipelines.sources.dump_scan import LARGEST_PAGE, PageScanner, RawPage
from pipelines.sources.revision import PageProblem, Revision

__all__ = ["DumpDamaged", "DumpError", "DumpPage", "DumpReader", "Place"]


class DumpReader:
    """An open dump; a context manager. Read it once, by one of its two methods.

    ``advanced`` is called whenever more of the file has been read.

    Raises:
        DumpError: the file cannot be read, is compressed in another way, or is no dump.
    """

    def __init__(
        self,
        path: Path,
        start: Place | None = None,
        advanced: Callable[[], None] = lambda: None,
        largest_page: int = LARGEST_PAGE,
    ) -> None:
        with DumpFile(path) as beginning:
            self.site = read_site(beginning.read, path)
        self._file = DumpFile(path, start)
        self._advanced = advanced
        position = self._file.start.position
        self._scanner = PageScanner(self._read, str(path), position, largest_page)

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
                page.title, "damaged", f"{error} (byte {page.position} of the dump's XML)"
            )


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
