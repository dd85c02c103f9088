"""A car in a table of practice, qualifying or a stage: its position, number, driver, team and make.

In: a row of a fact. Out: columns and cells. Separate because three kinds of tables begin alike.
"""

from __future__ import annotations

from pipelines.report import cells
from pipelines.report.frames import Row
from pipelines.report.model import Cell, Column
from pipelines.report.names import Names

COLUMNS = (
    Column("Pos.", "position", is_number=True),
    Column("No.", "car number"),
    Column("Driver"),
    Column("Team"),
    Column("Make", "manufacturer"),
)


def car_cells(names: Names, row: Row) -> list[Cell]:
    """The cells of these columns."""
    source = cells.source_of(row)
    return [
        cells.number(row["position"], source),
        cells.text(row["car_number"], source=source),
        names.driver(row["driver_id"]),
        names.team(row["team_id"]),
        names.manufacturer(row["manufacturer_id"]),
    ]
