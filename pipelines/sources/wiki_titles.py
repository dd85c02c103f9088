"""Titles as people write them, followed to the pages that they lead to.

In: titles. Out: a page's state, or a problem, for each. Separate because normalising and
redirects are a matter of names alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from pipelines.sources.http import WikiHttp
from pipelines.sources.revision import PageProblem, PageState
from pipelines.sources.wiki_query import (
    Query,
    ask,
    batches,
    entries,
    is_set,
    joined,
    number_of,
    text_of,
    unexpected,
)

# A wiki follows redirects of redirects itself, if at all, in one request.
_MOST_STEPS = 5
# Control characters, and halves of characters.
_NOT_IN_TITLES = {"Cc", "Cs"}


@dataclass(slots=True)
class _Trail:
    """One title asked for, the titles passed since, and what came of it.

    ``unresolved`` is a redirect at which the wiki stopped, once.
    """

    asked: str
    titles: list[str]
    section: str | None = None
    unresolved: str | None = None
    outcome: PageState | PageProblem | None = None

    @property
    def end(self) -> str:
        return self.titles[-1]

    def state(self, page: Query) -> PageState:
        title = text_of(page, "title")
        passed = dict.fromkeys([self.asked, *self.titles])
        return PageState(
            title=title,
            page_id=number_of(page, "pageid"),
            revision_id=number_of(page, "lastrevid"),
            is_redirect=is_set(page, "redirect"),
            redirected_from=tuple(name for name in passed if name != title),
            section=self.section,
        )

    def fail(self, reason_code: str, reason: str) -> None:
        self.outcome = PageProblem(self.asked, reason_code, f"{_shown(self.asked)} {reason}")


@dataclass(slots=True)
class _Steps:
    """What one answer says of names: normalised, redirected, and the pages at the end."""

    normalised: dict[str, str] = field(default_factory=dict)
    redirects: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    interwiki: set[str] = field(default_factory=set)
    pages: dict[str, Query] = field(default_factory=dict)


def states_of_titles(http: WikiHttp, titles: Sequence[str]) -> list[PageState | PageProblem]:
    """The page that each title leads to, or why none; in the order of ``titles``.

    Raises:
        HttpError: the wiki could not be asked, or its answer makes no sense.
    """
    trails = {title: _trail(title) for title in dict.fromkeys(titles)}
    for _ in range(_MOST_STEPS):
        waiting = [trail for trail in trails.values() if trail.outcome is None]
        for names in batches(list(dict.fromkeys(trail.end for trail in waiting))):
            steps = _steps(http, names)
            for trail in waiting:
                if trail.end in names and trail.outcome is None:
                    _follow(trail, steps)
    for trail in trails.values():
        if trail.outcome is None:
            trail.fail("redirect_loop", f"is redirected more than {_MOST_STEPS} times")
    return [outcome for title in titles if (outcome := trails[title].outcome) is not None]


def _trail(title: str) -> _Trail:
    """A title made ready to be asked, or refused where no request could hold it."""
    name = unicodedata.normalize("NFC", title.strip())
    trail = _Trail(title.strip(), [name])
    if not name:
        trail.fail("invalid", "is empty")
    elif not is_askable(name):
        trail.fail("invalid", "holds a character that no title can hold")
    return trail


def is_askable(title: str) -> bool:
    """Whether a request can hold a title at all: "a|b" would be two titles."""
    return bool(title.strip()) and not any(
        mark == "|" or unicodedata.category(mark) in _NOT_IN_TITLES for mark in title
    )


def spellings(query: Query) -> dict[str, str]:
    """Titles as they were asked for, and as the wiki spells them, where that differs."""
    normalised: dict[str, str] = {}
    for change in (*entries(query, "normalized"), *entries(query, "converted")):
        source = text_of(change, "from")
        is_encoded = is_set(change, "fromencoded")
        normalised[unquote(source) if is_encoded else source] = text_of(change, "to")
    return normalised


def _steps(http: WikiHttp, names: Iterable[str]) -> _Steps:
    query = ask(http, {"prop": "info", "titles": joined(names), "redirects": "1"})
    if not any(query.get(key) for key in ("pages", "normalized", "redirects", "interwiki")):
        raise unexpected("pages")
    steps = _Steps(normalised=spellings(query))
    for redirect in entries(query, "redirects"):
        section = text_of(redirect, "tofragment") if "tofragment" in redirect else None
        steps.redirects[text_of(redirect, "from")] = (text_of(redirect, "to"), section or None)
    steps.interwiki = {text_of(entry, "title") for entry in entries(query, "interwiki")}
    steps.pages = {text_of(page, "title"): page for page in entries(query, "pages")}
    return steps


def _follow(trail: _Trail, steps: _Steps) -> None:
    """Follow one trail through an answer; it stays open if it ends at a further redirect."""
    _, _, section = trail.end.partition("#")
    trail.section = trail.section or section.strip() or None
    _normalise(trail, steps.normalised)
    while trail.end in steps.redirects and trail.end not in steps.pages:
        target, trail.section = steps.redirects[trail.end]
        if target in trail.titles:
            trail.fail("redirect_loop", f"is redirected in a circle, by {_shown(target)}")
            return
        trail.titles.append(target)
        _normalise(trail, steps.normalised)
    _end(trail, steps)


def _normalise(trail: _Trail, normalised: Mapping[str, str]) -> None:
    name = normalised.get(trail.end)
    # Twice at most: spelling first, then the script of the language.
    for _ in range(2):
        if name is not None and name not in trail.titles:
            trail.titles.append(name)
            name = normalised.get(name)


def _end(trail: _Trail, steps: _Steps) -> None:
    page = steps.pages.get(trail.end)
    if trail.end in steps.interwiki:
        trail.fail("interwiki", "is a page of another wiki")
    elif not trail.end:
        trail.fail("invalid", "is no title: nothing is left of it")
    elif page is None:
        trail.fail("invalid", "is nothing that the wiki says anything of")
    elif is_set(page, "invalid"):
        trail.fail("invalid", f"is no title: {_invalid_reason(page)}")
    elif is_set(page, "special"):
        trail.fail("invalid", "is no article but a special page")
    elif is_set(page, "missing"):
        at = "" if trail.end == trail.asked else f" (asked as {_shown(trail.end)})"
        trail.fail("missing", f"does not exist{at}")
    elif not is_set(page, "redirect"):
        trail.outcome = trail.state(page)
    elif trail.unresolved == trail.end:
        trail.fail("redirect_loop", f"ends at {_shown(trail.end)}, a redirect that leads nowhere")
    else:
        # The wiki stopped at a redirect: the next request goes on from there.
        trail.unresolved = trail.end


def _invalid_reason(page: Mapping[str, Any]) -> str:
    reason = page.get("invalidreason")
    text = reason.get("text") if isinstance(reason, dict) else reason
    return text if isinstance(text, str) else "the wiki gives no reason"


def _shown(title: str) -> str:
    """A title as messages quote it: on one line, and not for ever."""
    text = title if len(title) <= 100 else f"{title[:99]}…"
    return f"'{text}'" if text.isprintable() else repr(text)
