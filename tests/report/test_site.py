"""The whole site: its links, what replaces what, and what it does for other races than one."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sample_project import ROOT, Project
from site_pages import SitePages

from pipelines.report import writing
from pipelines.report.site import write_report
from pipelines.report.writing import ReportError

SiteMaker = Callable[[Project], SitePages]
# Without an infobox, starts of some cars only, and one line that is no result.
SPARSE = """= 1956 Southern 500 =

The 1956 Southern 500 was the 35th race of the 1956 NASCAR Grand National season.

== Results ==
| Fin | St | # | Driver | Make | Laps | Led | Status |
| 1 | 11 | 99 | Curtis Turner | Ford | 364 | 225 | running |
| 2 | | 22 | Speedy Thompson | Chrysler | 362 | 139 | running |
| x | | | | | | | |
"""


def nothing(done: int, total: int) -> None:
    pass


def bytes_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_every_link_of_the_site_leads_somewhere(reference_site: SitePages) -> None:
    assert reference_site.broken_links() == []
    folders = {path.split("/")[0] for path in reference_site.pages if "/" in path}
    assert folders == {"drivers", "manufacturers", "races", "seasons", "sources", "teams"}


def test_every_page_of_an_article_names_it_with_its_licence(reference_site: SitePages) -> None:
    for path, page in reference_site.pages.items():
        assert "CC BY-SA 4.0" in page.footer.get_text(), path
        if path not in ("index.html", "dictionary.html"):
            articles = page.find(id="articles")
            assert "licence CC BY-SA 4.0" in articles.get_text(), path
            assert articles.find("a", href="https://en.wikipedia.org/wiki/2023_Ally_400"), path


def test_the_same_warehouse_gives_the_same_bytes(
    reference_project: Project, reference_site: SitePages, tmp_path: Path
) -> None:
    write_report(reference_project.database, tmp_path / "again", nothing)
    assert bytes_of(tmp_path / "again") == bytes_of(reference_site.folder)


def test_several_processes_write_the_same_as_one(
    reference_project: Project,
    reference_site: SitePages,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(writing, "_FEW", 1)
    seen: list[tuple[int, int]] = []
    write_report(reference_project.database, tmp_path / "report", lambda *done: seen.append(done))
    assert bytes_of(tmp_path / "report") == bytes_of(reference_site.folder)
    pages = len(reference_site.pages)
    assert seen == [(done, pages) for done in range(1, pages + 1)]


def test_a_site_is_never_a_mixture_of_two_builds(project: Project, tmp_path: Path) -> None:
    project.add_reference()
    project.build()
    write_report(project.database, tmp_path / "report", nothing)
    before = bytes_of(tmp_path / "report")

    def publish_meanwhile(done: int, total: int) -> None:
        if done == 5:
            project.build()

    with pytest.raises(ReportError, match="published meanwhile"):
        write_report(project.database, tmp_path / "report", publish_meanwhile)
    assert bytes_of(tmp_path / "report") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["raw", "report", "warehouse"]


def test_a_new_report_replaces_an_old_one_and_nothing_else(
    reference_project: Project, tmp_path: Path
) -> None:
    report = tmp_path / "report"
    write_report(reference_project.database, report, nothing)
    (report / "races" / "of-an-earlier-build.html").touch()
    write_report(reference_project.database, report, nothing)
    assert not (report / "races" / "of-an-earlier-build.html").exists()
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter-1.txt").write_text("mine")
    with pytest.raises(ReportError, match="something else than a report"):
        write_report(reference_project.database, other, nothing)
    assert bytes_of(other) == {"chapter-1.txt": b"mine"}


def test_two_races_have_a_season_s_charts(
    project: Project, other_race: Callable[..., str], site_of: SiteMaker
) -> None:
    project.add_reference()
    project.add("cup/2023/2023-other-400.txt", other_race())
    site = site_of(project)
    assert site.broken_links() == []
    season = site.pages["seasons/cup-2023.html"]
    assert len(season.select("#driver-points svg.chart")) == 1
    assert len(season.select("#manufacturer-points svg.chart")) == 1
    driver = site.pages["drivers/ross-chastain.html"]
    [chart] = driver.select("#finishes svg.chart")
    assert {mark["data-tip"] for mark in chart.select("[data-tip]")} == {
        "2023 Ally 400: Ross Chastain started 1, finished 1",
        "2023 Other 400: Ross Chastain started 1, finished 1",
    }
    links = [
        link.get_text() for link in site.pages["races/cup-2023-17.html"].select(".neighbours a")
    ]
    assert links == ["Next: Other 400"]


def test_what_an_article_does_not_state_is_left_out_or_unknown(
    project: Project, site_of: SiteMaker
) -> None:
    project.add("cup/1956/1956-southern-500.txt", SPARSE)
    site = site_of(project)
    assert site.broken_links() == []
    race = site.pages["races/cup-1956-35.html"]
    assert [section["id"] for section in race.find_all("section")] == [
        "weekend", "result", "gained", "audit", "articles",
    ]  # fmt: skip
    [first, second] = site.table("races/cup-1956-35.html", "Race result")
    assert (first["Start"].get_text(), second["Start"].get_text()) == ("11", "–unknown")
    assert "Everything in it was loaded" not in race.find(id="audit").get_text()
    [lost] = site.table("races/cup-1956-35.html", "Not recognised")
    assert site.element("races/cup-1956-35.html", lost["Where"].a["href"]).get_text().count("x")


def test_a_warehouse_without_a_race_has_a_site(project: Project, site_of: SiteMaker) -> None:
    project.add("cup/2023/2023-list.txt", "= A list =\n\nNothing of a race.\n")
    site = site_of(project)
    assert site.broken_links() == []
    assert "Nothing of a race" in site.pages["sources/cup-2023-2023-list.txt.html"].get_text()
    assert site.table("about.html", "Not loaded")


ENTERED = """= 1956 Southern 500 =

