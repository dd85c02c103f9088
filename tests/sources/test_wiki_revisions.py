"""Texts are verified, put together from parts, and a bad one does not stop the others."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import pytest
from wiki_server import SeenRequest, WikiServer, packed, says

from pipelines.sources.http import ResponseError
from pipelines.sources.revision import PageProblem, Revision
from pipelines.sources.wiki import Wiki

NO_TEXT = {"content": 7, "contentmodel": "wikitext"}


def _revisions(wiki: Wiki, page_ids: Sequence[int]) -> list[Revision]:
    found = list(wiki.newest_revisions(page_ids))
    assert all(isinstance(revision, Revision) for revision in found), found
    return [revision for revision in found if isinstance(revision, Revision)]


def test_a_revision_has_its_text_and_where_it_is_from(race_wiki: WikiServer, wiki: Wiki) -> None:
    newest = race_wiki.wiki.page("2023 Daytona 500").newest
    (revision,) = _revisions(wiki, [2])
    assert revision == Revision(
        title="2023 Daytona 500",
        page_id=2,
        revision_id=newest.revision_id,
        timestamp=newest.timestamp,
        sha1=hashlib.sha1(newest.text.encode()).hexdigest(),
        content=newest.text.encode(),
        url=f"{race_wiki.address}/wiki/2023_Daytona_500",
        licence="CC BY-SA 4.0",
    )
    assert "été".encode() in revision.content


def test_revisions_come_50_a_request_in_the_order_asked(race_wiki: WikiServer, wiki: Wiki) -> None:
    for number in range(60):
        race_wiki.wiki.put(f"Race {number}", f"text {number}")
    asked = [*range(62, 0, -1), 5, 6]
    assert [revision.page_id for revision in _revisions(wiki, asked)] == list(range(62, 0, -1))
    assert len(race_wiki.requests) == 2


def test_texts_that_come_in_later_parts_are_put_to_their_pages(
    race_wiki: WikiServer, wiki: Wiki
) -> None:
    race_wiki.wiki.contents_per_answer = 3
    for number in range(8):
        race_wiki.wiki.put(f"Race {number}", f"text {number}")
    revisions = _revisions(wiki, range(1, 11))
    assert [revision.content for revision in revisions[2:]] == [
        f"text {number}".encode() for number in range(8)
    ]
    assert len(race_wiki.requests) == 4


def test_a_continuation_that_goes_round_in_a_circle_ends(race_wiki: WikiServer, wiki: Wiki) -> None:
    race_wiki.every_answer(says({"query": {"pages": []}, "continue": {"continue": "-||"}}))
    with pytest.raises(ResponseError, match="circle"):
        list(wiki.newest_revisions([1]))
    assert len(race_wiki.requests) == 2


def test_a_continuation_without_end_is_bounded(race_wiki: WikiServer, wiki: Wiki) -> None:
    def answer(seen: SeenRequest) -> None:
        following = {"rvcontinue": str(len(race_wiki.requests)), "continue": "||"}
        race_wiki.next_answers(says({"query": {"pages": []}, "continue": following}))

    race_wiki.before_answer = answer
    with pytest.raises(ResponseError, match="does not end after 12 parts"):
        list(wiki.newest_revisions([1]))
    assert len(race_wiki.requests) == 12


def test_pages_that_cannot_be_had_do_not_stop_the_others(race_wiki: WikiServer, wiki: Wiki) -> None:
    race_wiki.wiki.put("Hidden", "secret").newest.is_suppressed = True
    script = race_wiki.wiki.put("Script", "var x;", model="javascript")
    found = list(wiki.newest_revisions([3, 1, script.page_id, 999]))
    assert [(item.page_id, getattr(item, "reason_code", "fine")) for item in found] == [
        (3, "suppressed"),
        (1, "fine"),
        (4, "not_wikitext"),
        (999, "missing"),
    ]
    problems = [item for item in found if isinstance(item, PageProblem)]
    assert [problem.name for problem in problems] == ["Hidden", "Script", "page 999"]
    assert len(race_wiki.requests) == 1


def test_a_text_that_does_not_match_its_checksum_is_asked_for_once_more(
    race_wiki: WikiServer, wiki: Wiki
) -> None:
    newest = race_wiki.wiki.page("2023 Ally 400").newest
    newest.sha1 = "0" * 40

    def mend(_: SeenRequest) -> None:
        if len(race_wiki.requests) == 2:
            newest.sha1 = None

    race_wiki.before_answer = mend
    assert [revision.page_id for revision in _revisions(wiki, [1, 2])] == [1, 2]
    assert [seen.parameters["pageids"] for seen in race_wiki.requests] == ["1|2", "1"]


@pytest.mark.parametrize("sha1", ["0" * 40, "unknown"])
def test_a_text_that_never_matches_is_a_problem(
    race_wiki: WikiServer, wiki: Wiki, sha1: str
) -> None:
    race_wiki.wiki.page("2023 Ally 400").newest.sha1 = sha1
    bad, good = wiki.newest_revisions([1, 2])
    assert isinstance(bad, PageProblem)
    assert (bad.name, bad.reason_code, bad.page_id) == ("2023 Ally 400", "wrong_checksum", 1)
    assert isinstance(good, Revision)
    assert len(race_wiki.requests) == 2


def test_half_a_character_is_no_verified_text(race_wiki: WikiServer, wiki: Wiki) -> None:
    main = {"content": "half \ud800", "contentmodel": "wikitext", "sha1": "0" * 40}
    revision = {"revid": 5, "timestamp": "2024-01-01T00:00:00Z", "slots": {"main": main}}
    page = {"pageid": 1, "title": "Half", "revisions": [revision], "canonicalurl": "http://x/"}
    race_wiki.every_answer(says({"query": {"pages": [page]}}))
    (problem,) = wiki.newest_revisions([1])
    assert isinstance(problem, PageProblem)
    assert problem.reason_code == "wrong_checksum"


def test_the_checksum_of_the_slot_counts_more_than_that_of_the_revision(
    race_wiki: WikiServer, wiki: Wiki
) -> None:
    page = race_wiki.wiki.page("2023 Ally 400")
    answer = race_wiki.wiki.answer({"action": "query", "prop": "revisions|info", "pageids": "1"})
    answer["query"]["pages"][0]["revisions"][0]["sha1"] = "0" * 40
    race_wiki.every_answer(says(answer))
    assert _revisions(wiki, [1])[0].revision_id == page.newest.revision_id


def test_an_edit_between_two_parts_gives_the_newer_revision(
    race_wiki: WikiServer, wiki: Wiki
) -> None:
    call = {"action": "query", "prop": "revisions|info", "pageids": "1"}
    before = race_wiki.wiki.answer(call) | {"continue": {"rvcontinue": "1", "continue": "||"}}
    newest = race_wiki.wiki.put("2023 Ally 400", "edited meanwhile").newest
    race_wiki.next_answers(says(before), says(race_wiki.wiki.answer(call)))
    (revision,) = _revisions(wiki, [1])
    assert revision.revision_id == newest.revision_id
    assert revision.content == b"edited meanwhile"


def test_an_answer_that_is_too_large_is_asked_for_in_halves(
    race_wiki: WikiServer, open_wiki: Callable[..., Wiki]
) -> None:
    for number in range(6):
        race_wiki.wiki.put(f"Race {number}", f"{number}" * 10_000)
    race_wiki.wiki.put("Huge", "x" * 50_000)
    found = list(open_wiki(response_bytes=25_000).newest_revisions(range(1, 10)))
    assert [item.page_id for item in found] == list(range(1, 10))
    huge = found.pop()
    assert isinstance(huge, PageProblem)
    assert huge.reason_code == "too_large"
    assert all(isinstance(item, Revision) for item in found)
    assert len(race_wiki.requests) < 18


def test_a_packed_answer_that_is_too_large_is_asked_for_in_halves_too(
    race_wiki: WikiServer, open_wiki: Callable[..., Wiki]
) -> None:
    race_wiki.next_answers(packed({"query": {"text": "x" * 30_000}}))
    found = list(open_wiki(response_bytes=25_000).newest_revisions([1, 2]))
    assert [item.page_id for item in found] == [1, 2]
    assert len(race_wiki.requests) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"revisions": {}},
        {"revisions": [7]},
        {"revisions": [{"revid": "5"}]},
        {"revisions": [{"revid": 5, "slots": []}]},
        {"revisions": [{"revid": 5, "slots": {"main": "text"}}]},
        {
            "revisions": [
                {"revid": 5, "slots": {"main": {"content": 7, "contentmodel": "wikitext"}}}
            ]
        },
        {"canonicalurl": None},
        {"title": None},
    ],
)
def test_a_page_of_another_shape_is_an_error_and_no_crash(
    race_wiki: WikiServer, wiki: Wiki, change: dict[str, object]
) -> None:
    answer = race_wiki.wiki.answer({"action": "query", "prop": "revisions|info", "pageids": "1"})
    answer["query"]["pages"][0] |= change
    race_wiki.every_answer(says(answer))
    with pytest.raises(ResponseError, match="not what the Action API gives"):
        list(wiki.newest_revisions([1]))


def test_texts_are_asked_for_as_they_are_needed(race_wiki: WikiServer, wiki: Wiki) -> None:
    for number in range(60):
        race_wiki.wiki.put(f"Race {number}", "x")
    revisions = wiki.newest_revisions(range(1, 61))
    assert race_wiki.requests == []
    next(revisions)
    assert len(race_wiki.requests) == 1
