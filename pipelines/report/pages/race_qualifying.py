"""Qualifying, with the gaps to the pole, and practice.

In: facts and ``marts.qualifying_gaps`` of a race. Out: sections.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.report import cells
from pipelines.report.charts.bars import gap_chart
from pipelines.report.frames import Frames, Row
from pipelines.report.model import Cell, Chart, Column, Section, Table, TableRow
from pipelines.report.names import Names
from pipelines.report.pages import cars

_SOURCE = Column("Source", "the row of the article")


def qualifying_section(frames: Frames, names: Names, race_id: str) -> Section:
    """Gaps to the pole as a chart, where times are known; the rounds as a table."""
    results = frames.of("core.fct_qualifying_result", "race_id", race_id, "position")
    gaps = {row["position"]: row for row in frames.of("marts.qualifying_gaps", "race_id", race_id)}
    if not results:
        return Section("qualifying", "Qualifying", ())
    timed = [row for row in results if _gap(gaps, row) is not None]
    charts = [_chart(names, timed, gaps)] if len(timed) > 1 else []
    return Section(
        "qualifying", "Qualifying", [*charts, _table(frames, names, results, gaps, race_id)]
    )


def practice_section(frames: Frames, names: Names, race_id: str) -> Section:
    """A table a session."""
    results = frames.of("core.fct_practice_result", "race_id", race_id, "session_number position")
    sessions = list(dict.fromkeys(row["session_number"] for row in results))
    tables = [
        Table(
            f"Practice {number}" if len(sessions) > 1 else "Practice",
            [
                *cars.COLUMNS,
                Column("Time", "best lap", True),
                Column("Speed", "mph", True),
                _SOURCE,
            ],
            [
                TableRow(
                    [
                        *cars.car_cells(names, row),
                        cells.duration(row["lap_time_seconds"], cells.source_of(row)),
                        cells.number(row["speed_mph"], cells.source_of(row), 3),
                        cells.source_cell(row),
                    ]
                )
                for row in results
                if row["session_number"] == number
            ],
        )
        for number in sessions
    ]
    return Section("practice", "Practice", tables)


def _gap(gaps: Mapping[int, Row], row: Row) -> float | None:
    found = gaps.get(row["position"])
    gap: float | None = found["gap_to_pole_seconds"] if found else None
    return gap


def _chart(names: Names, rows: Sequence[Row], gaps: Mapping[int, Row]) -> Chart:
    points = [
        {
            "driver": f"{row['position']}  {names.driver(row['driver_id']).text}",
            "gap": _gap(gaps, row),
            "colour": names.colour(row["manufacturer_id"]),
            "said": f"{names.driver(row['driver_id']).text}: "
            f"{_gap(gaps, row):.3f} seconds behind the pole",
        }
        for row in rows
    ]
    picture = gap_chart(
        points, "Gap of each car to the pole in seconds; the table of qualifying has the same"
    )
    note = (
        "The best lap of each car, in whichever round. Rounds differ in conditions, so a car may "
        "have been faster than the pole."
    )
    return Chart(picture, names.legend(row["manufacturer_id"] for row in rows), note)


def _table(
    frames: Frames, names: Names, results: Sequence[Row], gaps: Mapping[int, Row], race_id: str
) -> Table:
    rounds = frames.of("core.fct_qualifying_round", "race_id", race_id, "round_number")
    numbers = list(dict.fromkeys(row["round_number"] for row in rounds))
    times = {(row["car_number"], row["round_number"]): row for row in rounds}
    return Table(
        "Qualifying",
        [
            *cars.COLUMNS,
            *(
                Column(f"Round {number}" if len(numbers) > 1 else "Time", "best lap", True)
                for number in numbers
            ),
            Column("Gap", "seconds behind the pole", True),
            _SOURCE,
        ],
        [
            TableRow(
                [
                    *cars.car_cells(names, row),
                    *(_time(times.get((row["car_number"], number))) for number in numbers),
                    cells.number(_gap(gaps, row), cells.source_of(row), 3),
                    cells.source_cell(row),
                ]
            )
            for row in results
        ],
    )


def _time(row: Row | None) -> Cell:
    return cells.duration(row["lap_time_seconds"], cells.source_of(row)) if row else cells.UNKNOWN
