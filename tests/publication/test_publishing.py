"""A publication is whole, old or new, in a folder as in an object store."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest
from published_warehouse import Publisher, manifest_of, read_all
from sample_project import Project

from pipelines.exports.export import ExportError
from pipelines.locations import (
    Location,
    LocationError,
    files_below,
    location_of,
    read_files,
    remove_files,
    write_files,
)
from pipelines.publication import old_versions, publishing
from pipelines.publication.manifest import Manifest
from pipelines.publication.publishing import PublicationError
from pipelines.warehouse.query import NoWarehouse
from pipelines.warehouse.versions import published_number

pytestmark = pytest.mark.slow


@pytest.fixture(params=["folder", "object store"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Location]:
    if request.param == "folder":
        yield tmp_path / "published"
        return
    store = location_of(f"memory://{tmp_path.name}/published")
    yield store
    remove_files(store, list(files_below(store)))


def versions(location: Location) -> set[str]:
    return {name.partition("/")[0] for name in files_below(location / "versions")}


def test_file_and_tables_of_one_build_are_published(
    location: Location, publisher: Publisher
) -> None:
    done = publisher.publish(location)
    manifest = manifest_of(location)
    assert done.is_new
    assert done.manifest == manifest
    found = read_all(location)
    assert found[manifest.database.path] == publisher.project.database.read_bytes()
    assert manifest.build == published_number(publisher.project.database) == 1
    for name in ("core.fct_race_result", "marts.race_results", "staging.table_row"):
        table = manifest.tables[name]
        frame = pl.read_parquet(found[table.path])
        assert [(frame.height,)] == publisher.project.query(f"select count(*) from {name}")
        assert table.rows == frame.height
    assert {"name": "CC-BY-SA-4.0"}.items() <= dict(manifest.licences[0]).items()
    assert {"datapackage.json", "README.md", "SHA256SUMS"} <= manifest.documents.keys()
    made_at = datetime.fromisoformat(str(manifest.made_at))
    [(recorded,)] = publisher.project.query("select max(made_at) from quality.build")
    assert made_at == recorded.replace(tzinfo=UTC, microsecond=0)


def test_nothing_is_left_beside_the_published_file(
    location: Location, publisher: Publisher
) -> None:
    before = {path.name for path in publisher.project.warehouse.iterdir()}
    publisher.publish(location)
    assert {path.name for path in publisher.project.warehouse.iterdir()} == before


def test_the_same_build_again_sends_nothing(location: Location, publisher: Publisher) -> None:
    first = publisher.publish(location)
    before = read_files(location, [*files_below(location)])
    again = publisher.publish(location)
    assert not again.is_new
    assert again.manifest == first.manifest
    assert read_files(location, [*files_below(location)]) == before


def test_the_same_articles_built_again_are_the_same_build(
    location: Location, project: Project
) -> None:
    """Its file has other bytes, and holds the same."""
    project.add_reference()
    project.build()
    publisher = Publisher(project, [])
    before = project.database.read_bytes()
    first = publisher.publish(location)
    project.build()
    assert project.database.read_bytes() != before
    again = publisher.publish(location)
    assert not again.is_new
    assert again.manifest == first.manifest
    assert versions(location) == {first.manifest.version}


def test_a_file_that_was_lost_is_sent_again(location: Location, publisher: Publisher) -> None:
    lost = publisher.publish(location).manifest.tables["core.dim_race"].path
    remove_files(location, [lost])
    assert publisher.publish(location).sent == 1
    read_all(location)


def test_another_build_is_another_version_and_the_old_one_stays(
    location: Location, publisher: Publisher
) -> None:
    old = publisher.publish(location).manifest
    publisher.build()
    new = publisher.publish(location).manifest
    assert new.build == 2
    assert new.kept == (new.version, old.version)
    assert manifest_of(location) == new
    read_all(location, old)
    read_all(location, new)


def test_only_as_many_versions_are_kept_as_are_wanted(
    location: Location, publisher: Publisher
) -> None:
    published = [publisher.publish(location, keep=2).manifest.version]
    for _ in range(2):
        publisher.build()
        done = publisher.publish(location, keep=2)
        published.append(done.manifest.version)
    assert versions(location) == set(published[1:])
    assert done.removed == (published[0],)
    read_all(location)


def test_what_others_keep_there_is_never_touched(location: Location, publisher: Publisher) -> None:
    others = {"notes.txt": b"1", "versions/readme.txt": b"2", "versions/000001-mine/x": b"3"}
    write_files(location, others)
    for _ in range(3):
        publisher.publish(location, keep=2)
        publisher.build()
    assert read_files(location, [*others]) == others


@pytest.mark.parametrize("content", [b"{}", b"<html>", b'{"format": 2}'])
def test_a_manifest_of_somebody_else_is_not_written_over(
    location: Location, publisher: Publisher, content: bytes
) -> None:
    write_files(location, {"latest.json": content})
    with pytest.raises(PublicationError, match="publish to another place"):
        publisher.publish(location)
    assert files_below(location) == {"latest.json": len(content)}


def test_a_build_in_the_middle_of_it_does_not_mix_two_builds(
    location: Location, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = publisher.project.database.read_bytes()
    version_of = publishing.version_of

    def meanwhile(still: Path, *rest: object) -> object:
        publisher.build()
        return version_of(still, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "version_of", meanwhile)
    manifest = publisher.publish(location).manifest
    assert manifest.build == 1
    assert read_all(location)[manifest.database.path] == before
    assert publisher.project.database.read_bytes() != before


def interrupted_after(monkeypatch: pytest.MonkeyPatch, files: int) -> None:
    """Whoever publishes dies after so many files."""
    left = files
    send_files = publishing.send_files

    def some(location: Location, all_files: dict[str, Path]) -> Iterator[int]:
        nonlocal left
        for name, path in all_files.items():
            if left == 0:
                raise KeyboardInterrupt
            left -= 1
            yield from send_files(location, {name: path})

    monkeypatch.setattr(publishing, "send_files", some)


@pytest.mark.parametrize("files", [0, 1, 20, 50])
def test_who_dies_while_publishing_changes_nothing_for_readers_and_the_next_goes_on(
    location: Location, publisher: Publisher, files: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = publisher.publish(location).manifest
    publisher.build()
    with monkeypatch.context() as patched:
        interrupted_after(patched, files)
        with pytest.raises(KeyboardInterrupt):
            publisher.publish(location)
    assert manifest_of(location) == old
    read_all(location)
    done = publisher.publish(location)
    assert done.is_new
    assert done.sent == len(done.manifest.files) - files
    read_all(location)


def test_what_is_not_what_was_sent_is_never_named(
    location: Location, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that says it has written, and has not: whole in size, and of other bytes."""
    old = publisher.publish(location).manifest
    publisher.build()
    send_files = publishing.send_files

    def badly(location: Location, files: dict[str, Path]) -> Iterator[int]:
        yield from send_files(location, files)
        for name, path in files.items():
            if name.endswith("core.fct_entry.parquet"):
                write_files(location, {name: b"x" * path.stat().st_size})

    with monkeypatch.context() as patched:
        patched.setattr(publishing, "send_files", badly)
        with pytest.raises(
            PublicationError, match=r"core\.fct_entry\.parquet is not what was sent"
        ):
            publisher.publish(location)
    assert manifest_of(location) == old
    assert publisher.publish(location).sent == 1
    read_all(location)


