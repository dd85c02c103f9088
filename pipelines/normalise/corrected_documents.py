"""A document with corrected texts in the places of wrong ones.

In: a document and the places where corrections apply. Out: another document; the one that was
read stays as it is. Separate because whatever reads a document must find the corrected text
just where it looks for the article's: in the cell, the infobox field, the statistics line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.documents.marks import split_marks
from pipelines.documents.model import Cell
from pipelines.normalise.correction_places import Place
from pipelines.normalise.sheets import RaceDocument
from pipelines.recognition.corrections import RACE, Correction
from pipelines.recognition.document import RecognisedTable


def corrected_document(document: RaceDocument, applied: Sequence[Place]) -> RaceDocument:
    """The document with the corrected text in each of these places."""
    recognition = document.recognition
    tables = tuple(_corrected_table(table, applied) for table in recognition.tables)
    document = replace(
        document,
        document=replace(document.document, tables=tuple(one.table for one in tables)),
        recognition=replace(recognition, tables=tables),
    )
    for place in applied:
        if place.correction.table_kind == RACE:
            document = _with_field(document, place.correction)
    return document


def _with_field(document: RaceDocument, correction: Correction) -> RaceDocument:
    """The document with another text of a field, where its first statement stands."""
    texts, recognition = document.document, document.recognition
    column, text = correction.column, correction.corrected
    for index, (field, name) in enumerate(zip(texts.infobox, recognition.infobox, strict=True)):
        if name == column and field.fault is None:
            mended = replace(field, value=text, link=None)
            infobox = (*texts.infobox[:index], mended, *texts.infobox[index + 1 :])
            return replace(document, document=replace(texts, infobox=infobox))
    for index, (line, name) in enumerate(zip(texts.lines, recognition.lines, strict=True)):
        if name == column and line.fault is None and column not in recognition.key_fields:
            label = line.text.partition(":")[0]
            lines = (
                *texts.lines[:index],
                replace(line, text=f"{label}: {text}"),
                *texts.lines[index + 1 :],
            )
            return replace(document, document=replace(texts, lines=lines))
    # A key states it ("Winner: No. 1"), or nothing does: then it is as if a key stated it.
    stated = {**recognition.key_fields, column: text}
    return replace(document, recognition=replace(recognition, key_fields=stated))


def _corrected_table(table: RecognisedTable, applied: Sequence[Place]) -> RecognisedTable:
    rows = list(table.table.rows)
    for place in applied:
        if place.table_index != table.table.index:
            continue
        assert place.row_index is not None
        assert place.column_index is not None
        cells = list(rows[place.row_index].cells)
        cell = cells[place.column_index]
        cells[place.column_index] = _corrected_cell(cell, place.correction.corrected)
        rows[place.row_index] = rows[place.row_index]._replace(cells=tuple(cells))
    return replace(table, table=replace(table.table, rows=tuple(rows)))


def _corrected_cell(cell: Cell, shown: str) -> Cell:
    """The cell with another text; whom the old one links to, the new one need not mean."""
    text, markers, _ = split_marks(shown)
    link = cell.link if text == cell.text else None
    return replace(cell, text=text, markers=markers, link=link)
