"""Staged files of a table are on this machine while they are loaded, and no longer."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.locations import location_of, remove_files
from pipelines.staged import season_folder, write_season
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
