"""Find the articles of a season: by category, by the season article's schedule, by template.

In: an open ``Wiki``, a series and a season, the vocabulary. Out: a ``SeasonList``. Separate
because where articles are found is one question, and which revisions are landed another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.documents.model import UnreadableDocument
from pipelines.documents.reading import read_document
from pipelines.recognition.schedule import ScheduledRace, names_season, scheduled_races
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.sources.revision import PageProblem, PageState
from pipelines.sources.season_list import (
    ListedArticle,
    RaceWithoutArticle,
    SchedulePage,
    SeasonList,
)
from pipelines.sources.wiki import Wiki


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a caller wants a season looked for; ``None``: where vocabulary/discovery.csv says."""

    category: str | None = None
    schedule: str | None = None
    template: str | None = None


class NothingFound(LookupError):
    """No page names the articles of a season; the message says which were looked for."""


def candidates(method: str, series_id: str, season: int, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The titles that a method's rows give for a season, in their order, each once.

    ``("category", "cup", 2023)`` gives ``("Category:2023 NASCAR Cup Series races", ...)``.
    """
    names = [
        one.series_name
        for one in vocabulary.series_names
        if one.series_id == series_id and one.first_season <= season <= (one.last_season or season)
    ]
    titles = [
        rule.title.format(season=season, series_name=name)
        for rule in vocabulary.discovery
        if rule.method == method
        and rule.series_id in (None, series_id)
        and (rule.first_season or season) <= season <= (rule.last_season or season)
        for name in (names if "{series_name}" in rule.title else [""])
    ]
    return tuple(dict.fromkeys(titles))


def find_sources(
    wiki: Wiki, series_id: str, season: int, vocabulary: Vocabulary, sources: Sources
) -> SeasonList:
    """Find the category and the season article that name a season's races.

    Raises:
        NothingFound: there is neither of them.
        HttpError: the wiki cannot be asked.
    """
    categories = (
        (sources.category,)
        if sources.category
        else candidates("category", series_id, season, vocabulary)
        if not sources.schedule
        else ()
    )
    articles = (
        (sources.schedule,)
        if sources.schedule
        else candidates("season_article", series_id, season, vocabulary)
    )
    category = next(iter(wiki.existing_categories(categories)), None) if categories else None
    schedule = next(
        (
            SchedulePage(state.title, state.page_id)
            for state in wiki.states_of_titles(articles)
            if isinstance(state, PageState) and state.section is None
        ),
        None,
    )
    if category is None and schedule is None:
        looked_for = ", ".join(f"'{title}'" for title in (*categories, *articles))
        raise NothingFound(
            f"no page names the races of {series_id} {season}: "
            + (f"none of {looked_for} is there" if looked_for else "the series has no name then")
            + "; name one with --category, --schedule or --template, or add its pattern to "
            "pipelines/vocabulary/discovery.csv"
        )
    return SeasonList(series_id, season, category=category, schedule=schedule)


def find_again(
    wiki: Wiki, found: SeasonList, vocabulary: Vocabulary
) -> tuple[SeasonList, list[PageState]]:
    """The list with the pages that name a season now, and the members of its category.

    For a season whose category is empty, or whose season article is gone: both are renamed.

    Raises:
        NothingFound: there are none any more.
        HttpError: the wiki cannot be asked.
    """
    again = find_sources(wiki, found.series_id, found.season, vocabulary, Sources())
    members = wiki.states_of_pages([], again.category)[1] if again.category else []
    schedule = again.schedule
    if schedule and found.schedule and schedule.page_id == found.schedule.page_id:
        schedule = found.schedule
    return replace(found, category=again.category, schedule=schedule), members


def with_members(found: SeasonList, members: Sequence[PageState]) -> SeasonList:
    """The list with the members of its category."""
    for member in members:
        if found.schedule is None or member.page_id != found.schedule.page_id:
            found = found.with_article(
                ListedArticle(member.title, member.page_id, found_by=("category",))
            )
    return found


def with_template_users(wiki: Wiki, found: SeasonList, template: str) -> SeasonList:
    """The list with the pages that use a template and name the season in their title."""
    found = replace(found, template=template)
    for page in wiki.pages_using(template):
        if names_season(page.title, found.season):
            found = found.with_article(
                ListedArticle(page.title, page.page_id, found_by=("template",))
            )
    return found


def with_schedule(
    wiki: Wiki, found: SeasonList, vocabulary: Vocabulary
) -> tuple[SeasonList, dict[int, PageState], list[PageProblem]]:
    """The list with what the season article's tables say, read at its newest revision.

    Returns also the states of the pages that it links to, by page id, and what could not be
    read. Requests: one for the article, one for each 50 races.
    """
    if found.schedule is None:
        return found, {}, []
    [revision] = wiki.newest_revisions([found.schedule.page_id])
    if isinstance(revision, PageProblem):
        return found, {}, [revision]
    try:
        document = read_document(".wikitext", revision.content, vocabulary.markup)
    except UnreadableDocument as error:
        return found, {}, [PageProblem(revision.title, error.reason_code, str(error))]
    races = scheduled_races(document, found.season, vocabulary)
    links = [race.link for race in races if race.link]
    states = dict(zip(links, wiki.states_of_titles(links), strict=True)) if links else {}
    schedule = SchedulePage(revision.title, revision.page_id, revision.revision_id)
    listed = replace(found, schedule=schedule, without_article=())
    for race in races:
        listed = _with_race(listed, race, states.get(race.link or ""))
    return listed, {one.page_id: one for one in _pages(states.values())}, []


def why_nothing(found: SeasonList) -> str:
    """Why no race of a season is known, though pages of its name are there, and what to do."""
    looked_at = [found.category, found.schedule and found.schedule.title]
    names = " and ".join(f"'{name}'" for name in looked_at if name)
    return (
        f"no race is named by {names or 'any page'}; name other pages with --category, --schedule "
        "or --template, or add their pattern to pipelines/vocabulary/discovery.csv"
    )


def _with_race(
    found: SeasonList, race: ScheduledRace, state: PageState | PageProblem | None
) -> SeasonList:
    # Of a race that has no article yet, a redirect leads to that of the season.
    season_page = found.schedule and found.schedule.page_id
    if isinstance(state, PageState) and not state.section and state.page_id != season_page:
        article = ListedArticle(state.title, state.page_id, race.race_number, ("schedule",))
        return found.with_article(article)
    if state is None:
        reason = "the schedule links to no article of this season"
    elif isinstance(state, PageProblem):
        reason = state.reason
    else:
        part = "a part of " if state.section else ""
        reason = f"'{race.link}' leads to {part}'{state.title}'"
    missing = RaceWithoutArticle(race.race_number, race.race_name, reason)
    return replace(found, without_article=(*found.without_article, missing))


def _pages(states: Iterable[PageState | PageProblem]) -> Iterator[PageState]:
    return (one for one in states if isinstance(one, PageState))