The 1956 Southern 500 was the 35th race of the 1956 NASCAR Grand National season.

== Entry list ==
| No. | Driver | Make |
| 99 | Curtis Turner | Ford |
| 41 | Bill Champion | Simca |

== Results ==
| Fin | St | # | Driver | Make | Laps |
| 1 | 11 | 99 | Curtis Turner | Ford | 364 |
"""


def test_who_was_only_entered_has_a_page_that_names_the_article(
    project: Project, site_of: SiteMaker
) -> None:
    project.add("cup/1956/1956-southern-500.txt", ENTERED)
    site = site_of(project)
    assert site.broken_links() == []
    for page in ("drivers/bill-champion.html", "manufacturers/simca.html"):
        assert site.pages[page].select(".facts") == []
        assert "1956 Southern 500" in site.pages[page].find(id="articles").get_text()


def command_in_processes(project: Project, folder: Path) -> list[str]:
    """Write a report, however few its pages are, by several processes; tell of each page."""
    program = folder / "program.py"
    program.write_text(
        "import sys; from pathlib import Path; from pipelines.report import writing, site\n"
        "writing._FEW = 1\n"
        "if __name__ == '__main__':\n"
        "    told = lambda done, total: print(done, flush=True)\n"
        "    site.write_report(Path(sys.argv[1]), Path(sys.argv[2]), told)\n"
    )
    return [sys.executable, str(program), str(project.database), str(folder / "report")]


def test_processes_that_write_pages_say_nothing_of_their_own(
    reference_project: Project, tmp_path: Path
) -> None:
    written = subprocess.run(
        command_in_processes(reference_project, tmp_path),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        timeout=120,
    )
    pages = len(list((tmp_path / "report").rglob("*.html")))
    assert written.stdout.split() == [str(done) for done in range(1, pages + 1)]
    assert written.stderr == ""


def test_a_killed_report_leaves_no_process(reference_project: Project, tmp_path: Path) -> None:
    writer = subprocess.Popen(
        command_in_processes(reference_project, tmp_path),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    writer.kill()
    writer.wait()
    # Workers have inherited the pipe: it ends with the last of them.
    ended = threading.Thread(target=writer.stdout.read, daemon=True)
    ended.start()
    ended.join(timeout=20)
    outlived = ended.is_alive()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(writer.pid, signal.SIGKILL)
    assert not outlived, "workers outlive the report"
    assert not (tmp_path / "report").exists()


def test_text_of_an_article_is_never_markup(
    project: Project, reference_text: str, site_of: SiteMaker
) -> None:
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    text = reference_text.replace("Denny Hamlin", f"Denny {script}").replace(
        "Race Name: Ally 400", f"Race Name: Ally {script} 400"
    )
    project.add("cup/2023/2023-ally-400.txt", text)
    site = site_of(project)
    assert site.broken_links() == []
    assert any(script in page.get_text() for page in site.pages.values())
    for path, page in site.pages.items():
        assert [one.get("src") for one in page.find_all("script")] == [
            "../" * path.count("/") + "assets/search-index.js",
            "../" * path.count("/") + "assets/site.js",
        ], path
        assert page.find("img") is None, path
        assert not has_handler(page), path
    index = (site.folder / "assets" / "search-index.js").read_text()
    found = json.loads(index.removeprefix("window.searchIndex=").removesuffix(";\n"))
    assert f"2023 Ally {script} 400" in [title for _, title, *_ in found]


def has_handler(page: BeautifulSoup) -> bool:
    return any(name.startswith("on") for tag in page.find_all(True) for name in tag.attrs)
