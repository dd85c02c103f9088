"""A written report site, read as a reader's browser would, without one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag


@dataclass
class SitePages:
    """The pages of a site by their path from its root."""

    folder: Path
    pages: dict[str, BeautifulSoup]

    @staticmethod
    def read(folder: Path) -> SitePages:
        paths = sorted(folder.rglob("*.html"))
        return SitePages(
            folder,
            {
                path.relative_to(folder).as_posix(): BeautifulSoup(path.read_text(), "lxml")
                for path in paths
            },
        )

    def target(self, page: str, address: str) -> tuple[str, str]:
        """The path and the anchor that an address on a page leads to."""
        parts = urlsplit(address)
        folder = (self.folder / page).parent
        path = (folder / unquote(parts.path)).resolve() if parts.path else self.folder / page
        return path.relative_to(self.folder.resolve()).as_posix(), parts.fragment

    def element(self, page: str, address: str) -> Tag | None:
        """What an address on a page leads to: an element, a whole page, or nothing."""
        path, anchor = self.target(page, address)
        found = self.pages.get(path)
        return found.find(id=anchor) if found and anchor else found

    def table(self, page: str, caption: str) -> list[dict[str, Tag]]:
        """The rows of a table, each cell by the label of its column."""
        for table in self.pages[page].find_all("table"):
            if table.caption.get_text() == caption:
                labels = [head.get_text() for head in table.thead.find_all("th")]
                return [
                    dict(zip(labels, row.find_all("td"), strict=True))
                    for row in table.tbody.find_all("tr")
                ]
        raise AssertionError(f"{page} has no table '{caption}'")

    def broken_links(self) -> list[tuple[str, str]]:
        """Addresses within the site that lead nowhere, with their pages."""
        broken = []
        for page, soup in self.pages.items():
            for tag in soup.find_all(["a", "link", "script", "img"]):
                address = str(tag.get("href") or tag.get("src") or "")
                if address.startswith(("https:", "http:")):
                    continue
                path, anchor = self.target(page, address)
                is_there = (
                    bool(self.pages[path].find(id=anchor))
                    if anchor and path in self.pages
                    else (self.folder / path).is_file()
                )
                if not is_there:
                    broken.append((page, address))
        return broken
