"""What was found in a shard of a dump, as files: articles as Parquet, and one that tells of them.

In: revisions and problems, as they are read. Out: a folder at a location that others see, whole
or not there: ``_contents.json`` is written last. Separate because whoever reads a shard and
whoever lands its articles may be two machines, or the same one after it was started again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, fields
from io import BytesIO
from typing import TYPE_CHECKING

from pipelines.locations import Location, files_below, read_files, remove_files, write_files
from pipelines.sources.revision import PageProblem, Revision

if TYPE_CHECKING:
    import polars as pl

CONTENTS = "_contents.json"
# Of the text of articles, in one file: bounds what reader and writer hold.
_PART_BYTES = 32 * 1024 * 1024
# A hostile dump has as many as it likes.
_MOST_PROBLEMS = 10_000


class ShardDamaged(RuntimeError):
    """The files of a shard are not what they were when they were written."""


@dataclass(frozen=True, slots=True)
class ShardPart:
    """A Parquet file of articles: its name says what it holds."""

    file: str
    articles: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ShardProblem:
    """A page that could not be used, and how many articles were found before it."""

    after: int
    problem: PageProblem


@dataclass(frozen=True, slots=True)
class Shard:
    """What is in a shard. ``damage`` says how the dump ends too early, where it does.

    ``problems_left_out`` were too many to be kept one by one.
    """

    begin: int
    end: int
    pages: int
    parts: tuple[ShardPart, ...]
    problems: tuple[ShardProblem, ...]
    problems_left_out: int
    damage: str | None
    seconds: float
    worker: str

    @property
    def articles(self) -> int:
        """How many articles were found."""
        return sum(part.articles for part in self.parts)


class ShardWriter:
    """Keeps what is found; articles are written whenever there are enough of them."""

    def __init__(self, location: Location, name: str) -> None:
        self._location, self._name = location, name
        self._waiting: list[Revision] = []
        self._waiting_bytes = self._articles = 0
        self._parts: list[ShardPart] = []
        self._problems: list[ShardProblem] = []
        self._left_out = 0

    def add(self, found: Revision | PageProblem) -> None:
        """Take up an article or a problem, in the order of the dump."""
        if isinstance(found, Revision):
            self._articles += 1
            self._waiting.append(found)
            self._waiting_bytes += len(found.content)
            if self._waiting_bytes >= _PART_BYTES:
                self._write_part()
        elif len(self._problems) < _MOST_PROBLEMS:
            self._problems.append(ShardProblem(self._articles, found))
        else:
            self._left_out += 1

    def finish(
        self, *, begin: int, end: int, pages: int, damage: str | None, seconds: float, worker: str
    ) -> Shard:
        """Write what is left, and last what tells of it."""
        if self._waiting:
            self._write_part()
        shard = Shard(
            begin=begin,
            end=end,
            pages=pages,
            parts=tuple(self._parts),
            problems=tuple(self._problems),
            problems_left_out=self._left_out,
            damage=damage,
            seconds=seconds,
            worker=worker,
        )
        contents = json.dumps(asdict(shard)).encode()
        write_files(self._location, {f"{self._name}/{CONTENTS}": contents})
        return shard

    def _write_part(self) -> None:
        content = BytesIO()
        _frame(self._waiting).write_parquet(content, compression="zstd")
        digest = hashlib.sha256(content.getbuffer()).hexdigest()
        part = ShardPart(
            f"articles-{len(self._parts):03d}-{digest[:12]}.parquet", len(self._waiting), digest
        )
        write_files(self._location, {f"{self._name}/{part.file}": content.getvalue()})
        self._parts.append(part)
        self._waiting, self._waiting_bytes = [], 0


def find_shards(location: Location, names: Collection[str]) -> dict[str, Shard]:
    """Those of these shards that are there."""
    found = read_files(location, [f"{name}/{CONTENTS}" for name in names])
    read = {name: _shard(found.get(f"{name}/{CONTENTS}")) for name in names}
    return {name: shard for name, shard in read.items() if shard is not None}


def contents_of(location: Location, name: str, shard: Shard) -> Iterator[Revision | PageProblem]:
    """Articles and problems of a shard, in the order of the dump.

    Raises:
        ShardDamaged: a file is not there, or is not what it was.
    """
    waiting = list(reversed(shard.problems))
    for count, revision in enumerate(_articles(location, name, shard)):
        while waiting and waiting[-1].after <= count:
            yield waiting.pop().problem
        yield revision
    yield from (one.problem for one in reversed(waiting))


def discard_shard(location: Location, name: str) -> None:
    """Remove what makes a shard whole, so that it is read again."""
    remove_files(location, [f"{name}/{CONTENTS}"])


def discard_others(location: Location, kept: Collection[str]) -> None:
    """Remove all folders at a location but those that are kept."""
    others = [name for name in files_below(location) if name.partition("/")[0] not in kept]
    # Last what is of no use without the others.
    others.sort(key=lambda name: not name.endswith(CONTENTS))
    for file in others:
        remove_files(location, [file])


def _articles(location: Location, name: str, shard: Shard) -> Iterator[Revision]:
    import polars as pl

    for part in shard.parts:
        file = f"{name}/{part.file}"
        content = read_files(location, [file]).get(file)
        if content is None or hashlib.sha256(content).hexdigest() != part.sha256:
            raise ShardDamaged(f"{location / file} is damaged, or was removed")
        for row in pl.read_parquet(BytesIO(content)).iter_rows(named=True):
            yield Revision(**{**row, "redirected_from": tuple(row["redirected_from"])})


def _shard(content: bytes | None) -> Shard | None:
    """What ``_contents.json`` says; ``None`` if it is not whole."""
    try:
        values = json.loads(content or b"")
        values["parts"] = tuple(ShardPart(**part) for part in values["parts"])
        values["problems"] = tuple(
            ShardProblem(one["after"], PageProblem(**one["problem"])) for one in values["problems"]
        )
        return Shard(**values)
    except (ValueError, KeyError, TypeError):
        return None


def _frame(revisions: list[Revision]) -> pl.DataFrame:
    import polars as pl

    kinds = {"int": pl.Int64, "bytes": pl.Binary, "str": pl.String}
    return pl.DataFrame(
        {one.name: [getattr(revision, one.name) for revision in revisions] for one in _FIELDS},
        schema={one.name: kinds.get(str(one.type), pl.List(pl.String)) for one in _FIELDS},
    )


_FIELDS = fields(Revision)
