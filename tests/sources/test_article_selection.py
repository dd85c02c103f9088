"""Which pages may be race articles: names compared as MediaWiki does."""

from __future__ import annotations

import time

import pytest

from pipelines.recognition.vocabulary import Vocabulary
from pipelines.sources.article_selection import ArticleSelection

SELECTION = ArticleSelection(
    ["Infobox NASCAR race report", "Infobox Indy500"], ["Category:{season} NASCAR Cup Series races"]
)


def is_selected(text: str) -> bool:
    """Whether a text is selected; its bytes must not say otherwise."""
    is_found = SELECTION.selects(text)
    assert SELECTION.may_select(text.encode()) or not is_found
    return is_found


@pytest.mark.parametrize(
    "text",
    [
        "{{Infobox NASCAR race report}}",
        "Text {{infobox_NASCAR__race report\n| a = b}}",
        "{{ Template:Infobox NASCAR  race report <!-- keep --> | a = {{b}} }}",
        "{{<!-- a -->template:_infobox NASCAR race report<!-- b -->\n<!-- c -->}}",
        "{{Infobox Indy500|x}}",
        "[[Category:2023 NASCAR Cup Series races]]",
        "[[ category : 1951_NASCAR Cup Series races|Ally 400]]",
        "[[CATEGORY:2023 NASCAR Cup Series races ]]",
        "<!-- {{a}} --> <nowiki /> {{Infobox Indy500}} <nowiki>[[a]]</nowiki>",
        "<nowiki> not closed {{Infobox Indy500}}",
    ],
)
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    assert is_selected(text)


@pytest.mark.parametrize(
    "text",
    [
        "Infobox NASCAR race report",
        "{{Infobox NASCAR Race Report}}",
        "{{Infobox NASCAR race report 2}}",
        "{{{Infobox Indy500|}}}",
        "{{:Infobox Indy500}}",
        "{{tl|Infobox Indy500}}",
        "<!-- {{Infobox Indy500}} -->",
        "<nowiki>{{Infobox Indy500}}</nowiki>",
        "<PRE >{{Infobox Indy500}}</pre >",
        "a <!-- not closed {{Infobox Indy500}}",
        "[[:Category:2023 NASCAR Cup Series races]]",
        "[[Category:2023 NASCAR Cup Series]]",
        "[[Category:202 NASCAR Cup Series races]]",
        "[[Category:2023 NASCAR cup series races]]",
        "[[2023 NASCAR Cup Series races]]",
        "",
    ],
)
def test_what_only_looks_like_it_is_not_selected(text: str) -> None:
    assert not is_selected(text)


def test_a_page_without_the_words_of_a_name_is_left_out_by_its_bytes() -> None:
    assert not SELECTION.may_select(b"{{Infobox person}} [[Category:1951 births]] NASCAR Cup race")


def test_the_vocabulary_gives_infoboxes_and_the_categories_of_every_series(
    vocabulary: Vocabulary,
) -> None:
    selection = ArticleSelection.from_vocabulary(vocabulary)
    for text in (
        "{{Infobox Grand Prix race report}}",
        "[[Category:1949 NASCAR Strictly Stock Series races]]",
        "[[Category:2026 NASCAR O'Reilly Auto Parts Series races]]",
        "[[Category:1950 Formula One races]]",
    ):
        assert selection.selects(text), text
        assert selection.may_select(text.encode()), text
    assert not selection.selects("{{Infobox person}} [[Category:1949 births]]")


@pytest.mark.parametrize("mark", ["{{", "[[", "<!--", "<nowiki>", "<pre>{{", "[[category:", "{{ "])
def test_a_million_marks_take_no_more_than_a_moment(mark: str) -> None:
    started = time.process_time()
    SELECTION.selects(mark * 1_000_000)
    assert time.process_time() - started < 10
