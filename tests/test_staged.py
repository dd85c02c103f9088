"""A staged season is there whole or not at all, in a folder as in an object store."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from pipelines import staged as staged_module
from pipelines.locations import (
    Location,
    files_below,
    location_of,
    read_files,
    remove_files,
    write_files,
)
from pipelines.staged import (
    StagedDataError,
    StagedSeason,
    discard_damaged,
    discard_others,
    find_season,
    find_seasons,
    named_seasons,
    read_manifest,
    season_folder,
    write_manifest,
    write_season,
)

TABLES = {
    "core.dim_race": pl.DataFrame({"race_id": ["cup-2023-17"]}),
    "core.fct_entry": pl.DataFrame({"car_number": ["1", "07"]}),
    "core.fct_stage": pl.DataFrame({"laps": []}, schema={"laps": pl.Int32}),
}
FOLDER = season_folder(2023, "0" * 64)
CONTENTS = f"{FOLDER}/_contents.json"
RACES = "core.dim_race"


@pytest.fixture(params=["folder", "object store"])
def staged(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Location]:
    if request.param == "folder":
        yield tmp_path / "staged"
        return
    store = location_of(f"memory://{tmp_path.name}/staged")
    yield store
    remove_files(store, list(files_below(store)))


def write(staged: Location, folder: str = FOLDER) -> StagedSeason:
    return write_season(staged, folder, TABLES, "made", ["cup/2023/a.txt"])


def test_a_season_is_found_as_it_was_written(staged: Location) -> None:
    assert find_season(staged, FOLDER) is None
    written = write(staged)
    assert find_season(staged, FOLDER) == written
    assert written.rows == {"core.dim_race": 1, "core.fct_entry": 2, "core.fct_stage": 0}
    assert written.documents == ("cup/2023/a.txt",)
    [content] = read_files(staged, [written.path("core.fct_entry")]).values()
    assert pl.read_parquet(content).equals(TABLES["core.fct_entry"])


def test_a_table_without_rows_has_no_file(staged: Location) -> None:
    assert write(staged).files.keys() == {"core.dim_race", "core.fct_entry"}
    assert len(files_below(staged)) == 3


def test_the_same_rows_have_the_same_files(staged: Location) -> None:
    first, second = write(staged), write(staged, season_folder(2022, "0" * 64))
    assert first.files == second.files


def test_many_seasons_are_found_at_once(staged: Location) -> None:
    folders = [season_folder(year, "0" * 64) for year in (2021, 2022, 2023)]
    written = {folder: write(staged, folder) for folder in folders[:2]}
    assert find_seasons(staged, folders) == written
    assert find_seasons(staged, []) == {}


Harm = Callable[[Location, StagedSeason], None]


def lose_a_file(staged: Location, season: StagedSeason) -> None:
    remove_files(staged, [season.path(RACES)])


def cut_a_file(staged: Location, season: StagedSeason) -> None:
    write_files(staged, {season.path(RACES): b"PAR1"})


def lose_the_contents(staged: Location, season: StagedSeason) -> None:
    remove_files(staged, [CONTENTS])


def break_the_contents(staged: Location, season: StagedSeason) -> None:
    write_files(staged, {CONTENTS: b"{"})


def forget_a_file(staged: Location, season: StagedSeason) -> None:
    contents = json.loads(read_files(staged, [CONTENTS])[CONTENTS])
    del contents["files"][RACES], contents["sizes"][RACES]
    write_files(staged, {CONTENTS: json.dumps(contents).encode()})


@pytest.mark.parametrize(
    "harm", [lose_a_file, cut_a_file, lose_the_contents, break_the_contents, forget_a_file]
)
def test_a_damaged_season_is_not_there_until_it_is_written_again(
    staged: Location, harm: Harm
) -> None:
    written = write(staged)
    write_manifest(staged, {2023: written})
    harm(staged, written)
    assert find_season(staged, FOLDER) is None
    assert named_seasons(staged) == {2023: None}
    with pytest.raises(StagedDataError, match=f"{FOLDER} is missing or damaged"):
        read_manifest(staged)
    assert write(staged) == written
    assert read_manifest(staged) == {2023: written}


def test_a_writer_that_dies_before_the_end_has_written_no_season(
    staged: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever file was its last one; the next writer makes it whole."""
    for last in range(3):
        left = last

        def write_some(location: Location, files: dict[str, bytes]) -> None:
            nonlocal left
            for name, content in files.items():
                if left == 0:
                    raise KeyboardInterrupt
                left -= 1
                write_files(location, {name: content})

        with monkeypatch.context() as patched:
            patched.setattr(staged_module, "write_files", write_some)
            with pytest.raises(KeyboardInterrupt):
                write(staged)
        assert len(files_below(staged)) == last
        assert find_season(staged, FOLDER) is None
    written = write(staged)
    assert find_season(staged, FOLDER) == written


