"""Titles are followed to their pages, and what is no page is told by name."""

from __future__ import annotations

import pytest
from wiki_server import WikiServer, says

from pipelines.sources.http import ResponseError
from pipelines.sources.revision import PageProblem, PageState
from pipelines.sources.wiki import Wiki


def _state(wiki: Wiki, title: str) -> PageState:
    (state,) = wiki.states_of_titles([title])
    assert isinstance(state, PageState), state
    return state


def _problem(wiki: Wiki, title: str) -> PageProblem:
    (problem,) = wiki.states_of_titles([title])
    assert isinstance(problem, PageProblem), problem
    assert problem.name == title
    return problem


def test_a_title_leads_to_its_page_and_newest_revision(race_wiki: WikiServer, wiki: Wiki) -> None:
    page = race_wiki.wiki.page("2023 Ally 400")
    assert wiki.states_of_titles(["2023 Ally 400"]) == [
        PageState("2023 Ally 400", page.page_id, page.newest.revision_id)
    ]


def test_states_come_in_the_order_asked_and_each_name_is_asked_once(
    race_wiki: WikiServer, wiki: Wiki
) -> None:
    asked = ["2023 Daytona 500", "No such race", "2023 Ally 400", " 2023 Daytona 500 ", "a|b"]
    states = wiki.states_of_titles([*asked, "2023 Daytona 500"])
    found = [state.page_id for state in states]
    assert found == [2, None, 1, 2, None, 2]
    (seen,) = race_wiki.requests
    assert seen.parameters["titles"] == "2023 Daytona 500|No such race|2023 Ally 400"


def test_51_titles_are_two_requests(race_wiki: WikiServer, wiki: Wiki) -> None:
    for number in range(51):
        race_wiki.wiki.put(f"Race {number}", "x")
    states = wiki.states_of_titles([f"Race {number}" for number in range(51)])
    assert [state.title for state in states] == [f"Race {number}" for number in range(51)]
    assert [seen.parameters["titles"].count("|") for seen in race_wiki.requests] == [49, 0]


def test_nothing_asked_is_no_request(race_wiki: WikiServer, wiki: Wiki) -> None:
    assert wiki.states_of_titles([]) == []
    assert wiki.states_of_titles(["", "  ", "a|b", "a\nb", "\ud800"])[0].reason_code == "invalid"
    assert wiki.states_of_pages([]) == ([], [])
    assert list(wiki.newest_revisions([])) == []
    assert wiki.existing_categories([]) == []
    assert race_wiki.requests == []


def test_normalised_titles_and_redirects_are_followed_and_recorded(
    race_wiki: WikiServer, wiki: Wiki
) -> None:
    race_wiki.wiki.put("Ally 400 (2023)", "#REDIRECT [[Nashville race]]")
    race_wiki.wiki.put("Nashville race", "#REDIRECT [[2023 Ally 400#Final Stage results]]")
    state = _state(wiki, "ally_400 (2023)")
    assert state.title == "2023 Ally 400"
    assert state.redirected_from == ("ally_400 (2023)", "Ally 400 (2023)", "Nashville race")
    assert state.section == "Final Stage results"
    assert len(race_wiki.requests) == 1


def test_a_section_may_be_asked_for(wiki: Wiki) -> None:
    assert _state(wiki, "2023 Ally 400#Results").section == "Results"


def test_a_title_in_another_unicode_form_is_the_same_title(
    race_wiki: WikiServer, wiki: Wiki
) -> None:
    race_wiki.wiki.put("Daniel Su\u00e1rez", "x")
    state = _state(wiki, "Daniel Sua\u0301rez")
    assert state.redirected_from == ("Daniel Sua\u0301rez",)
    assert race_wiki.requests[0].parameters["titles"] == "Daniel Su\u00e1rez"


def test_an_encoded_name_in_the_answer_is_understood(race_wiki: WikiServer, wiki: Wiki) -> None:
    page = {"pageid": 5, "title": "Café", "lastrevid": 9}
    change = {"fromencoded": True, "from": "Caf%C3%A9%E2%80%8E", "to": "Café"}
    race_wiki.next_answers(says({"query": {"normalized": [change], "pages": [page]}}))
    assert _state(wiki, "Café\u200e").page_id == 5


