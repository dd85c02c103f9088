"""What is asked of a wiki: pages by title or id, their texts, members of categories.

In: titles, page ids, names of categories and templates. Out: ``PageState``, ``Revision`` and
``PageProblem`` values. Separate because discovery and fetching need not know how the Action
API is spoken.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Self

from pipelines.sources import wiki_revisions, wiki_titles
from pipelines.sources.http import WikiError, WikiHttp
from pipelines.sources.revision import PageProblem, PageState, Revision
from pipelines.sources.settings import WikiSettings
from pipelines.sources.wiki_query import (
    MOST_MEMBERS,
    Query,
    ask,
    batches,
    entries,
    is_set,
    joined,
    mapping,
    number_of,
    text_of,
    unexpected,
)
from pipelines.sources.wiki_titles import is_askable, spellings

__all__ = ["Wiki", "WikiError"]

_ARTICLES = "0"


class Wiki:
    """A wiki that is asked over its Action API; use it in a ``with`` block.

    Every method raises ``HttpError`` (see ``http``) where the wiki could not be asked, where it
    refuses, or where its answer makes no sense. ``announce`` is told of waits before a retry.
    """

    def __init__(
        self,
        settings: WikiSettings,
        sleep: Callable[[float], None] = time.sleep,
        announce: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Open nothing yet.

        Raises:
            SettingsError: the contact cannot be used.
        """
        self.http = WikiHttp(settings, sleep=sleep, announce=announce)
        self._licence = settings.licence

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def states_of_titles(self, titles: Sequence[str]) -> list[PageState | PageProblem]:
        """The page that each title leads to, redirects followed; 50 titles a request.

        One entry for each title, in their order: titles that lead to one page have one page id.
        """
        return wiki_titles.states_of_titles(self.http, titles)

    def states_of_pages(
        self, page_ids: Sequence[int], category: str | None = None
    ) -> tuple[list[PageState | PageProblem], list[PageState]]:
        """The newest revision ids of pages, and the articles of a category; 50 pages a request.

        The members of ``category`` (such as "Category:2023 NASCAR Cup Series races") come with
        the first request; their revision id is not told and stands as 0.
        """
        states: list[PageState | PageProblem] = []
        members: list[PageState] = []
        groups = list(batches(list(dict.fromkeys(page_ids))))
        for position, group in enumerate(groups or [()] if category else groups):
            pages = {"prop": "info", "pageids": joined(group)} if group else {}
            query = ask(self.http, {**pages, **(_members_of(category) if position == 0 else {})})
            states += _states(query, group)
            if position == 0 and category:
                members = _listed(query, "categorymembers")
        return states, members

    def newest_revisions(self, page_ids: Sequence[int]) -> Iterator[Revision | PageProblem]:
        """The newest revision of each page with its text, 50 a request, in their order.

        A page that has become a redirect is given as what it is: "#REDIRECT [[...]]".
        """
        return wiki_revisions.newest_revisions(self.http, self._licence, page_ids)

    def pages_using(self, template: str) -> list[PageState]:
        """The articles that use a template, such as "Template:Infobox NASCAR race report"."""
        title = template if ":" in template else f"Template:{template}"
        parameters = {
            "list": "embeddedin",
            "eititle": title,
            "einamespace": _ARTICLES,
            "eifilterredir": "nonredirects",
            "eilimit": MOST_MEMBERS,
        }
        return _listed(ask(self.http, parameters), "embeddedin")

    def existing_categories(self, titles: Sequence[str]) -> list[str]:
        """Those of the categories that have articles in them, in the order asked; 50 a request."""
        filled: set[str] = set()
        askable = [title for title in dict.fromkeys(titles) if is_askable(title)]
        for group in batches(askable):
            query = ask(self.http, {"prop": "categoryinfo", "titles": joined(group)})
            full = {text_of(page, "title") for page in entries(query, "pages") if _has_pages(page)}
            names = spellings(query)
            filled.update(title for title in group if names.get(title, title) in full)
        return [title for title in dict.fromkeys(titles) if title in filled]


def _members_of(category: str | None) -> dict[str, str]:
    if category is None:
        return {}
    return {
        "list": "categorymembers",
        "cmtitle": category if ":" in category else f"Category:{category}",
        "cmprop": "ids|title",
        "cmnamespace": _ARTICLES,
        "cmlimit": MOST_MEMBERS,
    }


def _states(query: Query, page_ids: Sequence[int]) -> list[PageState | PageProblem]:
    pages = {page.get("pageid"): page for page in entries(query, "pages")}
    return [_state(pages.get(page_id), page_id) for page_id in page_ids]


def _state(page: Query | None, page_id: int) -> PageState | PageProblem:
    if page is None:
        raise unexpected(f"pages (nothing is said of page {page_id})")
    if is_set(page, "missing"):
        name = f"page {page_id}"
        return PageProblem(name, "missing", f"{name} was deleted, or never was", page_id)
    return PageState(
        title=text_of(page, "title"),
        page_id=number_of(page, "pageid"),
        revision_id=number_of(page, "lastrevid"),
        is_redirect=is_set(page, "redirect"),
    )


def _listed(query: Query, key: str) -> list[PageState]:
    """The pages of a list, each once; their revisions are not told."""
    if key not in query:
        raise unexpected(key)
    listed = {
        number_of(entry, "pageid"): PageState(
            text_of(entry, "title"), number_of(entry, "pageid"), 0
        )
        for entry in entries(query, key)
    }
    return list(listed.values())


def _has_pages(page: Query) -> bool:
    if "categoryinfo" not in page:
        return False
    count = mapping(page["categoryinfo"], "categoryinfo").get("pages")
    if not isinstance(count, int):
        raise unexpected("categoryinfo")
    return count > 0
