"""A shard of a dump, as work that any process on any machine can do.

In: a ``ShardTask``: which dump, which part of it, what is looked for, where what is found is to
be written. Out: a ``Shard``, and its files. Separate because it is all that a worker does: it
reads its part and nothing else, and the same task gives the same files wherever it is done.
"""

from __future__ import annotations

import hashlib
import os
import socket
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipelines.locations import location_of
from pipelines.recognition.vocabulary import digest_of_files
from pipelines.sources.article_selection import ArticleSelection
from pipelines.sources.dump import DumpPart, DumpReader, DumpSite
from pipelines.sources.dump_errors import DumpDamaged, DumpError, DumpUnreadable
from pipelines.sources.dump_open import state_of
from pipelines.sources.dump_shard_files import Shard, ShardWriter, find_shards

# What decides what is found in a shard.
_DECIDING_CODE = ("dump*.py", "article_selection.py", "revision.py")


class OtherCode(DumpError):
    """A worker has other code than whoever sent it the task."""


@dataclass(frozen=True, slots=True)
class ShardTask:
    """What a worker needs; ``dump`` and ``location`` are a folder's path or a URL."""

    dump: str
    size: int
    state: str
    begin: int
    end: int
    site: DumpSite
    selection: ArticleSelection
    licence: str
    location: str
    code: str

    @property
    def name(self) -> str:
        """The folder of the shard: the same only for what gives the same."""
        site = (self.site.addresses, sorted(self.site.namespaces.items()))
        decides = (self.size, self.state, site, self.selection.digest, self.licence, self.code)
        digest = hashlib.sha256(repr(decides).encode("utf-8", "surrogatepass")).hexdigest()
        return f"{self.begin:013d}-{self.end:013d}-{digest[:20]}"


@lru_cache(maxsize=1)
def shard_code() -> str:
    """The sha256 of the code that decides what is found in a shard."""
    folder = Path(__file__).resolve().parent
    files = [path for pattern in _DECIDING_CODE for path in sorted(folder.glob(pattern))]
    digests = [digest_of_files([path]) for path in files]
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def read_shard(task: ShardTask) -> Shard:
    """Find the articles of a shard and write them; one that is there already is not read.

    Raises:
        DumpError: the dump cannot be read here, or is another one; this is other code.
        LocationError, OSError: what was found cannot be written.
    """
    if task.code != shard_code():
        raise OtherCode(
            f"the worker on {socket.gethostname()} has another version of nascar-warehouse; "
            "install the same one in all places"
        )
    location = location_of(task.location)
    there = find_shards(location, [task.name]).get(task.name)
    return there or _read(task, ShardWriter(location, task.name))


def _read(task: ShardTask, writer: ShardWriter) -> Shard:
    started = time.perf_counter()
    dump = location_of(task.dump)
    if state_of(dump) != (task.size, task.state):
        raise DumpError(
            f"{dump} is another file on {socket.gethostname()} than where the import was started, "
            "or was changed since; start it again"
        )
    damage = None
    with DumpReader(dump, part=DumpPart(task.begin, task.end, task.site)) as reader:
        try:
            for found in reader.revisions(task.selection, task.licence):
                writer.add(found)
        except DumpUnreadable:
            # What failed this once must not be kept.
            raise
        except DumpDamaged as error:
            damage = str(error)
    return writer.finish(
        begin=task.begin,
        end=task.end,
        pages=reader.pages_read,
        damage=damage,
        seconds=round(time.perf_counter() - started, 3),
        worker=f"{socket.gethostname()}:{os.getpid()}",
    )
