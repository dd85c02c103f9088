"""The index of a multistream dump: where its streams begin.

In: the location of a dump, or of its index. Out: the index that lies beside it; the offsets that
an index names. Separate because an index is a stranger's word about another file: what it says
is checked here as far as it can be without reading that file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipelines.locations import Location
from pipelines.sources.dump_errors import DumpError
from pipelines.sources.dump_files import DumpFile

# "enwiki-20260101-pages-articles-multistream1.xml-p1p41242.bz2", or without the numbers.
_DUMP = re.compile(r"(?P<name>.+-multistream)(?P<part>[0-9]*)\.xml(?P<pages>-p[0-9]+p[0-9]+)?\.bz2")
# "616:10:AccessibleComputing": offset, page id, title.
_LINE = re.compile(rb"^([0-9]{1,18}):[0-9]{1,18}:[^\n]+$", re.MULTILINE)
# A title has 255 bytes at most.
_LONGEST_LINE = 64 * 1024


class IndexUnfit(RuntimeError):
    """An index cannot be used; the message says why."""


def index_beside(dump: Location) -> Location | None:
    """The index of a multistream dump, if it lies beside it under the name that it has there."""
    found = _DUMP.fullmatch(dump.name)
    if found is None:
        return None
    name = f"{found['name']}-index{found['part']}.txt{found['pages'] or ''}"
    for candidate in (dump.with_name(f"{name}.bz2"), dump.with_name(name)):
        if _exists(candidate):
            return candidate
    return None


def _exists(location: Location) -> bool:
    if isinstance(location, Path):
        return location.is_file()
    try:
        return bool(location.fs.isfile(location.path))
    except Exception:
        # A store that cannot be reached is told of when the dump is opened.
        return False


def offsets_of(index: Location, dump_bytes: int) -> Iterator[int]:
    """The offsets that an index names, each once, in order; it is read as they are asked for.

    Raises:
        IndexUnfit: it cannot be read, or is no index of a dump of this length.
    """
    last = 0
    for line_group in _lines(index):
        found = _LINE.findall(line_group)
        if len(found) != line_group.count(b"\n"):
            raise IndexUnfit(f"{index} has a line that is not OFFSET:PAGE ID:TITLE")
        for offset in map(int, dict.fromkeys(found)):
            if offset > last:
                yield offset
                last = offset
            elif offset < last:
                raise IndexUnfit(f"{index} does not ascend: {offset} comes after {last}")
        if last >= dump_bytes:
            raise IndexUnfit(
                f"{index} belongs to another dump: it names byte {last}, this one has {dump_bytes}"
            )
    if not last:
        raise IndexUnfit(f"{index} names no streams")


def _lines(index: Location) -> Iterator[bytes]:
    """Whole lines, about a megabyte at a time."""
    rest = b""
    try:
        with DumpFile(index) as file:
            while piece := file.read():
                lines, end, rest = (rest + piece).rpartition(b"\n")
                if len(rest) > _LONGEST_LINE:
                    raise IndexUnfit(f"{index} has a line that is not OFFSET:PAGE ID:TITLE")
                yield lines + end
    except DumpError as error:
        raise IndexUnfit(str(error)) from error
    if rest:
        yield rest + b"\n"
