"""The shards of a dump, read by an engine and given back in the order of the dump.

In: a dump that has an index, an engine. Out: each shard as it is found, or why it could not be
read. Separate because landing knows nothing of who reads: whoever dies, is lost or finds a page
that nobody survives is dealt with here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from pipelines.engine import Call, Engine, EngineError, completed
from pipelines.locations import Location, LocationError
from pipelines.sources.article_selection import ArticleSelection
from pipelines.sources.dump import Place
from pipelines.sources.dump_errors import DumpError, DumpUnreadable
from pipelines.sources.dump_index import IndexUnfit, index_beside
from pipelines.sources.dump_plan import ShardPlan, plan_shards
from pipelines.sources.dump_shard_files import Shard, discard_others, find_shards
from pipelines.sources.dump_shards import OtherCode, ShardTask, read_shard, shard_code

# A shared folder or a store may show what another machine wrote a moment later.
_WAITS_TO_SEE = (0.0, 0.1, 0.4, 1.5, 4.0, 8.0)
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]|^\.")


@dataclass(frozen=True, slots=True)
class Sharding:
    """How dumps are divided: ``open_engine`` gives who reads, ``location`` has what is found.

    ``index`` is that of the dump; ``None`` is the one beside it, if there is one.
    """

    open_engine: Callable[[], AbstractContextManager[Engine]]
    location: Location
    index: Location | None = None
    shard_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Division:
    """A dump that is divided: its tasks in order, and where what they find is written."""

    location: Location
    plan: ShardPlan
    tasks: tuple[ShardTask, ...]

    def begins_at(self, place: Place) -> bool:
        """Whether a shard begins there."""
        is_between = place.position == place.stream_position
        return is_between and place.stream_offset in self.plan.begins

    def keep_these(self) -> None:
        """Remove what other imports of a dump of this name have left."""
        discard_others(self.location, {self.plan.name, *(task.name for task in self.tasks)})


def divide(
    dump: Location,
    sharding: Sharding,
    selection: ArticleSelection,
    licence: str,
    announce: Callable[[str], None],
) -> Division | None:
    """Divide a dump; ``None`` where it can only be read as one, which is told where it is odd.

    Raises:
        DumpError: the dump cannot be read, or is none.
        LocationError: the location of shards cannot be used.
    """
    index = sharding.index or index_beside(dump)
    if index is None:
        return None
    location = sharding.location / (_NOT_IN_NAMES.sub("_", dump.name) or "dump")
    try:
        plan = plan_shards(dump, index, sharding.shard_bytes, shard_code(), location)
    except IndexUnfit as error:
        announce(f"{error}; {dump.name} is read as one, without its index")
        return None
    if plan.unfit:
        announce(
            f"{index} names {plan.unfit} places of {len(plan.begins) - 1 + plan.unfit} that were "
            f"looked at where no page begins; {dump.name} is not divided there"
        )
    if len(plan.begins) == 1:
        return None
    tasks = (
        ShardTask(
            str(dump), plan.size, plan.state, begin, end, plan.site, selection, licence,
            str(location), shard_code(),
        )
        for begin, end in plan.ranges
    )  # fmt: skip
    return Division(location, plan, tuple(tasks))


class ShardReading:
    """Shards of a division from some byte on: those that are there, and those that are read now.

    ``advanced`` is told the bytes of the dump that are done. ``waiting`` have to be read.
    """

    def __init__(self, division: Division, begin: int, advanced: Callable[[int], None]) -> None:
        self.tasks = [task for task in division.tasks if task.begin >= begin]
        self._location, self._advanced = division.location, advanced
        known = find_shards(division.location, [task.name for task in self.tasks])
        self._found: dict[str, Shard | str] = dict(known)
        self.waiting = [task for task in self.tasks if task.name not in known]
        self._done = division.plan.size - sum(task.end - task.begin for task in self.waiting)
        advanced(self._done)

    def in_order(self, engine: Engine) -> Iterator[tuple[ShardTask, Shard | str, bool]]:
        """Each shard, or why it cannot be read; and whether it was read now.

        Raises:
            EngineError: the engine was lost; what was read is kept.
            DumpError: workers cannot read the dump, or it is none that can be used.
        """
        read_now = {task.name for task in self.waiting}
        reading = self._read(engine)
        try:
            for task in self.tasks:
                while task.name not in self._found:
                    done, found = next(reading)
                    self._found[done.name] = found
                    self._done += done.end - done.begin
                    self._advanced(self._done)
                yield task, self._found.pop(task.name), task.name in read_now
        finally:
            reading.close()

    def _read(self, engine: Engine) -> Generator[tuple[ShardTask, Shard | str]]:
        """Shards as they are read; those that failed at the end, one by one."""
        suspects: list[ShardTask] = []
        for task, found in self._outcomes(engine, self.waiting):
            if isinstance(found, Shard):
                yield task, found
            else:
                suspects.append(task)
        # Whose worker died may have died of another one's page.
        for suspect in suspects:
            yield from self._outcomes(engine, [suspect])

    def _outcomes(
        self, engine: Engine, tasks: Iterable[ShardTask]
    ) -> Iterator[tuple[ShardTask, Shard | str]]:
        calls = (Call(task, read_shard, (task,)) for task in tasks)
        for task, future in completed(engine, calls):
            error = future.exception()
            if error is None:
                self._check_it_is_seen(engine, task)
                yield task, future.result()
            else:
                yield task, _reason(engine, error)

    def _check_it_is_seen(self, engine: Engine, task: ShardTask) -> None:
        for seconds in _WAITS_TO_SEE if engine.is_remote else ():
            time.sleep(seconds)
            if find_shards(self._location, [task.name]):
                return
        if engine.is_remote:
            raise EngineError(
                f"a worker of {engine.name} wrote what it found to {self._location}, and it is not "
                "to be seen there: that must be a folder that all machines share, or the URL of "
                "an object store: set NASCAR_WAREHOUSE_STAGED"
            )


def _reason(engine: Engine, error: BaseException) -> str:
    """Why a shard could not be read; what will befall every shard is raised."""
    if isinstance(error, engine.deaths):
        return "whoever reads this is ended each time, perhaps for want of memory"
    if isinstance(error, DumpError) and not isinstance(error, DumpUnreadable):
        if engine.is_remote and not isinstance(error, OtherCode):
            raise DumpError(
                f"{error} (told by a worker of {engine.name}; workers read the dump themselves: "
                "it must be at one path or URL for all of them)"
            ) from error
        raise error
    if isinstance(error, ImportError):
        raise EngineError(
            f"a worker of {engine.name} cannot import what it needs: {error}; install the same "
            "version of nascar-warehouse there"
        ) from error
    if isinstance(error, OSError | LocationError | EngineError):
        raise error
    return " ".join(str(error).split()) or type(error).__name__
