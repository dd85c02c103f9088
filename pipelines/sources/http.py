"""Calls of a wiki's Action API, with every fault of the network handled.

In: settings and the parameters of a call. Out: the answer's JSON object. Separate because
what is asked (``wiki``) need not know of retries, waits, redirects or error pages.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Self
from urllib.parse import urlencode

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from pipelines.sources.api_answer import raise_for_api_errors, warnings_of
from pipelines.sources.http_body import json_object
from pipelines.sources.http_errors import (
    HttpError,
    Offline,
    ResponseError,
    ResponseTooLarge,
    TransientError,
    WikiError,
    given_up,
    readable_excerpt,
    seconds_to_wait,
)
from pipelines.sources.http_exchange import Answer, Exchange, user_agent
from pipelines.sources.settings import WikiSettings

__all__ = [
    "HttpError",
    "Offline",
    "ResponseError",
    "ResponseTooLarge",
    "TransientError",
    "WikiError",
    "WikiHttp",
]

# Servers refuse longer addresses, some from 8 kB on; a form has no such bound.
_LONGEST_URL = 4000
_MOST_REDIRECTS = 5
_PASSING_STATUSES = {429, 500, 502, 503, 504}
_REDIRECTS = {301, 302, 307, 308}
_MOST_WARNINGS = 100


class WikiHttp:
    """Makes API calls, one at a time; use it in a ``with`` block, or close it.

    Attributes: ``requests`` sent, retries counted; ``bytes_received``, unpacked;
    ``seconds_waiting`` in the network and in waits; ``warnings`` of the wiki, each once.
    ``announce`` is told of each wait before a retry.
    """

    def __init__(
        self,
        settings: WikiSettings,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        announce: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Open nothing yet.

        Raises:
            SettingsError: the contact cannot be used (unless offline, where none is needed).
        """
        if not settings.is_offline:
            settings.require_contact()
        agent = user_agent(settings.contact)
        self._settings = settings
        self._sleep = sleep
        self._clock = clock
        self._announce = announce
        self._exchange = Exchange(settings, agent, clock)
        self._next_start = float("-inf")
        self._seconds_slept = 0.0
        self._backoff = wait_exponential_jitter(initial=1, max=30, jitter=1)
        self.warnings: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, if there is one."""
        self._exchange.close()

    @property
    def requests(self) -> int:
        """Requests that were sent, redirects and retries counted."""
        return self._exchange.requests

    @property
    def bytes_received(self) -> int:
        """Bytes of all bodies, unpacked."""
        return self._exchange.bytes_received

    @property
    def seconds_waiting(self) -> float:
        """Time in the network, and in waits that politeness or the wiki asks for."""
        return self._exchange.seconds_waiting + self._seconds_slept

    def get_json(self, parameters: Mapping[str, str]) -> dict[str, Any]:
        """One call of the API; ``format`` and the like are added.

        Raises:
            Offline: the settings say so; nothing was sent.
            TransientError: no usable answer after all attempts, or too long a wait is asked for.
            WikiError: the API refuses the call.
            ResponseError: the answer cannot be used.
        """
        if self._settings.is_offline:
            raise Offline(
                f"offline: {self._settings.api_url} was not asked; leave out --offline, or unset "
                "NASCAR_WAREHOUSE_OFFLINE, to ask it"
            )
        call = {**parameters, **_common_parameters(self._settings.maxlag)}
        retrying = Retrying(
            stop=self._must_stop,
            wait=self._wait_of,
            retry=retry_if_exception_type(TransientError),
            sleep=self._pause,
            before_sleep=self._tell_wait,
            reraise=True,
        )
        try:
            return retrying(self._call_once, call)
        except UnicodeEncodeError as error:
            raise ResponseError(
                f"what is asked for holds half of a character: {ascii(error.object)[:200]}"
            ) from error
        except TransientError as error:
            attempts = retrying.statistics["attempt_number"]
            raise given_up(error, attempts, self._settings.longest_wait) from error

    def _must_stop(self, state: RetryCallState) -> bool:
        error = _error_of(state)
        asks_too_long = (error.retry_after or 0.0) > self._settings.longest_wait
        return asks_too_long or stop_after_attempt(self._settings.attempts)(state)

    def _wait_of(self, state: RetryCallState) -> float:
        """What the wiki asks for, and never less than one's own growing wait."""
        return max(self._backoff(state), _error_of(state).retry_after or 0.0)

    def _tell_wait(self, state: RetryCallState) -> None:
        wait = state.next_action.sleep if state.next_action else 0.0
        self._announce(f"{_error_of(state)}; trying again in {wait:.0f} s")

    def _pause(self, seconds: float) -> None:
        start = self._clock()
        self._sleep(seconds)
        self._seconds_slept += max(0.0, self._clock() - start)

    def _call_once(self, call: Mapping[str, str]) -> dict[str, Any]:
        try:
            answer = self._answer(call)
            retry_after = _retry_after(answer)
            _raise_for_status(answer, retry_after)
            content = json_object(answer.body)
            raise_for_api_errors(content, retry_after)
            found = warnings_of(content)
        except HttpError as error:
            # Where it happened is known here alone.
            error.args = (f"{self._settings.api_url}: {error}",)
            raise
        new = [warning for warning in dict.fromkeys(found) if warning not in self.warnings]
        for warning in new[: _MOST_WARNINGS - len(self.warnings)]:
            self.warnings.append(warning)
            self._announce(f"{self._settings.api_url} warns: {warning}")
        return content

    def _answer(self, call: Mapping[str, str]) -> Answer:
        """The answer to a call, redirects within the same host followed."""
        try:
            url = httpx.URL(self._settings.api_url)
            is_long = len(urlencode(call)) > _LONGEST_URL
            address = url if is_long else url.copy_merge_params(call)
        except httpx.InvalidURL as error:
            raise ResponseError(
                f"it is no address ({error}); check NASCAR_WAREHOUSE_API_URL"
            ) from error
        form = dict(call) if is_long else None
        seen: list[httpx.URL] = []
        while len(seen) <= _MOST_REDIRECTS:
            seen.append(address)
            self._wait_for_turn()
            answer = self._exchange.send(self._exchange.request(address, form))
            if answer.status not in _REDIRECTS:
                return answer
            address = _redirected(address, answer.headers.get("location", ""))
            if address in seen:
                raise ResponseError(
                    f"the wiki redirects in a loop: {_place(seen[-1])} sends to "
                    f"{_place(address)}, which was asked before; check the address of the API"
                )
        raise ResponseError(
            f"the wiki redirects more than {_MOST_REDIRECTS} times, from {_place(seen[0])} at last "
            f"to {_place(address)}; check the address of the API"
        )

    def _wait_for_turn(self) -> None:
        """Keep to the bounded rate of requests."""
        early = self._next_start - self._clock()
        if early > 0:
            self._pause(early)
        self._next_start = self._clock() + 1 / self._settings.requests_per_second


