"""The size of answers is bounded, packed and unpacked, and so is the memory that they take."""

from __future__ import annotations

import gzip
import json
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest
from scripted_client import FINE, Client
from wiki_server import Handler, packed, sends, streams

from pipelines.sources.http import ResponseError, ResponseTooLarge

BOUND = 1_000_000


def _counted(chunk: bytes, times: int) -> tuple[list[int], Callable[[], Iterator[bytes]]]:
    sent = [0]

    def chunks() -> Iterator[bytes]:
        for _ in range(times):
            yield chunk
            sent[0] += len(chunk)

    return sent, chunks


def test_a_body_of_200_mb_is_not_read(client: Client) -> None:
    sent, chunks = _counted(b" " * 100_000, 2000)
    client.open(response_bytes=BOUND)
    tracemalloc.start()
    message = client.fail(streams(chunks()), kind=ResponseTooLarge)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "larger than 1.0 MB" in message
    assert "NASCAR_WAREHOUSE_RESPONSE_BYTES" in message
    assert client.requests == 1
    assert peak < 5 * BOUND
    # What the sockets of both sides buffer is far less than the body.
    assert sent[0] < 40e6


def test_a_body_that_says_it_is_too_large_is_not_waited_for(client: Client) -> None:
    def answer(handler: Handler) -> None:
        handler.close_connection = True
        handler.begin(200, {"Content-Length": "200000000"})
        time.sleep(0.5)

    client.fail(answer, kind=ResponseTooLarge, response_bytes=BOUND, read_timeout=0.2)
    assert client.requests == 1


def test_a_gzip_bomb_takes_no_more_memory_than_the_bound(client: Client) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    assert len(bomb) < BOUND
    client.open(response_bytes=BOUND)
    fault = sends(bomb, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    client.fail(fault, kind=ResponseTooLarge)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert client.requests == 1
    assert peak < 5 * BOUND


def test_gzip_that_unpacks_to_nothing_is_bounded_too(client: Client) -> None:
    packer = zlib.compressobj(0, zlib.DEFLATED, 31)
    start = packer.compress(b"{") + packer.flush(zlib.Z_FULL_FLUSH)
    # Empty blocks: five bytes in, none out.
    _, chunks = _counted(b"\x00\x00\x00\xff\xff" * 20_000, 2000)
    client.open(response_bytes=BOUND)
    fault = streams([start, *chunks()], {"Content-Encoding": "gzip"})
    client.fail(fault, kind=ResponseTooLarge)


def test_a_bomb_on_an_error_page_is_not_unpacked_either(client: Client) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    tracemalloc.start()
    client.fail(sends(bomb, 404, {"Content-Encoding": "gzip"}), kind=ResponseError)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("encoding", "times"), [("gzip, gzip", 2), ("br", 1), ("deflate", 1), ("gzip,identity", 1)]
)
def test_an_encoding_that_was_not_asked_for_is_refused(
    client: Client, encoding: str, times: int
) -> None:
    message = client.fail(packed(FINE, encoding, times), kind=ResponseError)
    assert f"'{encoding}'" in message
    assert client.requests == 1


def test_gzip_is_unpacked_and_counted_as_unpacked(client: Client) -> None:
    answer = {"query": {"text": "Nashville " * 200_000}}
    assert client.ask(packed(answer)) == answer
    assert client.http.bytes_received == len(json.dumps(answer))


def test_a_body_of_just_the_bound_is_read(client: Client) -> None:
    answer = {"query": {"text": "x" * 5000}}
    size = len(json.dumps(answer))
    assert client.ask(packed(answer), response_bytes=size) == answer
    client.http.close()
    client.http = None
    client.fail(packed(answer), kind=ResponseTooLarge, response_bytes=size - 1)
