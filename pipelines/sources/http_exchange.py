"""One request and its answer: sent, timed, bounded; nothing is tried again here.

In: settings and a request. Out: an ``Answer``. Separate because what httpx does not bound by
itself, the time of a whole answer and the size of it unpacked, is bounded here.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any, Self

import httpx

from pipelines.sources.http_body import too_large, whole_body
from pipelines.sources.http_errors import (
    HttpError,
    ResponseError,
    TransientError,
)
from pipelines.sources.settings import WikiSettings

# Of an error page, only a sentence is shown.
_ERROR_BYTES = 16 * 1024
_CONNECTED = ("connect_tcp.complete", "start_tls.complete")
_SENT = "send_request_headers.started"
_PASSING_FAULTS = (
    httpx.TimeoutException,
    httpx.NetworkError,
    httpx.RemoteProtocolError,
    httpx.ProxyError,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of any status; the body of an error is cut after a few kilobytes."""

    status: int
    headers: httpx.Headers
    body: bytes


def user_agent(contact: str) -> str:
    """Name this program and whoever runs it: "nascar-warehouse/0.1.0 (ops@example.org) httpx/…"."""
    return (
        f"nascar-warehouse/{version('nascar-warehouse')} ({contact.strip()}) "
        f"httpx/{httpx.__version__}"
    )


class Exchange:
    """Sends requests over one connection; opens no socket before the first.

    ``requests`` counts those sent, ``bytes_received`` the unpacked bytes of bodies,
    ``seconds_waiting`` the time that this thread spent on the network without computing.
    """

    def __init__(self, settings: WikiSettings, agent: str, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._agent = agent
        self._clock = clock
        self._client: httpx.Client | None = None
        self._stream: Any = None
        self.requests = 0
        self.bytes_received = 0
        self.seconds_waiting = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def request(self, url: httpx.URL, form: Mapping[str, str] | None) -> httpx.Request:
        """A request to be sent: GET, or POST where there is a form."""
        client = self._client = self._client or self._new_client()
        return client.build_request(
            "GET" if form is None else "POST",
            url,
            data=form,
            extensions={"trace": self._trace},
        )

    def send(self, request: httpx.Request) -> Answer:
        """Send a request and read its answer, whatever its status.

        Raises:
            TransientError: no answer, half an answer, or none in time.
            ResponseError: an answer that must not be read: too large, strangely encoded.
        """
        with self._measured(), self._deadline() as is_late:
            try:
                answer = self._send(request)
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
                raise self._fault(error, is_late.is_set()) from error
            except HttpError:
                # A body that was ended by the deadline may look cut short.
                if is_late.is_set():
                    raise self._late() from None
                raise
            if is_late.is_set():
                # Where no length was told, it may even look whole.
                raise self._late()
            return answer

    def _send(self, request: httpx.Request) -> Answer:
        assert self._client is not None
        response = self._client.send(request, stream=True)
        try:
            if response.is_success:
                body = self._whole(response)
            else:
                body = b"" if response.is_redirect else self._excerpt(response)
        finally:
            response.close()
        return Answer(response.status_code, response.headers, body)

    def _whole(self, response: httpx.Response) -> bytes:
        length = response.headers.get("content-length", "")
        if length.isdecimal() and int(length[:18]) > self._settings.response_bytes:
            raise too_large(self._settings.response_bytes)
        encoding = response.headers.get("content-encoding", "")
        body = whole_body(response.iter_raw(), encoding, self._settings.response_bytes)
        self.bytes_received += len(body)
        return body

    def _excerpt(self, response: httpx.Response) -> bytes:
        """The body of an error page; it is only shown, so that any fault of it is let pass."""
        with suppress(HttpError, httpx.HTTPError):
            chunks = _first_bytes(response.iter_raw(), _ERROR_BYTES)
            return whole_body(chunks, response.headers.get("content-encoding", ""), _ERROR_BYTES)
        return b""

    def _new_client(self) -> httpx.Client:
        host = httpx.URL(self._settings.api_url).host
        return httpx.Client(
            headers={
                "User-Agent": self._agent,
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
            },
            verify=_trusted_certificates(),
            timeout=httpx.Timeout(
                self._settings.read_timeout, connect=self._settings.connect_timeout
            ),
            follow_redirects=False,
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
            # A proxy of the environment is for other machines, not for this one.
            mounts={f"all://{_bracketed(host)}": None} if _is_this_machine(host) else None,
        )

    def _trace(self, event: str, details: Mapping[str, Any]) -> None:
        """Told by httpx of what it does: which connection there is, what was sent."""
        if event.endswith(_CONNECTED):
            self._stream = details["return_value"]
        elif event.endswith(_SENT):
            self.requests += 1

    @contextmanager
    def _measured(self) -> Iterator[None]:
        """Count the time of the block, less what this thread computes in it, as waiting."""
        start, computing = self._clock(), time.thread_time()
        try:
            yield
        finally:
            passed = self._clock() - start - (time.thread_time() - computing)
            self.seconds_waiting += max(0.0, passed)

    @contextmanager
    def _deadline(self) -> Iterator[threading.Event]:
        """End the connection once the time for one answer is over.

        httpx bounds each read alone: a byte now and then would keep it waiting for ever.
        """
        is_late = threading.Event()

        def end() -> None:
            is_late.set()
            connection = self._stream and self._stream.get_extra_info("socket")
            if connection is not None:
                with suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)

        timer = threading.Timer(self._settings.response_timeout, end)
        timer.daemon = True
        timer.start()
        try:
            yield is_late
        finally:
            timer.cancel()

    def _fault(self, error: Exception, is_late: bool) -> HttpError:
        """What to raise for an error of httpx."""
        if is_late:
            return self._late()
        reason = str(error) or type(error).__name__
        if _is_certificate_error(error):
            return ResponseError(f"the certificate is not trusted: {reason}")
        if isinstance(error, _PASSING_FAULTS):
            return TransientError(f"{_KINDS.get(type(error), 'the connection failed')}: {reason}")
        return ResponseError(f"the request cannot be made: {reason}")

    def _late(self) -> TransientError:
        return TransientError(
            f"no complete answer within {self._settings.response_timeout:g} s; the connection was "
            "closed"
        )


_KINDS: dict[type, str] = {
    httpx.ConnectTimeout: "no connection in time",
    httpx.ReadTimeout: "no answer in time",
    httpx.ConnectError: "no connection",
    httpx.RemoteProtocolError: "the answer is cut short or damaged",
}


@cache
def _trusted_certificates() -> ssl.SSLContext:
    """Certificates are checked; reading those that are trusted takes 20 ms, once a process."""
    return httpx.create_ssl_context()


def _first_bytes(chunks: Iterator[bytes], most_bytes: int) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk[:most_bytes]
        most_bytes -= len(chunk)
        if most_bytes <= 0:
            return


def _is_certificate_error(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
