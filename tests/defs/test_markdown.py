"""A stranger's text in the Dagster UI: shown letter by letter, never a link, a picture, a cell."""

from __future__ import annotations

import re
from html import unescape

import dagster as dg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipelines.defs.markdown import escaped, markdown_table
from pipelines.terminal import on_one_line

HOSTILE = [
    "[x](javascript:alert(1))",
    "![x](http://wiki.test/seen.png)",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "a | b || c",
    "a \\| b \\",
    "`code` ``x``",
    "**bold** _it_ ~~gone~~ # heading",
    "&lt;b&gt; &#60;i&#62; &amp;",
    "[ref]: http://wiki.test",
    "<http://wiki.test>",
    "http://wiki.test www.wiki.test someone@wiki.test",
    "line\n| break | x |\r\n# y",
    "\x1b[31m\u202e",
    "| --- | --- |",
    "$x$ :smile: ^x^",
]


def rendered(text: str) -> str:
    """HTML, by a reader of Markdown with tables and links of mere addresses (GFM)."""
    return MarkdownIt("gfm-like", {"linkify": False}).render(text)


def cells(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r"<td>(.*?)</td>", html, re.DOTALL)]


def shown(text: str) -> str:
    return text.replace("\N{WORD JOINER}", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_shown_and_is_nothing_else(text: str) -> None:
    table = markdown_table(("document", "title"), [(text, "x"), ("y", text)])
    assert isinstance(table, dg.MarkdownMetadataValue)
    html = rendered(table.value)
    assert [shown(cell) for cell in cells(html)] == [on_one_line(text), "x", "y", on_one_line(text)]
    assert set(re.findall(r"<(\w+)", html)) == {"table", "thead", "tbody", "tr", "th", "td"}


@given(st.text(max_size=500))
def test_every_text_comes_back(text: str) -> None:
    [cell, other] = cells(rendered(str(markdown_table(("a", "b"), [(text, "x")]).value)))
    assert (shown(cell).strip(), other) == (shown(on_one_line(text)).strip(), "x")


def test_an_address_in_a_text_is_no_link_to_those_who_look_for_mere_addresses() -> None:
    for text in ("http://wiki.test/x", "https://wiki.test", "www.wiki.test", "a@wiki.test"):
        seen = unescape(escaped(text))
        assert not re.search(r"https?://|www\.|\w@\w", seen, re.IGNORECASE)
        assert shown(seen) == text


def test_a_table_without_rows_is_none_and_a_long_one_is_cut() -> None:
    assert markdown_table(("a",), []) == dg.MetadataValue.text("none")
    table = markdown_table(("a",), [("x" * 10_000,)] * 60)
    assert isinstance(table, dg.MarkdownMetadataValue)
    html = rendered(table.value)
    assert cells(html) == ["x" * 500 + "..."] * 50
    assert "and 10 more" in html
