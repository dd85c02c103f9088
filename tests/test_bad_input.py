"""Bad input: the message names it, the rest loads, the row is kept, and the build says so."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sample_project import Project

from pipelines.warehouse.build import PublicationBlocked

OtherRace = Callable[..., str]
PLACE = "cup/2023/2023-other-400.txt"
WINNER = "| 1 | 1 | 1 | Ross Chastain | Trackhouse Racing | Chevrolet | 300 | 57 |"
FOURTH = "| 4 | 14 | 9 | Chase Elliott | Hendrick Motorsports | Chevrolet | 300 | 42 |"
FIFTH = "| 5 | 7 | 5 | Kyle Larson | Hendrick Motorsports | Chevrolet | 300 | 35 |"
RESULT_TABLE = 5


@dataclass(frozen=True)
class RowFault:
    """A change of one result row, and what must be said of it."""

    old: str
    new: str
    level: str
    reason_code: str
    row: int
    message: str
    loaded_rows: int


ROW_FAULTS = {
    "a row too wide": RowFault(
        WINNER, WINNER + " 9 |", "row", "row_too_wide", 1, "9 cells under 8 headers", 35
    ),
    "a row too narrow": RowFault(
        WINNER, WINNER.replace("| Chevrolet", ""), "row", "row_too_narrow", 1, "7 cells", 35
    ),
    "a position that stands twice": RowFault(
        FIFTH, FIFTH.replace("| 5 | 7", "| 4 | 7"), "row", "duplicate_key", 5, "rows 4, 5", 35
    ),
    "a position that stands twice, the first one wrong": RowFault(
        FOURTH, FOURTH.replace("| 4 | 14", "| 5 | 14"), "row", "duplicate_key", 4, "rows 4, 5", 35
    ),
    "a position that is no number": RowFault(
        FIFTH, FIFTH.replace("| 5 | 7", "| fifth | 7"), "row", "not_readable", 5, "'fifth'", 35
    ),
    "a position of zero": RowFault(
        FIFTH, FIFTH.replace("| 5 | 7", "| 0 | 7"), "row", "not_readable", 5, "from 1", 35
    ),
    "a row without a driver": RowFault(
        FIFTH, FIFTH.replace("Kyle Larson", ""), "row", "missing_value", 5, "driver", 35
    ),
    "laps that are no number": RowFault(
        WINNER, WINNER.replace("| 300", "| many"), "cell", "not_readable", 1, "'many'", 36
    ),
    "laps below zero": RowFault(
        WINNER, WINNER.replace("| 300", "| -3"), "cell", "not_readable", 1, "'-3'", 36
    ),
    "laps beyond any number": RowFault(
        WINNER, WINNER.replace("| 300", "| 99999999999"), "cell", "not_readable", 1, "999", 36
    ),
    "points beyond any race": RowFault(
        WINNER, WINNER.replace("| 57", "| 2147483647"), "cell", "not_readable", 1, "2147", 36
    ),
    "points below any race": RowFault(
        WINNER, WINNER.replace("| 57", "| -2147483648"), "cell", "not_readable", 1, "2147", 36
    ),
    "points that are no number": RowFault(
        WINNER, WINNER.replace("| 57", "| 5x7"), "cell", "not_readable", 1, "'5x7'", 36
    ),
    "a car number that is none": RowFault(
        WINNER, WINNER.replace("| 1 | Ross", "| one | Ross"), "cell", "not_readable", 1, "'one'", 36
    ),
}


def with_change(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


@pytest.mark.parametrize("fault", ROW_FAULTS.values(), ids=ROW_FAULTS)
def test_one_bad_row_costs_that_row_only(
    fault: RowFault, project: Project, other_race: OtherRace
) -> None:
    project.add_reference()
    project.add(PLACE, with_change(other_race(), fault.old, fault.new))
    project.build()
    [(document, table, row, level, code, reason)] = project.query(
        "select document_id, table_index, row_index, level, reason_code, reason "
        "from quality.rejected"
    )
    assert (document, table, row) == (PLACE, RESULT_TABLE, fault.row)
    assert (level, code) == (fault.level, fault.reason_code)
    assert fault.message in reason
    assert project.query(
        "select race_id, count(*) from core.fct_race_result group by all order by all"
    ) == [("cup-2023-17", 36), ("cup-2023-18", fault.loaded_rows)]
    # The row is kept verbatim, and the rest of the article is as if nothing had been.
    assert project.query(
        "select rows.source from staging.table_row as rows "
        "join quality.rejected using (document_id, table_index, row_index)"
    ) == [(fault.new,)]
    assert project.query("select count(*) from core.fct_entry where race_id = 'cup-2023-18'") == [
        (36,)
    ]


@pytest.mark.parametrize(
    ("content", "reason_code"),
    [
        (b"", "empty_document"),
        (b" \n\n", "empty_document"),
        (bytes(range(256)) * 8, "binary_document"),
        ("= 2023 Other 400 =\n".encode("utf-16"), "binary_document"),
        (b"= Talladega =\n\n| Year | Fans |\n| 1990 | 3 |\n", "no_race_tables"),
        (b"= Talladega =\n\nOnly prose.\n", "no_race_tables"),
    ],
)
def test_a_document_of_no_use_is_reported_and_the_others_load(
    content: bytes, reason_code: str, project: Project
) -> None:
    project.add_reference()
    project.add(PLACE, content)
    project.build()
    assert project.query("select document_id, level, reason_code from quality.rejected") == [
        (PLACE, "document", reason_code)
    ]
    assert project.query("select count(*) from core.fct_race_result") == [(36,)]
    assert project.query("select document_id, is_loaded from staging.document order by all") == [
        ("cup/2023/2023-ally-400.txt", True),
        (PLACE, False),
    ]


def test_latin_1_costs_the_lines_that_are_not_utf_8(
    project: Project, other_race: OtherRace
) -> None:
    project.add(PLACE, other_race().replace("—", "-").replace("–", "-").encode("latin-1"))
    project.build()
    rejected = project.query("select reason_code, value, reason from quality.rejected")
    assert {code for code, _, _ in rejected} == {"not_utf8"}
    assert all("Daniel Su\\xe1rez" in value for _, value, _ in rejected)
    assert all("line" in reason and "0xe1" in reason for _, _, reason in rejected)
    assert project.query("select count(*) from core.fct_race_result") == [(35,)]
    assert project.query("select * from core.dim_driver where driver_id like 'daniel%'") == []


def test_a_document_cut_in_a_row_loses_that_row_only(
    project: Project, other_race: OtherRace
) -> None:
    """The cut turns 57 points into 5: a row that looks whole, but for its last pipe."""
    text = other_race()
    project.add(PLACE, text[: text.index(WINNER) + len(WINNER) - len("7 |")])
    project.build()
    [(table, row, code)] = project.query(
        "select table_index, row_index, reason_code from quality.rejected"
    )
    assert (table, row, code) == (RESULT_TABLE, 1, "unterminated_row")
    assert project.query("select count(*) from core.fct_qualifying_result") == [(36,)]
    assert project.query("select count(*) from core.fct_race_result") == [(0,)]


def test_a_table_without_a_needed_header_is_named_with_what_is_missing(
    project: Project, other_race: OtherRace
) -> None:
    header = "| Pos | Grid | No | Driver |"
    project.add(PLACE, with_change(other_race(), header, header.replace("Driver", "Pilot")))
    project.build()
    [(what, table, reason)] = project.query(
        "select what, table_index, reason from quality.unrecognised"
    )
    assert (what, table) == ("table", RESULT_TABLE)
    assert "race_result" in reason
    assert "Pilot" in reason
    assert "headers.csv" in reason
    assert project.query("select count(*) from core.fct_race_result") == [(0,)]
    assert project.query("select count(*) from staging.table_row where row_kind = 'unknown'") == [
        (38,)
    ]


def test_an_unknown_header_beside_known_ones_costs_its_column_only(
    project: Project, other_race: OtherRace
) -> None:
    header = "| Pos | Grid | No | Driver | Team |"
    project.add(PLACE, with_change(other_race(), header, header.replace("Team", "Squad")))
    project.build()
    assert project.query("select what, value, row_index from quality.unrecognised") == [
        ("column", "Squad", 0)
    ]
    assert project.query("select count(*), count(team_id) from core.fct_race_result") == [(36, 0)]


@pytest.mark.parametrize("marker", ["(Q)", "(relief)", "(R)(Q)", "(Q)†"])
def test_an_unknown_marker_is_reported_and_is_no_part_of_the_name(
    marker: str, project: Project, other_race: OtherRace
) -> None:
    changed = with_change(other_race(), WINNER, WINNER.replace("Chastain", f"Chastain {marker}"))
    project.add(PLACE, changed)
    project.build()
    [(what, value, table, row)] = project.query(
        "select what, value, table_index, row_index from quality.unrecognised"
    )
    assert (what, table, row) == ("marker", RESULT_TABLE, 1)
    assert value in ("Q", "relief")
    assert project.query(
        "select driver_id from core.fct_race_result where finish_position = 1"
    ) == [("ross-chastain",)]


def test_the_same_document_twice_is_loaded_once(project: Project, reference_text: str) -> None:
    project.add_reference()
    project.add("cup/2023/copy.txt", reference_text)
    project.build()
    [(document, code, reason)] = project.query(
        "select document_id, reason_code, reason from quality.rejected"
    )
    assert (document, code) == ("cup/2023/copy.txt", "duplicate_document")
    assert "2023-ally-400.txt" in reason
    assert project.query("select count(*) from core.fct_race_result") == [(36,)]


def test_two_documents_for_one_race_are_not_mixed(project: Project, other_race: OtherRace) -> None:
    project.add_reference()
    project.add(PLACE, other_race(number=17))
    project.build()
    [(document, code)] = project.query("select document_id, reason_code from quality.rejected")
    assert (document, code) == (PLACE, "duplicate_race")
    assert project.query("select race_name from core.dim_race") == [("Ally 400",)]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..", "a\\..\\b", "a[b]"])
def test_a_title_that_leaves_its_folder_is_not_loaded(
    name: str, project: Project, other_race: OtherRace
) -> None:
    project.add_reference()
    project.add(PLACE, other_race().replace("= 2023 Other 400 =", f"= {name} ="))
    before = sorted(path for path in project.raw.parent.parent.glob("*"))
    project.build()
    [(document, code)] = project.query("select document_id, reason_code from quality.rejected")
    assert (document, code) == (PLACE, "unsafe_title")
    assert sorted(path for path in project.raw.parent.parent.glob("*")) == before


def test_a_title_with_a_slash_in_it_is_an_ordinary_one(
    project: Project, other_race: OtherRace
) -> None:
    project.add(PLACE, other_race(name="Toyota/Save Mart 350"))
    project.build()
    assert project.query("from quality.rejected") == []


def test_a_document_in_the_folder_of_another_season_or_series_is_not_loaded(
    project: Project, other_race: OtherRace
) -> None:
    project.add_reference()
    project.add("cup/2022/a.txt", other_race())
    project.add("truck/2023/b.txt", other_race())
    project.add("formula/2023/c.txt", other_race())
    project.build()
    found = project.query(
        "select document_id, reason_code, reason from quality.rejected order by 1"
    )
    assert [row[:2] for row in found] == [
        ("cup/2022/a.txt", "wrong_season"),
        ("formula/2023/c.txt", "unknown_series"),
        ("truck/2023/b.txt", "wrong_series"),
    ]
    assert "raw/cup/2023/" in found[0][2]


def test_files_that_are_no_documents_of_a_season_are_reported(
    project: Project, other_race: OtherRace
) -> None:
    project.add_reference()
    project.add("stray.txt", other_race())
    project.add("cup/2023/page.pdf", b"%PDF-1.7")
    (project.raw / "cup" / "2023" / "link.txt").symlink_to("/etc/hostname")
    project.build()
    assert project.query("select document_id, reason_code from quality.rejected order by all") == [
        ("cup/2023/link.txt", "misfiled"),
        ("cup/2023/page.pdf", "unknown_format"),
        ("stray.txt", "misfiled"),
    ]


def test_a_damaged_sidecar_is_reported_and_its_document_loads(project: Project) -> None:
    project.add_reference()
    project.add("cup/2023/2023-ally-400.json", "{ not json")
    project.build()
    assert project.query("select level, reason_code from quality.rejected") == [
        ("file", "unreadable_sidecar")
    ]
    assert project.query("select count(*) from core.fct_race_result") == [(36,)]


def test_a_document_that_was_edited_after_landing_is_found_by_its_checksum(
    project: Project, reference_text: str
) -> None:
    project.add_reference()
    project.add("cup/2023/2023-ally-400.txt", reference_text + "\n")
    report = project.build()
    broken = {check.name for check in report.checks if not check.is_passed}
    assert broken == {"documents_match_their_sidecars"}


def test_a_warehouse_with_races_is_not_replaced_by_one_without(project: Project) -> None:
    project.add_reference()
    project.build()
    before = project.database.read_bytes()
    project.add("cup/2023/2023-ally-400.txt", "")
    with pytest.raises(PublicationBlocked, match="no race could be loaded") as blocked:
        project.build()
    assert "the file is empty" in str(blocked.value)
    assert project.database.read_bytes() == before


def test_a_first_build_without_any_good_article_publishes_the_reasons(project: Project) -> None:
    project.add(PLACE, "")
    project.build()
    assert project.query("select reason_code from quality.rejected") == [("empty_document",)]
    assert project.query("from marts.race_results") == []


CREW_HEADER = "| Booth announcers | Pit reporters | Specialty reporter |"


def test_a_row_of_placeholders_is_an_empty_row(project: Project, reference_text: str) -> None:
    text = with_change(reference_text, CREW_HEADER, CREW_HEADER + "\n| — | N/A | TBA |")
    project.add(PLACE, text)
    project.build()
    assert project.query("from quality.rejected") == []
    assert project.query("select count(*) from core.fct_broadcast_crew") == [(15,)]


def test_a_row_with_text_under_an_unknown_header_only_is_listed(
    project: Project, reference_text: str
) -> None:
    header = CREW_HEADER.replace("Specialty reporter", "Balloon pilot")
    text = with_change(reference_text, CREW_HEADER, header + "\n| | | Amelia Earhart |")
    project.add(PLACE, text)
    project.build()
    assert project.query("select what, value from quality.unrecognised") == [
        ("column", "Balloon pilot")
    ]
    assert project.query("select reason_code, value from quality.rejected") == [
        ("nothing_recognised", "| | | Amelia Earhart |")
    ]


def test_who_stands_twice_in_the_standings_is_listed_once(
    project: Project, reference_text: str
) -> None:
    second = "| | 2 | William Byron | 558 (–18) |"
    text = with_change(reference_text, second, second.replace("William Byron", "Kyle Busch"))
    project.add(PLACE, text)
    project.build()
    listed = project.query("select driver_id from core.fct_driver_standing")
    assert len(set(listed)) == len(listed) == 15
    assert project.query("select reason_code from quality.rejected") == [("duplicate_key",)]


def test_lines_in_the_infobox_that_are_no_keys_do_not_end_it(
    project: Project, reference_text: str
) -> None:
    text = with_change(
        reference_text, "- Avg: 132.914 mph", "- Weather\n\nPartly cloudy\n- Avg: 132.914 mph"
    )
    project.add(PLACE, text)
    project.build()
    assert project.query("select pole_driver_id, average_speed_mph from core.dim_race") == [
        ("ross-chastain", 132.914)
    ]
    assert project.query("select what, value from quality.unrecognised") == [
        ("infobox_key", "Partly cloudy")
    ]


@pytest.mark.parametrize("sidecar", ['{"source_url": "\\ud800"}', "[" * 100_000])
def test_a_hostile_sidecar_costs_the_sidecar_only(sidecar: str, project: Project) -> None:
    project.add_reference()
    project.add("cup/2023/2023-ally-400.json", sidecar)
    project.build()
    assert project.query("select reason_code from quality.rejected") == [("unreadable_sidecar",)]
    assert project.query("select count(*) from core.fct_race_result") == [(36,)]


def test_a_document_or_a_sidecar_of_any_size_costs_itself_only(
    project: Project, other_race: OtherRace
) -> None:
    project.add_reference()
    with project.add("cup/2023/sparse.txt", "").open("wb") as file:
        file.truncate(200 * 1024**3)
    project.add("cup/2023/large.txt", b"| a " * 8_000_000)
    project.add("cup/2023/line.txt", other_race() + "x" * 17_000_000)
    project.add("cup/2023/cells.txt", other_race() + "\n" + "| a | b |\n" * 600_000)
    project.add("cup/2023/wide.txt", other_race() + "\n|" + " a |" * 6_000)
    with project.add("cup/2023/2023-ally-400.json", "").open("wb") as file:
        file.truncate(200 * 1024**2)
    project.build()
    found = project.query(
        "select document_id, reason_code, reason from quality.rejected order by 1"
    )
    assert [row[:2] for row in found] == [
        ("cup/2023/2023-ally-400.txt", "unreadable_sidecar"),
        ("cup/2023/cells.txt", "document_too_large"),
        ("cup/2023/large.txt", "document_too_large"),
        ("cup/2023/line.txt", "document_too_large"),
        ("cup/2023/sparse.txt", "unreadable_file"),
        ("cup/2023/wide.txt", "document_too_large"),
    ]
    assert all(" at most" in reason or "more than" in reason for _, _, reason in found)
    assert project.query("select count(*) from core.fct_race_result") == [(36,)]


def test_strange_files_in_raw_are_reported_and_stop_nothing(
    project: Project, other_race: OtherRace
) -> None:
    project.add_reference()
    project.add("cup/0000/a.txt", other_race())
    project.add("cup/2023/b.r99999999999999999999.txt", "")
    os.mkfifo(project.raw / "cup" / "2023" / "pipe.txt")
    project.build()
    assert project.query("select document_id, reason_code from quality.rejected order by all") == [
        ("cup/0000/a.txt", "misfiled"),
        ("cup/2023/b.r99999999999999999999.txt", "empty_document"),
        ("cup/2023/pipe.txt", "misfiled"),
    ]


def test_a_number_in_a_file_name_is_no_race_number(project: Project, reference_text: str) -> None:
    project.add_reference()
    text = reference_text.replace("Race 17 of 36 in the 2023 NASCAR Cup Series", "A race")
    project.add("cup/2023/2023-17.txt", text)
    project.build()
    assert project.query("select race_id, race_number from core.dim_race order by 1") == [
        ("cup-2023-17", 17),
        ("cup-2023-race-17", None),
    ]


def test_what_one_article_leaves_out_another_one_fills(
    project: Project, other_race: OtherRace
) -> None:
    """Two say "the 18th race in", and no town; one says "of 36", and the town."""
    project.add_reference()
    for number in (18, 19):
        text = other_race(number).replace(f"Race {number} of 36 in", f"{number}th race in")
        project.add(f"cup/2023/{number}.txt", text.replace(" in Lebanon, Tennessee", ""))
    project.build()
    assert project.query("select scheduled_races from core.dim_season") == [(36,)]
    assert project.query("select track_name, location from core.dim_track") == [
        ("Nashville Superspeedway", "Lebanon, Tennessee")
    ]


def test_a_published_file_that_someone_writes_to_is_not_replaced_by_an_empty_one(
    project: Project,
) -> None:
    project.add_reference()
    project.build()
    (project.raw / "cup" / "2023" / "2023-ally-400.txt").write_text("")
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); "
            "sys.stdin.readline()",
            str(project.database),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    try:
        with pytest.raises(PublicationBlocked, match="no race could be loaded"):
            project.build()
    finally:
        holder.communicate("go\n")
    assert project.query("select count(*) from core.dim_race") == [(1,)]
