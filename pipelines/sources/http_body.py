"""The body of an answer, read in bounded steps: no answer, however packed, fills the memory.

In: the raw chunks of a response. Out: its bytes, or its JSON. Separate because the bounds
can be followed and tested without a network.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from pipelines.sources.http_errors import ResponseError, ResponseTooLarge, TransientError

_STEP_BYTES = 256 * 1024
_PLAIN = {"", "identity"}
_GZIP = {"gzip", "x-gzip"}
# zlib's number for "a gzip header and trailer are expected".
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


def decoded(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The decoded chunks of a body; each at most a few hundred kilobytes.

    Raises:
        ResponseError: the encoding is another than none, or gzip once.
        TransientError: the body is no whole gzip stream.
    """
    name = encoding.strip().casefold()
    if name in _PLAIN:
        yield from chunks
    elif name in _GZIP:
        yield from _unpacked(chunks)
    else:
        raise ResponseError(f"the answer is encoded as '{encoding[:60]}'; only gzip was asked for")


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    stream = zlib.decompressobj(_GZIP_WINDOW)
    try:
        for chunk in chunks:
            part = stream.decompress(chunk, _STEP_BYTES)
            yield part
            # A full step may mean that more waits, even where no input is left over.
            while stream.unconsumed_tail or len(part) == _STEP_BYTES:
                part = stream.decompress(stream.unconsumed_tail, _STEP_BYTES)
                yield part
            if stream.unused_data:
                raise TransientError("the answer goes on after the end of its gzip stream")
    except zlib.error as error:
        raise TransientError(f"the answer is damaged: its gzip cannot be read ({error})") from error
    if not stream.eof:
        raise TransientError("the answer is cut short: its gzip stream has no end")


def whole_body(chunks: Iterable[bytes], encoding: str, most_bytes: int) -> bytes:
    """The decoded body, if it is at most ``most_bytes``, both packed and unpacked.

    Raises:
        ResponseTooLarge: it is larger; nothing is read beyond that.
        ResponseError, TransientError: see ``decoded``.
    """
    body = bytearray()
    for part in decoded(_at_most(chunks, most_bytes), encoding):
        body += part
        if len(body) > most_bytes:
            raise too_large(most_bytes)
    return bytes(body)


def _at_most(chunks: Iterable[bytes], most_bytes: int) -> Iterator[bytes]:
    """The same chunks: packed bytes are counted too, since some unpack to nothing."""
    received = 0
    for chunk in chunks:
        received += len(chunk)
        if received > most_bytes:
            raise too_large(most_bytes)
        yield chunk


def too_large(most_bytes: int) -> ResponseTooLarge:
    """The error for an answer of more than ``most_bytes``."""
    return ResponseTooLarge(
        f"the answer is larger than {most_bytes / 1e6:.1f} MB; reading stopped there; if the wiki "
        "is to be trusted, set NASCAR_WAREHOUSE_RESPONSE_BYTES higher"
    )


def json_object(body: bytes) -> dict[str, Any]:
    """Read b'{"query": {}}' to {"query": {}}.

    Raises:
        TransientError: it is no JSON, as when it is cut short.
        ResponseError: it is JSON of another kind, or of a depth that no API gives.
    """
    try:
        value = json.loads(body)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise TransientError(f"the answer is cut short or damaged: {error}") from error
    except (ValueError, RecursionError) as error:
        raise ResponseError(
            f"the answer is not what the Action API gives: it cannot be read ({error})"
        ) from error
    if not isinstance(value, dict):
        raise ResponseError(
            "the answer is not what the Action API gives: no JSON object but "
            f"a {type(value).__name__}"
        )
    return value
