"""The Dagster UI as a person uses it: what is seen, what is clicked, and what comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from dagster import AssetSpec
from playwright.sync_api import Locator, Page, expect
from running_dagster import Run, RunningUi

from pipelines.warehouse.catalog import Catalog

pytestmark = pytest.mark.slow

FINED_RACE = "cup-2022-17"
GREEN = re.compile(r"rgb\((\d+), (\d+), (\d+)\)")
# Dagster's daemon looks for backfills every half minute, to start them and to end them.
BACKFILL_WAIT = 120_000


def test_every_part_of_the_ui_opens(page: Page) -> None:
    page.goto("/")
    for part in ("Overview", "Runs", "Catalog", "Jobs", "Automation", "Lineage", "Deployment"):
        link = page.get_by_role("navigation").get_by_role("link", name=ending(part))
        link.click()
        expect(page).to_have_url(re.compile(re.escape(link.get_attribute("href") or "?")))
        expect(page.get_by_text("Something went wrong")).to_have_count(0)
    expect(page.get_by_text("nascar_warehouse").first).to_be_visible()


def test_lineage_shows_the_groups_and_what_they_are_made_of(page: Page) -> None:
    groups, edges = groups_and_edges()
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name=ending("Lineage")).click()
    for group in groups:
        expect(node(page, group)).to_be_visible()
    expect(arrows(page)).to_have_count(len(edges))


def test_a_group_opens_to_its_assets(page: Page, catalog: Catalog) -> None:
    group = group_of_assets()[("marts", "race_summary")]
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name=ending("Lineage")).click()
    # A group may lie in another: each is opened by the arrow before its name in the list.
    for name in group.split("/"):
        arrow = "xpath=preceding::*[self::button or @role='button'][1]"
        listed(page, name).locator(arrow).click()
    for key, other in group_of_assets().items():
        if other == group:
            expect(listed(page, key[-1])).to_be_visible()
    listed(page, "race_summary").click()
    expect(page.get_by_text(catalog.relations["marts.race_summary"].comment)).to_be_visible()


def test_a_table_is_described_with_its_columns_rows_and_checks(
    page: Page, catalog: Catalog
) -> None:
    table = catalog.relations["core.dim_race"]
    page.goto("/assets/core/dim_race")
    expect(page.get_by_text(table.comment).first).to_be_visible()
    for column in table.columns:
        named = page.get_by_role("cell", name=column.name, exact=True)
        row = page.get_by_role("row").filter(has=named)
        assert one_line(column.comment) in one_line(row.inner_text())
    expect(status(page, "Row count")).to_have_text("3")
    expect(status(page, "Latest materialization").get_by_role("link")).to_be_visible()
    page.get_by_role("tab", name="Checks").click()
    rules = [one.name for one in catalog.checks if one.relation == table.name]
    assert rules != []
    for rule in (*rules, "keeps_its_contract"):
        expect(listed_check(page, rule)).to_contain_text("Succeeded")


def test_a_view_is_run_again_by_a_click_and_turns_green(page: Page, dagster_ui: RunningUi) -> None:
    before = dagster_ui.runs()
    page.goto("/assets/marts/race_summary")
    state = status(page, "Latest materialization")
    latest = state.get_by_role("link").first
    old_run = latest.get_attribute("href") or ""
    assert before[0].run_id in old_run
    page.get_by_role("button", name=ending("Materialize")).click()
    expect(latest).not_to_have_attribute("href", old_run)
    expect(state.get_by_role("img", name="run_success")).to_be_visible()
    assert is_green(latest.locator("*", has_text="ago").first)
    new = dagster_ui.runs()[0]
    assert len(dagster_ui.runs()) == len(before) + 1
    # What is green in the page is that run, and its own page says so too.
    assert new.run_id in (latest.get_attribute("href") or "")
    page.goto(f"/runs/{new.run_id}")
    expect(page.get_by_text("Success", exact=True).first).to_be_visible()
    assert wait_for_end(page, dagster_ui, new.run_id).status == "SUCCESS"


def test_a_broken_rule_is_seen_with_what_breaks_it(page: Page, catalog: Catalog) -> None:
    [rule] = [one for one in catalog.checks if one.name == "points_agree_with_rules"]
    page.goto("/assets/core/fct_race_result")
    page.get_by_role("tab", name="Checks").click()
    listed = listed_check(page, rule.name)
    expect(listed).to_contain_text("Failed")
    listed.click()
    expect(page.get_by_text(f"1 row breaks the rule: {rule.description}")).to_be_visible()
    offending = page.get_by_role("row").filter(has_text="sample").last
    for part in (FINED_RACE, "Ross Chastain", "47", "57", "10 fewer"):
        expect(offending).to_contain_text(part)
    # The table of it does not push the rest off the screen.
    expect(offending).to_be_in_viewport(ratio=1)


def test_two_seasons_are_backfilled_by_one_run(page: Page, dagster_ui: RunningUi) -> None:
    before = {one.run_id for one in dagster_ui.runs()}
    page.goto("/jobs")
    page.get_by_role("link", name="whole_pipeline").first.click()
    page.get_by_role("button", name="Materialize all").click()
    launch = page.get_by_role("button", name="Launch backfill")
    sure = page.get_by_role("button", name="Confirm")
    expect(launch.or_(sure)).to_be_visible()
    if sure.is_visible():
        # Asked while what is fetched from Wikipedia was never fetched.
        sure.click()
    seasons = page.get_by_placeholder("[1951...")
    seasons.fill("[2022...2023]")
    seasons.press("Enter")
    expect(page.get_by_text("2 partitions", exact=True)).to_be_visible()
    launch.click()
    page.get_by_role("button", name="View", exact=True).or_(
        page.get_by_role("link", name="View", exact=True)
    ).click()
    expect(page.get_by_text("Succeeded", exact=True).first).to_be_visible(timeout=BACKFILL_WAIT)
    expect(page.get_by_text("100% completed")).to_be_visible(timeout=BACKFILL_WAIT)
    [run] = [one for one in dagster_ui.runs() if one.run_id not in before]
    assert run.status == "SUCCESS"
    assert run.tags["dagster/asset_partition_range_start"] == "2022"
    assert run.tags["dagster/asset_partition_range_end"] == "2023"
    assert dagster_ui.project.query(
        "select season from core.dim_season order by all"
    ) == [(2022,), (2023,)]  # fmt: skip


def group_of_assets() -> dict[tuple[str, ...], str]:
    """The group of each asset, such as ``core/facts``, by its key."""
    return {tuple(one.key.path): one.group_name or "default" for one in asset_specs()}


def groups_and_edges() -> tuple[set[str], set[tuple[str, str]]]:
    """The outermost groups, and which of them are made of which others."""
    group = {key: name.split("/")[0] for key, name in group_of_assets().items()}
    pairs = {
        (group[tuple(dep.asset_key.path)], group[tuple(one.key.path)])
        for one in asset_specs()
        for dep in one.deps
    }
    return set(group.values()), {(above, below) for above, below in pairs if above != below}


def asset_specs() -> Iterable[AssetSpec]:
    from pipelines.definitions import defs

    return defs.resolve_all_asset_specs()


def node(page: Page, name: str) -> Locator:
    """A box of the graph."""
    return page.locator("svg foreignObject").get_by_text(name, exact=True).first


def listed(page: Page, name: str) -> Locator:
    """An entry of the list beside the graph."""
    return page.get_by_role("button").filter(has=page.get_by_title(name, exact=True)).first


def ending(name: str) -> re.Pattern[str]:
    """A label that an icon stands before, whose name is read out too."""
    return re.compile(rf"(^|\s){name}$")


def arrows(page: Page) -> Locator:
    """The lines between boxes."""
    return page.locator("svg:has(> foreignObject) > path")


def status(page: Page, heading: str) -> Locator:
    """What stands below a heading of an asset's status."""
    return page.get_by_text(heading, exact=True).locator("xpath=following-sibling::*[1]")


def listed_check(page: Page, name: str) -> Locator:
    """The entry of the list of checks, with the state that it shows."""
    named = page.locator("div").filter(has=page.get_by_title(name, exact=True))
    return named.filter(has_text=re.compile("Succeeded|Failed")).last


def is_green(text: Locator) -> bool:
    """Whether a person sees it as green."""
    colour = GREEN.search(text.evaluate("element => getComputedStyle(element).color"))
    assert colour is not None
    red, green, blue = map(int, colour.groups())
    return green > 1.25 * max(red, blue)


def one_line(text: str) -> str:
    return " ".join(text.split())


def wait_for_end(page: Page, ui: RunningUi, run_id: str) -> Run:
    """The run, once it is over: it has more to record after what it has made is shown."""
    for _ in range(100):
        [run] = [one for one in ui.runs() if one.run_id == run_id]
        if run.status not in ("QUEUED", "STARTING", "STARTED"):
            break
        page.wait_for_timeout(200)
    return run
