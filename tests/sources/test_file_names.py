"""File names of titles: safe on every file system, and of one page alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.documents.reading import READERS
from pipelines.sources.file_names import (
    FORMS,
    free_slug,
    read_document_name,
    revision_name,
    slug_of_title,
)
from pipelines.sources.slugs import SeasonSlugs

_SAFE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Titles of few letters, so that different ones often have the same slug.
_ALIKE = st.text(alphabet="aA4 -_/'.é", max_size=6)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("2023 Ally 400", "2023-ally-400"),
        ("Würth 400 (2023)", "wurth-400-2023"),
        ("Wu\u0308rth 400 (2023)", "wurth-400-2023"),
        ("2023 Toyota/Save Mart 350", "2023-toyota-save-mart-350"),
        ("2023 M&M's Fan Appreciation 400", "2023-m-ms-fan-appreciation-400"),
        ("O’Reilly 100%", "oreilly-100"),
        ("../../etc/passwd", "etc-passwd"),
        (".hidden", "hidden"),
        ("--help", "help"),
        ("Großer Preis", "grosser-preis"),
        ("Ålesund Øst Łódź Ǽ", "alesund-ost-lodz-ae"),
        ("İstanbul ﬁrst ①", "istanbul-first-1"),
        ("Ally\u200f 400\u202e", "ally-400"),
        ("Ally\t400\x00\n", "ally-400"),
        ("🏁 Ally 400 🏁", "ally-400"),
        ("a.r12", "a-r12"),
        ("CON", "page-con"),
        ("Lpt1", "page-lpt1"),
        ("Console", "console"),
        ("日本グランプリ", "page"),
        ("", "page"),
        ("💥", "page"),
        ("x" * 255, "x" * 80),
        ("ab " * 85, ("ab-" * 27)[:80].rstrip("-")),
    ],
)
def test_a_title_has_a_readable_slug(title: str, slug: str) -> None:
    assert slug_of_title(title) == slug


@given(st.text(max_size=300))
@example("\ud800")
@example("İ" * 100)
@example("Aux" + "'" * 90)
def test_any_title_has_a_slug_that_is_safe_everywhere(title: str) -> None:
    slug = slug_of_title(title)
    assert _SAFE.fullmatch(slug)
    assert len(slug) <= 80
    assert slug not in {"con", "prn", "aux", "nul", "com1", "lpt9"}


@given(st.lists(_ALIKE | st.text(max_size=300), max_size=30), st.integers(1, 500))
@example(["a", "A", "a 402"], 400)
@example(["a 401", "a", "A"], 399)
def test_two_pages_never_share_a_document(titles: list[str], first_page_id: int) -> None:
    slugs = SeasonSlugs()
    names = []
    for page_id, title in enumerate(titles, start=first_page_id):
        slug = slugs.slug_of(page_id, title)
        slugs.take(slug, page_id, title)
        assert slugs.slug_of(page_id, "moved to " + title) == slug
        assert _SAFE.fullmatch(slug)
        names.append(revision_name(slug, 7, ".wikitext").casefold())
        assert len(names[-1]) <= 80 + len("-500-2.r7.wikitext") + 2
        assert read_document_name(names[-1]) == (slug, 7, ".wikitext")
    assert len(set(names)) == len(names)


def test_a_slug_that_others_have_is_counted_on() -> None:
    taken = {"ally", "ally-400", "ally-400-2"}
    assert free_slug("Ally", 400, taken.__contains__) == "ally-400-3"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a.r5.wikitext", ("a", 5, ".wikitext")),
        ("a.txt", ("a", None, ".txt")),
        ("a.r5", ("a", None, ".r5")),
        ("a.b.r5.r6.html", ("a.b.r5", 6, ".html")),
        ("a.r-1.txt", ("a.r-1", None, ".txt")),
        (f"a.r{'9' * 19}.txt", (f"a.r{'9' * 19}", None, ".txt")),
    ],
)
def test_a_file_name_is_taken_apart(name: str, parts: tuple[str, int | None, str]) -> None:
    assert read_document_name(name) == parts


def test_every_form_that_can_be_read_is_one_that_can_be_chosen() -> None:
    assert set(FORMS) == set(READERS)
