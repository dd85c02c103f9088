"""Importing a dump: what is landed, what is told, and what a killed import leaves."""

from __future__ import annotations

import bz2
import functools
import gzip
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from divided_dumps import documents
from dump_cases import FORMS, DumpWriter
from sample_project import ROOT

from benchmarks.articles import article
from benchmarks.dumps_made import FOOTER, MadePage, dump_xml, header, page_xml
from pipelines import importing
from pipelines.importing import ImportReport, import_dump
from pipelines.lock import fetch_lock
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.sources.dump import DumpError

# A program that imports and saves where it is as often as it can; what kills it is the test.
PROGRAM = """
import sys
from pathlib import Path
from pipelines import importing
from pipelines.recognition.vocabulary import load_vocabulary
importing.CHECKPOINT_SECONDS = 0.0
vocabulary = load_vocabulary(Path(sys.argv[3]))
print("ready", flush=True)
importing.import_dump(Path(sys.argv[1]), Path(sys.argv[2]), vocabulary, announce=print)
"""
VOCABULARY = ROOT / "pipelines" / "vocabulary"

Import = Callable[..., ImportReport]


def race(
    number: int, revision_id: int | None = None, timestamp: str = "2020-01-01T00:00:00Z"
) -> MadePage:
    """Race ``number`` of the generated seasons, which begin in 1990 and have 36 races."""
    title = f"{1990 + number // 36} Generated {number % 36 + 1}"
    return MadePage(title, article(number), 100 + number, revision_id or 5000 + number, timestamp)


OTHERS = [
    MadePage("Somebody", "{{Infobox person}} [[Category:NASCAR drivers]]", 1),
    MadePage("Talk:1990 Generated 1", article(0), 2, namespace=1),
    MadePage("Old name", "#REDIRECT [[1990 Generated 1]]\n" + article(0), 3, redirect="1990"),
    MadePage("A style", article(0).replace("wikitext", ""), 4, namespace=10),
]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path / "raw"


@pytest.fixture
def run(raw: Path, dump: DumpWriter, vocabulary: Vocabulary) -> Import:
    def run_import(content: str | bytes | list[MadePage] | None, **options: object) -> ImportReport:
        """Import some content; ``None`` is the file of the last time, as it is."""
        if content is not None:
            dump(dump_xml(content) if isinstance(content, list) else content)
        return import_dump(raw.parent / "dump.xml", raw, vocabulary, **options)

    return run_import


def outcomes(report: ImportReport) -> list[tuple[str, str]]:
    return [(one.article.title, one.outcome) for one in report.landed]


def test_race_articles_are_landed_by_series_and_season_and_no_other_pages(
    run: Import, raw: Path
) -> None:
    report = run([*OTHERS, race(0), race(40)])
    assert report.pages_read == 6
    assert outcomes(report) == [
        ("1990 Generated 1", "new article"), ("1991 Generated 5", "new article")
    ]  # fmt: skip
    assert report.problems == report.no_races == []
    assert report.summary == (
        "6 pages read, 2 race articles: 2 new, 0 with a new revision, 0 unchanged; "
        "0 not found or not landed"
    )
    document = raw / "cup" / "1990" / "1990-generated-1.r5000.wikitext"
    assert document.read_text() == article(0)
    sidecar = json.loads(document.with_suffix(".json").read_bytes())
    assert sidecar["title"] == "1990 Generated 1"
    assert (sidecar["page_id"], sidecar["revision_id"]) == (100, 5000)
    assert sidecar["timestamp"] == "2020-01-01T00:00:00Z"
    assert sidecar["url"] == "https://en.wikipedia.org/wiki/1990_Generated_1"
    assert sidecar["licence"] == "CC BY-SA 4.0"
    assert [path.name for path in raw.iterdir() if path.suffix != ".lock"] == ["cup"]


def test_a_second_import_changes_no_file(run: Import, raw: Path) -> None:
    run([race(0), race(1)])
    before = {path: path.stat().st_mtime_ns for path in raw.rglob("*.*") if "lock" not in path.name}
    report = run([race(0), race(1), race(1)])
    assert (len(report.landed), report.unchanged, report.articles_found) == (0, 3, 3)
    after = {path: path.stat().st_mtime_ns for path in raw.rglob("*.*") if "lock" not in path.name}
    assert after == before


def test_a_newer_dump_adds_revisions_and_keeps_the_old_ones(run: Import, raw: Path) -> None:
    run([race(0)])
    report = run([race(0, revision_id=6000, timestamp="2021-01-01T00:00:00Z"), race(1)])
    assert outcomes(report) == [
        ("1990 Generated 1", "new revision"), ("1990 Generated 2", "new article")
    ]  # fmt: skip
    assert len(list(raw.rglob("*.wikitext"))) == 3


