"""The verbatim tables: every row, infobox key and line of every document.

In: documents with what was recognised. Out: the ``staging`` tables and
``quality.unrecognised``. Separate because nothing here depends on racing: it is what lets a
user join any value to the row it came from, and find what nobody understands yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.documents.model import Document, Fault, Table
from pipelines.normalise.frames import REJECTED_SCHEMA
from pipelines.normalise.identity import RaceIdentity
from pipelines.recognition.document import Recognition, Unrecognised
from pipelines.recognition.tables import nearest_texts
from pipelines.sources.raw import RawDocument


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A raw document that could be read, and its parts."""

    raw: RawDocument
    document: Document
    recognition: Recognition

    @property
    def parts(self) -> tuple[Document, Recognition]:
        """The document and what was recognised in it."""
        return self.document, self.recognition


def documents(
    raws: Sequence[RawDocument],
    read: Sequence[ReadDocument],
    identities: Mapping[str, RaceIdentity],
) -> list[dict[str, object]]:
    """``staging.document``: every document found, loaded or not."""
    titles = {one.raw.document_id: one.document.title for one in read}
    races = {ident: identity.race_id for ident, identity in identities.items()}
    return [
        {
            "document_id": raw.document_id,
            "title": titles.get(raw.document_id) or raw.sidecar.title or raw.slug,
            "series_id": raw.series_id,
            "season": raw.season,
            "format": raw.suffix.removeprefix("."),
            "page_id": raw.sidecar.page_id,
            "revision_id": raw.revision_id or raw.sidecar.revision_id,
            "revision_timestamp": raw.sidecar.timestamp,
            "sha256": raw.sha256,
            "sidecar_sha256": raw.sidecar.sha256,
            "source_url": raw.sidecar.url,
            "licence": raw.sidecar.licence,
            "retrieved_at": raw.sidecar.fetched_at,
            "race_id": races.get(raw.document_id),
            "is_loaded": raw.document_id in races,
        }
        for raw in raws
    ]


def table_rows(documents: Sequence[ReadDocument]) -> list[dict[str, object]]:
    """``staging.table_row``: every caption and row of every table."""
    return [
        {"document_id": read.raw.document_id, "table_index": table.table.index, **row}
        for read in documents
        for table in read.recognition.tables
        for row in (
            *_caption_rows(table.table, table.table_kind),
            *_cell_rows(table.table, table.table_kind, [match.kind for match in table.rows]),
        )
    ]


def _caption_rows(table: Table, table_kind: str | None) -> list[dict[str, object]]:
    return [
        {
            "row_index": index - len(table.captions),
            "line_number": caption.line_number,
            "heading": table.headings[-1] if table.headings else None,
            "table_kind": table_kind,
            "row_kind": "caption",
            "cells": [caption.text],
            "source": caption.text,
        }
        for index, caption in enumerate(table.captions)
    ]


def _cell_rows(
    table: Table, table_kind: str | None, row_kinds: Sequence[str]
) -> list[dict[str, object]]:
    texts = nearest_texts(table)
    return [
        {
            "row_index": index,
            "line_number": row.line_number,
            "heading": texts[0] if texts else None,
            "table_kind": table_kind,
            "row_kind": row_kind,
            "cells": [cell.shown for cell in row.cells],
            "source": row.source,
        }
        for index, (row, row_kind) in enumerate(zip(table.rows, row_kinds, strict=True))
    ]


def infobox_fields(documents: Sequence[ReadDocument]) -> list[dict[str, object]]:
    """``staging.infobox_field``: every key of every infobox."""
    return [
        {
            "document_id": read.raw.document_id,
            "line_number": field.line_number,
            "key": field.key,
            "value": field.value,
            "field": name,
        }
        for read in documents
        for field, name in zip(read.document.infobox, read.recognition.infobox, strict=True)
    ]


def text_lines(documents: Sequence[ReadDocument]) -> list[dict[str, object]]:
    """``staging.text_line``: every paragraph and list item."""
    return [
        {
            "document_id": read.raw.document_id,
            "line_number": line.line_number,
            "heading": " > ".join(line.headings) or None,
            "line_kind": line.kind,
            "text": line.text,
            "field": name,
        }
        for read in documents
        for line, name in zip(read.document.lines, read.recognition.lines, strict=True)
    ]


def unrecognised(documents: Sequence[ReadDocument]) -> list[dict[str, object]]:
    """``quality.unrecognised``: all that no vocabulary row names."""
    return [
        unrecognised_row(read.raw.document_id, missed)
        for read in documents
        for missed in read.recognition.unrecognised
    ]


def unrecognised_row(document_id: str, missed: Unrecognised) -> dict[str, object]:
    """One row of ``quality.unrecognised``."""
    return {
        "document_id": document_id,
        "table_index": missed.table_index,
        "row_index": missed.row_index,
        "what": missed.what,
        "value": missed.value,
        "heading": missed.heading,
        "reason": missed.reason,
    }


def malformed(documents: Sequence[ReadDocument]) -> pl.DataFrame:
    """Rows of ``quality.rejected`` for table rows, captions, keys and lines with a fault."""
    rows: list[dict[str, object]] = []
    for read in documents:
        rows += _malformed_rows(read)
        captions = [caption for table in read.document.tables for caption in table.captions]
        for line in (*captions, *read.document.lines):
            if line.fault is not None:
                rows.append(_fault_row(read, line.fault, line.text, line.line_number))
        for field in read.document.infobox:
            if field.fault is not None:
                text = f"{field.key}: {field.value}"
                rows.append(_fault_row(read, field.fault, text, field.line_number))
    return pl.DataFrame(rows, schema=REJECTED_SCHEMA)


def _malformed_rows(read: ReadDocument) -> list[dict[str, object]]:
    return [
        _fault_row(read, match.fault, row.source, row.line_number)
        | {"table_index": table.table.index, "row_index": index}
        for table in read.recognition.tables
        for index, (row, match) in enumerate(zip(table.table.rows, table.rows, strict=True))
        if match.fault is not None
    ]


def _fault_row(read: ReadDocument, fault: Fault, text: str, line_number: int) -> dict[str, object]:
    return {
        "document_id": read.raw.document_id,
        "level": "row",
        "value": text,
        "reason_code": fault.reason_code,
        "reason": f"line {line_number}: {fault.reason}; the row is not loaded",
    }


def refused_documents(raws: Sequence[RawDocument], refused: Mapping[str, Fault]) -> pl.DataFrame:
    """Rows of ``quality.rejected`` for documents that are not loaded, and damaged sidecars."""
    rows = [
        {
            "document_id": raw.document_id,
            "level": "document",
            "value": raw.sidecar.title,
            "reason_code": refused[raw.document_id].reason_code,
            "reason": refused[raw.document_id].reason,
        }
        for raw in raws
        if raw.document_id in refused
    ]
    rows += [
        {
            "document_id": raw.document_id,
            "level": "file",
            "value": None,
            "reason_code": "unreadable_sidecar",
            "reason": f"{raw.sidecar.problem}; the document is loaded without it",
        }
        for raw in raws
        if raw.sidecar.problem is not None
    ]
    return pl.DataFrame(rows, schema=REJECTED_SCHEMA)
