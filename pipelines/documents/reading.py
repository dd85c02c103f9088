"""Choose the reader of a document by its file name.

In: a file suffix, bytes, and the rules for markup. Out: a ``Document``. Separate so that a
new form of article is one more entry here and nothing behind it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipelines.documents.markup import MarkupRules
from pipelines.documents.model import Document, UnreadableDocument
from pipelines.documents.plaintext import read_plaintext
from pipelines.documents.wikitext import read_wikitext

READERS: Mapping[str, Callable[[bytes, MarkupRules], Document]] = {
    ".txt": lambda content, rules: read_plaintext(content),
    ".wikitext": read_wikitext,
}


def read_document(suffix: str, content: bytes, rules: MarkupRules) -> Document:
    """Read a document with the reader for ``suffix`` (``.txt``).

    Raises:
        UnreadableDocument: no reader for the suffix, or nothing in it can be used.
    """
    reader = READERS.get(suffix)
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise UnreadableDocument(
            "unknown_format", f"there is no reader for '{suffix}' files; known forms: {known}"
        )
    return reader(content, rules)
