"""Where each page lies: file names from ids, and anchors of source rows.

In: ids and places. Out: addresses from the site's root. Separate because ids come from
articles: whatever they hold, a page is one file in one folder.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

HOME = "index.html"
ABOUT = "about.html"
DICTIONARY = "dictionary.html"

_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


def race_page(race_id: str) -> str:
    """The page of a race."""
    return _page("races", race_id)


def driver_page(driver_id: str) -> str:
    """The page of a driver."""
    return _page("drivers", driver_id)


def team_page(team_id: str) -> str:
    """The page of a team."""
    return _page("teams", team_id)


def manufacturer_page(manufacturer_id: str) -> str:
    """The page of a manufacturer."""
    return _page("manufacturers", manufacturer_id)


ENTRANT_PAGES: Mapping[str, Callable[[str], str]] = {
    "driver": driver_page,
    "team": team_page,
    "manufacturer": manufacturer_page,
}


def season_page(season_id: str) -> str:
    """The page of a season of a series."""
    return _page("seasons", season_id)


def source_page(document_id: str) -> str:
    """The page with every row of a document."""
    return _page("sources", document_id.replace("/", "-"))


def row_anchor(table_index: int, row_index: int) -> str:
    """The anchor of a table row on the page of its document."""
    return f"t{table_index}r{row_index}"


def line_anchor(line_number: int) -> str:
    """The anchor of a line outside tables on the page of its document."""
    return f"l{line_number}"


def source_row(document_id: str, table_index: int | None, row_index: int | None) -> str:
    """The address of a table row, or of its document where the row is not known."""
    page = source_page(document_id)
    if table_index is None or row_index is None:
        return page
    return f"{page}#{row_anchor(table_index, row_index)}"


def source_line(document_id: str, line_number: int | None) -> str:
    """The address of a line, or of its document where the line is not known."""
    page = source_page(document_id)
    return page if line_number is None else f"{page}#{line_anchor(line_number)}"


def _page(folder: str, identifier: str) -> str:
    return f"{folder}/{quote(file_name(identifier))}.html"


def file_name(identifier: str) -> str:
    """A name that every file system takes, another for another id: ``"ross-chastain"`` as it is."""
    if _PLAIN.fullmatch(identifier):
        return identifier
    digest = hashlib.sha256(identifier.encode()).hexdigest()[:12]
    readable = re.sub(r"[^a-z0-9]+", "-", identifier.casefold()).strip("-")[:60]
    return f"{readable}-{digest}" if readable else digest
