"""Points of a race by what they were given for, held against the published ones.

In: ``marts.points_audit`` and ``marts.points_breakdown`` of a race. Out: a section.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.report import cells
from pipelines.report.charts.bars import points_chart
from pipelines.report.charts.drawing import colour
from pipelines.report.frames import Frames, Row
from pipelines.report.model import Cell, Chart, Column, Legend, Section, Table, TableRow
from pipelines.report.names import Names

# A component, its column, and the mark that it is inferred.
_AUDITED = (
    ("finish", "finish_points", ""),
    ("win", "win_points", ""),
    ("led a lap", "led_lap_points", "lead_is_inferred"),
    ("most laps led", "most_laps_led_points", "lead_is_inferred"),
    ("stages", "stage_points", "stage_points_is_inferred"),
    ("fastest lap", "fastest_lap_points", "fastest_lap_is_inferred"),
)
_STAGES = tuple((f"stage {number}", f"stage_{number}_points", "") for number in (1, 2, 3))
Component = tuple[str, str, str]


def points_section(frames: Frames, names: Names, race_id: str) -> Section:
    """Nothing where the article publishes no points and the rules are not known."""
    audited = frames.of("marts.points_audit", "race_id", race_id, "finish_position")
    rows = _with_stages(frames, audited, race_id)
    known = [row for row in rows if row["published_points"] is not None or _points_of(row)]
    components = [one for one in _components() if any(row[one[1]] for row in known)]
    if not known:
        return Section("points", "Points", ())
    table = _table(frames, names, known, components, race_id)
    charts = [_chart(known, components)] if any(_points_of(row) for row in known) else []
    return Section("points", "Points by component", [*charts, table], _outcome(known))


def _components() -> Sequence[Component]:
    """Each stage of its own, where the article says which gave them."""
    named = [one for one in _AUDITED if one[1] != "stage_points"]
    return [
        named[0],
        *_STAGES,
        ("stages", "other_stage_points", "stage_points_is_inferred"),
        *named[1:],
    ]


def _with_stages(frames: Frames, audited: Sequence[Row], race_id: str) -> list[dict[str, Any]]:
    stages = {
        (row["finish_position"], row["car_number"]): row
        for row in frames.of("marts.points_breakdown", "race_id", race_id)
    }
    rows = []
    for row in audited:
        found: Mapping[str, Any] = stages.get((row["finish_position"], row["car_number"]), {})
        by_stage = {column: found.get(column) for _, column, _ in _STAGES}
        told = sum(value or 0 for value in by_stage.values())
        if told != (row["stage_points"] or 0):
            by_stage = dict.fromkeys(by_stage)
            told = 0
        rows.append({**row, **by_stage, "other_stage_points": (row["stage_points"] or 0) - told})
    return rows


def _points_of(row: Row) -> int:
    return sum(row[column] or 0 for _, column, _ in _components())


def _chart(rows: Sequence[Row], components: Sequence[Component]) -> Chart:
    parts = [
        {
            "driver": _label(row),
            "component_number": place,
            "points": row[column],
            "colour": colour(place),
            "said": f"{row['driver_name']}: {row[column]} for {label}"
            + (", inferred" if mark and row[mark] else ""),
        }
        for row in rows
        for place, (label, column, mark) in enumerate(components)
        if row[column]
    ]
    totals = [{"driver": _label(row), "points": _points_of(row)} for row in rows]
    legend = [Legend(label, colour(place)) for place, (label, *_) in enumerate(components)]
    picture = points_chart(
        parts, totals, "Points of each driver by component; the table has the same"
    )
    return Chart(picture, legend, "By the rules of the season; the table has the published points.")


def _label(row: Row) -> str:
    return f"{row['finish_position']}  {row['driver_name']}"


def _table(
    frames: Frames,
    names: Names,
    rows: Sequence[Row],
    components: Sequence[Component],
    race_id: str,
) -> Table:
    sources = _stage_sources(frames, race_id)
    return Table(
        "Points by component, and the audit's outcome",
        [
            Column("Pos.", "finishing position", is_number=True),
            Column("Driver"),
            *(Column(label.capitalize(), is_number=True) for label, *_ in components),
            Column("By rule", "the sum by the rules of the season", is_number=True),
            Column("Published", "what the article states", is_number=True),
            Column("Audit", "whether both agree, and why not"),
        ],
        [TableRow(_cells(names, row, components, sources)) for row in rows],
    )


def _cells(
    names: Names,
    row: Row,
    components: Sequence[Component],
    sources: Mapping[tuple[str | None, str], str],
) -> list[Cell]:
    source = cells.source_of(row)
    return [
        cells.number(row["finish_position"], source),
        names.driver(row["driver_id"]),
        *(
            cells.number(
                row[column],
                sources.get((row["driver_id"], column), source),
                is_inferred=bool(mark and row[mark] and row[column]),
            )
            for _, column, mark in components
        ),
        cells.number(row["points_by_rule"], source),
        cells.number(row["published_points"], source),
        cells.text(row["status"] + (f": {row['reason']}" if row["reason"] else "")),
    ]


def _stage_sources(frames: Frames, race_id: str) -> dict[tuple[str | None, str], str]:
    """The row that states a driver's points of a stage."""
    return {
        (row["driver_id"], f"stage_{row['stage_number']}_points"): cells.source_of(row)
        for row in frames.of("core.fct_stage_result", "race_id", race_id)
    }


def _outcome(rows: Sequence[Row]) -> str:
    exact = sum(row["status"] == "exact" for row in rows)
    return f"Of {len(rows)} results, the published points of {exact} are exactly those by rule."
