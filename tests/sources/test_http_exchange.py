"""Certificates are checked, and the time of an answer is bounded over TLS too."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import httpx
import pytest
from scripted_client import FINE, Client
from wiki_server import WikiServer, drips, says

from pipelines.sources.http import ResponseError, TransientError


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """One for 127.0.0.1 that nobody has signed, and its file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    key, file = folder / "key.pem", folder / "certificate.pem"
    arguments = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = [openssl, *arguments.split(), *names, "-keyout", str(key), "-out", str(file)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return context, file


def test_a_certificate_that_is_not_trusted_ends_the_request_at_once(
    certificate: tuple[ssl.SSLContext, Path],
) -> None:
    with WikiServer(certificate=certificate[0]) as running:
        client = Client(running)
        message = client.fail(kind=ResponseError)
        assert "certificate is not trusted" in message
        assert running.address in message
        assert running.requests == []
        assert client.waits == []


def test_a_trusted_certificate_is_accepted_and_a_drip_ends_there_too(
    certificate: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    trusted = httpx.create_ssl_context()
    monkeypatch.setattr("pipelines.sources.http_exchange._trusted_certificates", lambda: trusted)
    with WikiServer(certificate=certificate[0]) as running:
        client = Client(running)
        running.next_answers(says(FINE), drips(0.02), drips(0.02, header_too=True))
        client.open(response_timeout=0.3, attempts=2)
        assert client.ask() == FINE
        assert "no complete answer within 0.3 s" in client.fail(kind=TransientError)
        assert len(running.requests) == 3
