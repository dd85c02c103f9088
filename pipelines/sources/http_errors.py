"""What can go wrong between this program and a wiki, as a person is told of it.

In: nothing. Out: the exceptions of the client. Separate because every part of the client
raises them, and callers need no part of it to catch them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape

_SCRIPTS = re.compile(r"<(script|style)\b.*?(</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^>]*>?")
_EXCERPT_CHARACTERS = 200


class HttpError(RuntimeError):
    """A request was not answered as it should be; the message says what, where, what to do."""


class Offline(HttpError):
    """A request was wanted although the settings say to stay offline; nothing was sent."""


class TransientError(HttpError):
    """It may go well later: the attempts are used up, or the wiki asks to wait too long.

    ``retry_after`` is the wait in seconds that the wiki asked for, if it did.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ResponseError(HttpError):
    """The answer cannot be used, and asking again would not change it."""


class ResponseTooLarge(ResponseError):
    """The answer is larger than the settings allow; reading it was stopped there."""


class WikiError(HttpError):
    """The API itself refuses a request: its ``code`` and its ``info``."""

    def __init__(self, code: str, info: str, message: str | None = None) -> None:
        super().__init__(message or f"the wiki refuses the request: {info} ({code})")
        self.code = code
        self.info = info


class TransientWikiError(TransientError, WikiError):
    """An error of the API that passes: ``maxlag``, ``readonly``, ``ratelimited`` and such."""

    def __init__(
        self, code: str, info: str, message: str | None = None, retry_after: float | None = None
    ) -> None:
        WikiError.__init__(self, code, info, message or f"the wiki answers: {info} ({code})")
        self.retry_after = retry_after


def given_up(error: TransientError, attempts: int, longest_wait: float) -> TransientError:
    """The same error, saying also why there is no further attempt and what to do."""
    if error.retry_after is not None and error.retry_after > longest_wait:
        message = (
            f"{error}; the wiki asks to wait {error.retry_after:.0f} s, which is longer than the "
            f"{longest_wait:.0f} s of NASCAR_WAREHOUSE_LONGEST_WAIT; try again after that time"
        )
    else:
        times = "1 attempt" if attempts == 1 else f"{attempts} attempts"
        message = f"{error}; gave up after {times}, try again later"
    if isinstance(error, TransientWikiError):
        return TransientWikiError(error.code, error.info, message, error.retry_after)
    return TransientError(message, error.retry_after)


def readable_excerpt(body: bytes) -> str:
    """Read b"<h1>Error</h1> <p>Too many" for people: "Error Too many"; at most 200 characters."""
    text = _TAGS.sub(" ", _SCRIPTS.sub(" ", body.decode("utf-8", errors="replace")))
    # Format characters as well as controls: neither may steer a terminal.
    text = "".join(mark if mark.isprintable() else " " for mark in unescape(text))
    words = " ".join(text.split())
    if len(words) > _EXCERPT_CHARACTERS:
        return words[: _EXCERPT_CHARACTERS - 1] + "…"
    return words


def seconds_to_wait(retry_after: str | None, date: str | None) -> float | None:
    """Parse the header Retry-After "120" to 120.0; ``None`` where it says nothing usable.

    A date counts from the answer's own ``Date``, so that a wrong clock here does no harm.
    """
    text = (retry_after or "").strip()
    if text.isascii() and text.isdecimal():
        # More digits than any wait has: a float holds them, however many there are.
        return float(text[:300])
    until = _instant(text)
    if until is None:
        return None
    return max(0.0, (until - (_instant(date or "") or datetime.now(UTC))).total_seconds())


def _instant(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
