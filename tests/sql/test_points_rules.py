"""The audit of random races of every boundary season, against an independent reckoning.

A boundary season is the first or last one of a row of the vocabulary, or the one before or
after all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from random import Random

import duckdb
import points_reference as rules
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from points_races import Race, Row, Start, contract_rows, expected_status, race_of

from pipelines.normalise.points import points_tables
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.warehouse.catalog import Catalog

EMPTIED = (
    "core.dim_points_system", "core.dim_finish_points", "core.dim_stage_points",
    "core.dim_season", "core.dim_driver", "core.dim_race", "core.fct_entry",
    "core.fct_race_result", "core.fct_stage", "core.fct_stage_result",
    "core.fct_driver_standing",
)  # fmt: skip
WRONG = ("mismatch", "adjustment_candidate")
Statuses = dict[tuple[str, int], str]


def boundary_seasons(vocabulary: Vocabulary) -> list[tuple[str, int]]:
    """Each series and boundary season of it."""
    found: set[tuple[str, int]] = set()
    for series in rules.FIRST_SEASON:
        rows = (*vocabulary.points_systems, *vocabulary.position_points)
        ranges = [row.seasons for row in rows if row.series_id == series]
        ends = {season for seasons in ranges for season in (seasons[0], seasons[-1])}
        found |= {(series, season) for season in ends | {min(ends) - 1, max(ends) + 1}}
    return sorted(found)


def insert(
    warehouse: duckdb.DuckDBPyConnection, folder: Path, table: str, rows: Iterable[Row]
) -> None:
    frame = pl.DataFrame(list(rows), infer_schema_length=None)
    if frame.height:
        path = folder / "rows.parquet"
        frame.write_parquet(path)
        warehouse.execute(f"insert into {table} by name select * from read_parquet('{path}')")


def statuses(warehouse: duckdb.DuckDBPyConnection) -> Statuses:
    found = warehouse.execute("select race_id, finish_position, status from marts.points_audit")
    return {(race_id, position): status for race_id, position, status in found.fetchall()}


def wrong_points(random: Random, race: Race, start: Start) -> int:
    """Points that no reading of the rules allows, and that are no missing fastest lap."""
    points = race.points[start.position]
    place = rules.finish_points(race.series, race.season, start.position) or 0
    if race.is_open(start) and start.is_eligible and not start.is_disqualified:
        return random.choice([place + 60, place - 13 if place != 13 else -1])
    allowed = {points - 1, points, points + 1, place, 0}
    if race.series == "cup" and race.season >= 2017:
        # No article of these names its last stage: a third one may have been paid.
        allowed |= set(range(points, points + 11))
    return random.choice([one for one in range(points - 40, points + 40) if one not in allowed])


def with_a_wrong_row(
    random: Random, warehouse: duckdb.DuckDBPyConnection, races: list[Race]
) -> set[tuple[str, int]]:
    """Change the points of one row of each race that is validated."""
    changed: set[tuple[str, int]] = set()
    for race in races:
        validated = [
            one
            for one in race.starts
            if expected_status(race, one) != "not_validated"
            and (race.is_whole() or not one.is_disqualified or not one.is_eligible)
        ]
        if validated:
            start = random.choice(validated)
            warehouse.execute(
                f"update core.fct_race_result set points = {wrong_points(random, race, start)} "
                f"where race_id = '{race.race_id}' and finish_position = {start.position}"
            )
            changed.add((race.race_id, start.position))
    return changed


@pytest.fixture
def ruled_warehouse(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, vocabulary: Vocabulary, catalog: Catalog
) -> duckdb.DuckDBPyConnection:
    """A warehouse with the real rules, and no race."""
    for table in EMPTIED:
        warehouse.execute(f"delete from {table}")
    schemas = {table.name: table.polars_schema for table in catalog.loaded_tables}
    for table, frame in points_tables(vocabulary, schemas).items():
        insert(warehouse, tmp_path, table, frame.to_dicts())
    return warehouse


def test_every_boundary_season_is_audited_as_the_rules_are_written(
    ruled_warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    seasons = boundary_seasons(vocabulary)

    @settings(max_examples=4, deadline=None)
    @given(seed=st.integers(0, 2**32 - 1))
    def holds(seed: int) -> None:
        random = Random(seed)
        races = [race_of(random, series, season) for series, season in seasons]
        rows = contract_rows(races)
        for table, found in rows.items():
            ruled_warehouse.execute(f"delete from {table}")
            insert(ruled_warehouse, tmp_path, table, found)
        expected = {
            (race.race_id, start.position): expected_status(race, start)
            for race in races
            for start in race.starts
        }
        assert statuses(ruled_warehouse) == expected
        changed = with_a_wrong_row(random, ruled_warehouse, races)
        after = statuses(ruled_warehouse)
        assert {key for key, status in after.items() if status in WRONG} == changed
        assert {key: status for key, status in after.items() if key not in changed} == {
            key: status for key, status in expected.items() if key not in changed
        }

    holds()
