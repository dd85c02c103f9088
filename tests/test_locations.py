"""A folder and an object store do the same: what is written is read, listed and removed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.locations import (
    Location,
    LocationError,
    fetch_files,
    files_below,
    is_url,
    location_of,
    reaching,
    read_files,
    remove_files,
    write_files,
)


@pytest.fixture(params=["folder", "object store"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Location]:
    """An object store within this process answers like any other, and at once."""
    if request.param == "folder":
        yield tmp_path / "some" / "place"
        return
    store = location_of(f"memory://{tmp_path.name}/place/")
    yield store
    remove_files(store, list(files_below(store)))


def test_what_is_written_is_listed_and_read(location: Location) -> None:
    write_files(location, {"a": b"1", "b/c": b"22"})
    write_files(location, {"a": b"333"})
    assert files_below(location) == {"a": 3, "b/c": 2}
    assert files_below(location / "b") == {"c": 2}
    assert read_files(location, ["a", "b/c"]) == {"a": b"333", "b/c": b"22"}


def test_a_place_that_is_not_there_holds_nothing(location: Location) -> None:
    assert files_below(location) == {}
    assert read_files(location, ["a", "b/c"]) == {}
    assert read_files(location, []) == {}
    remove_files(location, ["a", "b/c"])


def test_files_that_are_not_there_are_left_out(location: Location) -> None:
    write_files(location, {"a": b"1"})
    assert read_files(location, ["a", "b", "a/c"]) == {"a": b"1"}


def test_what_is_removed_is_gone_and_so_is_its_folder(location: Location) -> None:
    write_files(location, {"a": b"1", "b/c/d": b"2", "b/e": b"3"})
    remove_files(location, ["b/c/d", "b/no"])
    assert files_below(location) == {"a": 1, "b/e": 1}
    if isinstance(location, Path):
        assert sorted(path.name for path in location.rglob("*")) == ["a", "b", "e"]


def test_a_name_that_begins_alike_is_another_place(location: Location) -> None:
    write_files(location, {"a/x": b"1", "ab/x": b"2"})
    assert files_below(location / "a") == {"x": 1}


def test_files_of_a_store_are_fetched_under_other_names(tmp_path: Path) -> None:
    store = location_of(f"memory://{tmp_path.name}/fetched")
    assert not isinstance(store, Path)
    write_files(store, {"a/x": b"1", "b/x": b"2"})
    fetch_files(store, {"a/x": "one", "b/x": "two"}, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "one": b"1",
        "two": b"2",
    }
    with pytest.raises(FileNotFoundError, match=r"a file of memory:.* is missing"):
        fetch_files(store, {"a/x": "one", "c/x": "three"}, tmp_path)


def test_a_folder_is_named_by_its_full_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert location_of("staged") == tmp_path.resolve() / "staged"
    assert location_of(f"file://{tmp_path}/staged") == tmp_path.resolve() / "staged"
    assert is_url(location_of("memory://staged"))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("s3://someone:hush@bucket/x", "has a user or password in it"),
        ("nonsense://bucket/x", "cannot be used: Unsupported filesystem"),
        *((half, "neither a folder nor a URL") for half in ("", "  ", "s3://", "s3:/bucket/x")),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_its_password(url: str, reason: str) -> None:
    with pytest.raises(LocationError, match=reason) as raised:
        location_of(url)
    assert "hush" not in str(raised.value)


def test_what_a_store_says_is_shown_on_one_line_and_without_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "")
    with (
        pytest.raises(
            LocationError, match=r"s3://b/x cannot be read: no \.\.\. at http://\.\.\.@h/"
        ) as raised,
        reaching("s3://b/x", "read"),
    ):
        raise RuntimeError("no hush\nat http://me:word@h/")
    # Nor is what it was made of, which Dagster would print.
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_a_write_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path, {"a": b"1"})

    def fail(self: Path, target: Path) -> Path:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no space left"):
        write_files(tmp_path, {"a": b"2"})
    assert files_below(tmp_path) == {"a": 1}
    assert (tmp_path / "a").read_bytes() == b"1"


def test_a_folder_needs_no_library_of_object_stores(tmp_path: Path) -> None:
    """They take a third of a second to import, which every build would pay."""
    script = (
        "import sys; from pipelines.locations import *; from pathlib import Path\n"
        f"folder = location_of({str(tmp_path)!r})\n"
        "write_files(folder, {'a': b'1'}); read_files(folder, ['a']); files_below(folder)\n"
        "assert not {'upath', 'fsspec', 's3fs'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env=dict(os.environ))
