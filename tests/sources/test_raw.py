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


def test_a_file_of_any_size_is_told_by_its_size_and_not_read(project: Project) -> None:
    with project.add("cup/2023/huge.txt", "").open("wb") as file:
        file.truncate(2**40)
    [document] = scan_raw_folder(project.raw).documents
    assert document.problem is not None
    assert "1,099,511,627,776 bytes; a document may have 67,108,864 at most" in document.problem


def test_a_missing_folder_is_named(project: Project) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        scan_raw_folder(project.raw / "nowhere")


@pytest.mark.parametrize(
    ("names", "built"),
    [
        (["a.txt", "a.html", "a.wikitext"], "a.wikitext"),
        (["a.txt", "a.html"], "a.html"),
        (["a.wikitext", "a.r5.txt"], "a.r5.txt"),
        (["a.r5.wikitext", "a.r6.txt", "a.r5.html"], "a.r6.txt"),
        (["a.r6.txt", "a.r6.wikitext"], "a.r6.wikitext"),
        (["A.txt", "a.wikitext"], "a.wikitext"),
    ],
)
def test_of_one_article_one_document_counts(project: Project, names: list[str], built: str) -> None:
    for name in names:
        project.add(f"cup/2023/{name}", name)
    found = scan_raw_folder(project.raw)
    assert [one.file.name for one in found.documents] == [built]
    assert found.superseded == tuple(f"cup/2023/{name}" for name in sorted(names) if name != built)


def test_articles_of_other_series_seasons_and_slugs_do_not_count(project: Project) -> None:
    for place in ("cup/2023/a.txt", "nxs/2023/a.html", "cup/2022/a.wikitext", "cup/2023/b.txt"):
        project.add(place, place)
    found = scan_raw_folder(project.raw)
    assert (len(found.documents), found.superseded) == (4, ())


def test_a_file_of_no_known_form_hides_nothing_and_is_not_hidden(project: Project) -> None:
    for name in ("a.r9.pdf", "a.r5.wikitext", "a.txt", "a.TXT", "a.docx"):
        project.add(f"cup/2023/{name}", name)
    project.add("cup/2023/a.r9.json", '{"page_id": 1}')
    project.add("cup/2023/a.r5.json", '{"page_id": 1}')
    found = scan_raw_folder(project.raw)
    assert {one.file.name for one in found.documents} == {
        "a.r9.pdf",
        "a.r5.wikitext",
        "a.TXT",
        "a.docx",
    }
    assert found.superseded == ("cup/2023/a.txt",)


def test_a_page_with_two_slugs_counts_once_in_a_season(project: Project) -> None:
    for name, page_id in (("old.r5", 1), ("new.r6", 1), ("other.r4", 2)):
        project.add(f"cup/2023/{name}.wikitext", name)
        project.add(f"cup/2023/{name}.json", f'{{"page_id": {page_id}}}')
    found = scan_raw_folder(project.raw)
    assert [one.slug for one in found.documents] == ["new", "other"]
    assert found.superseded == ("cup/2023/old.r5.wikitext",)


def test_a_sidecar_copied_by_hand_with_its_page_id_hides_no_document(project: Project) -> None:
    for name in ("a", "b"):
        project.add(f"cup/2023/{name}.wikitext", name)
        project.add(f"cup/2023/{name}.json", '{"page_id": 1, "revision_id": 5}')
    assert len(scan_raw_folder(project.raw).documents) == 2


def test_the_revision_of_a_sidecar_counts_where_the_name_has_none(project: Project) -> None:
    project.add("cup/2023/a.html", "new")
    project.add("cup/2023/a.json", '{"revision_id": 7}')
    project.add("cup/2023/a.r6.wikitext", "old")
    assert [one.suffix for one in scan_raw_folder(project.raw).documents] == [".html"]


def test_sidecars_have_two_names_for_address_and_time(project: Project) -> None:
    project.add("cup/2023/a.txt", "a")
    project.add("cup/2023/a.json", '{"source_url": "https://a", "retrieved_at": "2023-07-01"}')
    project.add("cup/2023/b.txt", "b")
    project.add(
        "cup/2023/b.json",
        '{"url": "https://b", "source_url": "https://a", "fetched_at": "2024", "page_id": 3, '
        '"revision_id": 9223372036854775808, "timestamp": "2023-06-26T01:02:03Z", "title": 4}',
    )
    first, second = (one.sidecar for one in scan_raw_folder(project.raw).documents)
    assert (first.url, first.fetched_at, first.page_id) == ("https://a", "2023-07-01", None)
    assert (second.url, second.fetched_at, second.page_id) == ("https://b", "2024", 3)
    assert (second.revision_id, second.title) == (None, None)
    assert second.timestamp == "2023-06-26T01:02:03Z"


def test_a_document_that_another_stands_before_is_not_read(project: Project) -> None:
    project.add("cup/2023/a.r5.txt", "old").chmod(0)
    project.add("cup/2023/a.r6.txt", "new")
    [document] = scan_raw_folder(project.raw).documents
    assert (document.revision_id, document.problem) == (6, None)
