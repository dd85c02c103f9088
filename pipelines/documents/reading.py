"""Choose the reader of a document by its file name.

In: a file suffix, bytes, and the rules for markup. Out: a ``Document``. Separate so that a
new form of article is one more entry here and nothing behind it changes.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from pipelines.documents.html import read_html
from pipelines.documents.markup import MarkupRules
from pipelines.documents.model import Document, UnreadableDocument
from pipelines.documents.plaintext import read_plaintext
from pipelines.documents.wikitext import read_wikitext

READERS: Mapping[str, Callable[[bytes, MarkupRules], Document]] = {
    ".txt": lambda content, rules: read_plaintext(content),
    ".wikitext": read_wikitext,
    ".html": read_html,
}


def read_document(suffix: str, content: bytes, rules: MarkupRules) -> Document:
    """Read a document with the reader for ``suffix`` (``.txt``, ``.wikitext``, ``.html``).

    Raises:
        UnreadableDocument: no reader for the suffix, or nothing in it can be used.
    """
    reader = READERS.get(suffix)
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise UnreadableDocument(
            "unknown_format", f"there is no reader for '{suffix}' files; known forms: {known}"
        )
    with _collector_paused():
        return reader(content, rules)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Collect no garbage while a document is read: its many small values are none.

    Each collection would look through all documents that are held; a season's are.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
