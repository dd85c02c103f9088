"""How large an article may be, whatever its form: cells, columns, lines.

In: a ``Document``. Out: nothing, or an ``UnreadableDocument``. Separate because every reader has
bounds of its own on bytes and depth, and none of them bounds what a few bytes each become: a
document of 16 MB of pipes has 15 million cells.
"""

from __future__ import annotations

from pipelines.documents.model import Document, UnreadableDocument

# As many as spans may fill (grid.py). Real articles have up to some 20,000.
MAXIMUM_CELLS = 1_000_000
# The widest that one span makes is 1,000.
MAXIMUM_COLUMNS = 5_000
MAXIMUM_LINES = 500_000


def refuse_what_is_too_large(document: Document) -> None:
    """Let a document pass that an article can be.

    Raises:
        UnreadableDocument: it has more cells, columns or lines than any article.
    """
    widths = [len(row.cells) for table in document.tables for row in table.rows]
    _refuse("cells in its tables", sum(widths), MAXIMUM_CELLS)
    _refuse("cells in a row", max(widths, default=0), MAXIMUM_COLUMNS)
    _refuse("lines and infobox keys", len(document.lines) + len(document.infobox), MAXIMUM_LINES)


def _refuse(what: str, number: int, maximum: int) -> None:
    if number > maximum:
        raise UnreadableDocument(
            "document_too_large", f"{number:,} {what}; a document may have {maximum:,} at most"
        )
