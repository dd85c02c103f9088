"""The result of a race, and the positions that each car gained.

In: ``marts.race_results`` of a race. Out: sections.
"""

from __future__ import annotations

from pipelines.report import cells
from pipelines.report.charts.bars import gained_chart
from pipelines.report.charts.drawing import BAD, GOOD
from pipelines.report.frames import Frames, Row
from pipelines.report.model import Cell, Chart, Column, Legend, Section, Table, TableRow
from pipelines.report.names import Names

_COLUMNS = (
    Column("Pos.", "finishing position", is_number=True),
    Column("Driver"),
    Column("No.", "car number"),
    Column("Team"),
    Column("Make", "manufacturer"),
    Column("Start", "starting position", is_number=True),
    Column("Gained", "positions from start to finish", is_number=True),
    Column("Laps", "laps completed", is_number=True),
    Column("Led", "laps led", is_number=True),
    Column("Points", "as published", is_number=True),
    Column("Remarks"),
    Column("Source", "the row of the article"),
)


def results_section(frames: Frames, names: Names, race_id: str) -> Section:
    """The result as a table."""
    rows = frames.of("marts.race_results", "race_id", race_id, "finish_position")
    table = Table("Race result", _COLUMNS, [TableRow(_cells(names, row)) for row in rows])
    return Section("result", "Race result", [table] if rows else ())


def gained_section(frames: Frames, names: Names, race_id: str) -> Section:
    """Positions gained as a chart; nothing where no start is known."""
    rows = [
        row
        for row in frames.of("marts.race_results", "race_id", race_id, "finish_position")
        if row["positions_gained"] is not None
    ]
    picture = (
        gained_chart(
            [
                {
                    "driver": f"{row['finish_position']}  {row['driver_name']}",
                    "gained": row["positions_gained"],
                    "shown": cells.signed_text(row["positions_gained"]),
                    "colour": GOOD if row["positions_gained"] >= 0 else BAD,
                    "said": f"{row['driver_name']}: started {row['start_position']}, "
                    f"finished {row['finish_position']}",
                }
                for row in rows
            ],
            "Positions that each driver gained; the column Gained of the result has the same",
        )
        if rows
        else None
    )
    legend = (Legend("gained", GOOD), Legend("lost", BAD))
    return Section("gained", "Positions gained", [Chart(picture, legend)] if picture else ())


def _cells(names: Names, row: Row) -> list[Cell]:
    source = cells.source_of(row)
    gained = cells.signed(
        row["positions_gained"], source, is_inferred=bool(row["finish_position_is_inferred"])
    )
    return [
        cells.number(
            row["finish_position"], source, is_inferred=bool(row["finish_position_is_inferred"])
        ),
        names.driver(row["driver_id"]),
        cells.text(row["car_number"], source=source),
        names.team(row["team_id"]),
        names.manufacturer(row["manufacturer_id"]),
        cells.number(row["start_position"], source),
        gained,
        cells.number(row["laps_completed"], source),
        cells.number(row["laps_led"], source),
        cells.number(row["points"], source),
        cells.remark(_remarks(row), source),
        cells.source_cell(row),
    ]


def _remarks(row: Row) -> str:
    parts = (
        row["status"] or "",
        "disqualified" if row["is_disqualified"] else "",
        "rookie" if row["is_rookie"] else "",
        "not eligible for points" if row["is_points_eligible"] is False else "",
    )
    return ", ".join(part for part in parts if part)
