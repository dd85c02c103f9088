"""How a multistream dump is divided into shards of whole streams.

In: a dump and its index. Out: a ``ShardPlan``, which covers the dump from its first byte to its
last; it is kept, so that another import of the same dump need not look at it. Separate because
an index may be damaged or another dump's: only where the dump itself has the beginning of a
stream, and in it of a page, it is divided.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

from pipelines.locations import Location, read_files, write_files
from pipelines.sources.dump import DumpSite, site_of
from pipelines.sources.dump_errors import DumpError
from pipelines.sources.dump_index import IndexUnfit, offsets_of
from pipelines.sources.dump_open import open_dump, state_of
from pipelines.sources.dump_shard_files import CONTENTS
from pipelines.sources.dump_streams import StreamReader, form_of

# A shard is some seconds of work: to be found done takes as long for a small one.
_LARGEST_SHARD, _SMALLEST_SHARD = 48 * 1024 * 1024, 1024 * 1024
# Of a small dump too there are enough for some workers, of which the last is not waited for long.
_SHARDS_OF_A_SMALL_DUMP = 16
_PAGE = (b"<page>", b"<page ")
# Enough to see how a stream begins, however much space comes first.
_FIRST_BYTES, _FIRST_PIECES = 64, 16
# A compressed block of 900 kB of text.
_REQUEST_BYTES = 256 * 1024
# A store answers after some 50 ms; an English Wikipedia has five hundred shards.
_CHECKS_AT_A_TIME = 16


@dataclass(frozen=True, slots=True)
class ShardPlan:
    """Where the shards of a dump of this ``size`` and ``state`` begin; the first at 0.

    ``unfit`` counts places of the index at which no page begins; there it is not divided. The
    plan is kept under its ``name``.
    """

    name: str
    size: int
    state: str
    site: DumpSite
    begins: tuple[int, ...]
    unfit: int = 0

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """Beginning and end of each shard, in order and without a gap."""
        return list(zip(self.begins, (*self.begins[1:], self.size), strict=True))


def plan_shards(
    dump: Location, index: Location, shard_bytes: int | None, code: str, kept_in: Location
) -> ShardPlan:
    """Divide a dump by its index, as an earlier import did or anew.

    Shards have ``shard_bytes`` at least, but for the last; ``None``: as many as suits the dump,
    whoever reads it.

    Raises:
        IndexUnfit: the index is damaged, or another dump's.
        DumpError: the dump cannot be read, or is none.
    """
    size, state = state_of(dump)
    if shard_bytes is None:
        suitable = min(_LARGEST_SHARD, size // _SHARDS_OF_A_SMALL_DUMP)
        shard_bytes = max(_SMALLEST_SHARD, suitable)
    try:
        decides = (size, state, state_of(index), shard_bytes, code)
    except DumpError as error:
        raise IndexUnfit(str(error)) from error
    name = f"plan-{hashlib.sha256(repr(decides).encode()).hexdigest()[:20]}"
    file = f"{name}/{CONTENTS}"
    known = _read(read_files(kept_in, [file]).get(file))
    if known is not None:
        return known
    begins, unfit = _begins(dump, index, size, shard_bytes)
    plan = ShardPlan(name, size, state, site_of(dump), begins, unfit)
    write_files(kept_in, {file: json.dumps(asdict(plan)).encode()})
    return plan


def _read(content: bytes | None) -> ShardPlan | None:
    """A plan that was kept; ``None`` if there is none that can be read."""
    try:
        values = json.loads(content or b"")
        values["site"] = DumpSite(**values["site"])
        values["begins"] = tuple(values["begins"])
        return ShardPlan(**values)
    except (ValueError, KeyError, TypeError):
        return None


def _begins(
    dump: Location, index: Location, size: int, shard_bytes: int
) -> tuple[tuple[int, ...], int]:
    """Where shards begin; and how many places of the index are no beginnings."""
    if not _is_bzip2(dump):
        raise IndexUnfit(f"{dump} is not compressed by bzip2")
    wanted = list(_spread(offsets_of(index, size), shard_bytes))
    with ThreadPoolExecutor(_CHECKS_AT_A_TIME) as threads:
        is_fit = list(threads.map(lambda offset: _begins_with_page(dump, offset), wanted))
    fit = [offset for offset, is_one in zip(wanted, is_fit, strict=True) if is_one]
    return (0, *fit), len(wanted) - len(fit)


def _spread(offsets: Iterator[int], shard_bytes: int) -> Iterator[int]:
    """Those of the offsets that lie at least ``shard_bytes`` apart."""
    last = 0
    for offset in offsets:
        if offset - last >= shard_bytes:
            yield offset
            last = offset


def _is_bzip2(dump: Location) -> bool:
    file, _ = open_dump(dump, request_bytes=_REQUEST_BYTES)
    try:
        return form_of(file, dump) == "bzip2"
    finally:
        file.close()


def _begins_with_page(dump: Location, offset: int) -> bool:
    """Whether a stream begins at a byte of the dump, and a page at the stream's beginning."""
    file, _ = open_dump(dump, request_bytes=_REQUEST_BYTES)
    content = b""
    try:
        reader = StreamReader(file, dump, "bzip2", offset)
        for _ in range(_FIRST_PIECES):
            content = (content + reader.read()).lstrip()
            if len(content) >= _FIRST_BYTES:
                break
    except DumpError:
        return False
    finally:
        file.close()
    return content.startswith(_PAGE)
