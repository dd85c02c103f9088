"""Pages as files: rendered and written, by several processes where there are many.

In: a published file, a folder and keys of pages. Out: files, and what the search finds. Separate
because drawing charts takes nearly all of the time, and each page can be made alone.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from urllib.parse import unquote

from jinja2 import Environment, PackageLoader

from pipelines.report.articles import licences
from pipelines.report.contents import PageKey, make_page
from pipelines.report.frames import Frames
from pipelines.report.model import Page
from pipelines.report.names import Names
from pipelines.warehouse.query import open_read_only

# Name of the page, its address, kind and detail.
Found = tuple[str, str, str, str]
# Fewer pages than that are written before other processes have started.
_FEW = 150
_AT_ONCE = 8
_NOT_SEARCHED = ("home", "about", "dictionary", "source")


class ReportError(ValueError):
    """The site cannot be written; the message says why and what to do."""


class PageWriter:
    """Writes pages of one published file to one folder."""

    def __init__(self, frames: Frames, folder: Path) -> None:
        self._frames = frames
        self._names = Names(frames)
        self._folder = folder
        environment = Environment(
            loader=PackageLoader("pipelines.report"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._template = environment.get_template("page.html")
        self._licences = licences(frames)

    def write(self, key: PageKey) -> list[Found]:
        """Write a page; what the search finds of it."""
        page = make_page(self._frames, self._names, key)
        path = self._folder / unquote(page.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        root = "../" * page.path.count("/")
        html = self._template.render(page=page, root=root, licences=self._licences)
        path.write_text(html, "utf-8")
        return [] if page.kind in _NOT_SEARCHED else [_found(page)]


def write_pages(
    writer: PageWriter,
    keys: Sequence[PageKey],
    database: Path,
    opened: tuple[int, int],
    folder: Path,
    update: Callable[[int, int], None],
) -> list[Found]:
    """Write every page; ``update`` is called with (pages done, of how many).

    ``opened``: the ``identity`` of the file that the writer reads.

    Raises:
        ReportError: another build was published meanwhile, or a process was ended.
    """
    parts = (
        map(writer.write, keys)
        if len(keys) < _FEW
        else _in_processes(keys, database, opened, folder)
    )
    found: list[Found] = []
    try:
        for done, part in enumerate(parts, start=1):
            found += part
            update(done, len(keys))
    except BrokenProcessPool as error:
        raise ReportError(
            "a process that wrote pages was ended, perhaps for want of memory; try again"
        ) from error
    return found


def identity(database: Path) -> tuple[int, int]:
    """What tells a published file from the one that replaces it."""
    found = database.stat()
    return found.st_dev, found.st_ino


def _found(page: Page) -> Found:
    return page.kind, page.title, page.path, page.detail


def _in_processes(
    keys: Sequence[PageKey], database: Path, opened: tuple[int, int], folder: Path
) -> Iterator[list[Found]]:
    # What draws charts has threads of its own, which a forked process would lack.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), context, _start, (database, opened, folder)) as pool:
        yield from pool.map(_write, keys, chunksize=_AT_ONCE)


_writers: list[PageWriter | ReportError] = []


def _start(database: Path, expected: tuple[int, int], folder: Path) -> None:
    """Open the published file in a process of its own: the same one, or say that it is not."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Beside that thread, DuckDB's objects outlive their module, which it reports at length.
    atexit.register(os._exit, 0)
    connection = open_read_only(database)
    if identity(database) == expected:
        _writers.append(PageWriter(Frames(connection), folder))
    else:
        _writers.append(ReportError("a new build was published meanwhile; run it again"))


def _end_with_parent() -> None:
    """A parent that was killed gives no more work, and waits for none."""
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)


def _write(key: PageKey) -> list[Found]:
    [writer] = _writers
    if isinstance(writer, ReportError):
        raise writer
    return writer.write(key)
