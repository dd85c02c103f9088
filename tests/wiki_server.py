"""A wiki on 127.0.0.1 that does wrong on demand, and remembers what it was asked.

In: a ``FakeWiki`` and faults, one for each of the next requests. Out: answers over HTTP, from a
thread of the test, so that any process can ask. Separate because a fault must be a real one:
cut and slow bodies and closed connections are made on sockets.
"""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from fake_wiki import FakeWiki


@dataclass(frozen=True)
class SeenRequest:
    """A request as it came. ``parameters`` are those of its address and its form."""

    method: str
    path: str
    parameters: dict[str, str]
    headers: dict[str, str]


class Handler(BaseHTTPRequestHandler):
    """One connection; ``respond`` and ``wfile`` are what faults are made of."""

    protocol_version = "HTTP/1.1"
    # Else each answer waits 40 ms for the client's acknowledgement of its header.
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._handle({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._handle(dict(parse_qsl(body.decode(), keep_blank_values=True)))

    def _handle(self, form: dict[str, str]) -> None:
        address = urlsplit(self.path)
        parameters = dict(parse_qsl(address.query, keep_blank_values=True)) | form
        headers = {name.casefold(): value for name, value in self.headers.items()}
        fault = self.server.owner.note(SeenRequest(self.command, address.path, parameters, headers))
        # The client may hang up as soon as it has seen enough.
        with suppress(ConnectionError):
            if fault is not None:
                fault(self)
            else:
                self.respond(json.dumps(self.server.owner.wiki.answer(parameters)).encode())

    def respond(
        self,
        body: bytes,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        """Send an answer whole; ``length`` is the Content-Length if it is to be wrong."""
        self.begin(status, {"Content-Length": str(length or len(body)), **(headers or {})})
        self.wfile.write(body)

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """Send what comes before a body."""
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        pass


Fault = Callable[[Handler], None]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    owner: WikiServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Let pass: a client that hangs up is what some tests are about."""


class WikiServer:
    """Serves ``wiki``; each fault given to ``next_answers`` takes the place of one answer.

    ``before_answer`` is called with every request before it is answered, so that a test can
    edit the wiki between two requests.
    """

    def __init__(
        self, wiki: FakeWiki | None = None, certificate: ssl.SSLContext | None = None
    ) -> None:
        self.wiki = wiki or FakeWiki()
        self.requests: list[SeenRequest] = []
        self.before_answer: Callable[[SeenRequest], None] = lambda _: None
        self._faults: deque[Fault] = deque()
        self._always: Fault | None = None
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.owner = self
        if certificate is not None:
            self._server.socket = certificate.wrap_socket(self._server.socket, server_side=True)
        scheme = "https" if certificate else "http"
        self.address = f"{scheme}://127.0.0.1:{self._server.server_address[1]}"
        self.api_url = f"{self.address}/w/api.php"
        self.wiki.url = self.address

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def next_answers(self, *faults: Fault) -> None:
        """The next requests get these, one each; those after are answered by the wiki."""
        self._faults.extend(faults)

    def every_answer(self, fault: Fault | None) -> None:
        """Every request gets this, until it is set to ``None``."""
        self._always = fault

    def note(self, request: SeenRequest) -> Fault | None:
        """Remember a request; the fault that is to answer it, if one is."""
        with self._lock:
            self.requests.append(request)
            self.before_answer(request)
            return self._faults.popleft() if self._faults else self._always


def says(answer: object, headers: Mapping[str, str] | None = None) -> Fault:
    """Answer with JSON."""
    return lambda handler: handler.respond(json.dumps(answer).encode(), headers=headers)


def sends(body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Fault:
    """Answer with these bytes."""
    return lambda handler: handler.respond(body, status, headers)


def fails(status: int, headers: Mapping[str, str] | None = None, text: str = "Error") -> Fault:
    """Answer with a status, and a page in HTML."""
    page = f"<html><body><h1>{text}</h1></body></html>".encode()
    return sends(page, status, {"Content-Type": "text/html", **(headers or {})})


def redirects(location: str, status: int = 302) -> Fault:
    """Send elsewhere."""
    return sends(b"", status, {"Location": location})


def cuts(body: bytes = b'{"batchcomplete": true, "que') -> Fault:
    """Promise a longer body, send this much of it, and hang up."""

    def answer(handler: Handler) -> None:
        handler.respond(body, length=len(body) + 1000)
        handler.close_connection = True

    return answer


def resets(handler: Handler) -> None:
    """Break the connection instead of answering: the client sees ECONNRESET."""
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.close()
    handler.close_connection = True


def drips(pause_seconds: float, header_too: bool = False) -> Fault:
    """Send one byte at a time, for ever, from the header on or from the body on."""

    def answer(handler: Handler) -> None:
        handler.close_connection = True
        if header_too:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        else:
            handler.begin(200, {"Content-Length": "1000000"})
        while True:
            handler.wfile.write(b" ")
            time.sleep(pause_seconds)

    return answer


def streams(chunks: Iterable[bytes], headers: Mapping[str, str] | None = None) -> Fault:
    """Send chunks without telling how many there are, and hang up after the last."""

    def answer(handler: Handler) -> None:
        handler.close_connection = True
        handler.begin(200, {"Connection": "close", **(headers or {})})
        for chunk in chunks:
            handler.wfile.write(chunk)

    return answer


def packed(answer: object, encoding: str = "gzip", times: int = 1) -> Fault:
    """Answer with JSON, gzipped so many times."""
    body = json.dumps(answer).encode()
    for _ in range(times):
        body = gzip.compress(body)
    return sends(body, headers={"Content-Encoding": encoding})
