"""The newest text of pages, checked against the checksum that the wiki gives for it.

In: page ids. Out: a verified ``Revision``, or a problem, for each. Separate because texts are
large: they are asked for in smaller groups where an answer would be too large, and again where
a checksum does not fit.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.sources.http import ResponseTooLarge, WikiHttp
from pipelines.sources.revision import PageProblem, Revision
from pipelines.sources.wiki_query import (
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

_PARAMETERS = {
    "prop": "revisions|info",
    "inprop": "url",
    "rvprop": "ids|timestamp|content|contentmodel|sha1|slotsha1",
    "rvslots": "main",
}
_TIMESTAMP = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z")
_SHA1 = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class _Reader:
    http: WikiHttp
    licence: str

    def read(self, page_ids: Sequence[int]) -> Iterator[Revision | PageProblem]:
        """Ask for one group, and once more for those whose checksum does not fit."""
        found = {page_id: self._understood(page_id, page) for page_id, page in self._ask(page_ids)}
        wrong = [page_id for page_id, outcome in found.items() if _is_wrong(outcome)]
        for page_id, page in self._ask(wrong) if wrong else ():
            found[page_id] = self._understood(page_id, page)
        for page_id in page_ids:
            yield found[page_id]

    def _ask(self, page_ids: Sequence[int]) -> Iterator[tuple[int, Query | None]]:
        """What the wiki says of each page; ``None`` for one that is too large to be answered."""
        try:
            # Each part holds the text of one page at least.
            query = ask(
                self.http, {**_PARAMETERS, "pageids": joined(page_ids)}, 2 * len(page_ids) + 10
            )
        except ResponseTooLarge:
            if len(page_ids) == 1:
                yield page_ids[0], None
                return
            middle = len(page_ids) // 2
            yield from self._ask(page_ids[:middle])
            yield from self._ask(page_ids[middle:])
            return
        pages = {page.get("pageid"): page for page in entries(query, "pages")}
        for page_id in page_ids:
            if page_id not in pages:
                raise unexpected(f"pages (nothing is said of page {page_id})")
            yield page_id, pages[page_id]

    def _understood(self, page_id: int, page: Query | None) -> Revision | PageProblem:
        if page is None:
            return _problem(page_id, "too_large", "is larger than an answer may be")
        if is_set(page, "missing"):
            return _problem(page_id, "missing", "was deleted, or never was")
        title = text_of(page, "title")
        revisions = entries(page, "revisions")
        if not revisions:
            return _problem(page_id, "suppressed", "has no revision that is shown", title)
        # Should an edit fall between two parts of an answer, both are told; the newer counts.
        revision = max(revisions, key=lambda revision: number_of(revision, "revid"))
        main = mapping(mapping(revision.get("slots", {}), "slots").get("main", {}), "main")
        if is_set(main, "texthidden", "textmissing", "missing") or "content" not in main:
            return _problem(page_id, "suppressed", "does not show the text of its revision", title)
        model = main.get("contentmodel", page.get("contentmodel"))
        if model != "wikitext":
            return _problem(page_id, "not_wikitext", f"holds no wikitext but {model!r:.60}", title)
        return self._verified(page, revision, main)

    def _verified(
        self, page: Query, revision: Query, main: Mapping[str, Any]
    ) -> Revision | PageProblem:
        title, page_id = text_of(page, "title"), number_of(page, "pageid")
        text = main["content"]
        if not isinstance(text, str):
            raise unexpected("content")
        # A half of a character cannot be written; the checksum then tells.
        content = text.encode("utf-8", errors="replace")
        sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        stated = main.get("sha1", revision.get("sha1"))
        if not isinstance(stated, str) or not _SHA1.fullmatch(stated):
            return _problem(page_id, "wrong_checksum", "comes without a checksum", title)
        if sha1 != stated:
            reason = f"does not match its checksum: {sha1} and not {stated}"
            return _problem(page_id, "wrong_checksum", reason, title)
        timestamp = text_of(revision, "timestamp")
        if not _TIMESTAMP.fullmatch(timestamp):
            raise unexpected("timestamp")
        return Revision(
            title=title,
            page_id=page_id,
            revision_id=number_of(revision, "revid"),
            timestamp=timestamp,
            sha1=sha1,
            content=content,
            url=text_of(page, "canonicalurl"),
            licence=self.licence,
        )


def newest_revisions(
    http: WikiHttp, licence: str, page_ids: Sequence[int]
) -> Iterator[Revision | PageProblem]:
    """The newest revision of each page with its text, 50 a request; each page once.

    Raises:
        HttpError: the wiki could not be asked, or its answer makes no sense.
    """
    reader = _Reader(http, licence)
    for group in batches(list(dict.fromkeys(page_ids))):
        yield from reader.read(group)


def _is_wrong(outcome: Revision | PageProblem) -> bool:
    return isinstance(outcome, PageProblem) and outcome.reason_code == "wrong_checksum"


def _problem(page_id: int, reason_code: str, reason: str, title: str | None = None) -> PageProblem:
    name = title or f"page {page_id}"
    return PageProblem(name, reason_code, f"'{name}' {reason}", page_id)
