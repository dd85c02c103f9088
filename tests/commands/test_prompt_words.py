"""What is whole at the prompt, and what Tab offers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from sample_project import Project

from pipelines.commands.prompt_words import WarehouseCompleter, is_whole
from pipelines.warehouse.query import open_read_only


@pytest.mark.parametrize(
    "text",
    ["select 1;", "select 1; -- done", "select ';' ;", ".tables", "  .describe x", "\\q", "exit",
     "", "select $$;$$; ", "select 1 /* ; */;\n", "select \"a;\";", "select 'it''s';"],
)  # fmt: skip
def test_enter_ends_what_is_whole(text: str) -> None:
    assert is_whole(text)


@pytest.mark.parametrize(
    "text",
    ["select 1", "select ';", "select 1 -- ;", "select 1 /* ;", "select $$ ;", 'select "a;',
     "select 1; select 2", "exit now", "select 'it''s;"],
)  # fmt: skip
def test_enter_begins_a_new_line_in_what_is_not(text: str) -> None:
    assert not is_whole(text)


@pytest.fixture(scope="module")
def completer(reference_project: Project) -> Iterator[WarehouseCompleter]:
    with open_read_only(reference_project.database) as connection:
        yield WarehouseCompleter(connection)


@pytest.mark.parametrize(
    ("before", "offered", "not_offered"),
    [
        ("select * from marts.race_s", "marts.race_summary", "marts.race_results"),
        ("select finish_p", "finish_position", "published_points"),
        ("select points from marts.standings where champ", "championship", "chassis"),
        ("from core.dim_race as r select r.race_n", "r.race_name", "race_name"),
        ("sel", "select", "series_id"),
        (".d", ".describe", ".tables"),
        (".describe core.dim_tr", "core.dim_track", "core.dim_team"),
    ],
)
def test_tab_offers_what_may_stand_there(
    completer: WarehouseCompleter, before: str, offered: str, not_offered: str
) -> None:
    found = {one.text for one in completer.get_completions(Document(before), CompleteEvent())}
    assert offered in found
    assert not_offered not in found


def test_columns_are_those_of_the_tables_that_are_named(completer: WarehouseCompleter) -> None:
    text = "select  from core.dim_track"
    found = {
        one.text
        for one in completer.get_completions(Document(text, len("select ")), CompleteEvent())
    }
    assert "track_name" in found
    assert "driver_name" not in found
