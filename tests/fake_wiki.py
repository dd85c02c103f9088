"""A wiki in memory that answers as MediaWiki's Action API does, as far as the client asks.

In: pages put, moved, deleted by a test, and the parameters of a call. Out: the answer's JSON
object. Separate from ``wiki_server``, which is how it is reached. Answers have the shape that
MediaWiki 1.39 gives with ``formatversion=2&errorformat=plaintext``.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

_REDIRECT = re.compile(r"#REDIRECT\s*\[\[([^\]#|]+)(?:#([^\]|]*))?\]\]", re.IGNORECASE)
_CATEGORY = re.compile(r"\[\[Category:([^\]|]+)", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{\s*([^{}|<\n]+)")
_FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)
_NAMESPACES = {"Special": -1, "User": 2, "Template": 10, "Category": 14}

Answer = dict[str, Any]
Parameters = dict[str, str]


@dataclass
class FakeRevision:
    revision_id: int
    text: str
    timestamp: str
    is_suppressed: bool = False
    sha1: str | None = None
    model: str = "wikitext"


@dataclass
class FakePage:
    page_id: int
    title: str
    revisions: list[FakeRevision] = field(default_factory=list)

    @property
    def newest(self) -> FakeRevision:
        return self.revisions[-1]

    @property
    def redirect(self) -> re.Match[str] | None:
        return _REDIRECT.match(self.newest.text)

    @property
    def namespace(self) -> int:
        return _namespace(self.title)


class FakeWiki:
    """Pages by id. The limits can be set, so that answers come in parts."""

    def __init__(self) -> None:
        self.pages: dict[int, FakePage] = {}
        self.url = "http://wiki.test"
        self.contents_per_answer = 50
        self.members_per_answer = 500
        self.follows_double_redirects = True
        self._page_ids = 0
        self._revision_ids = 100

    def put(self, title: str, text: str, model: str = "wikitext") -> FakePage:
        """Create or edit a page."""
        page = self._by_title(title)
        if page is None:
            self._page_ids += 1
            page = self.pages[self._page_ids] = FakePage(self._page_ids, _spelled(title))
        self._revision_ids += 1
        day = _FIRST_DAY + timedelta(minutes=self._revision_ids)
        stamp = day.strftime("%Y-%m-%dT%H:%M:%SZ")
        page.revisions.append(FakeRevision(self._revision_ids, text, stamp, model=model))
        return page

    def delete(self, title: str) -> None:
        del self.pages[self.page(title).page_id]

    def move(self, title: str, to: str, leave_redirect: bool = True) -> None:
        """The page keeps its id; what is left at the old title is a new page."""
        self.page(title).title = _spelled(to)
        if leave_redirect:
            self.put(title, f"#REDIRECT [[{to}]]")

    def page(self, title: str) -> FakePage:
        found = self._by_title(title)
        assert found is not None, f"the fake wiki has no page {title}"
        return found

    def answer(self, parameters: Parameters) -> Answer:
        """The answer to one call."""
        if parameters.get("action") != "query":
            return _error("badvalue", f"Unrecognized action: {parameters.get('action')}.")
        wanted = _values(parameters, "titles") + _values(parameters, "pageids")
        if len(wanted) > 50:
            return _error("toomanyvalues", "Too many values supplied. The limit is 50.")
        answer: Answer = {"batchcomplete": True, "query": {}}
        if wanted:
            self._answer_pages(parameters, answer)
        if "list" in parameters:
            self._answer_list(parameters, answer)
        return answer

    def _by_title(self, title: str) -> FakePage | None:
        name = _spelled(title)
        return next((page for page in self.pages.values() if page.title == name), None)

    def _answer_pages(self, parameters: Parameters, answer: Answer) -> None:
        query = answer["query"]
        found: dict[object, Answer] = {}
        for text in _values(parameters, "pageids"):
            page = self.pages.get(int(text))
            found[int(text)] = (
                self._entry(page, parameters) if page else {"pageid": int(text), "missing": True}
            )
        for title in _values(parameters, "titles"):
            name = self._resolved(title, query, "redirects" in parameters)
            if name:
                page = self._by_title(name)
                found[name] = self._entry(page, parameters) if page else self._nothing(name)
        pages = list(found.values())
        if "revisions" in parameters["prop"]:
            self._cut_contents(pages, parameters, answer)
        if pages:
            query["pages"] = pages

    def _resolved(self, title: str, query: Answer, follows: bool) -> str | None:
        """The title at the end of all redirects; none if they go in a circle."""
        name = _spelled(title)
        if name != title:
            query.setdefault("normalized", []).append(
                {"fromencoded": False, "from": title, "to": name}
            )
        passed = [name]
        while follows and (page := self._by_title(name)) and (redirect := page.redirect):
            name = _spelled(redirect[1])
            step = {"from": page.title, "to": name}
            if redirect[2]:
                step["tofragment"] = redirect[2]
            steps = query.setdefault("redirects", [])
            if step not in steps:
                steps.append(step)
            if name in passed:
                return None
            passed.append(name)
            if not self.follows_double_redirects:
                break
        return name

    def _nothing(self, name: str) -> Answer:
        if re.search(r"[\[\]{}<>]", name):
            text = "The requested page title contains invalid characters."
            reason = {"code": "title-invalid-characters", "text": text}
            return {"title": name, "invalidreason": reason, "invalid": True}
        if _namespace(name) < 0:
            return {"ns": -1, "title": name, "special": True}
        return {"ns": _namespace(name), "title": name, "missing": True, **self._members(name)}

    def _entry(self, page: FakePage, parameters: Parameters) -> Answer:
        entry: Answer = {"pageid": page.page_id, "ns": page.namespace, "title": page.title}
        entry |= self._members(page.title) if "categoryinfo" in parameters["prop"] else {}
        if "info" in parameters["prop"].split("|"):
            address = f"{self.url}/wiki/{quote(page.title.replace(' ', '_'))}"
            entry |= {"contentmodel": page.newest.model, "lastrevid": page.newest.revision_id}
            entry |= {"redirect": True} if page.redirect else {}
            entry |= {"fullurl": address, "canonicalurl": address}
        if "revisions" in parameters["prop"]:
            entry["revisions"] = [_revision(page.newest)]
        return entry

    def _members(self, title: str) -> Answer:
        count = sum(title in _categories(page) for page in self.pages.values())
        return {"categoryinfo": {"size": count, "pages": count}} if count else {}

    def _cut_contents(self, pages: list[Answer], parameters: Parameters, answer: Answer) -> None:
        """Tell the contents of some pages alone; the others come in a later part."""
        first = int(parameters.get("rvcontinue", "0"))
        last = first + self.contents_per_answer
        for position, page in enumerate(pages):
            if not first <= position < last:
                page.pop("revisions", None)
        if last < len(pages):
            answer["continue"] = {"rvcontinue": str(last), "continue": "||info"}
            del answer["batchcomplete"]

    def _answer_list(self, parameters: Parameters, answer: Answer) -> None:
        kind = parameters["list"]
        prefix = {"categorymembers": "cm", "embeddedin": "ei"}[kind]
        title = _spelled(parameters[f"{prefix}title"])
        listed = [
            {"pageid": page.page_id, "ns": page.namespace, "title": page.title}
            for page in self.pages.values()
            if page.namespace == int(parameters[f"{prefix}namespace"])
            and title in (_categories(page) if prefix == "cm" else _templates(page))
        ]
        first = int(parameters.get(f"{prefix}continue", "0"))
        last = first + min(int(parameters[f"{prefix}limit"]), self.members_per_answer)
        answer["query"][kind] = listed[first:last]
        if last < len(listed):
            answer["continue"] = {f"{prefix}continue": str(last), "continue": "-||info"}


def _revision(revision: FakeRevision) -> Answer:
    known: Answer = {"revid": revision.revision_id, "timestamp": revision.timestamp}
    if revision.is_suppressed:
        hidden = {"sha1hidden": True, "texthidden": True, "contentmodel": revision.model}
        return known | {"sha1hidden": True, "slots": {"main": hidden}}
    sha1 = revision.sha1 or hashlib.sha1(revision.text.encode()).hexdigest()
    main = {"sha1": sha1, "contentmodel": revision.model, "content": revision.text}
    return known | {"sha1": sha1, "slots": {"main": main}}


def _values(parameters: Parameters, name: str) -> list[str]:
    return list(dict.fromkeys(parameters[name].split("|"))) if name in parameters else []


def _spelled(title: str) -> str:
    name = title.replace("_", " ").partition("#")[0].strip()
    return name[:1].upper() + name[1:]


def _namespace(title: str) -> int:
    prefix, colon, _ = title.partition(":")
    return _NAMESPACES.get(prefix, 0) if colon else 0


def _categories(page: FakePage) -> set[str]:
    return {f"Category:{_spelled(name)}" for name in _CATEGORY.findall(page.newest.text)}


def _templates(page: FakePage) -> set[str]:
    return {f"Template:{_spelled(name)}" for name in _TEMPLATE.findall(page.newest.text)}


def _error(code: str, text: str) -> Answer:
    return {"errors": [{"code": code, "text": text, "module": "main"}]}
