"""Faults between the client and a wiki: each ends in few requests and a clear message."""

from __future__ import annotations

import gzip
import json
import socket
import time

import pytest
from scripted_client import CALL, FINE, Client
from wiki_server import (
    Fault,
    Handler,
    WikiServer,
    cuts,
    drips,
    fails,
    redirects,
    resets,
    says,
    sends,
)

from pipelines.sources.http import ResponseError, TransientError, WikiError

MAXLAG = {
    "errors": [{"code": "maxlag", "text": "Waiting for a database server: 7.5 seconds lagged."}]
}
READ_ONLY = {"errors": [{"code": "readonly", "text": "The wiki is currently in read-only mode."}]}


# Faults that pass


def test_429_is_asked_again_after_the_time_that_the_wiki_names(client: Client) -> None:
    assert client.ask(fails(429, {"Retry-After": "7"})) == FINE
    assert client.waits == [7.0]
    assert client.requests == client.http.requests == 2
    assert "HTTP 429" in client.told[0]
    assert "again in 7 s" in client.told[0]


def test_retry_after_may_be_a_date(client: Client) -> None:
    headers = {
        "Retry-After": "Wed, 21 Oct 2015 07:28:20 GMT",
        "Date": "Wed, 21 Oct 2015 07:28:00 GMT",
    }

    def answer(handler: Handler) -> None:
        handler.send_response_only(503)
        for name, value in {**headers, "Content-Length": "0"}.items():
            handler.send_header(name, value)
        handler.end_headers()

    assert client.ask(answer) == FINE
    assert client.waits == [20.0]


@pytest.mark.parametrize("text", ["soon", "-5", "1e9", "", "١٢"])
def test_a_retry_after_that_says_nothing_leaves_ones_own_wait(client: Client, text: str) -> None:
    fault = fails(503, {"Retry-After": text.encode("utf-8").decode("latin-1")})
    assert client.ask(fault) == FINE
    assert 1 <= client.waits[0] <= 2


def test_503_twice_is_waited_out_with_growing_waits(client: Client) -> None:
    assert client.ask(fails(503), fails(503)) == FINE
    assert client.requests == 3
    assert 1 <= client.waits[0] <= 2
    assert 2 <= client.waits[1] <= 3


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (fails(500, text="Internal error"), "HTTP 500 (Internal error)"),
        (fails(502), "HTTP 502"),
        (fails(504), "HTTP 504"),
        (cuts(), "cut short"),
        (resets, "reset"),
        (sends(b'{"batchcomplete": tr'), "cut short"),
        (sends('{"title": "é'.encode()[:-1]), "cut short"),
        (sends(b""), "cut short"),
        (sends(gzip.compress(b"{}" * 99)[:-9], headers={"Content-Encoding": "gzip"}), "cut short"),
        (sends(gzip.compress(b"{}")[:-4], headers={"Content-Encoding": "gzip"}), "cut short"),
        (sends(b"no gzip at all", headers={"Content-Encoding": "gzip"}), "damaged"),
        (sends(gzip.compress(b"{}") + b"x", headers={"Content-Encoding": "gzip"}), "goes on"),
        (says(MAXLAG), "7.5 seconds lagged"),
        (says(READ_ONLY), "read-only mode"),
        (says({"error": {"code": "ratelimited", "info": "Too fast."}}), "Too fast. (ratelimited)"),
        (says({"error": {"code": "internal_api_error_DBQueryError", "info": "[1]"}}), "DBQuery"),
    ],
)
def test_a_fault_that_passes_is_tried_again_and_one_that_stays_is_given_up(
    client: Client, fault: Fault, words: str
) -> None:
    assert client.ask(fault) == FINE
    assert client.requests == 2
    client.server.every_answer(fault)
    message = client.fail(kind=TransientError)
    assert words in message
    assert client.server.api_url in message
    assert "gave up after 5 attempts" in message
    assert client.requests == 2 + 5
    assert len(client.waits) == 1 + 4
    assert max(client.waits) <= 31


def test_maxlag_is_waited_as_long_as_the_wiki_says(client: Client) -> None:
    assert client.ask(says(MAXLAG, {"Retry-After": "11"}), says(MAXLAG)) == FINE
    # Without a header, at least what Wikimedia asks for.
    assert client.waits == [11.0, 5.0]


