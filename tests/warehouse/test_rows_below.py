"""From a row of a view to the rows of tables behind it: which belong, and which is the source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from sample_project import REFERENCE, Project
from traced_values import traced

from pipelines.recognition.vocabulary import Vocabulary
from pipelines.warehouse.catalog import Catalog
from pipelines.warehouse.query import open_read_only
from pipelines.warehouse.tracing import trace, trace_below


def below(
    file: duckdb.DuckDBPyConnection, name: str, **chosen: str
) -> list[tuple[str, list[Any], bool]]:
    """(table.column, its values, whether it is the source) behind the only row that is chosen."""
    found = traced(file, name, **chosen)
    [row] = found.rows
    return [
        (
            f"{one.found.relation}.{one.found.column}",
            [each.value for each in one.rows],
            one.found.is_source,
        )
        for one in trace_below(file, row, found.made_of, 3)
    ]


PAIR = {"driver_id": "denny-hamlin", "teammate_id": "martin-truex-jr"}


@pytest.mark.parametrize(
    ("name", "chosen", "source", "value"),
    [
        ("marts.teammate_comparison.points", PAIR, "core.fct_race_result.points", 50),
        ("marts.teammate_comparison.teammate_points", PAIR, "core.fct_race_result.points", 51),
        ("marts.stage_performance.previous_stage_position",
         {"stage_number": "2", "position": "1"}, "core.fct_stage_result.position", 5),
        ("marts.stage_performance.team_name",
         {"stage_number": "2", "position": "1"}, "core.dim_team.team_name", "Joe Gibbs Racing"),
        ("marts.standings.points", {"championship": "driver", "position": "1"},
         "core.fct_driver_standing.points", 576),
        ("marts.standings.points", {"championship": "manufacturer", "position": "1"},
         "core.fct_manufacturer_standing.points", 642),
        ("marts.standings.entrant_name", {"championship": "driver", "position": "1"},
         "core.dim_driver.driver_name", "Martin Truex Jr."),
        ("marts.manufacturer_points.best_driver_name", {"manufacturer_id": "toyota"},
         "core.dim_driver.driver_name", "Martin Truex Jr."),
        ("marts.race_summary.track_name", {}, "core.dim_track.track_name",
         "Nashville Superspeedway"),
        ("marts.race_summary.pole_driver_name", {}, "core.dim_driver.driver_name",
         "Ross Chastain"),
        ("marts.race_summary.winner_team_name", {}, "core.dim_team.team_name",
         "Trackhouse Racing"),
    ],
)  # fmt: skip
def test_the_source_of_a_views_value_is_the_row_that_has_it(
    file: duckdb.DuckDBPyConnection, name: str, chosen: dict[str, str], source: str, value: object
) -> None:
    assert [one for one in below(file, name, **chosen) if one[2]] == [(source, [value], True)]
    # Nothing of another entrant stands beside it.
    assert len(below(file, name, **chosen)) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("marts.points_breakdown.stage_1_points", 9),
        ("marts.points_breakdown.stage_2_points", 8),
    ],
)
def test_a_column_of_a_stage_leads_to_that_stage_alone(
    file: duckdb.DuckDBPyConnection, name: str, value: int
) -> None:
    assert ("core.fct_stage_result.stage_points", [value], True) in below(
        file, name, car_number="1"
    )


def test_a_position_is_not_taken_for_that_of_another_table(
    file: duckdb.DuckDBPyConnection,
) -> None:
    found = below(file, "marts.weekend_progression.stage_1_position", driver_id="ross-chastain")
    assert ("core.fct_stage_result.position", [2], True) in found
    assert [one[0] for one in found if one[2]] == ["core.fct_stage_result.position"]


def test_what_is_computed_of_a_row_is_not_said_to_be_read_there(
    file: duckdb.DuckDBPyConnection,
) -> None:
    [found] = below(file, "marts.teammate_comparison.points_advantage", **PAIR)
    assert found == ("core.fct_race_result.points", [51, 50], False)
    # One row, and it has 642: the points before the race are not there.
    found_before = below(
        file, "marts.manufacturer_points.championship_points_before", manufacturer_id="chevrolet"
    )
    assert ("core.fct_manufacturer_standing.points", [642], False) in found_before


@pytest.fixture(scope="module")
def two_races(
    tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary, catalog: Catalog
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Two seasons: the reference, the race after it with other points, and one of 2022."""
    folder = tmp_path_factory.mktemp("races")
    made = Project(folder / "raw", folder / "warehouse", vocabulary, catalog)
    made.add_reference()
    text = REFERENCE.read_text()
    other = text.replace("Race 17 of 36", "Race 18 of 36").replace(
        "Race Name: Ally", "Race Name: Go"
    )
    made.add(
        "cup/2023/2023-go-400.txt",
        other.replace("= 2023 Ally 400 =", "= 2023 Go 400 =").replace("| 576 |", "| 627 |"),
    )
    made.add("cup/2022/2022-ally-400.txt", text.replace("2023", "2022"))
    made.build()
    with open_read_only(made.database) as connection:
        yield connection


def test_points_before_a_race_lead_to_the_standings_after_the_race_before(
    two_races: duckdb.DuckDBPyConnection,
) -> None:
    name = "marts.standings_roll_forward.points_before"
    chosen = {"race_id": "cup-2023-18", "driver_id": "martin-truex-jr"}
    assert below(two_races, name, **chosen) == [("core.fct_driver_standing.points", [576], True)]
    found = traced(two_races, name, **chosen)
    [behind] = trace_below(two_races, found.rows[0], found.made_of, 3)
    assert behind.rows[0].identifiers["race_id"] == "cup-2023-17"


def test_a_season_leads_to_its_own_races_alone(two_races: duckdb.DuckDBPyConnection) -> None:
    chosen = {"season_id": "cup-2023", "driver_id": "ross-chastain"}
    found = trace(two_races, "marts.driver_season", "points", chosen, 5)
    [behind] = trace_below(two_races, found.rows[0], found.made_of, 3)
    assert (found.rows[0].value, behind.found.is_source) == (114, False)
    assert [row.identifiers["race_id"] for row in behind.rows] == ["cup-2023-17", "cup-2023-18"]
    chosen = {"season_id": "cup-2022", "team_id": "trackhouse-racing"}
    found = trace(two_races, "marts.team_season", "points", chosen, 5)
    [behind] = trace_below(two_races, found.rows[0], found.made_of, 3)
    assert {row.identifiers["race_id"] for row in behind.rows} == {"cup-2022-17"}
