"""How a document is written down in the case files of the readers."""

from __future__ import annotations

from pipelines.documents.model import Document


def as_json(document: Document) -> dict[str, object]:
    """What a case file says of a document; faults by their code."""
    return {
        "title": document.title,
        "infobox": [[field.key, field.value] for field in document.infobox],
        "tables": [
            {
                "headings": list(table.headings),
                "captions": [caption.text for caption in table.captions],
                "rows": [
                    [
                        *(cell.shown for cell in row.cells),
                        *([f"!{row.fault.reason_code}"] if row.fault else []),
                    ]
                    for row in table.rows
                ],
            }
            for table in document.tables
        ],
        "lines": [[line.kind, *line.headings, line.text] for line in document.lines],
    }
