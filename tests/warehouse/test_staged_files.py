"""Staged files of a table are on this machine while they are loaded, and no longer."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest
from sample_project import Project

from pipelines.locations import location_of, read_files, remove_files, write_files
from pipelines.staged import StagedDataError, season_folder, write_season
from pipelines.warehouse.build import build_warehouse
from pipelines.warehouse.catalog import Catalog
from pipelines.warehouse.staged_files import local_files

STAGE = "core.fct_stage"
ROWS = {STAGE: pl.DataFrame({"laps": [1, 2]})}


def test_files_of_a_folder_are_read_where_they_lie(tmp_path: Path, catalog: Catalog) -> None:
    season = write_season(tmp_path, season_folder(2023, "0" * 64), ROWS, "made", [])
    with (
        duckdb.connect() as connection,
        local_files(connection, catalog.relations[STAGE], tmp_path, [season]) as files,
    ):
        assert files == [str(tmp_path / season.path(STAGE))]


def turn_a_bit(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize("url", ["", "memory://"])
def test_a_bit_that_was_turned_is_found_wherever_it_is(
    url: str, tmp_path: Path, catalog: Catalog
) -> None:
    """Of every three, one is another value that can be read, and one changes nothing at all."""
    store = location_of(f"{url}{tmp_path}/staged")
    season = write_season(store, season_folder(2023, "0" * 64), ROWS, "made", [])
    name = season.path(STAGE)
    whole = read_files(store, [name])[name]
    with duckdb.connect() as connection:
        for place in range(0, len(whole), len(whole) // 50):
            write_files(store, {name: turn_a_bit(whole, place)})
            with (
                pytest.raises(StagedDataError, match=f"{name} is damaged"),
                local_files(connection, catalog.relations[STAGE], store, [season]),
            ):
                pass
        write_files(store, {name: whole})
        with local_files(connection, catalog.relations[STAGE], store, [season]) as files:
            assert len(files) == 1


def test_a_build_of_damaged_values_publishes_nothing_and_the_next_makes_them_anew(
    project: Project,
) -> None:
    project.add_reference()
    project.build()
    before = project.query("from core.fct_race_result order by all")
    staged = project.warehouse / "staged"
    seasons = project.extract().seasons
    file = staged / seasons[2023].path("core.fct_race_result")
    file.write_bytes(turn_a_bit(file.read_bytes(), 1_000))
    published = project.database.read_bytes()
    with pytest.raises(StagedDataError, match="damaged"):
        build_warehouse(staged, seasons, project.catalog, project.database)
    assert project.database.read_bytes() == published
    assert project.extract().extracted == (2023,)
    project.build()
    assert project.query("from core.fct_race_result order by all") == before


def test_files_of_a_store_are_fetched_beside_the_file_that_is_built(
    tmp_path: Path, catalog: Catalog
) -> None:
    store = location_of(f"memory://{tmp_path.name}/staged")
    folders = [season_folder(year, "0" * 64) for year in (2022, 2023)]
    seasons = [write_season(store, folder, ROWS, "made", []) for folder in folders]
    built = tmp_path / ".nascar.duckdb.7.building"
    with duckdb.connect(str(built)) as connection:
        with local_files(connection, catalog.relations[STAGE], store, seasons) as files:
            assert connection.execute(
                "select sum(laps) from read_parquet(?)", [files]
            ).fetchall() == [(6,)]
            # As the next build expects what a killed one has left.
            assert {Path(one).parent.parent for one in files} == {tmp_path}
            assert all(Path(one).parent.name.startswith(built.name) for one in files)
            # DuckDB names them when it cannot read them: then their season is made again.
            assert [
                folder for folder, one in zip(folders, files, strict=True) if folder in one
            ] == (folders)
        assert not any(Path(one).exists() for one in files)
        remove_files(store, [seasons[0].path(STAGE)])
        with (
            pytest.raises(FileNotFoundError, match="is missing"),
            local_files(connection, catalog.relations[STAGE], store, seasons),
        ):
            pass
    assert [path.name for path in tmp_path.iterdir()] == [built.name]
