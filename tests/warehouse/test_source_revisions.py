"""Of which articles a table or view is made: how many, and how new the newest is."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sample_project import Project

from pipelines.warehouse.source_revisions import SourceRevisions, revision_time

NEWEST = datetime(2023, 6, 26, 2, 11, 8, tzinfo=UTC)


def test_a_view_is_made_of_the_articles_of_what_it_reads(
    project: Project, reference_text: str
) -> None:
    project.add_reference()
    without_standings, _, _ = reference_text.partition("Championship standings")
    without_standings = without_standings.replace("Race 17 of", "Race 18 of").replace(
        "Ally 400", "Other 400"
    )
    project.add("cup/2023/2023-other-400.r7.txt", without_standings)
    sidecar = {"title": "2023 Other 400", "timestamp": "2023-06-26T02:11:08Z"}
    project.add("cup/2023/2023-other-400.r7.json", json.dumps(sidecar))
    project.add("cup/2023/nothing-in-it.txt", "no table\n")
    found = project.build().revisions
    assert found.keys() == project.catalog.relations.keys()
    assert found["staging.document"] == SourceRevisions(3, NEWEST, 2)
    assert found["core.fct_race_result"] == SourceRevisions(2, NEWEST, 1)
    assert found["core.dim_driver"] == SourceRevisions(2, NEWEST, 1)
    assert found["core.fct_driver_standing"] == SourceRevisions(1, None, 1)
    assert found["marts.race_summary"] == SourceRevisions(3, NEWEST, 2)
    assert found["core.dim_series"] == SourceRevisions(0, None, 0)
    assert found["quality.data_dictionary"] == SourceRevisions(0, None, 0)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2023-06-26T02:11:08Z", NEWEST),
        ("2023-06-26T04:11:08+02:00", NEWEST),
        ("2023-06-26 02:11:08", NEWEST),
        (None, None),
        ("", None),
        ("yesterday", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_the_time_of_a_revision_is_read_or_unknown(text: str | None, time: datetime | None) -> None:
    assert revision_time(text) == time
