"""What an import does with each article it is given: place it, then land or plan it.

In: articles and problems, in the order of a dump. Out: documents in raw/, and an ``ImportReport``
that grows. Separate because it is the same whoever reads the dump, and however often an import
is stopped: what it has done so far can be noted, and taken up again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import cast

from pipelines.documents.model import Fault
from pipelines.fetching.report import FetchReport, PlannedArticle, now
from pipelines.import_checkpoint import Checkpoint
from pipelines.locations import Location
from pipelines.normalise.placement import Placement, place_article
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.sources.dump import Place
from pipelines.sources.dump_shard_files import Shard, ShardDamaged, contents_of, discard_shard
from pipelines.sources.dump_shards import ShardTask, read_shard
from pipelines.sources.file_names import revision_name
from pipelines.sources.landing import Landed, LandedArticles, LandingError, Outcome, land
from pipelines.sources.revision import PageProblem, Revision


@dataclass(frozen=True, slots=True)
class LandedShard:
    """A shard of the dump whose articles were landed; ``is_new`` if it was read now."""

    shard: Shard
    is_new: bool


@dataclass(slots=True)
class ImportReport(FetchReport):
    """What an import did; ``pages_read`` counts every page of the dump.

    ``landed`` holds what is new; revisions that raw/ had are counted in ``unchanged``. Where the
    dump was divided, ``shards`` has those that this import has landed.
    """

    pages_read: int = 0
    shards: list[LandedShard] = field(default_factory=list)

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


class ImportLanding:
    """The articles of one import; with ``is_dry_run`` nothing is written.

    ``is_all_landed`` is false once one could not be: the next import must try it again.
    """

    def __init__(
        self,
        raw: Path,
        vocabulary: Vocabulary,
        series_ids: Collection[str] | None,
        seasons: Collection[int] | None,
        is_dry_run: bool,
    ) -> None:
        self.raw, self.vocabulary = raw, vocabulary
        self.series_ids, self.seasons = series_ids, seasons
        self.is_dry_run = is_dry_run
        self.landed = LandedArticles.scan(raw)
        self.report = ImportReport()
        self.unchanged: list[str] = []
        self.is_all_landed = True

    def checkpoint(self, place: Place, pages_read: int) -> Checkpoint:
        """What was done up to a place."""
        report = self.report
        return Checkpoint(
            place=place,
            pages_read=pages_read,
            unchanged=self.unchanged,
            landed=[(one.article.path, one.outcome) for one in report.landed],
            problems=report.problems,
            no_races=report.no_races,
        )

    def take_up(self, earlier: Checkpoint) -> bool:
        """Take up what an earlier import has done; false if some of it is gone."""
        outcomes = dict(earlier.landed)
        documents = [*earlier.unchanged, *outcomes]
        # One that was removed since is landed again, wherever in the dump it is.
        if not all((self.raw / path).exists() for path in documents):
            return False
        newest = {one.path: one for one in self.landed.articles}
        self.report.landed = [
            Landed(newest[path], cast(Outcome, outcome))
            for path, outcome in outcomes.items()
            if path in newest
        ]
        self.unchanged = [path for path in documents if path not in outcomes or path not in newest]
        self.report.problems, self.report.no_races = earlier.problems, earlier.no_races
        self.report.pages_read = earlier.pages_read
        return True

    def lost(self, name: str, reason: str) -> None:
        """Report what the next import must try again."""
        self.is_all_landed = False
        self.report.problems.append((name, reason))

    def take_shard(self, dump: str, location: Location, task: ShardTask, shard: Shard) -> None:
        """Land the articles of a shard; one whose files are damaged is read again, here."""
        taken = 0
        try:
            for answer in contents_of(location, task.name, shard):
                self.take(answer)
                taken += 1
        except ShardDamaged:
            discard_shard(location, task.name)
            shard = read_shard(task)
            for answer in islice(contents_of(location, task.name, shard), taken, None):
                self.take(answer)
        if shard.problems_left_out:
            self.report.problems.append((dump, f"{shard.problems_left_out:,} more problems"))
        if shard.damage:
            self.report.problems.append((dump, shard.damage))
        self.report.pages_read += shard.pages

    def take(self, answer: Revision | PageProblem) -> None:
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
            self.lost(revision.title, str(error))
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
