"""The raw folder: what is found, and what is not a document."""

from __future__ import annotations

import os

import pytest
from sample_project import Project

from pipelines.sources.raw import scan_raw_folder


def test_documents_are_grouped_by_season_with_their_sidecars(project: Project) -> None:
    project.add_reference()
    project.add("truck/2022/a.txt", "= A =")
    project.add("cup/README.md", "no document")
    project.add("cup/2023/.hidden.txt", "no document")
    found = scan_raw_folder(project.raw)
    assert list(found.seasons) == [2022, 2023]
    [document] = found.seasons[2023]
    assert document.document_id == "cup/2023/2023-ally-400.txt"
    assert document.sidecar.licence == "CC BY-SA 4.0"
    assert document.sidecar.sha256 == document.sha256
    assert found.misfiled == ()


def test_only_the_newest_revision_of_an_article_counts(project: Project) -> None:
    for revision in (9, 100, 20):
        project.add(f"cup/2023/a.r{revision}.txt", f"= {revision} =")
    [document] = scan_raw_folder(project.raw).documents
    assert (document.slug, document.revision_id) == ("a", 100)


def test_a_file_name_that_is_not_utf_8_is_reported(project: Project) -> None:
    project.add("cup/2023/" + os.fsdecode(b"caf\xe9.txt"), "= A =")
    [misfiled] = scan_raw_folder(project.raw).misfiled
    assert "not UTF-8" in misfiled.reason
    assert misfiled.path.isascii()


def test_a_missing_folder_is_named(project: Project) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        scan_raw_folder(project.raw / "nowhere")
