"""From a value to the row of the article, through views, by what the file itself holds."""

from __future__ import annotations

import duckdb
import pytest
from traced_values import traced

from pipelines.warehouse.tracing import TraceError, trace, trace_below


def test_a_fact_leads_to_its_row_its_cell_and_its_article(file: duckdb.DuckDBPyConnection) -> None:
    [row] = traced(file, "core.fct_race_result.points", car_number="1").rows
    assert (row.value, row.is_inferred) == (57, False)
    [source] = row.sources
    assert source.text == (
        "| 1 | 1 | 1 | Ross Chastain | Trackhouse Racing | Chevrolet | 300 | 57 |"
    )
    assert source.cell == "57"
    assert source.place == "cup/2023/2023-ally-400.txt, table 5, row 1, line 173"
    assert source.heading == "Final Stage results > Laps: 115"
    assert (source.title, source.licence) == ("2023 Ally 400", "CC BY-SA 4.0")
    assert source.address == "https://en.wikipedia.org/wiki/2023_Ally_400"


@pytest.mark.parametrize(
    ("name", "chosen", "cell"),
    [
        ("core.fct_race_result.finish_position", {"car_number": "12"}, "36"),
        ("core.fct_entry.driver_id", {"car_number": "42"}, "Noah Gragson"),
        ("core.fct_qualifying_round.lap_time_seconds",
         {"car_number": "1", "round_number": "2"}, "29.797"),
        ("core.fct_driver_standing.points_behind_leader", {"position": "2"}, "558 (–18)"),
        ("marts.race_results.manufacturer_name", {"position": "1"}, "Chevrolet"),
    ],
)  # fmt: skip
def test_a_value_leads_to_the_cell_that_it_is_read_from(
    file: duckdb.DuckDBPyConnection, name: str, chosen: dict[str, str], cell: str
) -> None:
    [row] = traced(file, name, **chosen).rows
    assert [source.cell for source in row.sources] == [cell]


def test_an_inferred_value_is_said_to_be_inferred(file: duckdb.DuckDBPyConnection) -> None:
    [row] = traced(file, "core.fct_driver_standing.position_change", position="8").rows
    assert (row.value, row.is_inferred) == (-5, True)
    [row] = traced(file, "core.fct_driver_standing.position_change", position="1").rows
    assert (row.value, row.is_inferred) == (0, False)


def test_a_field_of_a_race_leads_to_every_line_that_states_it(
    file: duckdb.DuckDBPyConnection,
) -> None:
    [row] = traced(file, "core.dim_race.average_speed_mph").rows
    assert row.value == 132.914
    assert [source.text for source in row.sources] == [
        "Avg: 132.914 mph",
        "Average speed: 132.914 mph",
    ]


def test_a_driver_leads_to_a_row_that_names_him(file: duckdb.DuckDBPyConnection) -> None:
    found = trace(file, "core.dim_driver", "driver_name", {"driver_id": "kyle-busch"}, 5)
    [source] = found.rows[0].sources
    assert source.cell == "Kyle Busch"


def test_a_column_of_a_view_leads_to_the_columns_and_rows_below_it(
    file: duckdb.DuckDBPyConnection,
) -> None:
    found = traced(file, "marts.points_breakdown.total_points", car_number="1")
    assert ("core.fct_stage_result", "stage_points") in found.made_of
    assert ("core.fct_entry", "is_points_eligible") in found.made_of
    below = {
        f"{one.found.relation}.{one.found.column}": [row.value for row in one.rows]
        for one in trace_below(file, found.rows[0], found.made_of, 3)
    }
    assert below["core.fct_stage_result.stage_points"] == [9, 8]
    assert below["core.dim_finish_points.points"] == [40]


def test_more_rows_than_are_shown_are_counted(file: duckdb.DuckDBPyConnection) -> None:
    found = traced(file, "core.fct_race_result.points")
    assert (found.row_count, len(found.rows)) == (36, 5)


@pytest.mark.parametrize(
    ("relation", "column", "chosen", "message"),
    [
        ("core.fct_race_reslt", "points", {}, r"did you mean core\.fct_race_result\?.*there are: "),
        ("core.fct_race_result", "pionts", {}, r"did you mean points\?.*it has: race_id, "),
        ("core.fct_race_result", "points", {"stage": "1"}, "has no column 'stage'"),
        ("core.fct_race_result", "points", {"car_number": "07"}, "no row .* car_number = '07'"),
        ("core.dim_race; drop table x", "laps", {}, "there is no table or view"),
        ("core.dim_race", "laps) from core.dim_race --", {}, "has no column"),
        ("core.dim_race", "laps", {"1=1 or race_id": "x"}, "has no column '1=1 or race_id'"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(
    file: duckdb.DuckDBPyConnection,
    relation: str,
    column: str,
    chosen: dict[str, str],
    message: str,
) -> None:
    with pytest.raises(TraceError, match=message):
        trace(file, relation, column, chosen, 5)