def test_seasons_and_series_that_are_not_wanted_are_left_out(run: Import) -> None:
    pages = [race(0), race(40), race(80)]
    assert outcomes(run(pages, seasons={1991}, series_ids={"truck"})) == []
    assert outcomes(run(pages, seasons={1991}, series_ids={"cup", "nxs"})) == [
        ("1991 Generated 5", "new article")
    ]
    assert len(run(pages, series_ids={"cup"}).landed) == 2


def test_a_dry_run_lists_what_would_be_landed_and_writes_nothing(run: Import, raw: Path) -> None:
    run([race(0), race(1)])
    before = documents(raw)
    changed = race(1, revision_id=9000)
    report = run([race(0), changed, race(40)], dry_run=True)
    assert [(one.series_id, one.season, one.title, one.action) for one in report.planned] == [
        ("cup", 1990, "1990 Generated 1", "unchanged"),
        ("cup", 1990, "1990 Generated 2", "new revision"),
        ("cup", 1991, "1991 Generated 5", "new"),
    ]
    assert [one.race_number for one in report.planned] == [1, 2, 5]
    assert documents(raw) == before


def test_a_dry_run_makes_no_folder_and_waits_for_nobody(run: Import, raw: Path) -> None:
    assert len(run([race(0)], dry_run=True).planned) == 1
    assert not raw.exists()
    said: list[str] = []
    with fetch_lock(raw, said.append):
        run([race(0)], dry_run=True, announce=said.append)
    assert said == []


def test_a_dump_without_texts_is_an_error_and_not_a_dump_without_races(run: Import) -> None:
    """A stub dump gave "0 race articles" and exit status 0: no page of it can be selected."""
    text = '<text bytes="29" sha1="ldmkzsu00vzpx874eg42xnq6vkylyli" location="tt:33" id="33" />'
    pages = dump_xml([*OTHERS, race(0)])
    with pytest.raises(DumpError, match="holds no texts"):
        run(re.sub("<text.*?</text>", text, pages, flags=re.DOTALL))


def test_an_article_that_is_of_no_race_is_told_with_its_reason(run: Import) -> None:
    report = run([MadePage("In racing", "{{Infobox NASCAR race report}} Nothing.", 5), race(0)])
    [(title, reason)] = report.no_races
    assert title == "In racing"
    assert reason
    assert len(report.landed) == 1


def test_a_damaged_article_is_told_and_the_others_are_landed(run: Import, raw: Path) -> None:
    xml = dump_xml([race(0), race(1), race(2)])
    report = run(xml.replace("Generated 2\n", "Generated 3\n", 1))
    [(title, reason)] = report.problems
    assert title == "1990 Generated 2"
    assert "the sha1 of revision 5001" in reason
    assert len(list(raw.rglob("*.wikitext"))) == 2


def test_a_dump_that_is_cut_off_gives_what_it_has_and_says_so(run: Import) -> None:
    xml = dump_xml([race(0), race(1), race(2)])
    report = run(xml[: xml.rindex("Race results")])
    assert len(report.landed) == 2
    [(name, reason)] = report.problems
    assert name == "dump.xml"
    assert "is cut off in the page '1990 Generated 3'" in reason


def test_a_file_without_any_page_is_an_error(run: Import, raw: Path) -> None:
    for content in ("", "no dump", header() + page_xml(race(0))[:500]):
        with pytest.raises(DumpError):
            run(content)
    assert not list(raw.rglob("*.wikitext"))


def test_a_document_that_cannot_be_written_is_told_and_the_others_are_landed(
    run: Import, raw: Path
) -> None:
    raw.mkdir()
    (raw / "cup").mkdir()
    (raw / "cup" / "1991").write_text("this is a file")
    report = run([race(40), race(0)])
    [(title, _)] = report.problems
    assert title == "1991 Generated 5"
    assert outcomes(report) == [("1990 Generated 1", "new article")]


def test_progress_is_told_in_bytes_of_the_file(run: Import) -> None:
    content = FORMS["multistream"]([race(number) for number in range(8)])
    seen: list[tuple[int, int]] = []
    run(content, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(content), len(content))


@functools.cache
def many() -> bytes:
    """A multistream dump of some megabytes, a race in every third stream."""
    chance = random.Random(5)
    streams = [header()]
    for number in range(40):
        streams.append(page_xml(race(number)))
        streams.append(
            page_xml(MadePage("Filler", f"{chance.getrandbits(2_000_000):x}", 10_000 + number))
        )
        streams.append(page_xml(MadePage("Other", f"{number}", 20_000 + number)))
    return b"".join(bz2.compress(one.encode(), 1) for one in [*streams, FOOTER])


class Stopped(BaseException):
    """What ends an import from outside."""


def stop_after(share: float) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        if done > share * total:
            raise Stopped

    return progress