def test_the_newer_build_wins_where_two_publish_at_once(
    location: Location, publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = replace(publisher.project, warehouse=tmp_path / "elsewhere")
    other = Publisher(elsewhere, publisher.builds)
    other.put(3)
    old = publisher.publish(location).manifest
    publisher.build()
    newer: list[Manifest] = []
    send_files = publishing.send_files

    def overtaken(folder: Location, files: dict[str, Path]) -> Iterator[int]:
        yield from send_files(folder, files)
        if not newer:
            newer.append(old)
            newer.append(other.publish(location).manifest)

    monkeypatch.setattr(publishing, "send_files", overtaken)
    done = publisher.publish(location)
    assert not done.is_new
    assert done.overtaken_by == newer[1].version
    assert manifest_of(location) == newer[1]
    assert newer[1].build == 3
    read_all(location)


@pytest.mark.parametrize("is_seen", [True, False])
def test_a_version_that_is_published_again_is_not_removed_as_an_old_one(
    location: Location,
    publisher: Publisher,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_seen: bool,
) -> None:
    """Somebody publishes meanwhile, and keeps two; he may see who is at it, or not."""
    elsewhere = replace(publisher.project, warehouse=tmp_path / "elsewhere")
    other = Publisher(elsewhere, publisher.builds)
    publisher.put(3)
    again = publisher.publish(location, keep=2).manifest
    other.put(1)
    other.publish(location, keep=2)
    other.put(2)
    between: list[Manifest] = []
    complete = publishing._complete

    def while_another_publishes(location: Location, manifest: Manifest) -> None:
        if not between:
            between.append(manifest)
            between.append(other.publish(location, keep=2).manifest)
        complete(location, manifest)

    if not is_seen:
        monkeypatch.setattr(old_versions, "_is_written_anew", lambda version, files: False)
    monkeypatch.setattr(publishing, "_complete", while_another_publishes)
    done = publisher.publish(location, keep=2)
    assert done.is_new
    assert (done.sent > 0) != is_seen
    assert manifest_of(location).version == again.version
    assert manifest_of(location).kept == (again.version, between[1].version)
    read_all(location)
    read_all(location, between[1])


def test_an_older_build_is_published_where_it_was_restored(
    location: Location, publisher: Publisher
) -> None:
    """Nobody else publishes meanwhile, so it is meant."""
    first = publisher.publish(location).manifest
    publisher.build()
    second = publisher.publish(location).manifest
    publisher.put(1)
    done = publisher.publish(location)
    assert done.is_new
    assert done.sent == 0
    assert manifest_of(location).version == first.version
    assert manifest_of(location).kept == (first.version, second.version)


def test_what_a_killed_publisher_left_is_removed_once_nobody_can_be_at_it(
    publisher: Publisher, tmp_path: Path
) -> None:
    folder = tmp_path / "published"
    publisher.publish(folder)
    for name, hours in (("000007-00000000000a", 25), ("000008-00000000000b", 23)):
        write_files(folder, {f"versions/{name}/parquet/x.parquet": b"x"})
        then = datetime.now(UTC).timestamp() - hours * 3600
        os.utime(folder / "versions" / name / "parquet" / "x.parquet", (then, then))
    publisher.build()
    assert publisher.publish(folder).removed == ("000007-00000000000a",)
    assert "000008-00000000000b" in versions(folder)


def test_old_versions_that_cannot_be_removed_stop_nothing(
    location: Location, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.publish(location, keep=2)
    for _ in range(2):
        publisher.build()
        with monkeypatch.context() as patched:

            def refuse(location: Location, names: list[str]) -> None:
                raise LocationError("it may not be removed")

            patched.setattr("pipelines.publication.old_versions.remove_files", refuse)
            done = publisher.publish(location, keep=2)
    assert done.is_new
    assert done.removed == ()
    assert len(versions(location)) == 3


def test_without_a_published_file_it_is_said_what_to_do(
    location: Location, project: Project
) -> None:
    with pytest.raises(NoWarehouse, match="run 'nascar-warehouse build'"):
        Publisher(project, []).publish(location)
    assert files_below(location) == {}


def test_a_file_of_another_schema_is_not_published(
    location: Location, publisher: Publisher
) -> None:
    with duckdb.connect(str(publisher.project.database)) as connection:
        connection.execute("update quality.data_dictionary set description = 'something else'")
    with pytest.raises(ExportError, match="built with another sql/"):
        publisher.publish(location)
    assert files_below(location) == {}


def test_a_folder_that_cannot_be_written_to_is_named(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(PublicationError, match=r"nothing was published, .*/file/x cannot be"):
        publisher.publish(tmp_path / "file" / "x")


def test_the_manifest_of_a_version_stays_beside_its_files(
    location: Location, publisher: Publisher
) -> None:
    manifest = publisher.publish(location).manifest
    name = f"versions/{manifest.version}/manifest.json"
    stated = json.loads(read_files(location, [name])[name])
    assert stated["version"] == manifest.version
    assert stated["tables"].keys() == manifest.tables.keys()
