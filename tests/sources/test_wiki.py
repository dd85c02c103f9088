"""Questions to a wiki: titles followed, texts verified, members listed, in few requests."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

import pytest
from wiki_server import SeenRequest, WikiServer, packed, says

from pipelines.sources.http import ResponseError, TransientError
from pipelines.sources.revision import PageProblem, PageState, Revision
from pipelines.sources.settings import WikiSettings
from pipelines.sources.wiki import Wiki, WikiError

CATEGORY = "Category:2023 NASCAR Cup Series races"
MEMBER = f"{{{{Infobox NASCAR race report}}}}\n[[{CATEGORY}]]"

NO_TEXT = {"content": 7, "contentmodel": "wikitext"}


@pytest.fixture
def server() -> Iterator[WikiServer]:
    with WikiServer() as running:
        running.wiki.put("2023 Ally 400", f"The race. {MEMBER}")
        running.wiki.put("2023 Daytona 500", f"Une course d'été. {MEMBER}")
        yield running


@pytest.fixture
def open_wiki(server: WikiServer) -> Iterator[Callable[..., Wiki]]:
    opened: list[Wiki] = []

    def make(response_bytes: int = 10_000_000) -> Wiki:
        settings = WikiSettings(
            api_url=server.api_url,
            contact="ops@example.org",
            requests_per_second=1e9,
            response_bytes=response_bytes,
            licence="CC BY-SA 4.0",
        )
        opened.append(Wiki(settings, sleep=lambda _: None))
        return opened[-1]

    yield make
    for wiki in opened:
        wiki.__exit__()


@pytest.fixture
def wiki(open_wiki: Callable[..., Wiki]) -> Wiki:
    return open_wiki()


def _state(wiki: Wiki, title: str) -> PageState:
    (state,) = wiki.states_of_titles([title])
    assert isinstance(state, PageState), state
    return state


def _problem(wiki: Wiki, title: str) -> PageProblem:
    (problem,) = wiki.states_of_titles([title])
    assert isinstance(problem, PageProblem), problem
    assert problem.name == title
    return problem


# Titles


def test_a_title_leads_to_its_page_and_newest_revision(server: WikiServer, wiki: Wiki) -> None:
    page = server.wiki.page("2023 Ally 400")
    assert wiki.states_of_titles(["2023 Ally 400"]) == [
        PageState("2023 Ally 400", page.page_id, page.newest.revision_id)
    ]


def test_states_come_in_the_order_asked_and_each_name_is_asked_once(
    server: WikiServer, wiki: Wiki
) -> None:
    asked = ["2023 Daytona 500", "No such race", "2023 Ally 400", " 2023 Daytona 500 ", "a|b"]
    states = wiki.states_of_titles([*asked, "2023 Daytona 500"])
    found = [state.page_id for state in states]
    assert found == [2, None, 1, 2, None, 2]
    (seen,) = server.requests
    assert seen.parameters["titles"] == "2023 Daytona 500|No such race|2023 Ally 400"


def test_51_titles_are_two_requests(server: WikiServer, wiki: Wiki) -> None:
    for number in range(51):
        server.wiki.put(f"Race {number}", "x")
    states = wiki.states_of_titles([f"Race {number}" for number in range(51)])
    assert [state.title for state in states] == [f"Race {number}" for number in range(51)]
    assert [seen.parameters["titles"].count("|") for seen in server.requests] == [49, 0]


def test_nothing_asked_is_no_request(server: WikiServer, wiki: Wiki) -> None:
    assert wiki.states_of_titles([]) == []
    assert wiki.states_of_titles(["", "  ", "a|b", "a\nb", "\ud800"])[0].reason_code == "invalid"
    assert wiki.states_of_pages([]) == ([], [])
    assert list(wiki.newest_revisions([])) == []
    assert wiki.existing_categories([]) == []
    assert server.requests == []


def test_normalised_titles_and_redirects_are_followed_and_recorded(
    server: WikiServer, wiki: Wiki
) -> None:
    server.wiki.put("Ally 400 (2023)", "#REDIRECT [[Nashville race]]")
    server.wiki.put("Nashville race", "#REDIRECT [[2023 Ally 400#Final Stage results]]")
    state = _state(wiki, "ally_400 (2023)")
    assert state.title == "2023 Ally 400"
    assert state.redirected_from == ("ally_400 (2023)", "Ally 400 (2023)", "Nashville race")
    assert state.section == "Final Stage results"
    assert len(server.requests) == 1


def test_a_section_may_be_asked_for(wiki: Wiki) -> None:
    assert _state(wiki, "2023 Ally 400#Results").section == "Results"


def test_a_title_in_another_unicode_form_is_the_same_title(server: WikiServer, wiki: Wiki) -> None:
    server.wiki.put("Daniel Su\u00e1rez", "x")
    state = _state(wiki, "Daniel Sua\u0301rez")
    assert state.redirected_from == ("Daniel Sua\u0301rez",)
    assert server.requests[0].parameters["titles"] == "Daniel Su\u00e1rez"


def test_an_encoded_name_in_the_answer_is_understood(server: WikiServer, wiki: Wiki) -> None:
    page = {"pageid": 5, "title": "Café", "lastrevid": 9}
    change = {"fromencoded": True, "from": "Caf%C3%A9%E2%80%8E", "to": "Café"}
    server.next_answers(says({"query": {"normalized": [change], "pages": [page]}}))
    assert _state(wiki, "Café\u200e").page_id == 5


def test_two_titles_of_one_page_are_two_entries(server: WikiServer, wiki: Wiki) -> None:
    server.wiki.put("Ally 400", "#REDIRECT [[2023 Ally 400]]")
    first, second = wiki.states_of_titles(["2023 Ally 400", "Ally 400"])
    assert first.page_id == second.page_id == 1
    assert isinstance(first, PageState)
    assert isinstance(second, PageState)
    assert first.redirected_from == ()
    assert second.redirected_from == ("Ally 400",)


def test_a_redirect_at_which_the_wiki_stops_is_asked_for_again(
    server: WikiServer, wiki: Wiki
) -> None:
    server.wiki.follows_double_redirects = False
    for number in range(3):
        server.wiki.put(f"Step {number}", f"#REDIRECT [[Step {number + 1}]]")
    server.wiki.put("Step 3", "#REDIRECT [[2023 Ally 400]]")
    assert _state(wiki, "Step 0").redirected_from == ("Step 0", "Step 1", "Step 2", "Step 3")
    assert len(server.requests) == 4


def test_redirects_are_followed_so_far_and_no_further(server: WikiServer, wiki: Wiki) -> None:
    server.wiki.follows_double_redirects = False
    for number in range(9):
        server.wiki.put(f"Step {number}", f"#REDIRECT [[Step {number + 1}]]")
    assert _problem(wiki, "Step 0").reason_code == "redirect_loop"
    assert len(server.requests) == 5


@pytest.mark.parametrize("follows", [True, False])
def test_redirects_in_a_circle_are_a_problem_of_that_title_alone(
    server: WikiServer, wiki: Wiki, follows: bool
) -> None:
    server.wiki.follows_double_redirects = follows
    server.wiki.put("Loop A", "#REDIRECT [[Loop B]]")
    server.wiki.put("Loop B", "#REDIRECT [[Loop A]]")
    server.wiki.put("Self", "#REDIRECT [[Self]]")
    states = wiki.states_of_titles(["Loop A", "2023 Ally 400", "Self"])
    assert [getattr(state, "reason_code", None) for state in states] == [
        "redirect_loop",
        None,
        "redirect_loop",
    ]


def test_a_page_that_stays_a_redirect_is_a_loop(server: WikiServer, wiki: Wiki) -> None:
    page = {"pageid": 5, "title": "Odd", "lastrevid": 9, "redirect": True}
    server.every_answer(says({"query": {"pages": [page]}}))
    assert _problem(wiki, "Odd").reason_code == "redirect_loop"
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("title", "reason_code", "words"),
    [
        ("No such race", "missing", "'No such race' does not exist"),
        ("To nowhere", "missing", "asked as 'Nowhere'"),
        ("Bad[title", "invalid", "invalid characters"),
        ("Special:Version", "invalid", "special page"),
        ("#x", "invalid", "nothing is left"),
        ("a|b", "invalid", "no title can hold"),
        ("a\x1fb", "invalid", "no title can hold"),
    ],
)
def test_what_is_no_page_is_told_by_name(
    server: WikiServer, wiki: Wiki, title: str, reason_code: str, words: str
) -> None:
    server.wiki.put("To nowhere", "#REDIRECT [[Nowhere]]")
    problem = _problem(wiki, title)
    assert problem.reason_code == reason_code
    assert words in problem.reason
    assert problem.reason.isprintable()


def test_a_page_of_another_wiki_is_told(server: WikiServer, wiki: Wiki) -> None:
    steps = {"redirects": [{"from": "Abroad", "to": "fr:Course", "tointerwiki": "fr"}]}
    server.next_answers(says({"query": {**steps, "interwiki": [{"title": "fr:Course"}]}}))
    assert _problem(wiki, "Abroad").reason_code == "interwiki"


def test_a_title_of_which_nothing_is_said_is_a_problem(server: WikiServer, wiki: Wiki) -> None:
    page = {"pageid": 5, "title": "Other", "lastrevid": 9}
    server.next_answers(says({"query": {"pages": [page]}}))
    assert _problem(wiki, "Odd").reason_code == "invalid"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"query": {}},
        {"query": []},
        {"query": {"pages": {"1": {}}}},
        {"query": {"pages": ["2023 Ally 400"]}},
        {"query": {"pages": [{"title": 7, "pageid": 1}]}},
        {"query": {"pages": [{"title": "2023 Ally 400", "pageid": "1", "lastrevid": 2}]}},
        {"query": {"pages": [{"title": "2023 Ally 400", "pageid": -1, "lastrevid": 2}]}},
        {"query": {"pages": [{"title": "2023 Ally 400", "pageid": True, "lastrevid": 2}]}},
        {"query": {"pages": [{"title": "2023 Ally 400", "pageid": 1}]}},
        {"query": {"pages": [{"title": "\ud800", "pageid": 1, "lastrevid": 2}]}},
        {"query": {"redirects": [{"from": "2023 Ally 400"}]}},
        {"query": {"pages": []}, "continue": "on"},
        {"query": {"pages": []}, "continue": {}},
        {"query": {"pages": []}, "continue": {"rvcontinue": []}},
    ],
)
def test_an_answer_of_another_shape_is_an_error_and_no_crash(
    server: WikiServer, wiki: Wiki, answer: object
) -> None:
    server.every_answer(says(answer))
    with pytest.raises(ResponseError, match="not what the Action API gives"):
        wiki.states_of_titles(["2023 Ally 400"])
    assert len(server.requests) == 1


# Pages by id


def test_50_pages_and_the_category_of_a_season_are_one_request(
    server: WikiServer, wiki: Wiki
) -> None:
    for number in range(48):
        server.wiki.put(f"Race {number}", MEMBER)
    states, members = wiki.states_of_pages(range(1, 51), CATEGORY)
    assert [state.page_id for state in states] == list(range(1, 51))
    assert all(state.revision_id for state in states if isinstance(state, PageState))
    assert [member.page_id for member in members] == list(range(1, 51))
    assert {member.revision_id for member in members} == {0}
    (seen,) = server.requests
    assert seen.parameters["cmnamespace"] == "0"


def test_51_pages_are_two_requests_and_the_category_is_asked_once(
    server: WikiServer, wiki: Wiki
) -> None:
    for number in range(49):
        server.wiki.put(f"Race {number}", "x")
    states, members = wiki.states_of_pages(range(1, 52), CATEGORY)
    assert len(states) == 51
    assert [member.title for member in members] == ["2023 Ally 400", "2023 Daytona 500"]
    assert ["list" in seen.parameters for seen in server.requests] == [True, False]


def test_a_category_alone_may_be_asked_for_and_is_continued(server: WikiServer, wiki: Wiki) -> None:
    server.wiki.members_per_answer = 2
    for number in range(5):
        server.wiki.put(f"Race {number}", MEMBER)
    server.wiki.put("User:Draft", MEMBER)
    assert [member.page_id for member in wiki.states_of_pages([], CATEGORY)[1]] == [*range(1, 8)]
    assert len(server.requests) == 4


def test_members_that_come_in_parts_do_not_repeat_pages(server: WikiServer, wiki: Wiki) -> None:
    server.wiki.members_per_answer = 1
    states, members = wiki.states_of_pages([2, 1], CATEGORY)
    assert [state.page_id for state in states] == [2, 1]
    assert len(members) == 2


def test_deleted_moved_and_edited_pages_are_told(server: WikiServer, wiki: Wiki) -> None:
    gone = server.wiki.put("Gone", "x")
    server.wiki.delete("Gone")
    server.wiki.move("2023 Ally 400", "2023 Ally 400 (Nashville)")
    edited = server.wiki.put("2023 Daytona 500", "edited")
    left = server.wiki.page("2023 Ally 400")
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


def test_an_answer_that_leaves_a_page_out_is_an_error(server: WikiServer, wiki: Wiki) -> None:
    page = {"pageid": 1, "title": "2023 Ally 400", "lastrevid": 9}
    server.every_answer(says({"query": {"pages": [page]}}))
    with pytest.raises(ResponseError, match="nothing is said of page 2"):
        wiki.states_of_pages([1, 2])
    with pytest.raises(ResponseError, match="nothing is said of page 2"):
        list(wiki.newest_revisions([1, 2]))


def test_a_category_that_the_answer_leaves_out_is_an_error(server: WikiServer, wiki: Wiki) -> None:
    page = {"pageid": 1, "title": "2023 Ally 400", "lastrevid": 9}
    server.next_answers(says({"query": {"pages": [page]}}))
    with pytest.raises(ResponseError, match="categorymembers"):
        wiki.states_of_pages([1], CATEGORY)


# Texts


def _revisions(wiki: Wiki, page_ids: Sequence[int]) -> list[Revision]:
    found = list(wiki.newest_revisions(page_ids))
    assert all(isinstance(revision, Revision) for revision in found), found
    return [revision for revision in found if isinstance(revision, Revision)]


def test_a_revision_has_its_text_and_where_it_is_from(server: WikiServer, wiki: Wiki) -> None:
    newest = server.wiki.page("2023 Daytona 500").newest
    (revision,) = _revisions(wiki, [2])
    assert revision == Revision(
        title="2023 Daytona 500",
        page_id=2,
        revision_id=newest.revision_id,
        timestamp=newest.timestamp,
        sha1=hashlib.sha1(newest.text.encode()).hexdigest(),
        content=newest.text.encode(),
        url=f"{server.address}/wiki/2023_Daytona_500",
        licence="CC BY-SA 4.0",
    )
    assert "été".encode() in revision.content


def test_revisions_come_50_a_request_in_the_order_asked(server: WikiServer, wiki: Wiki) -> None:
    for number in range(60):
        server.wiki.put(f"Race {number}", f"text {number}")
    asked = [*range(62, 0, -1), 5, 6]
    assert [revision.page_id for revision in _revisions(wiki, asked)] == list(range(62, 0, -1))
    assert len(server.requests) == 2


def test_texts_that_come_in_later_parts_are_put_to_their_pages(
    server: WikiServer, wiki: Wiki
) -> None:
    server.wiki.contents_per_answer = 3
    for number in range(8):
        server.wiki.put(f"Race {number}", f"text {number}")
    revisions = _revisions(wiki, range(1, 11))
    assert [revision.content for revision in revisions[2:]] == [
        f"text {number}".encode() for number in range(8)
    ]
    assert len(server.requests) == 4


def test_a_continuation_that_goes_round_in_a_circle_ends(server: WikiServer, wiki: Wiki) -> None:
    server.every_answer(says({"query": {"pages": []}, "continue": {"continue": "-||"}}))
    with pytest.raises(ResponseError, match="circle"):
        list(wiki.newest_revisions([1]))
    assert len(server.requests) == 2


def test_a_continuation_without_end_is_bounded(server: WikiServer, wiki: Wiki) -> None:
    def answer(seen: SeenRequest) -> None:
        following = {"rvcontinue": str(len(server.requests)), "continue": "||"}
        server.next_answers(says({"query": {"pages": []}, "continue": following}))

    server.before_answer = answer
    with pytest.raises(ResponseError, match="does not end after 12 parts"):
        list(wiki.newest_revisions([1]))
    assert len(server.requests) == 12


def test_pages_that_cannot_be_had_do_not_stop_the_others(server: WikiServer, wiki: Wiki) -> None:
    server.wiki.put("Hidden", "secret").newest.is_suppressed = True
    script = server.wiki.put("Script", "var x;", model="javascript")
    found = list(wiki.newest_revisions([3, 1, script.page_id, 999]))
    assert [(item.page_id, getattr(item, "reason_code", "fine")) for item in found] == [
        (3, "suppressed"),
        (1, "fine"),
        (4, "not_wikitext"),
        (999, "missing"),
    ]
    problems = [item for item in found if isinstance(item, PageProblem)]
    assert [problem.name for problem in problems] == ["Hidden", "Script", "page 999"]
    assert len(server.requests) == 1


def test_a_text_that_does_not_match_its_checksum_is_asked_for_once_more(
    server: WikiServer, wiki: Wiki
) -> None:
    newest = server.wiki.page("2023 Ally 400").newest
    newest.sha1 = "0" * 40

    def mend(_: SeenRequest) -> None:
        if len(server.requests) == 2:
            newest.sha1 = None

    server.before_answer = mend
    assert [revision.page_id for revision in _revisions(wiki, [1, 2])] == [1, 2]
    assert [seen.parameters["pageids"] for seen in server.requests] == ["1|2", "1"]


@pytest.mark.parametrize("sha1", ["0" * 40, "unknown"])
def test_a_text_that_never_matches_is_a_problem(server: WikiServer, wiki: Wiki, sha1: str) -> None:
    server.wiki.page("2023 Ally 400").newest.sha1 = sha1
    bad, good = wiki.newest_revisions([1, 2])
    assert isinstance(bad, PageProblem)
    assert (bad.name, bad.reason_code, bad.page_id) == ("2023 Ally 400", "wrong_checksum", 1)
    assert isinstance(good, Revision)
    assert len(server.requests) == 2


def test_half_a_character_is_no_verified_text(server: WikiServer, wiki: Wiki) -> None:
    main = {"content": "half \ud800", "contentmodel": "wikitext", "sha1": "0" * 40}
    revision = {"revid": 5, "timestamp": "2024-01-01T00:00:00Z", "slots": {"main": main}}
    page = {"pageid": 1, "title": "Half", "revisions": [revision], "canonicalurl": "http://x/"}
    server.every_answer(says({"query": {"pages": [page]}}))
    (problem,) = wiki.newest_revisions([1])
    assert isinstance(problem, PageProblem)
    assert problem.reason_code == "wrong_checksum"


def test_the_checksum_of_the_slot_counts_more_than_that_of_the_revision(
    server: WikiServer, wiki: Wiki
) -> None:
    page = server.wiki.page("2023 Ally 400")
    answer = server.wiki.answer({"action": "query", "prop": "revisions|info", "pageids": "1"})
    answer["query"]["pages"][0]["revisions"][0]["sha1"] = "0" * 40
    server.every_answer(says(answer))
    assert _revisions(wiki, [1])[0].revision_id == page.newest.revision_id


def test_an_edit_between_two_parts_gives_the_newer_revision(server: WikiServer, wiki: Wiki) -> None:
    call = {"action": "query", "prop": "revisions|info", "pageids": "1"}
    before = server.wiki.answer(call) | {"continue": {"rvcontinue": "1", "continue": "||"}}
    newest = server.wiki.put("2023 Ally 400", "edited meanwhile").newest
    server.next_answers(says(before), says(server.wiki.answer(call)))
    (revision,) = _revisions(wiki, [1])
    assert revision.revision_id == newest.revision_id
    assert revision.content == b"edited meanwhile"


def test_an_answer_that_is_too_large_is_asked_for_in_halves(
    server: WikiServer, open_wiki: Callable[..., Wiki]
) -> None:
    for number in range(6):
        server.wiki.put(f"Race {number}", f"{number}" * 10_000)
    server.wiki.put("Huge", "x" * 50_000)
    found = list(open_wiki(response_bytes=25_000).newest_revisions(range(1, 10)))
    assert [item.page_id for item in found] == list(range(1, 10))
    huge = found.pop()
    assert isinstance(huge, PageProblem)
    assert huge.reason_code == "too_large"
    assert all(isinstance(item, Revision) for item in found)
    assert len(server.requests) < 18


def test_a_packed_answer_that_is_too_large_is_asked_for_in_halves_too(
    server: WikiServer, open_wiki: Callable[..., Wiki]
) -> None:
    server.next_answers(packed({"query": {"text": "x" * 30_000}}))
    found = list(open_wiki(response_bytes=25_000).newest_revisions([1, 2]))
    assert [item.page_id for item in found] == [1, 2]
    assert len(server.requests) == 3


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
    server: WikiServer, wiki: Wiki, change: dict[str, object]
) -> None:
    answer = server.wiki.answer({"action": "query", "prop": "revisions|info", "pageids": "1"})
    answer["query"]["pages"][0] |= change
    server.every_answer(says(answer))
    with pytest.raises(ResponseError, match="not what the Action API gives"):
        list(wiki.newest_revisions([1]))


def test_texts_are_asked_for_as_they_are_needed(server: WikiServer, wiki: Wiki) -> None:
    for number in range(60):
        server.wiki.put(f"Race {number}", "x")
    revisions = wiki.newest_revisions(range(1, 61))
    assert server.requests == []
    next(revisions)
    assert len(server.requests) == 1


# Lists


def test_articles_that_use_a_template_are_listed_over_all_parts(
    server: WikiServer, wiki: Wiki
) -> None:
    server.wiki.members_per_answer = 1
    found = wiki.pages_using("Infobox NASCAR race report")
    assert [page.title for page in found] == ["2023 Ally 400", "2023 Daytona 500"]
    assert wiki.pages_using("Template:Infobox NASCAR race report") == found
    assert wiki.pages_using("Template:Other") == []
    assert server.requests[0].parameters["einamespace"] == "0"


def test_categories_with_articles_are_told_from_others(server: WikiServer, wiki: Wiki) -> None:
    asked = ["Category:No races", "Category:2023_NASCAR Cup Series races", CATEGORY, "a|b"]
    assert wiki.existing_categories(asked) == ["Category:2023_NASCAR Cup Series races", CATEGORY]
    assert len(server.requests) == 1


def test_what_the_wiki_refuses_is_its_own_error(server: WikiServer, wiki: Wiki) -> None:
    server.next_answers(says({"error": {"code": "invalidcategory", "info": "No category."}}))
    with pytest.raises(WikiError, match="No category"):
        wiki.states_of_pages([], CATEGORY)


def test_a_fault_in_a_later_request_ends_the_rest(server: WikiServer, wiki: Wiki) -> None:
    """One request that used up its attempts is enough: the next would fare no better."""
    for number in range(200):
        server.wiki.put(f"Race {number}", "x")
    revisions = wiki.newest_revisions(range(1, 201))
    for _ in range(50):
        next(revisions)
    server.every_answer(says({"error": {"code": "readonly", "info": "Read-only."}}))
    with pytest.raises(TransientError, match="Read-only"):
        next(revisions)
    assert len(server.requests) == 1 + 5
