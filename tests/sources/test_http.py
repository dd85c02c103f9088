"""What the client sends, how fast, and what it never does."""

from __future__ import annotations

import socket
import time

import pytest
from scripted_client import CALL, FINE, Client
from wiki_server import Handler, WikiServer, says

from pipelines.sources.http import Offline, WikiHttp
from pipelines.sources.settings import SettingsError, WikiSettings


def test_a_request_says_who_asks_and_how_it_wants_its_answer(client: Client) -> None:
    assert client.ask() == FINE
    (seen,) = client.server.requests
    assert seen.method == "GET"
    assert seen.path == "/w/api.php"
    assert seen.parameters == {
        **CALL,
        "format": "json",
        "formatversion": "2",
        "errorformat": "plaintext",
        "errorlang": "en",
        "maxlag": "5",
    }
    assert seen.headers["user-agent"].startswith("nascar-warehouse/")
    assert "(ops@example.org) httpx/" in seen.headers["user-agent"]
    assert seen.headers["accept-encoding"] == "gzip"


def test_no_maxlag_is_sent_where_it_is_switched_off(client: Client) -> None:
    client.ask(maxlag=-1)
    assert "maxlag" not in client.server.requests[0].parameters


def test_a_long_query_is_sent_as_a_form(client: Client) -> None:
    titles = "|".join(
        f"{number} Société Générale 400 à l'Île-de-France presented by Ally" for number in range(50)
    )
    client.open().get_json({**CALL, "titles": titles})
    (seen,) = client.server.requests
    assert seen.method == "POST"
    assert seen.parameters["titles"] == titles
    assert seen.parameters["maxlag"] == "5"


def test_one_connection_serves_many_requests(client: Client) -> None:
    ports = set()
    client.server.every_answer(
        lambda handler: (ports.add(handler.client_address[1]), says(FINE)(handler))[1]
    )
    for _ in range(5):
        client.ask()
    assert len(ports) == 1


@pytest.mark.parametrize("contact", ["", "  "])
def test_without_a_contact_nothing_is_asked(client: Client, contact: str) -> None:
    with pytest.raises(SettingsError, match="NASCAR_WAREHOUSE_CONTACT"):
        client.open(contact=contact)
    assert client.requests == 0


@pytest.mark.parametrize("contact", ["ops@example.org\r\nX-Other: 1", "a\x00b", "Jürgen\u2028"])
def test_a_contact_that_cannot_stand_in_a_header_is_refused(client: Client, contact: str) -> None:
    with pytest.raises(SettingsError, match="NASCAR_WAREHOUSE_CONTACT"):
        client.open(contact=contact)


def _no_socket(*_: object, **__: object) -> None:
    raise AssertionError("a socket was opened")


def test_offline_opens_no_socket_and_needs_no_contact(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, _no_socket)
    message = client.fail(kind=Offline, is_offline=True, contact="")
    assert "offline" in message
    assert client.server.api_url in message
    assert client.waits == []


def test_a_client_opens_no_socket_until_it_asks(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, _no_socket)
    with client.open():
        pass


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with WikiServer() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.address)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert client.ask() == FINE
        assert proxy.requests == []


# Pace


def test_requests_start_at_the_bounded_rate(server: WikiServer) -> None:
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    settings = WikiSettings(
        api_url=server.api_url, contact="ops@example.org", requests_per_second=4.0
    )
    with WikiHttp(settings, sleep=sleep, clock=lambda: now[0]) as http:
        for _ in range(5):
            http.get_json(CALL)
        # The first at once, the others a quarter of a second apart.
        assert now[0] == pytest.approx(1.0)
        assert http.seconds_waiting == pytest.approx(1.0)
        now[0] += 10
        http.get_json(CALL)
        assert http.seconds_waiting == pytest.approx(1.0)


def test_waiting_for_the_wiki_is_counted_and_computing_is_not(client: Client) -> None:
    def slow(handler: Handler) -> None:
        time.sleep(0.2)
        says(FINE)(handler)

    client.ask(slow)
    assert 0.2 <= client.http.seconds_waiting < 0.4
