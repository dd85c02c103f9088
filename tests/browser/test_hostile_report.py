"""What an article wants to run in the reader's browser is shown there, and does not run."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from command_line import nascar_warehouse
from playwright.sync_api import Browser, expect
from report_site import Seen, Site, broken_links, links_outside, walk, written_report
from running_browser import PHONE, skip_unless_asked_for, watched_context
from sample_project import Project

from pipelines.commands.exits import Exit
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.warehouse.catalog import Catalog

pytestmark = pytest.mark.slow

SCRIPT = "<script>window.owned=1</script>"
FRAME = "<iframe onload=window.owned=8>"
PICTURE = "<img src=x onerror=window.owned=2>"
# Out of an attribute, out of the index of the search, out of a drawing.
QUOTE = "\"'><svg onload=window.owned=3>"
CLOSING = "</script></title></svg><script>window.owned=4</script>"
LINK = "javascript:window.owned=5"
# No title may have < or > in it.
TITLE = "2023 Ally ' onfocus=window.owned=6 autofocus \" onload=window.owned=7 400"
# What stands in the article, and what takes its place.
REPLACED: Mapping[str, str] = {
    "Race Name: Ally 400": f"Race Name: Ally {QUOTE} 400",
    "= 2023 Ally 400 =": f"= {TITLE} =",
    # A stroke stands between two drivers who shared a car.
    "Denny Hamlin": f"Denny {FRAME} Hamlin",
    "Kyle Larson": f"Kyle {PICTURE} Larson",
    "Chase Elliott": f"Chase {QUOTE} Elliott",
    "Joe Gibbs Racing": f"Joe {CLOSING} Gibbs {'W' * 200} Racing",
    "Nashville Superspeedway in Lebanon, Tennessee": f"{PICTURE} Speedway in {SCRIPT}, Tennessee",
    "Doug Rice": f"Doug {PICTURE} Rice",
}


@pytest.fixture(scope="module")
def hostile_site(
    tmp_path_factory: pytest.TempPathFactory,
    vocabulary: Vocabulary,
    catalog: Catalog,
    reference_text: str,
) -> Site:
    """The report of an article that holds something to run wherever it can."""
    skip_unless_asked_for()
    folder = tmp_path_factory.mktemp("hostile")
    project = Project(folder / "raw", folder / "warehouse", vocabulary, catalog)
    text = reference_text
    for old, new in REPLACED.items():
        assert old in text
        text = text.replace(old, new)
    article = project.add(f"cup/2023/2023-ally{PICTURE}-400.txt", text)
    sidecar = {"title": TITLE, "page_id": 7, "revision_id": 9, "url": LINK, "licence": PICTURE}
    article.with_suffix(".json").write_text(json.dumps(sidecar))
    built = nascar_warehouse(project, "build")
    assert built.returncode in (Exit.DONE, Exit.WITH_PROBLEMS), built.stdout + built.stderr
    assert project.query("select count(*) from core.dim_race") == [(1,)]
    return written_report(project, folder / "site")


@pytest.fixture(scope="module")
def seen(browser: Browser, hostile_site: Site) -> Mapping[str, Seen]:
    """Every page, opened once on a phone; none has an error or asks for what is no file of it."""
    with watched_context(browser, hostile_site.address(""), viewport=PHONE) as context:
        return walk(context.new_page(), hostile_site)


def test_nothing_of_a_hostile_article_runs(seen: Mapping[str, Seen], hostile_site: Site) -> None:
    assert {path.as_uri() for path in hostile_site.pages()} == set(seen)
    assert {address: one.ran for address, one in seen.items() if one.ran is not None} == {}
    assert {address: one.planted for address, one in seen.items() if one.planted} == {}


def test_every_link_leads_to_a_page_of_the_site_or_to_the_web(seen: Mapping[str, Seen]) -> None:
    assert broken_links(seen) == []
    assert {one for one in links_outside(seen) if not one.startswith("https://")} == set()


def test_hostile_names_are_found_and_shown_letter_by_letter(
    browser: Browser, hostile_site: Site
) -> None:
    with watched_context(browser, hostile_site.address("")) as context:
        page = context.new_page()
        page.goto(hostile_site.address())
        for driver in ("Denny Hamlin", "Kyle Larson", "Chase Elliott"):
            first, last = driver.split()
            page.get_by_role("combobox").fill(f"{first} {last}")
            page.get_by_role("option").filter(has_text=REPLACED[driver]).first.click()
            expect(page.get_by_role("heading", level=1)).to_have_text(REPLACED[driver])
            assert page.evaluate("window.owned") is None


def test_a_word_of_200_letters_makes_no_page_wider_than_a_phone(seen: Mapping[str, Seen]) -> None:
    assert {address: one.overhang for address, one in seen.items() if one.overhang > 0} == {}
