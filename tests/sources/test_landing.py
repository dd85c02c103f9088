"""Landing: whole documents, each revision once, whatever ends it early."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sample_project import Project

from pipelines.sources import landing
from pipelines.sources.landing import Landed, LandedArticles, LandingError, land
from pipelines.sources.raw import scan_raw_folder
from pipelines.sources.revision import Revision

FETCHED = "2023-07-01T08:00:00Z"


def revision(
    title: str = "2023 Ally 400",
    page_id: int = 1,
    revision_id: int = 100,
    content: bytes | None = None,
    redirected_from: tuple[str, ...] = (),
) -> Revision:
    content = f"'''{title}''', revision {revision_id}".encode() if content is None else content
    return Revision(
        title=title,
        page_id=page_id,
        revision_id=revision_id,
        timestamp="2023-06-26T01:02:03Z",
        sha1=hashlib.sha1(content).hexdigest(),
        content=content,
        url="https://en.wikipedia.org/wiki/" + title.replace(" ", "_"),
        licence="CC BY-SA 4.0",
        redirected_from=redirected_from,
    )


def land_in(raw: Path, one: Revision, landed: LandedArticles | None = None) -> Landed:
    """Land as a new process does: with an index of what is there."""
    return land(raw, "cup", 2023, one, landed or LandedArticles.scan(raw), FETCHED)


def names(raw: Path) -> list[str]:
    return sorted(path.name for path in (raw / "cup" / "2023").iterdir())


def files(raw: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.relative_to(raw).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in raw.rglob("*")
        if path.is_file()
    }


def test_a_revision_is_landed_with_its_sidecar(project: Project) -> None:
    one = revision(redirected_from=("Ally 400 (2023)",))
    landed = LandedArticles()
    result = land_in(project.raw, one, landed)
    assert result.outcome == "new article"
    assert result.article.path == "cup/2023/2023-ally-400.r100.wikitext"
    assert (project.raw / result.article.path).read_bytes() == one.content
    assert json.loads((project.raw / "cup/2023/2023-ally-400.r100.json").read_bytes()) == {
        "title": "2023 Ally 400",
        "page_id": 1,
        "revision_id": 100,
        "timestamp": "2023-06-26T01:02:03Z",
        "sha1": hashlib.sha1(one.content).hexdigest(),
        "sha256": hashlib.sha256(one.content).hexdigest(),
        "url": "https://en.wikipedia.org/wiki/2023_Ally_400",
        "licence": "CC BY-SA 4.0",
        "attribution": "Wikipedia contributors",
        "fetched_at": FETCHED,
        "redirected_from": ["Ally 400 (2023)"],
    }
    assert landed.by_page == {1: result.article}
    assert LandedArticles.scan(project.raw).articles == (result.article,)


def test_every_revision_stays_and_the_newest_is_built(project: Project) -> None:
    assert land_in(project.raw, revision(revision_id=100)).outcome == "new article"
    assert land_in(project.raw, revision(revision_id=300)).outcome == "new revision"
    landed = LandedArticles.scan(project.raw)
    older = land_in(project.raw, revision(revision_id=200), landed)
    assert (older.outcome, older.article.revision_id) == ("new revision", 200)
    assert landed.by_page[1].revision_id == 300
    found = scan_raw_folder(project.raw)
    assert [one.revision_id for one in found.documents] == [300]
    assert found.superseded == (
        "cup/2023/2023-ally-400.r100.wikitext",
        "cup/2023/2023-ally-400.r200.wikitext",
    )


def test_a_revision_that_is_there_is_not_touched(project: Project) -> None:
    first = land_in(project.raw, revision())
    before = files(project.raw)
    again = land(
        project.raw, "cup", 2023, revision(), LandedArticles.scan(project.raw), "2024-01-01"
    )
    assert again == Landed(first.article, "already there")
    assert files(project.raw) == before


@pytest.mark.parametrize("held", [b"", b"edited by hand"])
def test_a_document_that_holds_something_else_is_named_and_stays(
    project: Project, held: bytes
) -> None:
    path = project.raw / land_in(project.raw, revision()).article.path
    path.write_bytes(held)
    before = files(project.raw)
    with pytest.raises(LandingError, match=r"2023-ally-400\.r100\.wikitext .* remove it"):
        land_in(project.raw, revision())
    assert files(project.raw) == before


@pytest.mark.parametrize("sidecar", [None, "", "{ not json"])
def test_a_sidecar_that_was_lost_is_made_anew(project: Project, sidecar: str | None) -> None:
    land_in(project.raw, revision())
    whole = files(project.raw)
    path = project.raw / "cup/2023/2023-ally-400.r100.json"
    path.unlink()
    if sidecar is not None:
        path.write_text(sidecar)
    assert LandedArticles.scan(project.raw).articles == ()
    assert land_in(project.raw, revision()).outcome == "already there"
    assert {name: content for name, (content, _) in files(project.raw).items()} == {
        name: content for name, (content, _) in whole.items()
    }


def test_a_sidecar_written_by_hand_is_not_replaced(project: Project) -> None:
    project.add("cup/2023/2023-ally-400.r100.wikitext", revision().content)
    project.add("cup/2023/2023-ally-400.r100.json", '{"licence": "mine"}')
    before = files(project.raw)
    assert land_in(project.raw, revision()).outcome == "already there"
    assert files(project.raw) == before


def test_a_revision_that_is_there_in_another_form_is_not_landed_again(project: Project) -> None:
    project.add("cup/2023/2023-ally-400.r100.html", "<p>Ally 400</p>")
    before = files(project.raw)
    result = land_in(project.raw, revision())
    assert result.outcome == "already there"
    assert result.article.path == "cup/2023/2023-ally-400.r100.html"
    assert files(project.raw) == before


class Killed(BaseException):
    """As if the process ended here."""


@pytest.mark.parametrize(("step", "call"), [("replace", 1), ("fsync", 1), ("replace", 2)])
def test_what_a_killed_process_leaves_is_not_seen_and_is_completed(
    project: Project, monkeypatch: pytest.MonkeyPatch, step: str, call: int
) -> None:
    owner: object = Path if step == "replace" else os
    real = getattr(owner, step)
    calls = []

    def killed(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) == call:
            raise Killed
        return real(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(owner, step, killed)
        with pytest.raises(Killed):
            land_in(project.raw, revision())
    assert LandedArticles.scan(project.raw).articles == ()
    assert scan_raw_folder(project.raw).documents == ()
    assert scan_raw_folder(project.raw).misfiled == ()
    assert any(name.endswith(".partial") for name in names(project.raw))

    # The wiki has moved on meanwhile: nothing half-written stays even so.
    assert land_in(project.raw, revision(revision_id=101)).outcome == "new article"
    assert not any(name.endswith(".partial") for name in names(project.raw))
    assert land_in(project.raw, revision()).outcome == "new revision"
    assert [one.revision_id for one in LandedArticles.scan(project.raw).articles] == [101]
    assert names(project.raw) == [
        "2023-ally-400.r100.json",
        "2023-ally-400.r100.wikitext",
        "2023-ally-400.r101.json",
        "2023-ally-400.r101.wikitext",
    ]


def test_a_disk_that_is_full_is_named_and_leaves_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(landing.os, "fsync", full)
    landed = LandedArticles.scan(project.raw)
    with pytest.raises(LandingError, match=r"r100\.wikitext cannot be written: No space"):
        land_in(project.raw, revision(), landed)
    assert landed.articles == ()
    assert names(project.raw) == ["2023-ally-400.r100.json"]
    monkeypatch.undo()
    assert land_in(project.raw, revision(), landed).outcome == "new article"


def test_a_season_that_cannot_be_made_is_named(project: Project) -> None:
    project.add("cup", "a file")
    with pytest.raises(LandingError, match="cup"):
        land_in(project.raw, revision())


def test_a_folder_that_is_no_season_is_refused(project: Project) -> None:
    for series_id, season in (("..", 2023), ("cup", 1850), ("a/b", 2023), ("", 2023)):
        with pytest.raises(LandingError, match="is no place for a document"):
            land(project.raw, series_id, season, revision(), LandedArticles(), FETCHED)
    assert list(project.raw.iterdir()) == []


@pytest.mark.parametrize(
    "title",
    [
        "../../../../outside", "/etc/passwd", "..", ".", "", "a/b/../../..", "C:\\x", "\\\\host\\x",
        "a\x00.txt", "a\nb\rc", "-rf", ".git", "CON", "nul.txt", "．．／outside", "‥/x", "a\u2215b",
        "x" * 10_000, "é" * 10_000, "a.r7.json", "articles.json", "%2e%2e%2fx", "~root", "a:b",
    ],
)  # fmt: skip
def test_no_title_leaves_the_folder_of_its_season(title: str, project: Project) -> None:
    land_in(project.raw, revision(title))
    found = sorted(path.relative_to(project.raw) for path in project.raw.rglob("*.r100.*"))
    assert [path.parent.as_posix() for path in found] == ["cup/2023"] * 2
    assert all(
        re.fullmatch(r"[a-z0-9][a-z0-9-]*\.r100\.(json|wikitext)", one.name) for one in found
    )
    outside = [one for one in project.raw.parent.rglob("*") if project.raw not in one.parents]
    assert outside == [project.raw]
    assert [one.slug for one in LandedArticles.scan(project.raw).articles] == [
        found[0].name.split(".")[0]
    ]


def test_a_link_under_the_name_of_a_file_half_written_is_not_followed(project: Project) -> None:
    outside = project.raw.parent / "outside"
    outside.write_text("kept")
    landed = LandedArticles.scan(project.raw)
    land_in(project.raw, revision(), landed)
    for suffix in ("json", "wikitext"):
        link = project.raw / "cup" / "2023" / f".2023-ally-400.r101.{suffix}.partial"
        link.symlink_to(outside)
    land_in(project.raw, revision(revision_id=101), landed)
    assert outside.read_text() == "kept"
    assert len(names(project.raw)) == 4
    assert not any(path.is_symlink() for path in project.raw.rglob("*"))


def test_a_title_that_is_no_utf_8_is_refused(project: Project) -> None:
    one = replace(revision(), title="Ally \ud800")
    with pytest.raises(LandingError, match="no UTF-8"):
        land_in(project.raw, one)
    assert names(project.raw) == []


def test_a_page_that_is_moved_keeps_its_slug(project: Project) -> None:
    land_in(project.raw, revision("2023 Ally 400"))
    moved = land_in(project.raw, revision("2023 Nashville 400", revision_id=101))
    assert moved.outcome == "new revision"
    assert (moved.article.slug, moved.article.title) == ("2023-ally-400", "2023 Nashville 400")
    [document] = scan_raw_folder(project.raw).documents
    assert document.sidecar.title == "2023 Nashville 400"


def test_another_page_of_the_same_name_has_its_page_id_added(project: Project) -> None:
    landed = LandedArticles.scan(project.raw)
    land_in(project.raw, revision("2023 Ally 400", page_id=1), landed)
    other = land_in(project.raw, revision("2023 ALLY 400!", page_id=7, revision_id=200), landed)
    assert other.article.slug == "2023-ally-400-7"
    assert len(scan_raw_folder(project.raw).documents) == 2
    # In another season, and for whoever comes later, nothing is taken.
    elsewhere = land(project.raw, "cup", 2024, revision(page_id=7), landed, FETCHED)
    assert elsewhere.article.slug == "2023-ally-400"
    later = land_in(project.raw, revision("2023 ALLY 400!", page_id=7, revision_id=201))
    assert (later.article.slug, later.outcome) == ("2023-ally-400-7", "new revision")


@pytest.mark.parametrize(
    ("name", "sidecar", "slug"),
    [
        ("2023-ally-400.txt", '{"title": "2023 Ally 400"}', "2023-ally-400"),
        ("2023-ally-400.txt", '{"title": "2023_ally 400 "}', "2023-ally-400"),
        ("2023-ally-400.txt", None, "2023-ally-400"),
        ("2023-ALLY-400.html", None, "2023-ally-400"),
        ("2023-ally-400.txt", '{"title": "Ally 400, 2023"}', "2023-ally-400-1"),
        ("2023-ALLY-400.txt", '{"title": "Ally 400, 2023"}', "2023-ally-400-1"),
    ],
)
def test_a_document_saved_by_hand_is_the_same_article_by_its_title(
    project: Project, name: str, sidecar: str | None, slug: str
) -> None:
    project.add(f"cup/2023/{name}", "by hand")
    if sidecar is not None:
        project.add("cup/2023/" + name.replace(Path(name).suffix, ".json"), sidecar)
    assert land_in(project.raw, revision()).article.slug == slug
    is_same = slug == "2023-ally-400"
    found = scan_raw_folder(project.raw)
    assert found.superseded == ((f"cup/2023/{name}",) if is_same else ())
    assert len(found.documents) == (1 if is_same else 2)


def test_a_scan_reads_one_season_or_all(project: Project) -> None:
    landed = LandedArticles.scan(project.raw)
    for series_id, season, page_id in (("cup", 2022, 1), ("cup", 2023, 2), ("nxs", 2023, 3)):
        one = revision(page_id=page_id, revision_id=page_id)
        land(project.raw, series_id, season, one, landed, FETCHED)
    for arguments, expected in (
        ((), [1, 2, 3]),
        (("cup",), [1, 2]),
        (("cup", 2023), [2]),
        ((None, 2023), [2, 3]),
        (("f1", 2023), []),
    ):
        found = LandedArticles.scan(project.raw, *arguments)
        assert [article.page_id for article in found.articles] == expected
    assert LandedArticles.scan(project.raw / "nowhere").articles == ()


def test_a_scan_passes_over_what_is_no_landed_article(project: Project) -> None:
    land_in(project.raw, revision())
    project.add_reference()
    project.add("cup/2023/articles.json", '{"articles": [], "page_id": 8}')
    project.add("cup/2023/broken.r5.wikitext", "broken")
    project.add("cup/2023/broken.r5.json", "{ not json")
    project.add("cup/2023/odd.r5.wikitext", "odd")
    project.add("cup/2023/odd.r5.json", '{"page_id": true, "title": 3}')
    project.add("cup/2023/alone.r5.json", '{"page_id": 9, "title": "No document"}')
    project.add("cup/x/a.r5.wikitext", "no season")
    project.add("cup/x/a.r5.json", '{"page_id": 10}')
    project.add("README.md", "no series")
    assert [one.page_id for one in LandedArticles.scan(project.raw).articles] == [1]


def test_a_sidecar_written_by_hand_may_name_the_page(project: Project) -> None:
    project.add("cup/2023/by-hand.html", "<p>x</p>")
    project.add("cup/2023/by-hand.json", '{"page_id": 5, "retrieved_at": "2023-07-02"}')
    [article] = LandedArticles.scan(project.raw).articles
    assert (article.page_id, article.revision_id) == (5, 0)
    assert (article.title, article.fetched_at) == ("by-hand", "2023-07-02")
    fetched = land_in(project.raw, revision("Some Title", page_id=5))
    assert (fetched.article.slug, fetched.outcome) == ("by-hand", "new revision")


def test_a_fetched_article_stands_before_the_same_one_saved_by_hand(project: Project) -> None:
    project.add_reference()
    content = (Path(__file__).parent.parent / "forms" / "2023-ally-400.wikitext").read_bytes()
    land_in(project.raw, revision(page_id=73929110, revision_id=1162000000, content=content))
    report = project.build()
    passed = {check.name for check in report.checks if check.is_passed}
    assert "documents_match_their_sidecars" in passed
    assert project.query("select * from quality.rejected") == []
    assert project.query(
        "select document_id, title, page_id, revision_id, revision_timestamp, source_url, "
        "retrieved_at, sha256 = sidecar_sha256, race_id from staging.document"
    ) == [
        (
            "cup/2023/2023-ally-400.r1162000000.wikitext",
            "2023 Ally 400",
            73929110,
            1162000000,
            "2023-06-26T01:02:03Z",
            "https://en.wikipedia.org/wiki/2023_Ally_400",
            FETCHED,
            True,
            "cup-2023-17",
        )
    ]


def test_a_page_of_another_wiki_does_not_continue_an_article(project: Project) -> None:
    landed = LandedArticles()
    land_in(project.raw, revision(page_id=7), landed)
    before = files(project.raw)
    other = revision("Rathaus", page_id=7, revision_id=999)
    other = replace(other, url="https://de.wikipedia.org/wiki/Rathaus")
    for index in (landed, LandedArticles.scan(project.raw)):
        with pytest.raises(LandingError, match=r"page 7 of de\.wikipedia\.org is 'Rathaus'"):
            land_in(project.raw, other, index)
    assert files(project.raw) == before


def test_an_address_in_a_sidecar_that_is_none_is_of_another_wiki(project: Project) -> None:
    landed = LandedArticles()
    land_in(project.raw, replace(revision(page_id=7), url="http://[en"), landed)
    with pytest.raises(LandingError, match=r"is page 7 of http://\[en"):
        land_in(project.raw, revision(page_id=7, revision_id=999), landed)
