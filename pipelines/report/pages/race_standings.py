"""Standings after a race, with the cut line of the playoffs and the movement in the race.

In: the standings facts and ``marts.playoff_cutline`` of a race. Out: a section.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.report import cells
from pipelines.report.charts.bars import standings_chart
from pipelines.report.charts.drawing import MUTED, colour
from pipelines.report.frames import Frames, Row
from pipelines.report.model import Cell, Chart, Column, Legend, Section, Table, TableRow
from pipelines.report.names import Names

_UP, _DOWN = "▲", "▼"
_INSIDE = colour(0)


def standings_section(frames: Frames, names: Names, race_id: str) -> Section:
    """Drivers and manufacturers, as far as the article lists them."""
    drivers = frames.of("core.fct_driver_standing", "race_id", race_id, "position")
    makers = frames.of("core.fct_manufacturer_standing", "race_id", race_id, "position")
    cut = _cut_line(frames, race_id)
    parts: list[Chart | Table] = []
    if drivers:
        parts += [_drivers_chart(names, drivers, cut), _drivers_table(names, drivers, cut)]
    if makers:
        parts += [_makers_chart(names, makers), _makers_table(names, makers)]
    return Section("standings", "Standings after the race", parts)


def _cut_line(frames: Frames, race_id: str) -> Mapping[str, Row]:
    """By driver; none once the playoffs have begun, or in a race without a number."""
    race = frames.one("marts.race_summary", "race_id", race_id) or {}
    number = race.get("race_number")
    for field in frames.of("core.dim_playoff_field", "series_id", race.get("series_id")):
        last = field["regular_season_races"]
        if field["season"] == race["season"] and number is not None and number <= last:
            rows = frames.of("marts.playoff_cutline", "race_id", race_id)
            return {row["driver_id"]: row for row in rows}
    return {}


def _drivers_chart(names: Names, rows: Sequence[Row], cut: Mapping[str, Row]) -> Chart:
    known = [row for row in rows if row["points"] is not None]
    inside = [row for row in known if (cut.get(row["driver_id"]) or {}).get("is_inside")]
    # A line below the last driver of the list would say that there is nobody behind it.
    has_line = bool(inside) and len(inside) < len(known)
    last = [{"driver": _label(names, inside[-1]), "said": "cut line"}] if has_line else []
    bars = [
        {
            "driver": _label(names, row),
            "points": row["points"],
            "shown": _shown(row),
            "colour": _INSIDE if not has_line or row in inside else MUTED,
            "said": f"{names.driver(row['driver_id']).text}: {row['points']} points"
            + (", movement inferred" if row["position_change_is_inferred"] else ""),
        }
        for row in known
    ]
    picture = standings_chart(
        bars, last, "Points of each driver after the race; the table has the same"
    )
    legend = [Legend("above the cut line", _INSIDE), Legend("below it", MUTED)] if has_line else []
    note = "▲ ▼: places won or lost in this race."
    if has_line:
        note += " The cut line is by points alone: who has won may be in the playoffs below it."
    return Chart(picture, legend, note)


def _label(names: Names, row: Row) -> str:
    return f"{row['position']}  {names.driver(row['driver_id']).text}"


def _shown(row: Row) -> str:
    """The points, and the movement if there is one."""
    return " ".join(part for part in (str(row["points"]), _movement(row)) if part)


def _movement(row: Row) -> str:
    change = row["position_change"]
    if not change:
        return ""
    return f"{_UP if change > 0 else _DOWN}{abs(change)}"


def _drivers_table(names: Names, rows: Sequence[Row], cut: Mapping[str, Row]) -> Table:
    has_cut = bool(cut)
    columns = _columns("Driver", "to the cut line" if has_cut else "")
    return Table(
        "Drivers' championship after the race",
        columns,
        [
            TableRow(
                _cells(
                    row,
                    names.driver(row["driver_id"]),
                    [_to_cut(cut.get(row["driver_id"]), row)] if has_cut else [],
                )
            )
            for row in rows
        ],
    )


def _to_cut(cut: Row | None, row: Row) -> Cell:
    return cells.signed(cut["points_to_cutline"], cells.source_of(row)) if cut else cells.UNKNOWN


def _makers_chart(names: Names, rows: Sequence[Row]) -> Chart:
    bars = [
        {
            "driver": f"{row['position']}  {names.manufacturer(row['manufacturer_id']).text}",
            "points": row["points"],
            "shown": _shown(row),
            "colour": names.colour(row["manufacturer_id"]),
            "said": f"{names.manufacturer(row['manufacturer_id']).text}: {row['points']} points",
        }
        for row in rows
        if row["points"] is not None
    ]
    return Chart(
        standings_chart(
            bars, (), "Points of each manufacturer after the race; the table has the same"
        )
    )


def _makers_table(names: Names, rows: Sequence[Row]) -> Table:
    return Table(
        "Manufacturers' championship after the race",
        _columns("Manufacturer", ""),
        [TableRow(_cells(row, names.manufacturer(row["manufacturer_id"]), [])) for row in rows],
    )


def _columns(entrant: str, cut: str) -> list[Column]:
    return [
        Column("Pos.", is_number=True),
        Column("Change", "places won or lost in this race", True),
        Column(entrant),
        Column("Points", is_number=True),
        Column("Behind", "points behind the leader", True),
        *(
            [
                Column(
                    "Cut line", "points above (+) or below (−) the cut line, wins not counted", True
                )
            ]
            if cut
            else []
        ),
        Column("Source", "the row of the article"),
    ]


def _cells(row: Row, entrant: Cell, more: Sequence[Cell]) -> list[Cell]:
    source = cells.source_of(row)
    return [
        cells.number(row["position"], source),
        cells.signed(
            row["position_change"], source, is_inferred=bool(row["position_change_is_inferred"])
        ),
        entrant,
        cells.number(row["points"], source),
        cells.number(row["points_behind_leader"], source),
        *more,
        cells.source_cell(row),
    ]
