"""What the Action API says beside its data: errors, and warnings that matter.

In: an answer's JSON, in the older shape of messages or the newer. Out: exceptions and texts.
Separate because the API reports errors with HTTP 200, so that HTTP alone cannot tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.sources.http_errors import ResponseError, TransientWikiError, WikiError

_PASSING = {"maxlag", "readonly", "ratelimited"}
_PASSING_PREFIX = "internal_api_error_"
# What Wikimedia asks clients to wait at least, https://www.mediawiki.org/wiki/Manual:Maxlag_parameter
_MAXLAG_WAIT_SECONDS = 5.0
_TRUNCATION_CODE = "toomanyvalues"
_TRUNCATION_WORDS = "too many values"


def raise_for_api_errors(answer: Mapping[str, Any], retry_after: float | None) -> None:
    """Raise the first error of an answer, if it has one.

    ``retry_after`` is the wait in seconds that came with the answer's headers.

    Raises:
        TransientWikiError: it will pass.
        WikiError: it will not.
    """
    for code, info in _errors(answer):
        if code in _PASSING or code.startswith(_PASSING_PREFIX):
            wait = _MAXLAG_WAIT_SECONDS if code == "maxlag" and retry_after is None else retry_after
            raise TransientWikiError(code, info, retry_after=wait)
        raise WikiError(code, info)


def warnings_of(answer: Mapping[str, Any]) -> list[str]:
    """The warnings of an answer.

    Raises:
        ResponseError: one says that values were left out, which would lose articles unseen.
    """
    found = list(_warnings(answer.get("warnings")))
    for code, text in found:
        if code == _TRUNCATION_CODE or _TRUNCATION_WORDS in text.casefold():
            raise ResponseError(f"the wiki left out some of what was asked for: {text}")
    return [text for _, text in found]


def _errors(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    newer = answer.get("errors")
    for error in [answer.get("error"), *(newer if isinstance(newer, list) else [newer])]:
        if isinstance(error, dict):
            yield _short(error.get("code")), _short(error.get("text", error.get("info")))
        elif error is not None:
            yield "unknown", _short(error)


def _warnings(warnings: object) -> Iterator[tuple[str, str]]:
    """Codes and texts of [{"code", "text"}], or of {module: {"warnings": text}} as it was."""
    if isinstance(warnings, list):
        for warning in warnings:
            if isinstance(warning, dict):
                yield _short(warning.get("code")), _short(warning.get("text"))
    elif isinstance(warnings, dict):
        for module, warning in warnings.items():
            text = warning.get("warnings") if isinstance(warning, dict) else warning
            yield _short(module), _short(text)


def _short(value: object) -> str:
    """A text of the wiki's, for one line of a message."""
    text = str(value) if isinstance(value, str | int) else "unknown"
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())[:400]