def test_two_titles_of_one_page_are_two_entries(race_wiki: WikiServer, wiki: Wiki) -> None:
    race_wiki.wiki.put("Ally 400", "#REDIRECT [[2023 Ally 400]]")
    first, second = wiki.states_of_titles(["2023 Ally 400", "Ally 400"])
    assert first.page_id == second.page_id == 1
    assert isinstance(first, PageState)
    assert isinstance(second, PageState)
    assert first.redirected_from == ()
    assert second.redirected_from == ("Ally 400",)


def test_a_redirect_at_which_the_wiki_stops_is_asked_for_again(
    race_wiki: WikiServer, wiki: Wiki
) -> None:
    race_wiki.wiki.follows_double_redirects = False
    for number in range(3):
        race_wiki.wiki.put(f"Step {number}", f"#REDIRECT [[Step {number + 1}]]")
    race_wiki.wiki.put("Step 3", "#REDIRECT [[2023 Ally 400]]")
    assert _state(wiki, "Step 0").redirected_from == ("Step 0", "Step 1", "Step 2", "Step 3")
    assert len(race_wiki.requests) == 4


def test_redirects_are_followed_so_far_and_no_further(race_wiki: WikiServer, wiki: Wiki) -> None:
    race_wiki.wiki.follows_double_redirects = False
    for number in range(9):
        race_wiki.wiki.put(f"Step {number}", f"#REDIRECT [[Step {number + 1}]]")
    assert _problem(wiki, "Step 0").reason_code == "redirect_loop"
    assert len(race_wiki.requests) == 5


@pytest.mark.parametrize("follows", [True, False])
def test_redirects_in_a_circle_are_a_problem_of_that_title_alone(
    race_wiki: WikiServer, wiki: Wiki, follows: bool
) -> None:
    race_wiki.wiki.follows_double_redirects = follows
    race_wiki.wiki.put("Loop A", "#REDIRECT [[Loop B]]")
    race_wiki.wiki.put("Loop B", "#REDIRECT [[Loop A]]")
    race_wiki.wiki.put("Self", "#REDIRECT [[Self]]")
    states = wiki.states_of_titles(["Loop A", "2023 Ally 400", "Self"])
    assert [getattr(state, "reason_code", None) for state in states] == [
        "redirect_loop",
        None,
        "redirect_loop",
    ]


def test_a_page_that_stays_a_redirect_is_a_loop(race_wiki: WikiServer, wiki: Wiki) -> None:
    page = {"pageid": 5, "title": "Odd", "lastrevid": 9, "redirect": True}
    race_wiki.every_answer(says({"query": {"pages": [page]}}))
    assert _problem(wiki, "Odd").reason_code == "redirect_loop"
    assert len(race_wiki.requests) == 2


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
    race_wiki: WikiServer, wiki: Wiki, title: str, reason_code: str, words: str
) -> None:
    race_wiki.wiki.put("To nowhere", "#REDIRECT [[Nowhere]]")
    problem = _problem(wiki, title)
    assert problem.reason_code == reason_code
    assert words in problem.reason
    assert problem.reason.isprintable()


def test_a_page_of_another_wiki_is_told(race_wiki: WikiServer, wiki: Wiki) -> None:
    steps = {"redirects": [{"from": "Abroad", "to": "fr:Course", "tointerwiki": "fr"}]}
    race_wiki.next_answers(says({"query": {**steps, "interwiki": [{"title": "fr:Course"}]}}))
    assert _problem(wiki, "Abroad").reason_code == "interwiki"


def test_a_title_of_which_nothing_is_said_is_a_problem(race_wiki: WikiServer, wiki: Wiki) -> None:
    page = {"pageid": 5, "title": "Other", "lastrevid": 9}
    race_wiki.next_answers(says({"query": {"pages": [page]}}))
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
    race_wiki: WikiServer, wiki: Wiki, answer: object
) -> None:
    race_wiki.every_answer(says(answer))
    with pytest.raises(ResponseError, match="not what the Action API gives"):
        wiki.states_of_titles(["2023 Ally 400"])
    assert len(race_wiki.requests) == 1