def test_an_api_error_that_stays_is_also_a_wiki_error(client: Client) -> None:
    client.server.every_answer(says(READ_ONLY))
    with pytest.raises(WikiError) as caught:
        client.ask(attempts=2)
    assert caught.value.code == "readonly"
    assert client.requests == 2


@pytest.mark.parametrize(
    "fault", [fails(429, {"Retry-After": "3600"}), says(MAXLAG, {"Retry-After": "3600"})]
)
def test_too_long_a_wait_ends_at_once_and_says_how_long(client: Client, fault: Fault) -> None:
    message = client.fail(fault, kind=TransientError)
    assert "asks to wait 3600 s" in message
    assert client.waits == []
    assert client.requests == 1


def test_a_wiki_that_is_not_there_is_not_asked_for_ever(client: Client) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        message = client.fail(
            kind=TransientError, api_url=f"http://127.0.0.1:{port}/api.php", attempts=3
        )
    assert "refused" in message
    assert f"127.0.0.1:{port}" in message
    assert len(client.waits) == 2
    assert client.http.requests == 0


@pytest.mark.parametrize("header_too", [False, True])
def test_an_answer_that_drips_ends_with_the_time_for_one_answer(
    client: Client, header_too: bool
) -> None:
    client.server.every_answer(drips(0.02, header_too))
    start = time.monotonic()
    message = client.fail(kind=TransientError, response_timeout=0.3, attempts=2)
    assert time.monotonic() - start < 3
    assert "no complete answer within 0.3 s" in message
    assert client.requests == 2
    assert client.http.seconds_waiting > 0.5


def test_a_dripping_answer_without_a_length_is_not_taken_for_a_whole_one(client: Client) -> None:
    def answer(handler: Handler) -> None:
        handler.close_connection = True
        handler.begin(200, {"Connection": "close"})
        handler.wfile.write(json.dumps(FINE).encode()[:-1])
        time.sleep(1)

    client.server.every_answer(answer)
    message = client.fail(kind=TransientError, response_timeout=0.2, attempts=1)
    assert "no complete answer within 0.2 s" in message


def test_silence_ends_with_the_time_for_one_read(client: Client) -> None:
    client.server.every_answer(lambda _: time.sleep(0.6))
    message = client.fail(kind=TransientError, read_timeout=0.15, attempts=2)
    assert "no answer in time" in message
    assert client.requests == 2


def test_the_next_answer_after_a_fault_is_a_new_one(client: Client) -> None:
    """Nothing of a broken answer may be left on the connection that is used again."""
    client.ask(cuts(), resets)
    assert client.ask(says({"query": {"is": "new"}})) == {"query": {"is": "new"}}


# Faults that stay


@pytest.mark.parametrize("status", [400, 403, 404, 410, 414, 304, 204])
def test_other_statuses_are_not_tried_again(client: Client, status: int) -> None:
    message = client.fail(
        fails(status, text="Not <b>here</b>\x1b[31m &amp; now"), kind=ResponseError
    )
    assert f"HTTP {status}" in message
    assert client.requests == 1
    assert client.waits == []


def test_an_error_page_is_shown_as_a_short_text(client: Client) -> None:
    page = (
        b"<style>p {}</style><h1>No</h1>\n<script>x()</script>" + b"<p>words &amp; \x1b[0m" * 5000
    )
    message = client.fail(sends(page, 404, {"Content-Type": "text/html"}), kind=ResponseError)
    assert "(No words & [0m words" in message
    assert len(message) < 400
    assert "x()" not in message


def test_403_speaks_of_the_contact(client: Client) -> None:
    message = client.fail(fails(403, text="Please set a user-agent"), kind=ResponseError)
    assert "Please set a user-agent" in message
    assert "NASCAR_WAREHOUSE_CONTACT" in message


def test_a_page_instead_of_json_is_named(client: Client) -> None:
    page = sends(b"<html>Main Page</html>", headers={"Content-Type": "text/html; charset=utf-8"})
    message = client.fail(page, kind=ResponseError)
    assert f"{client.server.api_url}: it answers 'text/html'" in message
    assert "is it the address of an api.php?" in message
    assert client.requests == 1


