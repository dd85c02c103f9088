"""Queries of the Action API: parts put together, and types checked before they are relied on.

In: a query's parameters. Out: the ``query`` object of its answer, all parts of it. Separate
because every question to the wiki needs it, whatever is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from pipelines.sources.http import ResponseError, WikiHttp

# What the API takes in one request of a client without special rights.
MOST_VALUES = 50
MOST_MEMBERS = "500"
# Half a million members; no list of articles is longer.
_MOST_PARTS = 1000
_SURROGATES = re.compile("[\ud800-\udfff]")

Query = dict[str, Any]


def batches(values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Split values into groups of at most 50."""
    remaining = iter(values)
    while group := tuple(islice(remaining, MOST_VALUES)):
        yield group


def ask(http: WikiHttp, parameters: Mapping[str, str], most_parts: int = _MOST_PARTS) -> Query:
    """Answer a query, with the parts of all its continuations merged.

    Lists are joined; the parts of one page, such as its revisions, come together in one entry.

    Raises:
        HttpError: a request failed; or the continuation does not end.
    """
    merged: Query = {}
    seen: set[tuple[tuple[str, str], ...]] = set()
    following: dict[str, str] = {}
    has_query = False
    for _ in range(most_parts):
        answer = http.get_json({"action": "query", **parameters, **following})
        _merge(merged, mapping(answer.get("query", {}), "query"))
        has_query = has_query or "query" in answer
        if "continue" not in answer:
            if not has_query:
                raise unexpected("query")
            merged["pages"] = _joined_pages(entries(merged, "pages"))
            return merged
        following = _continuation(answer["continue"])
        step = tuple(sorted(following.items()))
        if step in seen:
            raise ResponseError(
                "the wiki's continuation goes round in a circle; its answer never ends"
            )
        seen.add(step)
    raise ResponseError(f"the wiki's answer does not end after {most_parts} parts")


def _merge(merged: Query, part: Mapping[str, Any]) -> None:
    for key, value in part.items():
        if isinstance(value, list):
            merged.setdefault(key, []).extend(value)


def _joined_pages(pages: list[Query]) -> list[Query]:
    """One entry a page, with what all parts say of it."""
    joined: dict[object, Query] = {}
    for page in pages:
        if not isinstance(page.get("pageid", 0), int | str):
            raise unexpected("pageid")
        key = page.get("pageid") or page.get("title")
        if not isinstance(key, int | str):
            # A page id of 0 that was asked for; it has no title either.
            key = ("no page", repr(page.get("pageid")))
        known = joined.setdefault(key, {})
        revisions = [*entries(known, "revisions"), *entries(page, "revisions")]
        known.update(page)
        if revisions:
            known["revisions"] = revisions
    return list(joined.values())


def _continuation(value: object) -> dict[str, str]:
    following = mapping(value, "continue")
    if not following or not all(isinstance(text, str | int) for text in following.values()):
        raise unexpected("continue")
    return {key: str(text) for key, text in following.items()}


def unexpected(what: str) -> ResponseError:
    """The error for an answer in which ``what`` is absent, or of another type."""
    return ResponseError(f"the answer is not what the Action API gives: look at its '{what}'")


def mapping(value: object, what: str) -> Mapping[str, Any]:
    """The value, which must be an object."""
    if not isinstance(value, dict):
        raise unexpected(what)
    return value


def entries(query: Mapping[str, Any], key: str) -> list[Query]:
    """The list of objects under a key; empty where there is none."""
    values = query.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise unexpected(key)
    return values


def text_of(entry: Mapping[str, Any], key: str) -> str:
    """The text under a key, which must be Unicode that can be written."""
    value = entry.get(key)
    if not isinstance(value, str) or _SURROGATES.search(value):
        raise unexpected(key)
    return value


def number_of(entry: Mapping[str, Any], key: str) -> int:
    """The number above 0 under a key: an id."""
    value = entry.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**63:
        raise unexpected(key)
    return value


def is_set(entry: Mapping[str, Any], *keys: str) -> bool:
    """Whether one of the flags is there: ``true``, or (in older answers) an empty text."""
    return any(entry.get(key, False) is not False for key in keys)


def joined(values: Iterable[object]) -> str:
    """Several values as one parameter: "1|2|3"."""
    return "|".join(str(value) for value in values)