def test_two_writers_of_one_season_leave_a_whole_one_at_every_moment(
    staged: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A task that was given out again while its first worker lives; their rows differ in order."""
    others = TABLES | {RACES: pl.DataFrame({"race_id": ["cup-2023-17"]}).with_columns(pl.all())}
    others["core.fct_entry"] = TABLES["core.fct_entry"].reverse()
    first: list[StagedSeason] = []

    def slow(location: Location, files: dict[str, bytes]) -> None:
        """The second writer is overtaken by the first one before each of its own files."""
        if not first:
            with monkeypatch.context() as patched:
                patched.setattr(staged_module, "write_files", write_files)
                first.append(write(staged))
        for name, content in files.items():
            assert find_season(staged, FOLDER) == first[0]
            write_files(location, {name: content})

    monkeypatch.setattr(staged_module, "write_files", slow)
    second = write_season(staged, FOLDER, others, "made", ["cup/2023/a.txt"])
    assert second == first[0] == find_season(staged, FOLDER)
    [content] = read_files(staged, [second.path("core.fct_entry")]).values()
    assert pl.read_parquet(content).equals(TABLES["core.fct_entry"])


def test_the_manifest_names_the_present_seasons(staged: Location) -> None:
    with pytest.raises(StagedDataError, match="nothing is staged"):
        read_manifest(staged)
    assert named_seasons(staged) == {}
    old = write(staged)
    write_manifest(staged, {2023: old})
    new = write(staged, season_folder(2023, "1" * 64))
    assert read_manifest(staged) == {2023: old}
    write_manifest(staged, {2023: new})
    assert read_manifest(staged) == {2023: new}


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"x": "y"}'])
def test_a_damaged_manifest_is_said_to_be_one(staged: Location, content: bytes) -> None:
    write_files(staged, {"manifest.json": content})
    with pytest.raises(StagedDataError, match=r"manifest\.json is damaged"):
        read_manifest(staged)
    assert named_seasons(staged) == {}


def test_other_seasons_and_what_killed_writers_left_are_discarded(staged: Location) -> None:
    kept = write(staged)
    write(staged, season_folder(2022, "1" * 64))
    write_manifest(staged, {2023: kept})
    ours = {*files_below(staged)}
    left = [".manifest.json.1a.partial", f"{FOLDER}/.core.dim_race.partial", f".{FOLDER}.7/x"]
    write_files(staged, dict.fromkeys(left, b"x"))
    discard_others(staged, {2023: kept})
    assert {*files_below(staged)} == {
        one for one in ours if one.startswith((FOLDER, "manifest.json"))
    }
    assert read_manifest(staged) == {2023: kept}


def test_a_folder_without_a_file_is_discarded_too(tmp_path: Path) -> None:
    """Left by a writer that was killed as soon as it had made it."""
    kept = write(tmp_path)
    (tmp_path / season_folder(2022, "1" * 64)).mkdir()
    (tmp_path / "dump_shards").mkdir()
    discard_others(tmp_path, {2023: kept})
    assert {path.name for path in tmp_path.iterdir()} == {FOLDER, "dump_shards"}


def test_what_others_keep_there_is_not_discarded(staged: Location) -> None:
    others = {"dump_shards/a.parquet": b"1", "notes.txt": b"2", "2023/x": b"3"}
    write_files(staged, others)
    kept = write(staged)
    discard_others(staged, {2023: kept})
    assert read_files(staged, list(others)) == others


def test_a_season_that_an_error_names_is_made_again(staged: Location) -> None:
    written = write(staged)
    other = write(staged, season_folder(2022, "1" * 64))
    discard_damaged(staged, f"IO Error: cannot read '{staged}/{written.path(RACES)}': bad magic")
    assert find_season(staged, FOLDER) is None
    assert find_season(staged, other.folder) == other
