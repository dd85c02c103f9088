"""One season brought up to date with a wiki.

In: an open ``Wiki``, a season, the raw folder, the vocabulary. Out: new revisions in raw/, the
season's ``articles.json``, and a ``FetchReport``. Separate because it decides what is fetched:
what the wiki has in a newer revision than raw/, and nothing else. Whatever ends it early, each
document that was landed is whole, and the next run goes on from there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from pipelines.documents.model import Fault
from pipelines.fetching.discovery import (
    NothingFound,
    Sources,
    find_again,
    find_sources,
    why_nothing,
    with_members,
    with_schedule,
    with_template_users,
)
from pipelines.fetching.report import (
    Announce,
    FetchReport,
    PlannedArticle,
    Progress,
    land_revision,
)
from pipelines.lock import fetch_lock
from pipelines.normalise.placement import Placement, place_article
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.sources.landing import LandedArticle, LandedArticles, LandingError
from pipelines.sources.revision import PageProblem, PageState, Revision
from pipelines.sources.season_list import (
    ListedArticle,
    NoRace,
    SchedulePage,
    SeasonList,
    read_season_list,
    write_season_list,
)
from pipelines.sources.wiki import Wiki
from pipelines.sources.wiki_query import MOST_VALUES


def refresh_season(
    wiki: Wiki,
    raw: Path,
    season: int,
    series_ids: Sequence[str],
    vocabulary: Vocabulary,
    announce: Announce = lambda message: None,
    *,
    sources: Sources | None = None,
    is_dry_run: bool = False,
    report: FetchReport | None = None,
    progress: Progress = lambda done, total: None,
) -> FetchReport:
    """Land what is new of a season: articles found for it, and those that raw/ has of it.

    Where the season is looked for is remembered in ``articles.json``; with that, a season in
    which nothing changed costs one request for each 50 articles, and no file changes.

    Raises:
        NothingFound: no page names the races of a series in this season, and raw/ has none.
        HttpError: the wiki cannot be asked; what was landed before stays, see ``report``.
        FolderBusy, OSError: the raw folder cannot be used.
    """
    report = FetchReport() if report is None else report
    for series_id in series_ids:
        # A dry run writes nothing, so that it needs no lock, which would make the folder.
        with nullcontext() if is_dry_run else fetch_lock(raw, announce):
            one = _Season(wiki, raw, series_id, season, vocabulary, report, progress)
            one.refresh(sources, is_dry_run)
    return report


class _Season:
    """One refresh of one season of one series; made when nobody else writes into raw/."""

    def __init__(
        self,
        wiki: Wiki,
        raw: Path,
        series_id: str,
        season: int,
        vocabulary: Vocabulary,
        report: FetchReport,
        progress: Progress,
    ) -> None:
        self.wiki, self.raw, self.vocabulary = wiki, raw, vocabulary
        self.series_id, self.season = series_id, season
        self.report, self.progress = report, progress
        self.landed = LandedArticles.scan(raw, series_id, season)
        self.gone: frozenset[int | None] = frozenset()

    def refresh(self, sources: Sources | None, is_dry_run: bool) -> None:
        before = self.wiki.http.requests
        try:
            found, states = self._look(self._known_list(sources))
            changed = self._changed(found, states)
            self.report.without_article += found.without_article
            if is_dry_run:
                self.report.planned += self._plan(found, changed)
            else:
                self._land(found, changed)
        finally:
            self.report.requests += self.wiki.http.requests - before

    def _known_list(self, sources: Sources | None) -> SeasonList:
        """The list of the last time, or the pages that name the season's races."""
        known = read_season_list(self.raw, self.series_id, self.season)
        if sources is None and known is not None and known.has_source:
            return known
        empty = known or SeasonList(self.series_id, self.season)
        if sources is not None and sources.template:
            return with_template_users(self.wiki, empty, sources.template)
        try:
            found = find_sources(
                self.wiki, self.series_id, self.season, self.vocabulary, sources or Sources()
            )
        except NothingFound:
            if not self.landed.articles or sources is not None:
                raise
            return empty
        return replace(empty, category=found.category, schedule=found.schedule)

    def _look(self, found: SeasonList) -> tuple[SeasonList, dict[int, PageState]]:
        """Ask for the newest revision of everything known, and for what is new in the season."""
        pages = dict.fromkeys([*found.articles, *self.landed.by_page])
        schedule = found.schedule
        if schedule and schedule.revision_id and _has_room(pages, found.category):
            pages[schedule.page_id] = None
        states: dict[int, PageState] = {}
        if pages or found.category:
            answers, members = self.wiki.states_of_pages(list(pages), found.category)
            states = {one.page_id: one for one in answers if isinstance(one, PageState)}
            found = self._without_gone(found, answers)
            if self._is_source_lost(found, states, members):
                found, members = self._find_again(found)
            found = with_members(found, members)
        schedule = found.schedule
        if schedule and _is_another_revision(schedule, states.get(schedule.page_id)):
            found, linked, problems = with_schedule(self.wiki, found, self.vocabulary)
            states |= linked
            self.report.problems += [(one.name, one.reason) for one in problems]
        if not (found.articles or self.landed.by_page or found.without_article):
            self.report.problems.append((f"{self.series_id} {self.season}", why_nothing(found)))
        return found, states

    def _is_source_lost(
        self,
        found: SeasonList,
        states: Mapping[int, PageState],
        members: Collection[PageState],
    ) -> bool:
        """Whether a page that named the season's races does so no more: it was renamed."""
        if found.category and not members:
            return True
        schedule = found.schedule and found.schedule.page_id
        state = states.get(schedule or 0)
        return schedule in self.gone or (state is not None and state.is_redirect)

    def _find_again(self, found: SeasonList) -> tuple[SeasonList, list[PageState]]:
        try:
            return find_again(self.wiki, found, self.vocabulary)
        except NothingFound as error:
            self.report.problems.append((f"{self.series_id} {self.season}", str(error)))
            return replace(found, category=None, schedule=None), []

    def _without_gone(
        self, found: SeasonList, answers: Iterable[PageState | PageProblem]
    ) -> SeasonList:
        """The list without pages that the wiki no longer has; those that raw/ has are reported."""
        gone = {one.page_id: one for one in answers if isinstance(one, PageProblem)}
        for page_id, problem in gone.items():
            if known := self.landed.by_page.get(page_id or 0):
                self._report_kept(known, problem.reason)
        articles = {key: one for key, one in found.articles.items() if key not in gone}
        self.gone = frozenset(gone)
        return replace(found, articles=articles)

    def _report_kept(self, known: LandedArticle, reason: str) -> None:
        self.report.problems.append(
            (known.title, f"{reason}; revision {known.revision_id} stays in raw/{known.path}")
        )

    def _changed(self, found: SeasonList, states: Mapping[int, PageState]) -> list[int]:
        """The pages whose newest revision is neither landed nor known to be of no race."""
        changed: list[int] = []
        for page_id in dict.fromkeys([*found.articles, *self.landed.by_page]):
            known, state = self.landed.by_page.get(page_id), states.get(page_id)
            if page_id in self.gone:
                continue
            if state is not None and state.is_redirect and known is not None:
                self._report_kept(known, "the page is a redirect now")
            elif state is None or state.revision_id != self._seen(found, page_id):
                changed.append(page_id)
            else:
                self.report.unchanged += known is not None
        return changed

    def _seen(self, found: SeasonList, page_id: int) -> int | None:
        """The revision of a page that raw/ holds, or that was found to be of no race."""
        if page_id in self.landed.by_page:
            return self.landed.by_page[page_id].revision_id
        listed = found.articles.get(page_id)
        return listed.no_race.revision_id if listed and listed.no_race else None

    def _plan(self, found: SeasonList, changed: Collection[int]) -> list[PlannedArticle]:
        listed = dict(found.articles)
        for page_id, known in self.landed.by_page.items():
            listed.setdefault(page_id, ListedArticle(known.title, page_id))
        planned = []
        for page_id, one in listed.items():
            if page_id in changed:
                action = "new revision" if page_id in self.landed.by_page else "new"
            else:
                action = "no race article" if one.no_race else "unchanged"
            planned.append(
                PlannedArticle(self.series_id, self.season, one.race_number, one.title, action)
            )
        return sorted(planned, key=lambda one: (one.race_number or 1000, one.title))

    def _land(self, found: SeasonList, changed: Sequence[int]) -> None:
        """Fetch and land; the list is written also when the wiki stops answering half-way."""
        try:
            answers = self.wiki.newest_revisions(changed) if changed else ()
            for done, answer in enumerate(answers, start=1):
                found = self._take(found, answer)
                self.progress(done, len(changed))
        finally:
            self._write_list(found)

    def _write_list(self, found: SeasonList) -> None:
        """What was landed counts, even where the list of it cannot be written."""
        try:
            write_season_list(self.raw, found)
        except LandingError as error:
            self.report.problems.append((f"{self.series_id} {self.season}", str(error)))

    def _take(self, found: SeasonList, answer: Revision | PageProblem) -> SeasonList:
        if isinstance(answer, PageProblem):
            known = self.landed.by_page.get(answer.page_id or 0)
            if known is not None:
                self._report_kept(known, answer.reason)
            else:
                self.report.problems.append((answer.name, answer.reason))
            return found
        place = place_article(
            answer.title, answer.content, self.vocabulary, self.series_id, self.season
        )
        listed = found.articles.get(answer.page_id)
        if isinstance(place, Fault) and answer.page_id not in self.landed.by_page:
            self.report.no_races.append((answer.title, place.reason))
            no_race = NoRace(answer.revision_id, place.reason)
            return found.with_article(ListedArticle(answer.title, answer.page_id, no_race=no_race))
        # What raw/ has of a page is continued, whatever an edit has made of it: the build says.
        land_revision(self.raw, self.series_id, self.season, answer, self.landed, self.report)
        if listed is None:
            return found
        number = listed.race_number or (place.race_number if isinstance(place, Placement) else None)
        article = replace(listed, title=answer.title, race_number=number, no_race=None)
        return replace(found, articles={**found.articles, answer.page_id: article})


def _has_room(pages: Collection[int], category: str | None) -> bool:
    """Whether asking for one page more costs no request of its own.

    A season that has a category finds new races there; its schedule adds race numbers, for
    which a request a day is too much.
    """
    return category is None or len(pages) % MOST_VALUES != 0


def _is_another_revision(schedule: SchedulePage, state: PageState | None) -> bool:
    if not schedule.revision_id:
        return True
    return state is not None and state.revision_id != schedule.revision_id