@pytest.mark.parametrize("body", [b"[1, 2]", b"null", b'"text"', b"7", b"[" * 100_000, b"1" * 5000])
def test_json_of_another_kind_is_not_what_the_api_gives(client: Client, body: bytes) -> None:
    message = client.fail(sends(body), kind=ResponseError)
    assert "not what the Action API gives" in message
    assert client.requests == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"errors": [{"code": "badvalue", "text": "Unrecognized value.", "module": "main"}]},
        {"error": {"code": "badvalue", "info": "Unrecognized value."}},
    ],
)
def test_an_error_with_http_200_is_an_error(client: Client, answer: object) -> None:
    message = client.fail(says(answer), kind=WikiError)
    assert "Unrecognized value. (badvalue)" in message
    assert client.server.api_url in message
    assert client.requests == 1


@pytest.mark.parametrize("answer", [{"error": "odd"}, {"errors": [7]}, {"error": {"code": []}}])
def test_an_odd_error_is_an_error_all_the_same(client: Client, answer: object) -> None:
    client.fail(says(answer), kind=WikiError)


@pytest.mark.parametrize(
    "warnings",
    [
        [{"code": "toomanyvalues", "text": "Zu viele Werte: 50 sind erlaubt."}],
        {"query": {"warnings": 'Too many values supplied for parameter "titles".'}},
    ],
)
def test_a_warning_that_values_were_left_out_is_an_error(client: Client, warnings: object) -> None:
    message = client.fail(says({**FINE, "warnings": warnings}), kind=ResponseError)
    assert "left out" in message


def test_other_warnings_are_kept_once(client: Client) -> None:
    answer = says({**FINE, "warnings": [{"code": "deprecated", "text": "This will go."}]})
    client.ask(answer, answer)
    client.ask()
    assert client.http.warnings == ["This will go."]


def test_a_redirect_within_the_host_is_followed(client: Client) -> None:
    client.server.next_answers(redirects("/wiki/api.php?moved=1", 301), redirects("../w/api.php"))
    assert client.ask() == FINE
    assert [seen.path for seen in client.server.requests] == [
        "/w/api.php",
        "/wiki/api.php",
        "/w/api.php",
    ]


def test_a_form_is_sent_again_where_it_is_redirected_to(client: Client) -> None:
    client.server.next_answers(redirects("/moved/api.php", 308))
    client.open().get_json({**CALL, "titles": "x" * 5000})
    assert [seen.method for seen in client.server.requests] == ["POST", "POST"]
    assert client.server.requests[1].parameters["titles"] == "x" * 5000


def test_a_redirect_loop_ends(client: Client) -> None:
    message = client.fail(redirects("/a"), redirects("/b"), redirects("/a"), kind=ResponseError)
    assert "in a loop" in message
    assert f"{client.server.address}/b sends to {client.server.address}/a" in message
    assert client.requests == 3


def test_redirects_without_end_are_given_up(client: Client) -> None:
    faults = [redirects(f"/{number}") for number in range(20)]
    message = client.fail(*faults, kind=ResponseError)
    assert "more than 5 times" in message
    assert client.requests == 6


def test_another_host_is_never_asked(client: Client) -> None:
    with WikiServer() as other:
        message = client.fail(redirects(f"{other.address}/w/api.php"), kind=ResponseError)
        assert other.requests == []
    assert client.server.address in message
    assert other.address in message
    assert client.requests == 1


@pytest.mark.parametrize(
    "location",
    [
        "http://localhost:{port}/w/api.php",
        "http://name@127.0.0.1:{port}/w/api.php",
        "ftp://127.0.0.1:{port}/w/api.php",
        "//wiki.test/w/api.php",
        "http://[::1]:{port}/w/api.php",
        "http://127.0.0.1:99999999/",
        "",
    ],
)
def test_a_location_that_is_not_the_same_host_is_refused(client: Client, location: str) -> None:
    port = client.server.address.rpartition(":")[2]
    client.fail(redirects(location.format(port=port)), kind=ResponseError)
    assert client.requests == 1
