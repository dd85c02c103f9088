"""An S3 API server on 127.0.0.1 that refuses strangers, and does wrong on demand.

In: nothing but what is asked of it. Out: moto's S3, and on standard output its port; at ``/-/``
it is told what to do wrong, and says what it was asked. Separate, a process of its own, because
it must go on while a client is killed, and go away while one is writing.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

CONTROL = "/-/"
KEY = "test-key"
_NO_ENTRY = "InvalidAccessKeyId"


class S3Server:
    """The WSGI application: moto behind a guard that checks keys and keeps a log."""

    def __init__(self) -> None:
        self.backend = DomainDispatcherApplication(create_backend_app)
        self.log: list[str] = []
        self.faults: list[dict[str, Any]] = []
        self.lock = threading.Lock()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer one request."""
        line = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{environ['QUERY_STRING']}"
        if environ["PATH_INFO"] == CONTROL:
            return self._control(environ, start_response)
        with self.lock:
            self.log.append(line)
            fault = next((one for one in self.faults if self._is_meant(one, line)), None)
        signed = re.search(r"Credential=([^/]+)/", environ.get("HTTP_AUTHORIZATION", ""))
        if signed is None or signed[1] != KEY:
            return _refuse(environ, start_response, 403, _NO_ENTRY)
        if fault is not None:
            time.sleep(fault.get("seconds", 0))
            if "status" in fault:
                return _refuse(environ, start_response, fault["status"], fault["code"])
        return self.backend(environ, start_response)

    def _is_meant(self, fault: dict[str, Any], line: str) -> bool:
        """Whether a fault is due; ``after`` and ``times`` count the requests that it is for."""
        if not re.search(fault.get("request", ""), line) or fault.get("times", 1) == 0:
            return False
        if fault.get("after", 0) > 0:
            fault["after"] -= 1
            return False
        fault["times"] = fault.get("times", 1) - 1
        return True

    def _control(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """``POST`` takes faults; the answer is the log, which begins anew."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        with self.lock:
            self.faults = json.loads(body) if body else self.faults
            answer, self.log = json.dumps(self.log).encode(), []
        start_response("200 OK", [("Content-Type", "application/json")])
        return [answer]


def _refuse(
    environ: dict[str, Any], start_response: Callable[..., Any], status: int, code: str
) -> Iterable[bytes]:
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response(f"{status} {code}", [("Content-Type", "application/xml")])
    return [f"<Error><Code>{code}</Code><Message>{code}, says the test</Message></Error>".encode()]


if __name__ == "__main__":
    server = make_server("127.0.0.1", int(sys.argv[1]), S3Server(), threaded=True)
    print(server.port, flush=True)
    server.serve_forever()
