"""From bytes to lines of text: encoding, line ends, and lines that are not UTF-8.

In: the bytes of a raw document. Out: its lines, each with a fault where its bytes are not
UTF-8. Separate because every text reader needs the same rules: one wrong byte costs the
line it stands in, never the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.documents.model import Fault, UnreadableDocument

# Real race articles are 20-300 kB; the largest page MediaWiki stores is 2 MiB.
MAXIMUM_BYTES = 16 * 1024 * 1024

_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROLS = bytes(byte for byte in range(0x20) if _CONTROL.match(bytes([byte])))


def decode_lines(content: bytes) -> Iterator[tuple[int, str, Fault | None]]:
    """Yield ``(line number from 1, text, fault or None)`` for each line of a document.

    Raises:
        UnreadableDocument: empty, too large, or binary content.
    """
    _refuse_unusable(content)
    text = content.decode("utf-8-sig", errors="surrogateescape")
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.removesuffix("\r")
        yield (number, *_without_escaped_bytes(line))


def decode_text(content: bytes, encoding: str = "utf-8-sig") -> tuple[str, dict[int, Fault]]:
    """The text of a document, and the faults of its lines by their number from 1.

    ``encoding`` is one that the document itself declares.

    Raises:
        UnreadableDocument: empty, too large, or binary content.
    """
    _refuse_unusable(content)
    text = content.decode(encoding, errors="surrogateescape")
    if b"\r" in content:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _ESCAPED_BYTE.search(text) is None:
        return text, {}
    lines = [_without_escaped_bytes(line) for line in text.split("\n")]
    faults = {number: fault for number, (_, fault) in enumerate(lines, start=1) if fault}
    return "\n".join(line for line, _ in lines), faults


def _refuse_unusable(content: bytes) -> None:
    if len(content) > MAXIMUM_BYTES:
        raise UnreadableDocument(
            "document_too_large",
            f"{len(content):,} bytes; a document may have {MAXIMUM_BYTES:,} at most",
        )
    if not content.strip():
        raise UnreadableDocument("empty_document", "the file is empty; fetch the article again")
    if len(content.translate(None, _CONTROLS)) < len(content):
        control = _CONTROL.search(content)
        assert control is not None
        raise UnreadableDocument(
            "binary_document",
            f"not a text: control byte 0x{control[0][0]:02x} at offset {control.start():,}; "
            "replace the file by the text of the article",
        )


def _without_escaped_bytes(line: str) -> tuple[str, Fault | None]:
    bad = _ESCAPED_BYTE.search(line)
    if bad is None:
        return line, None
    shown = _ESCAPED_BYTE.sub(lambda match: f"\\x{ord(match[0]) - 0xDC00:02x}", line)
    reason = (
        f"byte 0x{ord(bad[0]) - 0xDC00:02x} at character {bad.start() + 1} of the line is not "
        "UTF-8; convert the file to UTF-8 (it may be Latin-1)"
    )
    return shown, Fault("not_utf8", reason)
