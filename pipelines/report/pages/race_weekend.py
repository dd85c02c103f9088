"""Position through the weekend: from practice over the stages to the finish.

In: ``marts.weekend_progression`` of a race. Out: a section with a chart and the same as a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.report import cells
from pipelines.report.charts.weekend import weekend_chart
from pipelines.report.frames import Frames, Row
from pipelines.report.model import Cell, Chart, Column, Section, Table, TableRow
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
# Where the position of a row of the fact has another name.
_POSITION = {"start_position": _FINISH, _FINISH: _FINISH}
Moment = tuple[str, str, str]
Stated = Mapping[tuple[str, str], Row]


def weekend_section(frames: Frames, names: Names, race_id: str) -> Section:
    """Nothing where fewer than two moments are known."""
    title = "Position through the weekend"
    drivers = frames.of(
        "marts.weekend_progression", "race_id", race_id, "finish_position driver_id"
    )
    moments = [one for one in MOMENTS if any(row[one[1]] is not None for row in drivers)]
    if len(moments) < 2:
        return Section("weekend", title, ())
    stated = _stated(frames, drivers, moments, race_id)
    makers = _makers(frames, stated, race_id)
    points = [point for row in drivers for point in _points(row, moments, names, makers, stated)]
    chart = Chart(
        weekend_chart(points, f"{title}, for each driver; the table has the same"),
        names.legend({makers.get(row["driver_id"]) for row in drivers}),
        "Of practice and stages, articles often list the first few only. Of several practice "
        "sessions, each driver's best.",
    )
    return Section("weekend", title, [chart, _table(names, drivers, moments, stated)])


def _stated(
    frames: Frames, drivers: Sequence[Row], moments: Sequence[Moment], race_id: str
) -> Stated:
    """The row that states a driver's position at a moment: one with this very position."""
    found: dict[tuple[str, str], Row] = {}
    for _, column, relation in moments:
        position = _POSITION.get(column, "position")
        rows: dict[tuple[str, int], Row] = {}
        for row in frames.of(relation, "race_id", race_id, "table_index row_index"):
            if "stage_number" not in row or column == f"stage_{row['stage_number']}_position":
                rows.setdefault((row["driver_id"], row[position]), row)
        for driver in drivers:
            # The start is that of the car whose finish is shown.
            shown = driver[_FINISH if position == _FINISH else column]
            if one := rows.get((driver["driver_id"], shown)):
                found[driver["driver_id"], column] = one
    return found


def _makers(frames: Frames, stated: Stated, race_id: str) -> Mapping[str, str | None]:
    """The make of the car that a driver finished in, or else qualified or was entered in."""
    makers = {
        row["driver_id"]: row["manufacturer_id"]
        for relation in ("core.fct_entry", "core.fct_qualifying_result")
        for row in frames.of(relation, "race_id", race_id)
    }
    return makers | {
        driver: row["manufacturer_id"]
        for (driver, column), row in stated.items()
        if column == _FINISH
    }


def _points(
    row: Row,
    moments: Sequence[Moment],
    names: Names,
    makers: Mapping[str, str | None],
    stated: Stated,
) -> list[dict[str, Any]]:
    driver, finish = row["driver_id"], row[_FINISH]
    known = [(i, one) for i, one in enumerate(moments) if row[one[1]] is not None]
    label = row["driver_name"] if finish is None else f"{finish}  {row['driver_name']}"
    return [
        {
            "driver": label,
            "moment": moment,
            "moment_number": number,
            "position": row[column],
            "colour": names.colour(makers.get(driver)),
            "said": f"{row['driver_name']}: {moment.lower()} {row[column]}"
            + (", inferred" if _is_inferred(stated, driver, column) else ""),
            "is_end": number == known[-1][0],
        }
        for number, (moment, column, _) in known
    ]


def _table(
    names: Names, drivers: Sequence[Row], moments: Sequence[Moment], stated: Stated
) -> Table:
    return Table(
        "Position of each driver through the weekend",
        [Column("Driver"), *(Column(moment, is_number=True) for moment, *_ in moments)],
        [
            TableRow(
                [
                    names.driver(row["driver_id"]),
                    *(_position(row, column, stated) for _, column, _ in moments),
                ]
            )
            for row in drivers
        ],
    )


def _position(row: Row, column: str, stated: Stated) -> Cell:
    source = stated.get((row["driver_id"], column))
    return cells.number(
        row[column],
        cells.source_of(source) if source else "",
        is_inferred=_is_inferred(stated, row["driver_id"], column),
    )


def _is_inferred(stated: Stated, driver_id: str, column: str) -> bool:
    row = stated.get((driver_id, column))
    return column == _FINISH and bool(row and row["finish_position_is_inferred"])
