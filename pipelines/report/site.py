"""The whole site: every page of a warehouse, put in place when all are written.

In: the published file. Out: a folder that any browser opens, without a server or a network.
Separate from the pages so that how a site replaces an earlier one is in one place.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.exports.folder import unfinished_folder
from pipelines.report.contents import page_keys
from pipelines.report.frames import Frames
from pipelines.report.writing import PageWriter, ReportError, identity, write_pages
from pipelines.warehouse.query import open_read_only

_ASSETS = Path(__file__).resolve().parent / "assets"
# Tells a folder of ours, which may be replaced, from one that somebody else filled.
_MARKER = ".nascar-warehouse-report"


@dataclass(frozen=True, slots=True)
class SiteSummary:
    """What was written."""

    folder: Path
    pages: int
    races: int


def write_report(database: Path, folder: Path, update: Callable[[int, int], None]) -> SiteSummary:
    """Write the site beside ``folder``, then put it there in place of an earlier one.

    ``update`` is called with (pages done, of how many).

    Raises:
        ReportError: there is something else in the folder, or a build was published meanwhile.
        NoWarehouse: nothing has been published.
        duckdb.CatalogException: an earlier version of this project made the warehouse.
        OSError: it cannot be written.
    """
    _refuse_other_folder(folder)
    with (
        open_read_only(database) as connection,
        unfinished_folder(folder.parent, folder.name) as beside,
    ):
        opened = identity(database)
        frames = Frames(connection)
        keys = page_keys(frames)
        shutil.copytree(_ASSETS, beside / "assets")
        found = write_pages(PageWriter(frames, beside), keys, database, opened, beside, update)
        if identity(database) != opened:
            raise ReportError("a new build was published meanwhile; run it again")
        index = json.dumps(found, separators=(",", ":"))
        (beside / "assets" / "search-index.js").write_text(f"window.searchIndex={index};\n")
        (beside / _MARKER).touch()
        _put_in_place(beside, folder)
        return SiteSummary(folder, len(keys), len(frames.rows("marts.race_summary")))


def _refuse_other_folder(folder: Path) -> None:
    is_other = folder.is_dir() and any(folder.iterdir()) and not (folder / _MARKER).exists()
    if folder.is_file() or is_other:
        raise ReportError(
            f"{folder} holds something else than a report; name a new or an empty folder"
        )


def _put_in_place(made: Path, folder: Path) -> None:
    """Replace the folder; whatever stops it, the old one keeps its place."""
    replaced = made.with_suffix(".replaced")
    if folder.exists():
        folder.rename(replaced)
    try:
        made.rename(folder)
    except BaseException:
        if replaced.exists():
            replaced.rename(folder)
        raise
    shutil.rmtree(replaced, ignore_errors=True)
