"""The report site as a browser sees it: its pages, and where their links lead.

In: a folder that ``nascar-warehouse report`` wrote. Out: pages by kind, and what each of them
refers to. Separate because the site of good articles and that of hostile ones are walked alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from command_line import nascar_warehouse
from playwright.sync_api import Page
from sample_project import Project

from pipelines.commands.exits import Exit

# Everything that a page names (links, pictures, scripts, styles), and whether a stranger's text
# has become a part of it: what such a text would run says so in `window.owned`.
_LOOK = """() => {
  const every = (selector) => [...document.querySelectorAll(selector)];
  const ids = every('[id]').map((one) => one.id);
  const isHandled = (one) => one.getAttributeNames().some((name) => name.startsWith('on'));
  const planted = every('*').filter(isHandled)
    .concat(every('script:not([src]), main img, iframe'));
  return {
    links: every('[href], [src]').map((one) => one.href?.baseVal ?? one.href ?? one.src),
    anchors: ids,
    twice: ids.filter((id, place) => ids.indexOf(id) !== place),
    planted: planted.map((one) => one.outerHTML),
    ran: window.owned ?? null,
    overhang: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}"""


@dataclass(frozen=True)
class Site:
    """A site in a folder."""

    folder: Path

    def address(self, place: str = "index.html") -> str:
        return f"{self.folder.as_uri()}/{place}"

    def pages(self) -> Sequence[Path]:
        return sorted(self.folder.rglob("*.html"))

    def places(self) -> Mapping[str, str]:
        """A page of each kind, by the folder (or, at the top, the page) that is the kind's."""
        found: dict[str, str] = {}
        for path in self.pages():
            place = path.relative_to(self.folder).as_posix()
            found.setdefault(place.split("/")[0], place)
        return found


@dataclass(frozen=True)
class Seen:
    """A page that was opened."""

    links: Sequence[str]
    anchors: Sequence[str]
    twice: Sequence[str]
    planted: Sequence[str]
    ran: object
    overhang: int


def written_report(project: Project, folder: Path) -> Site:
    """The report of a project that was built, as the command writes it."""
    done = nascar_warehouse(project, "report", "--output", str(folder))
    assert done.returncode == Exit.DONE, done.stdout + done.stderr
    return Site(folder)


def walk(page: Page, site: Site) -> Mapping[str, Seen]:
    """Open every page that a link leads to, from the first one on; by address."""
    waiting = [site.address()]
    found: dict[str, Seen] = {}
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        page.goto(address)
        found[address] = Seen(**page.evaluate(_LOOK))
        leads_to = {urldefrag(one).url for one in found[address].links}
        waiting += [one for one in leads_to if is_file(one) and one.endswith(".html")]
    return found


def broken_links(seen: Mapping[str, Seen]) -> Sequence[str]:
    """Links to a file that is not there, or to a place that a page has not."""
    broken = []
    anchors = {address: frozenset(page.anchors) for address, page in seen.items()}
    for address, page in seen.items():
        for link in filter(is_file, page.links):
            target, anchor = urldefrag(link)
            if not Path(unquote(urlsplit(target).path)).is_file():
                broken.append(f"{address}: {link}: no such file")
            elif anchor and target in seen and unquote(anchor) not in anchors[target]:
                broken.append(f"{address}: {link}: no such place in the page")
    return broken


def links_outside(seen: Mapping[str, Seen]) -> set[str]:
    """Where the site's links lead but to its own pages."""
    return {one for page in seen.values() for one in page.links if not is_file(one)}


def is_file(link: str) -> bool:
    return link.startswith("file:")
