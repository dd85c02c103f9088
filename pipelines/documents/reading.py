"""Choose the reader of a document by its file name.

In: a file suffix, bytes, and the rules for markup. Out: a ``Document``. Separate so that a
new form of article is one more entry here and nothing behind it changes.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from pipelines.documents.markup import MarkupRules
from pipelines.documents.model import Document, UnreadableDocument
from pipelines.documents.plaintext import read_plaintext
from pipelines.documents.size import refuse_what_is_too_large
from pipelines.documents.wikitext import read_wikitext


def _read_html(content: bytes, rules: MarkupRules) -> Document:
    # BeautifulSoup takes a tenth of a second to import, which a build without HTML need not wait.
    from pipelines.documents.html import read_html

    return read_html(content, rules)


READERS: Mapping[str, Callable[[bytes, MarkupRules], Document]] = {
    ".txt": lambda content, rules: read_plaintext(content),
    ".wikitext": read_wikitext,
    ".html": _read_html,
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
        document = reader(content, rules)
    refuse_what_is_too_large(document)
    return document


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep Python from looking for garbage while a document is read.

    What a reader makes is many values and no garbage, but for the tree of an HTML page, which
    is dropped as a whole. To look through them, and through the documents of a season that
    are held, takes a third of the time, and makes it grow faster than they do.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
