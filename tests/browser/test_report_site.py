"""The report site as a person uses it, from its files, in Debian's Chromium."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from report_site import Seen, Site, broken_links, links_outside, walk
from running_browser import PHONE, WIDE, watched_context
from sample_project import Project

pytestmark = pytest.mark.slow

DRIVER = "Daniel Suárez"
# A sheet of A4 without its margins, at 96 dots an inch.
PAPER = {"width": 718, "height": 1047}
LOOKS = {
    "wide and light": {"viewport": WIDE, "color_scheme": "light"},
    "on a phone and dark": {"viewport": PHONE, "color_scheme": "dark"},
}


@pytest.fixture(scope="module")
def seen(browser: Browser, site: Site) -> Mapping[str, Seen]:
    """Every page, opened once on a phone; none has an error or asks for what is no file of it."""
    with watched_context(browser, site.address(""), viewport=PHONE) as context:
        return walk(context.new_page(), site)


def test_every_link_of_every_page_leads_somewhere(seen: Mapping[str, Seen], site: Site) -> None:
    assert broken_links(seen) == []
    assert {one for page in seen.values() for one in page.twice} == set()
    # Every page that was written can be reached, and there are some of each kind.
    assert {path.as_uri() for path in site.pages()} == set(seen)
    assert {"races", "drivers", "teams", "manufacturers", "seasons"} <= set(site.places())


def test_links_out_of_the_site_are_to_articles_and_to_their_licence(
    seen: Mapping[str, Seen], site_page: Page, site: Site
) -> None:
    assert "https://en.wikipedia.org/wiki/2023_Ally_400" in links_outside(seen)
    assert {one for one in links_outside(seen) if not one.startswith("https://")} == set()
    site_page.goto(site.address("races/cup-2023-17.html"))
    expect(site_page.get_by_role("link", name="CC BY-SA 4.0").first).to_be_visible()


def test_no_page_is_wider_than_a_phone(seen: Mapping[str, Seen]) -> None:
    assert {address: one.overhang for address, one in seen.items() if one.overhang > 0} == {}


def test_a_race_has_charts_that_are_drawn(site_page: Page, site: Site) -> None:
    races = sorted((site.folder / "races").glob("*.html"))
    assert len(races) == 3
    for race in races:
        site_page.goto(race.as_uri())
        charts = drawn_charts(site_page)
        # Positions, points, gaps, places gained, standings, manufacturers.
        assert len(charts) >= 6
        for chart in charts:
            assert_is_drawn(chart)


def test_a_driver_a_team_a_manufacturer_and_a_season_have_charts_that_are_drawn(
    site_page: Page, site: Site
) -> None:
    for kind in ("drivers", "teams", "manufacturers", "seasons"):
        found = 0
        for path in sorted((site.folder / kind).glob("*.html")):
            site_page.goto(path.as_uri())
            for chart in drawn_charts(site_page):
                assert_is_drawn(chart)
                found += 1
        assert found > 0, kind


def test_search_finds_a_driver_without_a_mouse(site_page: Page, site: Site) -> None:
    site_page.goto(site.address())
    for _ in range(20):
        site_page.keyboard.press("Tab")
        if site_page.evaluate("document.activeElement.type") == "search":
            break
    box = site_page.get_by_role("combobox")
    expect(box).to_be_focused()
    site_page.keyboard.type("suarez")
    option = site_page.get_by_role("option", name=DRIVER)
    expect(option).to_be_visible()
    expect(option).to_have_attribute("aria-selected", "true")
    site_page.keyboard.press("Enter")
    expect(site_page.get_by_role("heading", level=1)).to_have_text(DRIVER)
    assert "/drivers/" in site_page.url


def test_search_finds_a_driver_with_a_mouse_from_every_kind_of_page(
    site_page: Page, site: Site
) -> None:
    for place in site.places().values():
        if place.startswith("assets"):
            continue
        site_page.goto(site.address(place))
        site_page.get_by_role("combobox").click()
        site_page.keyboard.type("Chast")
        site_page.get_by_role("option", name="Ross Chastain").click()
        expect(site_page.get_by_role("heading", level=1)).to_have_text("Ross Chastain")


def test_search_moves_with_arrows_and_closes_with_escape(site_page: Page, site: Site) -> None:
    site_page.goto(site.address())
    box = site_page.get_by_role("combobox")
    box.fill("ally")
    options = site_page.get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    before = box.get_attribute("aria-activedescendant")
    box.press("ArrowDown")
    after = box.get_attribute("aria-activedescendant")
    assert after not in (None, before)
    expect(site_page.locator(f"[id='{after}']")).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    box.fill("nobody of that name")
    expect(site_page.get_by_text("0 found")).to_be_attached()
    expect(options.first).to_be_hidden()


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_has_a_grave_accessibility_fault(look: str, browser: Browser, site: Site) -> None:
    faults = {}
    with watched_context(browser, site.address(""), **LOOKS[look]) as context:
        page = context.new_page()
        for place in site.places().values():
            page.goto(site.address(place))
            faults[place] = grave_faults(page)
    assert {place: found for place, found in faults.items() if found} == {}


def test_search_has_no_grave_accessibility_fault_while_it_is_open(
    site_page: Page, site: Site
) -> None:
    site_page.goto(site.address())
    site_page.get_by_role("combobox").fill("chast")
    expect(site_page.get_by_role("option").first).to_be_visible()
    assert grave_faults(site_page) == []


def test_without_scripts_everything_but_search_is_there(browser: Browser, site: Site) -> None:
    with watched_context(browser, site.address(""), java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site.address())
        page.get_by_role("link", name="Ally 400").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ally 400")
        expect(page.get_by_role("row").filter(has_text=DRIVER).first).to_be_visible()
        # What would do nothing is not shown.
        expect(page.locator("input[type=search]")).to_be_hidden()
        assert drawn_charts(page) != []
        for chart in drawn_charts(page):
            expect(chart).to_be_visible()


def test_a_number_leads_to_the_row_of_the_article_that_states_it(
    site_page: Page, site: Site, two_seasons: Project
) -> None:
    [(points,)] = two_seasons.query(
        "select points from core.fct_race_result where race_id = 'cup-2023-17' "
        "and driver_id = 'ross-chastain'"
    )
    site_page.goto(site.address("races/cup-2023-17.html"))
    row = site_page.locator("table tbody tr").filter(has_text="Ross Chastain")
    row = row.filter(has=site_page.get_by_role("link", name=str(points), exact=True)).first
    row.get_by_role("link", name=str(points), exact=True).first.click()
    stated = site_page.locator(":target")
    expect(stated).to_be_in_viewport()
    expect(stated).to_contain_text("Ross Chastain")
    expect(stated).to_contain_text(str(points))


def test_a_race_can_be_printed(browser: Browser, site: Site) -> None:
    with watched_context(browser, site.address(""), viewport=PAPER) as context:
        page = context.new_page()
        page.goto(site.address("races/cup-2023-17.html"))
        page.emulate_media(media="print")
        expect(page.locator("input[type=search]")).to_be_hidden()
        for chart in drawn_charts(page):
            box = chart.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PAPER["width"]
        assert page.pdf(format="A4").startswith(b"%PDF")


def drawn_charts(page: Page) -> list[Locator]:
    """The pictures of all figures, without the small ones that stand for a colour."""
    return page.locator("figure svg:not([aria-hidden=true])").all()


def assert_is_drawn(chart: Locator) -> None:
    """It has a size, marks that can be seen, words, and a name for who cannot see it."""
    box = chart.bounding_box()
    assert box is not None
    assert box["width"] > 100
    assert box["height"] > 40
    marks = chart.evaluate(
        """svg => [...svg.querySelectorAll('path, rect, circle, line, polyline, polygon')]
        .filter((one) => {
          const box = one.getBoundingClientRect(), style = getComputedStyle(one);
          const isPainted = style.fill !== 'none' || style.stroke !== 'none';
          return isPainted && style.visibility !== 'hidden' && box.width + box.height > 0;
        }).length"""
    )
    assert marks > 2
    assert chart.locator("text").count() > 2
    name = chart.get_attribute("aria-label") or chart.locator("title").first.text_content()
    assert name


def grave_faults(page: Page) -> list[str]:
    """What axe-core calls serious or critical."""
    # The hundredth row is like the first, and most of the time would go to the contrast of each.
    page.evaluate(
        """() => document.querySelectorAll('tr:nth-child(n + 12), section:nth-of-type(n + 12)')
        .forEach((one) => one.remove())"""
    )
    # Without it axe would fetch the style sheets, which a page from a file may not.
    options = {"preload": False, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['impact']}: {one['id']}: {one['help']}: {node['target']} {node['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]
