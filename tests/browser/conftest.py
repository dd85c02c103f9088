"""One browser and one Dagster UI for every test of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from command_line import nascar_warehouse
from playwright.sync_api import Browser, Page
from report_site import Site, written_report
from running_browser import NOT_ASKED_FOR, running_browser, skip_unless_asked_for, watched_context
from running_dagster import RunningUi, running_ui
from sample_project import Project

from pipelines.commands.exits import Exit
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.warehouse.catalog import Catalog

WINNER = "| Ross Chastain | Trackhouse Racing | Chevrolet | 300 | 57 |"
FINED = "| Ross Chastain | Trackhouse Racing | Chevrolet | 300 | 47 |"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    skip_unless_asked_for()
    with running_browser() as started:
        yield started


@pytest.fixture(scope="session")
def two_seasons(
    tmp_path_factory: pytest.TempPathFactory,
    vocabulary: Vocabulary,
    catalog: Catalog,
    reference_text: str,
) -> Project:
    """Two races of 2023, and one of the season before in which a winner's points break a rule."""
    skip_unless_asked_for()
    folder = tmp_path_factory.mktemp("two-seasons")
    made = Project(folder / "raw", folder / "warehouse", vocabulary, catalog)
    made.add_reference()
    assert reference_text.count(WINNER) == 1
    made.add("cup/2023/2023-next-400.txt", next_race(reference_text))
    earlier = reference_text.replace(WINNER, FINED).replace("2023", "2022")
    made.add("cup/2022/2022-ally-400.txt", earlier)
    built = nascar_warehouse(made, "build")
    assert built.returncode == Exit.DONE, built.stdout + built.stderr
    return made


def next_race(text: str) -> str:
    """The reference article as the next race of its season."""
    renamed = text.replace("Ally 400", "Next 400").replace("Race 17 of 36", "Race 18 of 36")
    return renamed.replace("2023-06-25", "2023-07-02")


@pytest.fixture(scope="session")
def dagster_ui(two_seasons: Project) -> Iterator[RunningUi]:
    with running_ui(two_seasons) as started:
        yield started


@pytest.fixture
def page(browser: Browser, dagster_ui: RunningUi) -> Iterator[Page]:
    """A page of the Dagster UI; it fails the test if it asks anybody else or has an error."""
    address = f"{dagster_ui.address}/"
    with watched_context(browser, address, base_url=address) as context:
        yield context.new_page()


@pytest.fixture(scope="session")
def site(two_seasons: Project, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The report of the two seasons."""
    return written_report(two_seasons, tmp_path_factory.mktemp("report") / "site")


@pytest.fixture
def site_page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page for the report; it fails the test if it asks for anything else or has an error."""
    with watched_context(browser, site.address("")) as context:
        yield context.new_page()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once, not for every test, that the browser's tests did not run."""
    skipped = terminalreporter.getreports("skipped")
    count = sum(NOT_ASKED_FOR in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(f"{count} tests were skipped: {NOT_ASKED_FOR}")
