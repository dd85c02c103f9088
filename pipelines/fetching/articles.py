"""Articles by title, and which of those landed have changed.

In: an open ``Wiki``, titles, the raw folder, the vocabulary. Out: new revisions in raw/, and a
``FetchReport``. Separate from the seasons: here a person names the articles, and what they are
of is what they state themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.documents.model import Fault
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
from pipelines.sources.landing import LandedArticle, LandedArticles
from pipelines.sources.revision import PageProblem, PageState, Revision
from pipelines.sources.wiki import Wiki


def add_articles(
    wiki: Wiki,
    raw: Path,
    titles: Sequence[str],
    vocabulary: Vocabulary,
    announce: Announce = lambda message: None,
    *,
    series_id: str | None = None,
    season: int | None = None,
    is_dry_run: bool = False,
    report: FetchReport | None = None,
    progress: Progress = lambda done, total: None,
) -> FetchReport:
    """Land articles by title; series and season are what the article states, unless given.

    Raises:
        HttpError: the wiki cannot be asked; what was landed before stays, see ``report``.
        FolderBusy, OSError: the raw folder cannot be used.
    """
    report = FetchReport() if report is None else report
    with nullcontext() if is_dry_run else fetch_lock(raw, announce):
        landed = LandedArticles.scan(raw)
        before = wiki.http.requests
        try:
            pages = _pages(wiki.states_of_titles(titles), report)
            new = {key: one for key, one in pages.items() if not _is_landed(one, landed)}
            report.unchanged += len(pages) - len(new)
            report.problems += _contradictions(pages, landed, series_id, season)
            if is_dry_run:
                report.planned += [_planned(one, landed, new) for one in pages.values()]
            elif new:
                adding = _Adding(raw, landed, vocabulary, report, series_id, season)
                for done, answer in enumerate(wiki.newest_revisions(list(new)), start=1):
                    adding.take(answer, new[answer.page_id or 0])
                    progress(done, len(new))
        finally:
            report.requests += wiki.http.requests - before
    return report


def changed_articles(
    wiki: Wiki, articles: Sequence[LandedArticle]
) -> tuple[tuple[LandedArticle, int], ...]:
    """Landed articles with another newest revision on the wiki, and that revision's id.

    One request for each 50 articles. A page that is gone is not changed: its last revision
    stays, and the next refresh of its season says so.
    """
    states, _ = wiki.states_of_pages([one.page_id for one in articles])
    newest = {one.page_id: one.revision_id for one in states if isinstance(one, PageState)}
    return tuple(
        (one, newest[one.page_id])
        for one in articles
        if newest.get(one.page_id, one.revision_id) != one.revision_id
    )


def _pages(states: Iterable[PageState | PageProblem], report: FetchReport) -> dict[int, PageState]:
    """The pages that titles lead to, each once; the others are reported under their name."""
    pages: dict[int, PageState] = {}
    for state in states:
        if isinstance(state, PageProblem):
            report.problems.append((state.name, state.reason))
        else:
            pages.setdefault(state.page_id, state)
    return pages


def _is_landed(page: PageState, landed: LandedArticles) -> bool:
    known = landed.by_page.get(page.page_id)
    return known is not None and known.revision_id == page.revision_id


def _contradictions(
    pages: Iterable[int], landed: LandedArticles, series_id: str | None, season: int | None
) -> list[tuple[str, str]]:
    """Articles that raw/ has in another place than the one that a caller names."""
    known = [landed.by_page[page_id] for page_id in pages if page_id in landed.by_page]
    return [
        (
            one.title,
            f"raw/{one.path} is of {one.series_id} {one.season}, but "
            f"{series_id or one.series_id} {season or one.season} was asked for; it stays there",
        )
        for one in known
        if series_id not in (None, one.series_id) or season not in (None, one.season)
    ]


def _planned(
    page: PageState, landed: LandedArticles, new: Mapping[int, PageState]
) -> PlannedArticle:
    known = landed.by_page.get(page.page_id)
    action = "unchanged" if page.page_id not in new else "new revision" if known else "new"
    return PlannedArticle(
        series_id=known.series_id if known else None,
        season=known.season if known else None,
        race_number=None,
        title=page.title,
        action=action,
    )


@dataclass(frozen=True, slots=True)
class _Adding:
    """Where articles go, and what a caller says of all of them."""

    raw: Path
    landed: LandedArticles
    vocabulary: Vocabulary
    report: FetchReport
    series_id: str | None
    season: int | None

    def take(self, answer: Revision | PageProblem, page: PageState) -> None:
        """Land the text of a page, or report why not."""
        if isinstance(answer, PageProblem):
            self.report.problems.append((page.title, answer.reason))
            return
        place = self._place(answer)
        if isinstance(place, Fault):
            self.report.problems.append((answer.title, place.reason))
        else:
            revision = replace(answer, redirected_from=page.redirected_from)
            land_revision(self.raw, *place, revision, self.landed, self.report)

    def _place(self, answer: Revision) -> tuple[str, int] | Fault:
        """Series and season; what raw/ has of a page is continued, whatever an edit made of it."""
        place = place_article(
            answer.title, answer.content, self.vocabulary, self.series_id, self.season
        )
        if isinstance(place, Placement):
            return place.series_id, place.season
        known = self.landed.by_page.get(answer.page_id)
        if known is None or self.series_id is not None or self.season is not None:
            return place
        return known.series_id, known.season
