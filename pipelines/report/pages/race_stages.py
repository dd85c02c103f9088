"""The stages of a race: their length, and who scored in them.

In: ``core.fct_stage`` and ``core.fct_stage_result`` of a race. Out: a section.
"""

from __future__ import annotations

from pipelines.report import cells
from pipelines.report.frames import Frames, Row
from pipelines.report.model import Cell, Column, Section, Table, TableRow
from pipelines.report.names import Names
from pipelines.report.pages import cars

_COLUMNS = (
    *cars.COLUMNS,
    Column("Points", "stage points", is_number=True),
    Column("Source", "the row of the article"),
)


def stages_section(frames: Frames, names: Names, race_id: str) -> Section:
    """A table a stage."""
    stages = {row["stage_number"]: row for row in frames.of("core.fct_stage", "race_id", race_id)}
    results = frames.of("core.fct_stage_result", "race_id", race_id, "stage_number position")
    numbers = dict.fromkeys(row["stage_number"] for row in results)
    tables = [
        Table(
            _caption(number, stages.get(number)),
            _COLUMNS,
            [TableRow(_cells(names, row)) for row in results if row["stage_number"] == number],
        )
        for number in numbers
    ]
    return Section("stages", "Stages", tables)


def _caption(number: int, stage: Row | None) -> str:
    if stage is None or stage["laps"] is None:
        return f"Stage {number}"
    end = f", to lap {stage['end_lap']}" if stage["end_lap"] is not None else ""
    return f"Stage {number}: {stage['laps']} laps{end}"


def _cells(names: Names, row: Row) -> list[Cell]:
    points = cells.number(row["stage_points"], cells.source_of(row))
    return [*cars.car_cells(names, row), points, cells.source_cell(row)]
