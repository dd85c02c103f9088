"""Import the race articles of a dump into raw/.

In: a dump file, the raw folder, the vocabulary. Out: documents in raw/, and an ``ImportReport``.
Separate from fetching because no wiki is asked: a dump is read from its beginning to its end,
and may take hours, so that it goes on where it was stopped.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pipelines.documents.model import Fault
from pipelines.fetching.report import (
    Announce,
    FetchReport,
    PlannedArticle,
    Progress,
    now,
)
from pipelines.import_checkpoint import Checkpoint, CheckpointFile
from pipelines.lock import fetch_lock
from pipelines.normalise.placement import Placement, place_article
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.sources.article_selection import ArticleSelection
from pipelines.sources.dump import DumpDamaged, DumpReader, Place
from pipelines.sources.file_names import revision_name
from pipelines.sources.landing import Landed, LandedArticles, LandingError, Outcome, land
from pipelines.sources.revision import PageProblem, Revision
from pipelines.sources.settings import WikiSettings

CHECKPOINT_SECONDS = 3.0


@dataclass(slots=True)
class ImportReport(FetchReport):
    """What an import did; ``pages_read`` counts every page of the dump.

    ``landed`` holds what is new; revisions that raw/ had are counted in ``unchanged``.
    """

    pages_read: int = 0

    @property
    def articles_found(self) -> int:
        """Race articles of the series and seasons that were asked for."""
        return len(self.landed) + self.unchanged + len(self.planned)

    @property
    def summary(self) -> str:
        """One line: ``"1000 pages read, 36 race articles: 1 new, 2 new revisions, ..."``."""
        new = sum(one.outcome == "new article" for one in self.landed)
        return (
            f"{self.pages_read} pages read, {self.articles_found} race articles: {new} new, "
            f"{len(self.landed) - new} with a new revision, {self.unchanged} unchanged; "
            f"{len(self.problems):,} not found or not landed"
        )


def import_dump(
    file: Path,
    raw: Path,
    vocabulary: Vocabulary,
    *,
    series_ids: Collection[str] | None = None,
    seasons: Collection[int] | None = None,
    dry_run: bool = False,
    progress: Progress = lambda bytes_read, bytes_total: None,
    announce: Announce = lambda message: None,
) -> ImportReport:
    """Land each race article of a dump; ``progress`` is told bytes read and bytes in all.

    ``series_ids`` and ``seasons`` leave other articles out; ``None`` is all. A dump that ends
    too early is used as far as it goes, and named in the report's problems.

    Raises:
        DumpError: the file is no dump, is compressed in another way, or has no whole page.
        FolderBusy: another process has been landing documents for too long.
    """
    # A dry run changes nothing that others would have to wait for, and makes no folder.
    with nullcontext() if dry_run else fetch_lock(raw, announce):
        one = _Import(file, raw, vocabulary, series_ids, seasons, dry_run)
        one.run(progress, announce)
    return one.report


class _Import:
    """One import of one dump; ``report`` grows while it runs."""

    def __init__(
        self,
        file: Path,
        raw: Path,
        vocabulary: Vocabulary,
        series_ids: Collection[str] | None,
        seasons: Collection[int] | None,
        is_dry_run: bool,
    ) -> None:
        self.file, self.raw, self.vocabulary = file, raw, vocabulary
        self.series_ids, self.seasons = series_ids, seasons
        self.is_dry_run = is_dry_run
        self.landed = LandedArticles.scan(raw)
        self.report = ImportReport()
        self.checkpoints = CheckpointFile(raw, file, vocabulary.digest, series_ids, seasons)
        self.checkpoint_time = time.monotonic()
        self.unchanged: list[str] = []
        self.pages_before = 0
        self.is_all_landed = True

    def run(self, progress: Progress, announce: Announce) -> None:
        """Read the dump, from where an earlier import was stopped, to its end."""
        start = self._resume(announce)
        selection = ArticleSelection.from_vocabulary(self.vocabulary)

        def advanced() -> None:
            progress(reader.bytes_read, reader.bytes_total)
            self._save(reader)

        with DumpReader(self.file, start, advanced) as reader:
            try:
                for answer in reader.revisions(selection, WikiSettings().licence):
                    self._take(answer)
            except DumpDamaged as damage:
                if not self.pages_before + reader.pages_read:
                    raise
                self.report.problems.append((self.file.name, str(damage)))
        self.report.pages_read = self.pages_before + reader.pages_read
        self.report.unchanged = len(self.unchanged)
        if not self.is_dry_run and self.is_all_landed:
            self.checkpoints.remove()

    def _resume(self, announce: Announce) -> Place | None:
        """Take up what an earlier import left; where to go on."""
        earlier = None if self.is_dry_run else self.checkpoints.read()
        if earlier is None:
            return None
        outcomes = dict(earlier.landed)
        documents = [*earlier.unchanged, *outcomes]
        # One that was removed since is landed again, wherever in the dump it is.
        if not all((self.raw / path).exists() for path in documents):
            return None
        newest = {one.path: one for one in self.landed.articles}
        self.report.landed = [
            Landed(newest[path], cast(Outcome, outcome))
            for path, outcome in outcomes.items()
            if path in newest
        ]
        self.unchanged = [path for path in documents if path not in outcomes or path not in newest]
        self.report.problems, self.report.no_races = earlier.problems, earlier.no_races
        self.pages_before = earlier.pages_read
        announce(
            f"an earlier import of {self.file.name} was stopped after {earlier.pages_read} pages; "
            "going on there"
        )
        return earlier.place

    def _save(self, reader: DumpReader) -> None:
        """Note how far everything is done, every few seconds.

        No further than to what could not be landed, perhaps for want of room on the disk: the
        next import tries that again, and what comes after it.
        """
        if self.is_dry_run or not self.is_all_landed:
            return
        if time.monotonic() < self.checkpoint_time + CHECKPOINT_SECONDS:
            return
        self.checkpoint_time = time.monotonic()
        report = self.report
        self.checkpoints.write(
            Checkpoint(
                place=reader.place,
                pages_read=self.pages_before + reader.pages_done,
                unchanged=self.unchanged,
                landed=[(one.article.path, one.outcome) for one in report.landed],
                problems=report.problems,
                no_races=report.no_races,
            )
        )

    def _take(self, answer: Revision | PageProblem) -> None:
        """Place an article and land it, if it is of a series and season that is wanted."""
        if isinstance(answer, PageProblem):
            self.report.problems.append((answer.name, answer.reason))
            return
        known = self.landed.by_page.get(answer.page_id)
        place = place_article(answer.title, answer.content, self.vocabulary)
        if isinstance(place, Fault) and known is None:
            self.report.no_races.append((answer.title, place.reason))
            return
        # What raw/ has of a page is continued, whatever an edit has made of it: the build says.
        where = place if isinstance(place, Placement) else known
        assert where is not None
        if self._is_wanted(where.series_id, where.season):
            if self.is_dry_run:
                self._plan(answer, where.series_id, where.season, place)
            else:
                self._land(answer, where.series_id, where.season)

    def _is_wanted(self, series_id: str, season: int) -> bool:
        return (self.series_ids is None or series_id in self.series_ids) and (
            self.seasons is None or season in self.seasons
        )

    def _land(self, revision: Revision, series_id: str, season: int) -> None:
        try:
            landed = land(self.raw, series_id, season, revision, self.landed, now())
        except LandingError as error:
            self.report.problems.append((revision.title, str(error)))
            self.is_all_landed = False
            return
        if landed.outcome == "already there":
            self.unchanged.append(landed.article.path)
        else:
            self.report.landed.append(landed)

    def _plan(
        self, revision: Revision, series_id: str, season: int, place: Placement | Fault
    ) -> None:
        known = self.landed.by_page.get(revision.page_id)
        number = place.race_number if isinstance(place, Placement) else None
        if known is None:
            action = "new"
        else:
            name = revision_name(known.slug, revision.revision_id, ".wikitext")
            is_there = (self.raw / known.path).with_name(name).exists()
            action = "unchanged" if is_there else "new revision"
        self.report.planned.append(
            PlannedArticle(series_id, season, number, revision.title, action)
        )
