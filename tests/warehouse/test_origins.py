"""From a row of a table to what it was made of: a place in an article, or a reason."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pytest
from sample_project import REFERENCE, Project
from traced_values import traced

from pipelines.commands import trace as commands_trace
from pipelines.warehouse import matching_rows, rows_below, tracing
from pipelines.warehouse.matching_rows import Conditions
from pipelines.warehouse.query import open_read_only
from pipelines.warehouse.tracing import trace, trace_below


def test_a_pair_of_statements_leads_to_both_places(file: duckdb.DuckDBPyConnection) -> None:
    found = traced(
        file, "marts.reconciliation.second_value",
        fact="driver_of_car", subject="17", second_stated_in="qualifying",
    )  # fmt: skip
    [row] = found.rows
    assert [(one.label, one.place) for one in row.sources] == [
        ("first", "cup/2023/2023-ally-400.txt, table 0, row 16, line 55"),
        ("second", "cup/2023/2023-ally-400.txt, table 2, row 12, line 102"),
    ]
    assert all("Chris Buescher" in one.text for one in row.sources)
    assert trace_below(file, row, found.made_of, 3) == []
    [row] = traced(
        file, "marts.reconciliation.is_agreed",
        fact="average_speed_mph", second_stated_in="statistics",
    ).rows  # fmt: skip
    assert [(one.label, one.text) for one in row.sources] == [
        ("first", "Avg: 132.914 mph"),
        ("second", "Average speed: 132.914 mph"),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("core.dim_track.track_name", "Location: Nashville Superspeedway in Lebanon, Tennessee"),
        ("core.dim_track.location", "Location: Nashville Superspeedway in Lebanon, Tennessee"),
        ("core.dim_season.scheduled_races",
         "Description: Race 17 of 36 in the 2023 NASCAR Cup Series"),
        ("core.dim_season.season_name",
         "Description: Race 17 of 36 in the 2023 NASCAR Cup Series"),
        ("core.dim_race.race_id", "2023 Ally 400"),
        ("staging.infobox_field.value", "Type: CUST"),
    ],
)  # fmt: skip
def test_what_is_no_fact_leads_to_the_line_that_states_it(
    file: duckdb.DuckDBPyConnection, name: str, text: str
) -> None:
    relation, _, column = name.rpartition(".")
    row = trace(file, relation, column, {}, 1).rows[0]
    assert [source.text for source in row.sources] == [text]
    assert row.sources[0].address == "https://en.wikipedia.org/wiki/2023_Ally_400"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("core.dim_race.season_id", "made from the folder of the article"),
        ("core.dim_race.scheduled_laps", "the article does not state it"),
        ("core.dim_finish_points.points", "pipelines/vocabulary/position_points.csv"),
        ("core.dim_series.series_name", "pipelines/vocabulary/series.csv"),
        ("quality.build.races", "the build writes it about itself"),
    ],
)
def test_what_no_line_states_has_a_reason(
    file: duckdb.DuckDBPyConnection, name: str, reason: str
) -> None:
    relation, _, column = name.rpartition(".")
    row = trace(file, relation, column, {}, 1).rows[0]
    assert row.reason is not None and reason in row.reason


def test_a_name_that_only_the_title_states_leads_to_the_article(project: Project) -> None:
    text = "\n".join(
        line for line in REFERENCE.read_text().splitlines() if "Race Name:" not in line
    )
    project.add("cup/2023/2023-ally-400.txt", text)
    project.build()
    with open_read_only(project.database) as connection:
        [row] = traced(connection, "core.dim_race.race_name").rows
    assert row.value == "Ally 400"
    assert [source.text for source in row.sources] == ["2023 Ally 400"]
    assert row.reason is not None and "from the title" in row.reason


def test_a_person_of_the_crew_leads_to_the_cell_that_names_the_person(
    file: duckdb.DuckDBPyConnection,
) -> None:
    [row] = traced(file, "core.fct_broadcast_crew.person_name", person_name="Kim Coon").rows
    assert [source.cell for source in row.sources] == ["Dave Burns Kim Coon Marty Snider"]
    [row] = traced(file, "core.fct_broadcast_crew.network", person_name="Kim Coon").rows
    assert [(source.cell, source.label) for source in row.sources] == [(None, "its row")]


def test_every_column_has_a_source_columns_below_or_a_reason(
    file: duckdb.DuckDBPyConnection,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    kept: dict[str, tuple[int, list[dict[str, Any]]]] = {}

    def find_once(
        connection: duckdb.DuckDBPyConnection, relation: str, chosen: Conditions, most: int
    ) -> tuple[int, list[dict[str, Any]]]:
        key = f"{relation} {chosen} {most}"
        kept[key] = kept.get(key) or matching_rows.find_rows(connection, relation, chosen, most)
        return kept[key]

    # A view is computed anew for each of its columns: this test alone would take a minute.
    monkeypatch.setattr(tracing, "find_rows", find_once)
    monkeypatch.setattr(rows_below, "find_rows", find_once)
    monkeypatch.setattr(commands_trace, "_SHOWN_ROWS", 1)
    columns = file.execute(
        "select relation, column_name from quality.data_dictionary "
        "where starts_with(relation, 'core.') or starts_with(relation, 'marts.') "
        "or relation in ('staging.document', 'staging.table_row', 'staging.text_line', "
        "'quality.race_statement', 'quality.build', 'quality.null_rate')"
    ).fetchall()
    silent = []
    for relation, column in columns:
        commands_trace.show_trace(file, relation, column, {})
        printed = capsys.readouterr().out
        is_explained = re.search(r"^  (source|first|second|reason) ", printed, re.MULTILINE)
        if not is_explained and not re.search(r"shares? its identifiers", printed):
            silent.append(f"{relation}.{column}")
    assert len(columns) > 400
    assert silent == []
