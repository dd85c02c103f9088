"""Cells of a season: made some at a time, and in the order of their key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from polars.testing import assert_frame_equal
from sample_project import Project

from pipelines.extract import schemas_of
from pipelines.normalise import cells
from pipelines.normalise.season import Tables, extract_season
from pipelines.sources.raw import scan_raw_folder

RACES = 3


def tables(project: Project, *, is_reversed: bool) -> Tables:
    """The season of the project, read in the order of its documents or from the last."""
    documents = scan_raw_folder(project.raw).seasons[2023]
    return extract_season(
        documents[::-1] if is_reversed else documents,
        lambda document: document.file.read_bytes(),
        project.vocabulary,
        schemas_of(project.catalog),
    )


def test_cells_are_the_same_and_in_order_however_many_are_made_at_a_time(
    project: Project, other_race: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, RACES + 1):
        race = other_race(number=number, name=f"Other {number}")
        project.add(f"cup/2023/2023-other-{number}.txt", race)
    at_once = tables(project, is_reversed=False)["staging.table_cell"]
    assert at_once["document_id"].n_unique() == RACES
    monkeypatch.setattr(cells, "_CELLS_AT_A_TIME", 10)
    in_portions = tables(project, is_reversed=True)["staging.table_cell"]
    assert_frame_equal(in_portions, at_once)
    key = list(cells.CELL_KEY)
    assert_frame_equal(in_portions, in_portions.sort(key))
    assert not in_portions.select(key).is_duplicated().any()


def test_a_season_without_tables_has_no_cells(project: Project) -> None:
    project.add("cup/2023/empty.txt", "")
    assert tables(project, is_reversed=False)["staging.table_cell"].is_empty()
