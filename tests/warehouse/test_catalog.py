"""The catalogue: everything comes from the SQL files, and a mistake in one is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest
from sample_project import ROOT

from pipelines.warehouse.catalog import Catalog, CatalogError, load_catalog, relations_named


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "sql", tmp_path / "sql"))


def test_a_table_has_its_key_types_and_comments_from_its_ddl(catalog: Catalog) -> None:
    table = catalog.relations["core.fct_race_result"]
    assert table.primary_key == ("race_id", "finish_position")
    assert table.polars_schema["finish_position"] == pl.Int32
    assert table.polars_schema["car_number"] == pl.String
    assert "driver_id" in table.required
    assert "team_id" not in table.required
    assert table.comment == "one row a race and finishing position"
    assert table.columns[1].comment == "place at the finish, 1 for the winner"


def test_what_has_no_primary_key_has_its_key_from_its_head(catalog: Catalog) -> None:
    keys = {name: one.key for name, one in catalog.relations.items()}
    assert keys["core.fct_race_result"] == ("race_id", "finish_position")
    assert keys["marts.driver_season"] == ("season_id", "driver_id")
    assert keys["staging.table_cell"] == (
        "document_id", "table_index", "row_index", "column_index"
    )  # fmt: skip
    # Rows that may be the same.
    assert keys["quality.unrecognised"] == ()


def test_a_key_of_a_column_that_there_is_not_is_named(folder: Path) -> None:
    (folder / "marts" / "a.sql").write_text(
        "-- marts.a\n-- key: race_id, driver\ncreate view marts.a as select '' as race_id;"
    )
    with pytest.raises(CatalogError, match=r"marts/a\.sql: '-- key: .*names driver, which is no"):
        load_catalog(folder)


def test_the_contract_has_every_table_of_the_design(catalog: Catalog) -> None:
    names = {table.name.removeprefix("core.") for table in catalog.tables}
    assert names >= {
        "dim_series", "dim_season", "dim_track", "dim_race", "dim_driver", "dim_team",
        "dim_manufacturer", "fct_entry", "fct_practice_result", "fct_qualifying_result",
        "fct_qualifying_round", "fct_stage", "fct_stage_result", "fct_race_result",
        "fct_driver_standing", "fct_manufacturer_standing", "fct_broadcast_crew",
    }  # fmt: skip
    for table in catalog.tables:
        if table.name.startswith("core.fct_"):
            columns = {column.name for column in table.columns}
            assert {"document_id", "table_index", "row_index"} <= columns


def test_a_view_stands_behind_the_views_that_it_reads(catalog: Catalog) -> None:
    seen: set[str] = set()
    for view in catalog.views:
        assert {
            name for name in view.depends_on if name.startswith(("marts.", "intermediate."))
        } <= seen
        seen.add(view.name)


def test_names_in_comments_and_strings_of_comments_are_no_lineage() -> None:
    sql = (
        "-- like core.dim_race\ncreate view marts.v as select * from core.dim_team;\n"
        "comment on view marts.v is 'see core.dim_driver';\n"
    )
    assert relations_named(sql) == ("marts.v", "core.dim_team")


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("marts/broken.sql", "create view marts.broken as select 1 from;", "marts/broken.sql"),
        ("marts/a.sql", "create view marts.a as select * from marts.a2;", "marts/a.sql"),
        ("checks/no_head.sql", "select 1;", "no_head.sql"),
        (
            "checks/of_nothing.sql",
            "-- rule: x\n-- relation: core.nothing\n-- severity: warn\nselect 1;",
            "of_nothing.sql",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    file: str, content: str, message: str, folder: Path
) -> None:
    (folder / file).write_text(content)
    with pytest.raises(CatalogError, match=message):
        load_catalog(folder)


def test_views_that_read_each_other_are_named(folder: Path) -> None:
    (folder / "marts" / "a.sql").write_text("create view marts.a as select * from marts.b;")
    (folder / "marts" / "b.sql").write_text("create view marts.b as select * from marts.a;")
    with pytest.raises(CatalogError, match=r"circle: marts\.a, marts\.b"):
        load_catalog(folder)
