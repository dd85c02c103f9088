"""The pictures of the README, taken anew: ``make pictures``.

In: the reference article. Out: picture files in a folder, by default ``tests/browser/pictures``.
Separate from the tests, since it looks at nothing: it is run by hand when a page looks otherwise.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from command_line import nascar_warehouse
from playwright.sync_api import Browser, Page
from report_site import written_report
from running_browser import running_browser, watched_context
from running_dagster import running_ui
from sample_project import ROOT, Project

from pipelines.recognition.vocabulary import load_vocabulary
from pipelines.warehouse.catalog import load_catalog

LARGEST_BYTES = 150_000
# Of those with many fine lines, which would be twice as large as PNG.
QUALITY = 75
RACE = "races/cup-2023-17.html"


@dataclass(frozen=True)
class Picture:
    """What is opened, how it is looked at, and what is done before the picture is taken."""

    name: str
    place: str
    width: int
    height: int
    prepare: Callable[[Page], None]


def show_chart(page: Page) -> None:
    """The weekend's chart at the top of the window."""
    chart = page.locator("figure").first
    chart.evaluate("one => one.closest('section').scrollIntoView()")


def show_asset(page: Page) -> None:
    """An asset with its state and columns."""
    page.get_by_role("cell", name="race_id", exact=True).first.wait_for()
    page.wait_for_timeout(2000)


REPORT = Picture("report-weekend.jpg", RACE, 1120, 800, show_chart)
DAGSTER = Picture("dagster-asset.png", "/assets/marts/race_summary", 1280, 800, show_asset)


def take_all(folder: Path) -> None:
    """Build, write the report, start the UI, and look at both."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, running_browser() as browser:
        project = built_project(Path(name))
        site = written_report(project, Path(name) / "site")
        take(browser, REPORT, site.address(""), site.address(REPORT.place), folder)
        with running_ui(project) as ui:
            take(browser, DAGSTER, ui.address, ui.address + DAGSTER.place, folder)


def built_project(folder: Path) -> Project:
    vocabulary = load_vocabulary(ROOT / "pipelines" / "vocabulary")
    project = Project(folder / "raw", folder / "warehouse", vocabulary, load_catalog(ROOT / "sql"))
    project.add_reference()
    nascar_warehouse(project, "build", check=True)
    return project


def take(browser: Browser, picture: Picture, allowed: str, address: str, folder: Path) -> None:
    """Take one picture; it must be small enough for a README.

    Raises:
        ValueError: it is not.
    """
    size = {"width": picture.width, "height": picture.height}
    path = folder / picture.name
    with watched_context(browser, allowed, viewport=size) as context:
        page = context.new_page()
        page.goto(address)
        picture.prepare(page)
        quality = QUALITY if path.suffix == ".jpg" else None
        page.screenshot(path=path, animations="disabled", quality=quality)
    taken = path.stat().st_size
    if taken > LARGEST_BYTES:
        raise ValueError(f"{path} has {taken} bytes, more than {LARGEST_BYTES}: show less of it")
    print(f"{path}: {taken} bytes")


if __name__ == "__main__":
    default = Path(__file__).parent / "pictures"
    take_all(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