def test_a_stopped_import_goes_on_where_it_was_and_reports_the_whole(
    run: Import, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHECKPOINT_SECONDS", 0.0)
    content = many()
    with pytest.raises(Stopped):
        run(content, progress=stop_after(0.6))
    assert list(raw.glob(".import-*.json"))
    landed = len(list(raw.rglob("*.wikitext")))
    assert 5 < landed < 40
    seen: list[int] = []
    said: list[str] = []
    report = run(None, progress=lambda done, total: seen.append(done), announce=said.append)
    assert seen[0] > 0.4 * len(content), "what was done is not read again"
    assert "was stopped after" in said[0]
    assert report.pages_read == 120
    assert report.articles_found == 40
    assert len(report.landed) >= 30
    assert not list(raw.glob(".import-*"))


@pytest.mark.parametrize("change", ["file", "options", "documents", "damaged"])
def test_where_an_import_was_stopped_does_not_count_after_a_change(
    run: Import, raw: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr(importing, "CHECKPOINT_SECONDS", 0.0)
    with pytest.raises(Stopped):
        run(many(), progress=stop_after(0.6))
    [checkpoint] = raw.glob(".import-*.json")
    if change == "file":
        os.utime(raw.parent / "dump.xml", ns=(1, 1))
    elif change == "documents":
        next(raw.rglob("*.wikitext")).unlink()
    elif change == "damaged":
        checkpoint.write_text(checkpoint.read_text()[:-9])
    said: list[str] = []
    seasons = {1990, 1991} if change == "options" else None
    report = run(None, announce=said.append, seasons=seasons)
    assert said == []
    assert (report.pages_read, report.articles_found) == (120, 40)
    assert len(list(raw.rglob("*.wikitext"))) == 40
    assert not list(raw.glob(".import-*"))


def test_problems_found_before_a_stop_are_in_the_report_at_the_end(
    run: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHECKPOINT_SECONDS", 0.0)
    filler = [MadePage("Filler", f"{number}" * 900_000, number) for number in range(1, 9)]
    no_race = MadePage("No race", "{{Infobox NASCAR race report}} Nothing.", 99)
    xml = dump_xml([race(0), no_race, race(1), *filler]).replace("Generated 1\n", "Generated 0\n")
    with pytest.raises(Stopped):
        run(xml, progress=stop_after(0.6))
    report = run(None)
    assert [title for title, _ in report.problems] == ["1990 Generated 1"]
    assert [title for title, _ in report.no_races] == ["No race"]
    assert outcomes(report) == [("1990 Generated 2", "new article")]


def test_what_could_not_be_landed_is_landed_by_the_next_import(
    run: Import, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk was full, somebody stopped the import and made room: it went on behind it all."""
    monkeypatch.setattr(importing, "CHECKPOINT_SECONDS", 0.0)
    (raw / "cup").mkdir(parents=True)
    obstacle = raw / "cup" / "1990"
    obstacle.write_text("this is a file")
    with pytest.raises(Stopped):
        run(many(), progress=stop_after(0.6))
    obstacle.unlink()
    report = run(None)
    assert (report.problems, report.articles_found) == ([], 40)
    assert len(list(raw.rglob("*.wikitext"))) == 40


def test_an_import_that_could_not_land_all_is_taken_up_where_it_could_not(
    run: Import, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHECKPOINT_SECONDS", 0.0)
    (raw / "cup").mkdir(parents=True)
    obstacle = raw / "cup" / "1991"
    obstacle.write_text("this is a file")
    content = many()
    assert len(run(content).problems) == 4
    obstacle.unlink()
    seen: list[int] = []
    report = run(None, progress=lambda done, total: seen.append(done))
    assert seen[0] > 0.6 * len(content), "what was done is not read again"
    assert (report.problems, report.articles_found, report.pages_read) == ([], 40, 120)
    assert not list(raw.glob(".import-*"))


@pytest.mark.slow
@pytest.mark.parametrize("form", ["multistream", "plain", "gzip"])
def test_killed_at_any_moment_the_next_import_completes_it(
    tmp_path: Path, vocabulary: Vocabulary, form: str
) -> None:
    content = many()
    if form != "multistream":
        content = bz2.decompress(content)
    path = tmp_path / "dump"
    path.write_bytes(gzip.compress(content, 1) if form == "gzip" else content)
    import_dump(path, tmp_path / "whole", vocabulary)
    expected = documents(tmp_path / "whole")
    raw = tmp_path / "killed"
    chance = random.Random(form)
    kills = 0
    # By what was landed, and not by the clock: machines are of any speed.
    for landed in sorted(chance.sample(range(30), 8)):
        process = start_import(path, raw)
        while process.poll() is None and len(list(raw.rglob("[!.]*.wikitext"))) < landed:
            time.sleep(0.0005)
        time.sleep(chance.random() * 0.01)
        is_running = process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += is_running
        for name, found in documents(raw).items():
            if not Path(name).name.startswith("."):
                assert found == expected[name], "a document is whole from the first"
    assert kills >= 3, kills
    process = start_import(path, raw)
    assert process.wait(60) == 0
    assert documents(raw) == expected


def start_import(path: Path, raw: Path) -> subprocess.Popen[str]:
    """Start an import in a process of its own, which is about to begin."""
    command = [sys.executable, "-c", PROGRAM, str(path), str(raw), str(VOCABULARY)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process
