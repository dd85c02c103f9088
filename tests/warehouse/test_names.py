"""Which table is meant by a name."""

from __future__ import annotations

import duckdb
import pytest

from pipelines.warehouse.names import NoSuchRelation, relation_named


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    made.execute("create schema quality; create table quality.data_dictionary (relation text)")
    made.execute(
        "insert into quality.data_dictionary values ('core.dim_race'), ('core.dim_race'), "
        "('marts.race_results'), ('core.both'), ('marts.both')"
    )
    return made


@pytest.mark.parametrize("name", ["core.dim_race", "dim_race", " DIM_RACE ", '"core"."dim_race"'])
def test_a_schema_may_be_left_out(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    assert relation_named(connection, name) == "core.dim_race"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("both", "'both' may be core.both or marts.both; say which"),
        ("race_result", r"did you mean marts.race_results\?"),
        ("race", r"did you mean core.dim_race or marts.race_results\?"),
        ("core.race_results", r"did you mean marts.race_results\?"),
        ("zzz", "there is no table or view 'zzz'; 'nascar-warehouse tables' lists all"),
        ("", "there is no table or view ''"),
    ],
)
def test_a_name_that_nothing_has_leads_on(
    connection: duckdb.DuckDBPyConnection, name: str, message: str
) -> None:
    with pytest.raises(NoSuchRelation, match=message):
        relation_named(connection, name)
