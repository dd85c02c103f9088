"""Which pages a site has, and what makes each of them.

In: the published file. Out: keys, and the page of a key. Separate from writing, since keys go
from process to process and pages do not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipelines.report.frames import Frames, Row
from pipelines.report.model import Page
from pipelines.report.names import Names
from pipelines.report.pages.entrants import DRIVER, MANUFACTURER, TEAM, entrant_page
from pipelines.report.pages.home import about_page, dictionary_page, home_page
from pipelines.report.pages.race import race_page
from pipelines.report.pages.season import season_page
from pipelines.report.pages.source import source_page

_ENTRANTS = {one.kind: one for one in (DRIVER, TEAM, MANUFACTURER)}
# A kind of page, the relation with one row a page, its key, and the page of a row.
_ROW_PAGES: Mapping[str, tuple[str, str, Callable[[Frames, Names, Row], Page]]] = {
    "season": ("core.dim_season", "season_id", season_page),
    "race": ("marts.race_summary", "race_id", race_page),
    "source": ("staging.document", "document_id", source_page),
}


@dataclass(frozen=True, slots=True)
class PageKey:
    """One page: its kind, and the id of what it is about."""

    kind: str
    identifier: str = ""


def page_keys(frames: Frames) -> list[PageKey]:
    """Every page, in an order that does not depend on the database's."""
    tables = [(kind, relation, key) for kind, (relation, key, _) in _ROW_PAGES.items()]
    tables += [(kind, f"core.dim_{kind}", one.key) for kind, one in _ENTRANTS.items()]
    return [
        *(PageKey(kind) for kind in ("home", "about", "dictionary")),
        *(
            PageKey(kind, identifier)
            for kind, relation, key in tables
            for identifier in sorted(row[key] for row in frames.rows(relation))
        ),
    ]


def make_page(frames: Frames, names: Names, key: PageKey) -> Page:
    """The page of a key."""
    if key.kind in _ENTRANTS:
        return entrant_page(frames, names, _ENTRANTS[key.kind], key.identifier)
    if key.kind in _ROW_PAGES:
        relation, column, make = _ROW_PAGES[key.kind]
        [row] = frames.of(relation, column, key.identifier)
        return make(frames, names, row)
    if key.kind == "home":
        return home_page(frames, names)
    return about_page(frames) if key.kind == "about" else dictionary_page(frames)
