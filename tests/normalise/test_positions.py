"""Who was disqualified: said in place of the position or in the status, in every form alike."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_project import Project

HEADER = ["Pos", "No.", "Driver", "Laps", "Status", "Points"]
# By row: the position, the status, and whether that says disqualified.
ROWS = [
    ("1", "Running", False),
    ("2", "Disqualified", True),
    ("3", "Engine", False),
    ("4", "disqualified (underweight)", True),
    ("5", "DQ'd", True),
    ("6", "DSQ[1]", True),
    ("7", "Dqs Racing", False),
    ("8", "Not disqualified", False),
    ("9", "", False),
    ("Ret", "Accident", False),
    ("DSQ", "Inspection", True),
    ("DQ", "", True),
    ("Disqualified*", "", True),
]


def cells(number: int) -> list[str]:
    position, status, _ = ROWS[number]
    return [position, str(number + 1), f"Jeff X{number + 1}", "200", status, "10"]


def as_text() -> str:
    lines = [f"| {' | '.join(row)} |" for row in (HEADER, *map(cells, range(len(ROWS))))]
    return "= 2023 X 400 =\n\n== Race results ==\n" + "\n".join(lines) + "\n"


def as_wikitext() -> str:
    rows = "\n".join("|-\n| " + " || ".join(cells(number)) for number in range(len(ROWS)))
    return "== Race results ==\n{|\n! " + " !! ".join(HEADER) + f"\n{rows}\n|}}\n"


def as_html() -> str:
    header = "".join(f"<th>{name}</th>" for name in HEADER)
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells(number)) + "</tr>"
        for number in range(len(ROWS))
    )
    return f"<h2>Race results</h2><table><tr>{header}</tr>{rows}</table>"


@pytest.mark.parametrize(
    ("suffix", "content"),
    [(".txt", as_text()), (".wikitext", as_wikitext()), (".html", as_html())],
)
def test_who_was_disqualified_is_the_same_in_every_form(
    suffix: str, content: str, project: Project
) -> None:
    project.add(f"cup/2023/2023-x-400{suffix}", content)
    project.build()
    found = project.query(
        "select finish_position, position_word, is_disqualified "
        "from core.fct_race_result order by 1"
    )
    assert found == [
        (place, None if position.isdigit() else position.rstrip("*"), is_disqualified)
        for place, (position, _, is_disqualified) in enumerate(ROWS, start=1)
    ]


def test_the_words_are_rows_of_the_vocabulary(project: Project) -> None:
    """Without any that means disqualified, nobody is."""
    positions = dict.fromkeys(project.vocabulary.positions, "took_part")
    project.vocabulary = replace(project.vocabulary, positions=positions)
    project.add("cup/2023/2023-x-400.txt", as_text())
    project.build()
    assert project.query("select bool_or(is_disqualified) from core.fct_race_result") == [(False,)]
