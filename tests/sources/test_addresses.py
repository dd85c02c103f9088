"""Titles from what people paste."""

from __future__ import annotations

import pytest

from pipelines.sources.addresses import UnusableAddress, title_of

API = "https://en.wikipedia.org/w/api.php"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("2023 Ally 400", "2023 Ally 400"),
        ("https://en.wikipedia.org/wiki/2023_Ally_400", "2023 Ally 400"),
        ("https://en.m.wikipedia.org/wiki/2023_Ally_400#Race", "2023 Ally 400"),
        ("https://EN.wikipedia.org/w/index.php?title=2023_Ally_400&oldid=1", "2023 Ally 400"),
        ("https://en.wikipedia.org/wiki/2021_Toyota/Save_Mart_350", "2021 Toyota/Save Mart 350"),
        ("https://en.wikipedia.org/wiki/W%C3%BCrth_400", "Würth 400"),
        # Titles, since no host is named; the wiki knows whether there is such an article.
        ("//[x", "//[x"),
        ("http://[x", "http://[x"),
    ],
)
def test_a_title_is_read_from_an_address(text: str, title: str) -> None:
    assert title_of(text, API) == title


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("https://de.wikipedia.org/wiki/Rennen", "de.wikipedia.org"),
        ("https://en.wikipedia.org/wiki/", "does not tell the title"),
        ("https://en.wikipedia.org/w/index.php?curid=73929110", "does not tell the title"),
    ],
)
def test_an_address_that_names_no_article_is_refused(text: str, words: str) -> None:
    with pytest.raises(UnusableAddress, match=words):
        title_of(text, API)
