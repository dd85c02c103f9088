"""Who broadcast a race.

In: ``core.fct_broadcast_crew`` of a race. Out: a section.
"""

from __future__ import annotations

from pipelines.report import cells
from pipelines.report.frames import Frames
from pipelines.report.model import Column, Section, Table, TableRow
from pipelines.report.names import Names


def broadcast_section(frames: Frames, names: Names, race_id: str) -> Section:
    """One table, television first."""
    crew = frames.of("core.fct_broadcast_crew", "race_id", race_id, "medium person_number")
    rows = [
        TableRow(
            [
                cells.text(row["medium"]),
                cells.text(row["network"]),
                cells.text(_words(row["role"])),
                cells.text(row["person_name"], is_inferred=bool(row["is_inferred"])),
                cells.text(row["assignment"]),
                cells.source_cell(row),
            ]
        )
        for row in sorted(crew, key=lambda one: one["medium"] != "television")
    ]
    columns = [Column(one) for one in ("Medium", "Network", "Role", "Person", "Where", "Source")]
    table = Table("Broadcast crew", columns, rows)
    return Section("broadcast", "Broadcast", [table] if rows else ())


def _words(name: str | None) -> str:
    return (name or "").replace("_", " ")
