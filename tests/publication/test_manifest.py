"""The manifest is read as it was written, and says which versions are kept."""

from __future__ import annotations

import json

import pytest

from pipelines.publication.manifest import Manifest, ManifestError, PublishedFile, read_manifest

FILE = PublishedFile("versions/000001-0/a.parquet", 7, "00", 3)


def manifest(version: str, kept: tuple[str, ...] = ()) -> Manifest:
    return Manifest(
        version, 1, "2026-01-01T00:00:00Z", "1.0.0", ({"name": "CC-BY-SA-4.0", "title": "“A”"},),
        PublishedFile("versions/000001-0/nascar.duckdb", 9, "11"), {"core.a": FILE},
        {"README.md": FILE}, kept or (version,),
    )  # fmt: skip


def test_a_manifest_is_read_as_it_was_written() -> None:
    written = manifest("000001-0")
    assert read_manifest(written.written()) == written
    assert json.loads(written.written())["tables"]["core.a"]["path"] == FILE.path


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"format": 1}', b"\xff", b'{"format": 1, "tables": 7}']
)
def test_what_is_no_manifest_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(ManifestError, match="it is no manifest of this program"):
        read_manifest(content)


def test_a_manifest_of_a_later_program_is_not_guessed_at() -> None:
    stated = json.loads(manifest("1").written()) | {"format": 2}
    with pytest.raises(ManifestError, match="a later version of this program"):
        read_manifest(json.dumps(stated).encode())


@pytest.mark.parametrize(
    ("keep", "before", "kept"),
    [
        (3, None, ("d",)),
        (3, ("c", "b", "a"), ("d", "c", "b")),
        (5, ("c", "b", "a"), ("d", "c", "b", "a")),
        # The one that was named before stays, whatever is asked for.
        (0, ("c", "b", "a"), ("d", "c")),
        # One that is published again is the newest one again.
        (3, ("c", "d", "a"), ("d", "c", "a")),
    ],
)
def test_the_newest_versions_are_kept(
    keep: int, before: tuple[str, ...] | None, kept: tuple[str, ...]
) -> None:
    earlier = manifest(before[0], before) if before else None
    assert manifest("d").after(earlier, keep).kept == kept
