"""Pages by id and lists of pages: few requests, and nothing left out in silence."""

from __future__ import annotations

import pytest
from wiki_server import WikiServer, says

from pipelines.sources.http import ResponseError, TransientError
from pipelines.sources.revision import PageState
from pipelines.sources.wiki import Wiki, WikiError

CATEGORY = "Category:2023 NASCAR Cup Series races"
MEMBER = f"{{{{Infobox NASCAR race report}}}}\n[[{CATEGORY}]]"


def test_50_pages_and_the_category_of_a_season_are_one_request(
    race_wiki: WikiServer, wiki: Wiki
) -> None:
    for number in range(48):
        race_wiki.wiki.put(f"Race {number}", MEMBER)
    states, members = wiki.states_of_pages(range(1, 51), CATEGORY)
    assert [state.page_id for state in states] == list(range(1, 51))
    assert all(state.revision_id for state in states if isinstance(state, PageState))
    assert [member.page_id for member in members] == list(range(1, 51))
    assert {member.revision_id for member in members} == {0}
    (seen,) = race_wiki.requests
    assert seen.parameters["cmnamespace"] == "0"


def test_51_pages_are_two_requests_and_the_category_is_asked_once(
    race_wiki: WikiServer, wiki: Wiki
) -> None:
    for number in range(49):
        race_wiki.wiki.put(f"Race {number}", "x")
    states, members = wiki.states_of_pages(range(1, 52), CATEGORY)
    assert len(states) == 51
    assert [member.title for member in members] == ["2023 Ally 400", "2023 Daytona 500"]
    assert ["list" in seen.parameters for seen in race_wiki.requests] == [True, False]


def test_a_category_alone_may_be_asked_for_and_is_continued(
    race_wiki: WikiServer, wiki: Wiki
) -> None:
    race_wiki.wiki.members_per_answer = 2
    for number in range(5):
        race_wiki.wiki.put(f"Race {number}", MEMBER)
    race_wiki.wiki.put("User:Draft", MEMBER)
    assert [member.page_id for member in wiki.states_of_pages([], CATEGORY)[1]] == [*range(1, 8)]
    assert len(race_wiki.requests) == 4


def test_members_that_come_in_parts_do_not_repeat_pages(race_wiki: WikiServer, wiki: Wiki) -> None:
    race_wiki.wiki.members_per_answer = 1
    states, members = wiki.states_of_pages([2, 1], CATEGORY)
    assert [state.page_id for state in states] == [2, 1]
    assert len(members) == 2


def test_deleted_moved_and_edited_pages_are_told(race_wiki: WikiServer, wiki: Wiki) -> None:
    gone = race_wiki.wiki.put("Gone", "x")
    race_wiki.wiki.delete("Gone")
    race_wiki.wiki.move("2023 Ally 400", "2023 Ally 400 (Nashville)")
    edited = race_wiki.wiki.put("2023 Daytona 500", "edited")
    left = race_wiki.wiki.page("2023 Ally 400")
    states, _ = wiki.states_of_pages([gone.page_id, 1, 2, left.page_id, 999])
    assert [state.page_id for state in states] == [gone.page_id, 1, 2, left.page_id, 999]
    assert [getattr(state, "reason_code", None) for state in states] == [
        "missing",
        None,
        None,
        None,
        "missing",
    ]
    _, moved, changed, redirect, _ = states
    assert isinstance(moved, PageState)
    assert moved.title == "2023 Ally 400 (Nashville)"
    assert isinstance(changed, PageState)
    assert changed.revision_id == edited.newest.revision_id
    assert isinstance(redirect, PageState)
    assert redirect.is_redirect


def test_an_answer_that_leaves_a_page_out_is_an_error(race_wiki: WikiServer, wiki: Wiki) -> None:
    page = {"pageid": 1, "title": "2023 Ally 400", "lastrevid": 9}
    race_wiki.every_answer(says({"query": {"pages": [page]}}))
    with pytest.raises(ResponseError, match="nothing is said of page 2"):
        wiki.states_of_pages([1, 2])
    with pytest.raises(ResponseError, match="nothing is said of page 2"):
        list(wiki.newest_revisions([1, 2]))


@pytest.mark.parametrize("page_id", [[1], {"id": 1}, 1.0, None])
def test_a_page_id_of_another_type_is_an_error(
    race_wiki: WikiServer, wiki: Wiki, page_id: object
) -> None:
    page = {"pageid": page_id, "title": "2023 Ally 400", "lastrevid": 9}
    race_wiki.every_answer(says({"query": {"pages": [page]}}))
    with pytest.raises(ResponseError, match="pageid"):
        wiki.states_of_pages([1])
    with pytest.raises(ResponseError, match="pageid"):
        list(wiki.newest_revisions([1]))


def test_a_continuation_that_no_address_can_hold_is_sent_as_a_form(
    race_wiki: WikiServer, wiki: Wiki
) -> None:
    page = {"pageid": 1, "title": "2023 Ally 400", "lastrevid": 9}
    part = {"query": {"pages": [page]}, "continue": {"continue": "x" * 100_000}}
    race_wiki.next_answers(says(part))
    wiki.states_of_pages([1])
    assert [one.method for one in race_wiki.requests] == ["GET", "POST"]


def test_a_category_that_the_answer_leaves_out_is_an_error(
    race_wiki: WikiServer, wiki: Wiki
) -> None:
    page = {"pageid": 1, "title": "2023 Ally 400", "lastrevid": 9}
    race_wiki.next_answers(says({"query": {"pages": [page]}}))
    with pytest.raises(ResponseError, match="categorymembers"):
        wiki.states_of_pages([1], CATEGORY)


def test_articles_that_use_a_template_are_listed_over_all_parts(
    race_wiki: WikiServer, wiki: Wiki
) -> None:
    race_wiki.wiki.members_per_answer = 1
    found = wiki.pages_using("Infobox NASCAR race report")
    assert [page.title for page in found] == ["2023 Ally 400", "2023 Daytona 500"]
    assert wiki.pages_using("Template:Infobox NASCAR race report") == found
    assert wiki.pages_using("Template:Other") == []
    assert race_wiki.requests[0].parameters["einamespace"] == "0"


def test_categories_with_articles_are_told_from_others(race_wiki: WikiServer, wiki: Wiki) -> None:
    asked = ["Category:No races", "Category:2023_NASCAR Cup Series races", CATEGORY, "a|b"]
    assert wiki.existing_categories(asked) == ["Category:2023_NASCAR Cup Series races", CATEGORY]
    assert len(race_wiki.requests) == 1


def test_what_the_wiki_refuses_is_its_own_error(race_wiki: WikiServer, wiki: Wiki) -> None:
    race_wiki.next_answers(says({"error": {"code": "invalidcategory", "info": "No category."}}))
    with pytest.raises(WikiError, match="No category"):
        wiki.states_of_pages([], CATEGORY)


def test_a_fault_in_a_later_request_ends_the_rest(race_wiki: WikiServer, wiki: Wiki) -> None:
    """One request that used up its attempts is enough: the next would fare no better."""
    for number in range(200):
        race_wiki.wiki.put(f"Race {number}", "x")
    revisions = wiki.newest_revisions(range(1, 201))
    for _ in range(50):
        next(revisions)
    race_wiki.every_answer(says({"error": {"code": "readonly", "info": "Read-only."}}))
    with pytest.raises(TransientError, match="Read-only"):
        next(revisions)
    assert len(race_wiki.requests) == 1 + 5
