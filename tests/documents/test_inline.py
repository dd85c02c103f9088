"""Wikitext of one cell or line, rendered to text: link, footnotes, templates."""

from __future__ import annotations

import pytest

from pipelines.documents.inline import render
from pipelines.recognition.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("'''bold''' ''it'' '''''both''''' ''''x''''", "bold it both 'x'"),
        ("a&nbsp;&ndash;&#32;b &lt;br&gt;", "a – b <br>"),
        ("a<br>b<BR />c", "a\nb\nc"),
        ("\n* one\n** two\n: three", "one\ntwo\nthree"),
        ("one\n\ntwo\nsame", "one\ntwo same"),
        ("<small>a</small> <foo>", "a <foo>"),
        ("[https://example.org/a Official [[results]]] [https://example.org]", "Official results"),
        ("[[A|b]]s [[A]]s [[:Category:X]] [[fr:X]][[Category:X]]", "bs As Category:X"),
        ("{{nowrap|1=x=y}} {{Nowrap| z }} {{ NOWRAP |q}}", "x=y z q"),
        ("{{convert|3|to|5|mi|km}} {{convert|1+1/3|mi}}", "3 – 5 mi 1+1/3"),
        ("{{start date|2023}} {{start date|2023|6}}", "2023 June 2023"),
        ("{{dts|2003|June|8}} {{start date|2023|06|25}}", "June 8, 2003 June 25, 2023"),
        ("{{up}} 2 {{down|3}}{{steady}}", "▲ 2 ▼ 3"),
        ("{{formatnum:1234}} {{#if:x|y|z}}", "1234 x"),
        ("{{a|{{b|{{nowrap|deep}}}}}}", "deep"),
        ("{{never closed|[[x]]", "{{never closed|x"),
        ("closed}} never]] opened", "closed}} never]] opened"),
        ("<nowiki>[[x]] '''y'''</nowiki>", "[[x]] '''y'''"),
        ("a<!-- b -->c<!-- d", "ac"),
        ("1<sup>st</sup> 44<sup>2</sup> [[A]]<sup>R</sup>", "1st 44 A (R)"),
        ("<s>[[A]]</s> [[B]]", "B"),
        ("<s>[[A]]</s>", "A"),
        ("<s>[[A]] never closed", "A never closed"),
        ("x<span style='display:none'>y<span>z</span></span>", "x"),
        ("{{sortname|Kyle|Busch|dab=driver}}", "Kyle Busch"),
        ("zero\u200bwidth\u00a0 space", "zerowidth space"),
    ],
)  # fmt: skip
def test_wikitext_is_rendered_as_a_reader_sees_it(
    source: str, text: str, vocabulary: Vocabulary
) -> None:
    assert render(source, vocabulary.markup).text == text


@pytest.mark.parametrize(
    ("source", "link"),
    [
        ("<s>[[A]]</s> [[B]]", "B"),
        ("[[kyle_Busch|Kyle]] [[Other]]", "Kyle Busch"),
        ("[[Rusty Wallace#Family|Stephen Wallace]]", None),
        ("{{flagicon|USA}} [[A|b]]", "A"),
        ("{{efn|see [[B]]}} x", None),
        ("[[File:A.svg|link=B]] [[:Category:X]] [[:fr:X|x]] [[#here]]", None),
        ("{{sortname|Kyle|Busch|dab=driver}}", "Kyle Busch (driver)"),
        ("{{sortname|Kyle|Busch|Kyle T. Busch}}", "Kyle T. Busch"),
        ("{{nowrap|[[Mike Wallace (racer)|Mike Wallace]] (i)}}", "Mike Wallace (racer)"),
    ],
)  # fmt: skip
def test_the_first_page_linked_to_counts(
    source: str, link: str | None, vocabulary: Vocabulary
) -> None:
    assert render(source, vocabulary.markup).link == link


def test_footnotes_and_unknown_templates_are_kept_apart(vocabulary: Vocabulary) -> None:
    found = render(
        'x<ref name="a">{{cite web|title=t}}</ref>{{dagger}}<sup>2</sup>{{new|kept}}{{new|kept}}',
        vocabulary.markup,
    )
    assert found.text == "xkeptkept"
    assert found.footnotes == ("a", "†", "2")
    assert found.unknown_templates == ("new",)
