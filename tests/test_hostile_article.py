"""An article that wants to harm who reads of it, through the whole pipeline and all it prints."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import nascar_warehouse
from sample_project import Project

from pipelines.commands.exits import Exit

pytestmark = pytest.mark.slow

# Colours, a window's title, the start of a line, a turn of letters, the end of a line.
STEERING = "\x9b31m\x1b]0;owned\x07\x1b[2J\u202egnihtyna\u2066\u2028"
HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>"
MARKDOWN = "[x](javascript:alert(1)) ![y](http://wiki.test/seen.png) `z`"
PRINTED = re.compile(r"[^\x20-\x7e\n\u00a1-\u024f\u2010-\u2026\u2500-\u257f\ufffd]")


@pytest.fixture
def hostile(project: Project, other_race: Callable[..., str]) -> Project:
    """Good articles, and beside them hostile ones in each form, under hostile names."""
    project.add_reference()
    # A text with a bell in it is a binary file to the reader.
    plain = STEERING.replace("\x07", "")
    text = (
        other_race()
        .replace("Race Name: Other 400", f"Race Name: Other{plain} 400")
        .replace("Ross Chastain", f"Ross{plain} <b>Chastain</b>")
        .replace("Denny Hamlin", f"{HTML} {MARKDOWN}")
        .replace("| Pos | Grid | No | Driver | Team |", f"| Pos | Grid | No | Driver | {plain} |")
        .replace("=Entry list=", f"=Entry{plain} list=")
    )
    wikitext = (
        f"{{{{Infobox NASCAR race report|Race_Name={plain}|Description=Race 19 of 36 in the 2023 "
        f"NASCAR Cup Series|{plain}=x}}}}\n== Race results{plain} ==\n"
        f"{{|\n! Pos !! {plain} !! Driver\n|-\n| x{plain} || {HTML} || {MARKDOWN}\n|}}\n"
    )
    html = (
        f"<h1>2023 {plain} 400</h1><h2>Results</h2><table><tr><th>Pos<th>{plain}<th>Driver</tr>"
        f"<tr><td>x<td>{plain}&#x202e;&#x9b;&#27;[2J<td>{MARKDOWN}</tr></table>"
    )
    sidecar = json.dumps({
        "title": f"2023 {STEERING}{HTML}{MARKDOWN}|x", "page_id": 7, "revision_id": 9,
        "fetched_at": STEERING, "licence": MARKDOWN, "url": STEERING,
    })  # fmt: skip
    # A file may be called anything but / and NUL.
    for name, content in (
        (f"2023-other{STEERING}\n400.txt", text),
        (f"2023-{MARKDOWN.replace('/', '')}.wikitext", wikitext),
        (f"2023-{HTML.replace('/', '')}.html", html),
        (f"2023{STEERING}.pdf", "%PDF"),
    ):
        path = project.add(f"cup/2023/{name}", content)
        if path.suffix != ".txt":
            path.with_suffix(".json").write_text(sidecar)
    (project.raw / f"stray{STEERING}.txt").write_text("x")
    (project.raw / "cup" / "2023" / f"broken{STEERING}.txt").write_text("")
    (project.raw / "cup" / "2023" / f"broken{STEERING}.json").write_text(f'{{"title": {STEERING}')
    return project


def test_nothing_that_is_printed_of_a_hostile_article_steers_a_terminal(hostile: Project) -> None:
    done = nascar_warehouse(hostile, "build")
    assert done.returncode == Exit.WITH_PROBLEMS, done.stderr
    assert "Traceback" not in done.stderr
    # It was read, and it is reported.
    assert "�31m�]0;owned" in done.stdout
    assert MARKDOWN in done.stdout
    assert hostile.query(
        "select count(*) from core.dim_driver where contains(driver_name, chr(155)) "
        "or contains(driver_name, '<script>')"
    ) == [(2,)]
    printed = [done]
    for command in (
        ("status", "--offline"),
        ("sql", "select * from staging.document"),
        ("sql", "select document_id, reason from quality.rejected"),
        ("sql", "select * from quality.unrecognised"),
        ("sql", "select * from core.dim_driver order by all"),
        ("sql", "select source::integer from staging.table_row order by all desc"),
    ):
        printed.append(nascar_warehouse(hostile, *command))
    for one in printed:
        found = {hex(ord(mark)) for mark in PRINTED.findall(one.stdout + one.stderr)}
        assert found == set(), one.args


def test_the_dagster_ui_is_given_no_markdown_of_a_hostile_article(hostile: Project) -> None:
    nascar_warehouse(hostile, "build")
    events = "".join(event_texts(hostile.warehouse / "home"))
    assert "javascript" in events
    tables = [one for one in markdown_texts(events) if "javascript" in one]
    assert tables != []
    for table in tables:
        assert not re.search(r"\]\(|<script|<img|`|http://", table)


def event_texts(home: Path) -> list[str]:
    """The events of all runs, as Dagster has stored them."""
    found: list[str] = []
    for file in sorted(home.rglob("*.db")):
        with sqlite3.connect(file) as connection:
            tables = connection.execute("select name from sqlite_master where name = 'event_logs'")
            if tables.fetchall():
                found += [row[0] for row in connection.execute("select event from event_logs")]
    return found


def markdown_texts(events: str) -> list[str]:
    return [json.loads(f'"{one}"') for one in re.findall(r'"md_str": "((?:[^"\\]|\\.)*)"', events)]