def _common_parameters(maxlag: int) -> dict[str, str]:
    common = {
        "format": "json",
        "formatversion": "2",
        "errorformat": "plaintext",
        "errorlang": "en",
    }
    return common if maxlag < 0 else {**common, "maxlag": str(maxlag)}


def _error_of(state: RetryCallState) -> TransientError:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, TransientError)
    return error


def _retry_after(answer: Answer) -> float | None:
    return seconds_to_wait(answer.headers.get("retry-after"), answer.headers.get("date"))


def _raise_for_status(answer: Answer, retry_after: float | None) -> None:
    """Accept 200 with JSON alone."""
    if answer.status == 200:
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().casefold()
        if kind != "application/json":
            raise ResponseError(
                f"it answers {ascii(kind[:60]) if kind else 'without a content type'} and not "
                "JSON; is it the address of an api.php?"
            )
        return
    excerpt = readable_excerpt(answer.body)
    message = f"HTTP {answer.status}" + (f" ({excerpt})" if excerpt else "")
    if answer.status in _PASSING_STATUSES:
        raise TransientError(message, retry_after)
    if answer.status == 403:
        message += (
            "; the wiki refuses this client: is NASCAR_WAREHOUSE_CONTACT, which is sent in the "
            "User-Agent, an address where you can be reached?"
        )
    raise ResponseError(message)


def _redirected(source: httpx.URL, location: str) -> httpx.URL:
    """Where a redirect leads, if that is the same host.

    Raises:
        ResponseError: it is another, or no address.
    """
    try:
        target = source.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise ResponseError(f"the wiki redirects to {location[:200]!a}, no address") from error
    if not location or not _is_same_server(source, target) or target.userinfo:
        raise ResponseError(
            f"the wiki at {_place(source)} redirects to {_place(target)}; only redirects within "
            "the same host and port are followed; if that is the wiki, set "
            "NASCAR_WAREHOUSE_API_URL to its address"
        )
    return target.copy_with(fragment=None)


def _is_same_server(source: httpx.URL, target: httpx.URL) -> bool:
    if source.host != target.host:
        return False
    if source.scheme == target.scheme:
        return source.port == target.port
    # From http to https the port may change from the one's default to the other's.
    return (source.scheme, target.scheme) == ("http", "https") and source.port == target.port


def _place(url: httpx.URL) -> str:
    """An address as shown: without its query, which is long, or a password."""
    port = f":{url.port}" if url.port else ""
    return ascii(f"{url.scheme}://{url.host}{port}{url.path}"[:200])[1:-1]
