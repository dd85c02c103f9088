"""Position through the weekend: from practice over the stages to the finish.

In: ``marts.weekend_progression`` of a race. Out: a section with a chart and the same as a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.report import cells
from pipelines.report.charts.weekend import weekend_chart
from pipelines.report.frames import Frames, Row
from pipelines.report.model import Chart, Column, Section, Table, TableRow
from pipelines.report.names import Names

_FINISH = "finish_position"
# Each moment, its column, and the fact whose row states it.
MOMENTS = (
    ("Practice", "practice_position", "core.fct_practice_result"),
    ("Qualifying", "qualifying_position", "core.fct_qualifying_result"),
    ("Start", "start_position", "core.fct_race_result"),
    ("Stage 1", "stage_1_position", "core.fct_stage_result"),
    ("Stage 2", "stage_2_position", "core.fct_stage_result"),
    ("Stage 3", "stage_3_position", "core.fct_stage_result"),
    ("Finish", _FINISH, "core.fct_race_result"),
)
Moment = tuple[str, str, str]


def weekend_section(frames: Frames, names: Names, race_id: str) -> Section:
    """Nothing where fewer than two moments are known."""
    drivers = frames.of(
        "marts.weekend_progression", "race_id", race_id, "finish_position driver_id"
    )
    moments = [one for one in MOMENTS if any(row[one[1]] is not None for row in drivers)]
    if len(moments) < 2:
        return Section("weekend", "Position through the weekend", ())
    makers = {
        row["driver_id"]: row["manufacturer_id"]
        for row in frames.of("core.fct_race_result", "race_id", race_id)
    }
    points = [point for row in drivers for point in _points(row, moments, names, makers)]
    chart = Chart(
        weekend_chart(
            points, "Position of each driver through the weekend; the table has the same"
        ),
        names.legend({makers.get(row["driver_id"]) for row in drivers}),
        "Of practice and stages, articles often list the first few only.",
    )
    return Section(
        "weekend",
        "Position through the weekend",
        [chart, _table(frames, names, drivers, moments, race_id)],
    )


def _points(
    row: Row, moments: Sequence[Moment], names: Names, makers: Mapping[str, str | None]
) -> list[dict[str, Any]]:
    known = [(i, one) for i, one in enumerate(moments) if row[one[1]] is not None]
    finish = row[_FINISH]
    label = row["driver_name"] if finish is None else f"{finish}  {row['driver_name']}"
    return [
        {
            "driver": label,
            "moment": moment,
            "moment_number": number,
            "position": row[column],
            "colour": names.colour(makers.get(row["driver_id"])),
            "said": f"{row['driver_name']}: {moment.lower()} {row[column]}",
            "is_end": number == known[-1][0],
        }
        for number, (moment, column, _) in known
    ]


def _table(
    frames: Frames, names: Names, drivers: Sequence[Row], moments: Sequence[Moment], race_id: str
) -> Table:
    sources = _sources(frames, race_id)
    return Table(
        "Position of each driver through the weekend",
        [Column("Driver"), *(Column(moment, is_number=True) for moment, *_ in moments)],
        [
            TableRow(
                [
                    names.driver(row["driver_id"]),
                    *(
                        cells.number(row[column], sources.get((row["driver_id"], column), ""))
                        for _, column, _ in moments
                    ),
                ]
            )
            for row in drivers
        ],
    )


def _sources(frames: Frames, race_id: str) -> dict[tuple[str, str], str]:
    """The row that states a driver's position at a moment."""
    found: dict[tuple[str, str], str] = {}
    for _, column, relation in MOMENTS:
        for row in frames.of(relation, "race_id", race_id, "table_index row_index"):
            if "stage_number" not in row or column == f"stage_{row['stage_number']}_position":
                found.setdefault((row["driver_id"], column), cells.source_of(row))
    return found
