"""Opening a dump where it lies: nothing is read beyond what was asked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from upath import UPath

from pipelines.locations import Location
from pipelines.sources.dump_errors import DumpError
from pipelines.sources.dump_open import RangedFile, open_dump, state_of

CONTENT = bytes(range(256)) * 40


@pytest.fixture(params=["file", "memory"])
def location(tmp_path: Path, request: pytest.FixtureRequest) -> Location:
    folder = tmp_path if request.param == "file" else UPath(f"memory://{tmp_path.name}")
    place: Location = folder / "a dump.xml"
    place.write_bytes(CONTENT)
    return place


def test_it_is_read_as_a_file_is(location: Location) -> None:
    file, size = open_dump(location)
    assert size == len(CONTENT)
    assert file.read(10) == CONTENT[:10]
    assert file.read(300) == CONTENT[10:310]
    assert file.tell() == 310
    assert file.seek(-5, 2) == len(CONTENT) - 5
    assert file.read(100) == CONTENT[-5:]
    assert file.read(100) == b""
    file.seek(7)
    assert file.read(10**6) == CONTENT[7:]
    file.close()


def test_with_an_end_it_is_as_if_it_ended_there(location: Location) -> None:
    file, size = open_dump(location, end=100)
    assert size == len(CONTENT)
    assert file.read(1000) == CONTENT[:100]
    assert file.seek(0, 2) == 100
    file.close()


def test_ranges_follow_one_another_and_end_where_they_must() -> None:
    asked = []

    def fetch(start: int, stop: int) -> bytes:
        asked.append((start, stop))
        return CONTENT[start:stop]

    file = RangedFile(fetch, end=950, request_bytes=400)
    file.seek(100)
    while file.read(64):
        pass
    assert asked == [(100, 500), (500, 900), (900, 950)]


def test_a_fetch_that_gives_less_is_asked_again() -> None:
    file = RangedFile(lambda start, stop: CONTENT[start : min(stop, start + 7)], 100, 50)
    assert file.read(1000) == CONTENT[:100]


def test_the_state_changes_with_the_content(location: Location) -> None:
    before = state_of(location)
    assert state_of(location) == before
    if isinstance(location, Path):
        os.utime(location, ns=(1, 1))
    else:
        location.write_bytes(CONTENT)
    assert state_of(location)[0] == before[0]
    assert state_of(location)[1] != before[1]


def test_what_is_not_there_and_what_is_no_file_is_named(tmp_path: Path) -> None:
    for folder in (tmp_path, UPath(f"memory://{tmp_path.name}/folder")):
        (folder / "x").mkdir(parents=True)
        with pytest.raises(DumpError, match=r"nothing\.xml cannot be read"):
            open_dump(folder / "nothing.xml")
        with pytest.raises(DumpError, match="no ordinary file"):
            state_of(folder / "x")
