"""The article behind a page: its title, address, revision and licence.

In: a document's row. Out: ``Article``. Separate because the licence asks for the same of every
page: who wrote it, where it stands, and under which licence.
"""

from __future__ import annotations

from pipelines.exports.attribution import WIKIPEDIA
from pipelines.report import addresses
from pipelines.report.frames import Frames, Row
from pipelines.report.model import Article


def article_of(frames: Frames, document_id: str) -> Article:
    """The article of a document."""
    row = frames.one("staging.document", "document_id", document_id)
    if row is None:
        return Article(document_id, "", "", "", addresses.source_page(document_id))
    return article(row)


def article(row: Row) -> Article:
    """A row of ``staging.document`` as an article."""
    address = str(row["source_url"] or "")
    return Article(
        title=str(row["title"] or row["document_id"]),
        # An address comes from a file beside the article: only one that a browser opens is linked.
        address=address if address.startswith(("https://", "http://")) else "",
        revision=_revision(row),
        licence=str(row["licence"] or "unknown"),
        page=addresses.source_page(row["document_id"]),
    )


def licences(frames: Frames) -> list[str]:
    """What the articles of the site are under; of one that does not say, Wikipedia's licence."""
    stated = {row["licence"] or WIKIPEDIA for row in frames.rows("staging.document")}
    return sorted(stated) or [WIKIPEDIA]


def _revision(row: Row) -> str:
    if row["revision_id"] is None:
        return "revision unknown"
    when = row["revision_timestamp"]
    return f"revision {row['revision_id']}" + (f" of {when}" if when else "")
