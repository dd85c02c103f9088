"""Import the race articles of a dump into raw/.

In: a dump, the raw folder, the vocabulary. Out: documents in raw/, and an ``ImportReport``.
Separate from fetching because no wiki is asked: a dump is read from its beginning to its end,
by this process or, where it can be divided, by many, and may take hours, so that it goes on
where it was stopped. Either way its articles are landed here, in the order of the dump.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from contextlib import nullcontext
from pathlib import Path

from pipelines.engine import in_this_process
from pipelines.fetching.report import Announce, Progress
from pipelines.import_checkpoint import CheckpointFile
from pipelines.import_landing import ImportLanding, ImportReport, LandedShard
from pipelines.import_shards import Division, Sharding, ShardReading, divide
from pipelines.locations import Location
from pipelines.lock import fetch_lock
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.sources.article_selection import ArticleSelection
from pipelines.sources.dump import DumpDamaged, DumpReader, Place
from pipelines.sources.settings import WikiSettings

__all__ = ["ImportReport", "Sharding", "import_dump"]

CHECKPOINT_SECONDS = 3.0


def import_dump(
    file: Location,
    raw: Path,
    vocabulary: Vocabulary,
    *,
    sharding: Sharding | None = None,
    series_ids: Collection[str] | None = None,
    seasons: Collection[int] | None = None,
    dry_run: bool = False,
    progress: Progress = lambda bytes_read, bytes_total: None,
    announce: Announce = lambda message: None,
) -> ImportReport:
    """Land each race article of a dump; ``progress`` is told bytes read and bytes in all.

    ``series_ids`` and ``seasons`` leave other articles out; ``None`` is all. A dump that ends
    too early is used as far as it goes, and named in the report's problems. With ``sharding``, a
    multistream dump that has its index is divided.

    Raises:
        DumpError: the file is no dump, is compressed in another way, or has no whole page.
        EngineError: who was to read it cannot be had, or was lost.
        LocationError: the location of shards cannot be used.
        FolderBusy: another process has been landing documents for too long.
    """
    # A dry run changes nothing that others would have to wait for, and makes no folder in raw/.
    with nullcontext() if dry_run else fetch_lock(raw, announce):
        landing = ImportLanding(raw, vocabulary, series_ids, seasons, dry_run)
        one = _Import(file, vocabulary, landing, announce)
        division = None
        if sharding is not None:
            division = divide(file, sharding, one.selection, one.licence, announce)
        if sharding is None or division is None:
            one.run(progress)
        else:
            one.run_divided(division, sharding, progress)
    return landing.report


class _Import:
    """One import of one dump."""

    def __init__(
        self, file: Location, vocabulary: Vocabulary, landing: ImportLanding, announce: Announce
    ) -> None:
        self.file, self.landing, self.announce = file, landing, announce
        self.selection = ArticleSelection.from_vocabulary(vocabulary)
        self.licence = WikiSettings().licence
        self.checkpoints = CheckpointFile(
            landing.raw, file, vocabulary.digest, landing.series_ids, landing.seasons
        )
        self.checkpoint_time = time.monotonic()

    def run(self, progress: Progress) -> None:
        """Read the dump, from where an earlier import was stopped, to its end."""
        landing, start = self.landing, self._resume(lambda place: True)
        pages_before = landing.report.pages_read

        def advanced() -> None:
            progress(reader.bytes_read, reader.bytes_total)
            self._save(reader.place, pages_before + reader.pages_done)

        with DumpReader(self.file, start, advanced) as reader:
            try:
                for answer in reader.revisions(self.selection, self.licence):
                    landing.take(answer)
            except DumpDamaged as damage:
                if not pages_before + reader.pages_read:
                    raise
                landing.report.problems.append((self.file.name, str(damage)))
        landing.report.pages_read = pages_before + reader.pages_read
        self._end()

    def run_divided(self, division: Division, sharding: Sharding, progress: Progress) -> None:
        """Land the shards of the dump as they are read by others, in its order."""
        landing, start = self.landing, self._resume(division.begins_at)
        size = division.plan.size
        begin = start.stream_offset if start else 0
        reading = ShardReading(division, begin, lambda done: progress(done, size))
        # Nobody is started where there is nothing to read.
        opened = sharding.open_engine() if reading.waiting else nullcontext(in_this_process())
        with opened as engine:
            for task, shard, is_new in reading.in_order(engine):
                if isinstance(shard, str):
                    lost = f"its bytes {task.begin} to {task.end} are not read: {shard}"
                    landing.lost(self.file.name, lost)
                    continue
                landing.take_shard(self.file.name, division.location, task, shard)
                landing.report.shards.append(LandedShard(shard, is_new))
                self._save(Place(task.end), landing.report.pages_read)
        self._end()
        if not landing.is_dry_run and landing.is_all_landed:
            division.keep_these()

    def _end(self) -> None:
        """Forget where the import was stopped, unless the next one has something to land."""
        self.landing.report.unchanged = len(self.landing.unchanged)
        if not self.landing.is_dry_run and self.landing.is_all_landed:
            self.checkpoints.remove()

    def _resume(self, is_usable: Callable[[Place], bool]) -> Place | None:
        """Take up what an earlier import left; where to go on."""
        earlier = None if self.landing.is_dry_run else self.checkpoints.read()
        if earlier is None or not is_usable(earlier.place) or not self.landing.take_up(earlier):
            return None
        self.announce(
            f"an earlier import of {self.file.name} was stopped after {earlier.pages_read} pages; "
            "going on there"
        )
        return earlier.place

    def _save(self, place: Place, pages_read: int) -> None:
        """Note how far everything is done, every few seconds.

        No further than to what could not be landed, perhaps for want of room on the disk: the
        next import tries that again, and what comes after it.
        """
        if self.landing.is_dry_run or not self.landing.is_all_landed:
            return
        if time.monotonic() < self.checkpoint_time + CHECKPOINT_SECONDS:
            return
        self.checkpoint_time = time.monotonic()
        self.checkpoints.write(self.landing.checkpoint(place, pages_read))
