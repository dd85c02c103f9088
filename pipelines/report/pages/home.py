"""The first page, and the pages about the site: what is here, whose it is, what columns mean.

In: the published file. Out: ``Page``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipelines.report import addresses, cells
from pipelines.report.articles import article
from pipelines.report.frames import Frames, Row, in_order
from pipelines.report.model import Cell, Column, Fact, Page, Section, Table, TableRow
from pipelines.report.names import Names
from pipelines.report.pages.problems import problem_tables
from pipelines.report.pages.winners import winner_cells

_NEWEST = 20
_MOST_WINS = 10


def home_page(frames: Frames, names: Names) -> Page:
    """Seasons by series, the newest races, and what the checks say."""
    races = list(frames.rows("marts.race_summary"))
    return Page(
        path=addresses.HOME,
        kind="home",
        title="Stock-car racing results",
        subtitle="Made of Wikipedia race articles. Every number leads to the row that states it.",
        facts=_counts(frames, races),
        sections=[
            _seasons(frames, names, races),
            _newest(frames, names, races),
            _winners(frames, names),
        ],
    )


def about_page(frames: Frames) -> Page:
    """Whose the data are, what the checks found, and what was not understood."""
    documents = frames.rows("staging.document")
    problems = problem_tables(frames)
    return Page(
        path=addresses.ABOUT,
        kind="about",
        title="About the data",
        subtitle="Where they are from, how they are checked, and what was not understood.",
        facts=_builds(frames),
        sections=[
            _checks(frames),
            Section(
                "problems",
                "Not loaded, or not understood",
                problems,
                "" if problems else "Everything was loaded and understood.",
            ),
        ],
        articles=[article(row) for row in in_order(documents, "document_id")],
    )


def dictionary_page(frames: Frames) -> Page:
    """What each table, view and column of the warehouse means."""
    columns = [Column(one) for one in ("Column", "Type", "Unit", "May be unknown", "Meaning")]
    described: dict[str, list[Row]] = {}
    for row in in_order(frames.rows("quality.data_dictionary"), "relation column_number"):
        described.setdefault(row["relation"], []).append(row)
    sections = [
        Section(
            relation.replace(".", "-"),
            relation,
            [Table(f"Columns of {relation}", columns, [_described(row) for row in rows])],
            rows[0]["relation_description"],
        )
        for relation, rows in described.items()
    ]
    return Page(
        path=addresses.DICTIONARY,
        kind="dictionary",
        title="Data dictionary",
        subtitle="Every table, view and column of the file that these pages are made of.",
        sections=sections,
    )


def _described(row: Row) -> TableRow:
    return TableRow(
        [
            cells.text(row["column_name"] + (" (key)" if row["is_key"] else "")),
            cells.text(row["data_type"].lower()),
            cells.remark(row["unit"] or ""),
            cells.text("yes" if row["is_nullable"] else "no"),
            cells.text(row["description"]),
        ]
    )


def _counts(frames: Frames, races: Sequence[Row]) -> list[Fact]:
    def count(relation: str) -> Cell:
        return cells.number(len(frames.rows(relation)))

    checks = frames.rows("quality.check_result")
    broken = sum(not row["is_passed"] for row in checks)
    said = f"{len(checks) - broken} of {len(checks)} hold"
    return [
        Fact("Races", [cells.number(len(races), f"{addresses.HOME}#seasons")]),
        Fact("Drivers", [count("core.dim_driver")]),
        Fact("Teams", [count("core.dim_team")]),
        Fact("Manufacturers", [count("core.dim_manufacturer")]),
        Fact("Checks", [cells.text(said, page=f"{addresses.ABOUT}#checks")]),
    ]


def _seasons(frames: Frames, names: Names, races: Sequence[Row]) -> Section:
    series = {row["series_id"]: row["series_name"] for row in frames.rows("core.dim_series")}
    counts = Counter(race["season_id"] for race in races)
    rows = [
        TableRow(
            [
                cells.text(series.get(row["series_id"], row["series_id"])),
                names.season(row),
                cells.number(counts[row["season_id"]], f"{names.season(row).page}#races"),
                cells.number(row["scheduled_races"], names.season(row).page),
            ]
        )
        for row in sorted(
            frames.rows("core.dim_season"), key=lambda row: (row["series_id"], -row["season"])
        )
    ]
    columns = [
        Column("Series"),
        Column("Season"),
        Column("Races here", is_number=True),
        Column("Races of the season", is_number=True),
    ]
    note = "" if rows else "There is no race in this warehouse yet."
    return Section("seasons", "Seasons", [Table("Seasons", columns, rows)] if rows else (), note)


def _newest(frames: Frames, names: Names, races: Sequence[Row]) -> Section:
    dated = [row for row in races if row["race_date"] is not None]
    newest = sorted(dated, key=lambda row: (row["race_date"], row["race_id"]), reverse=True)
    rows = [
        TableRow(
            [
                cells.day(row["race_date"]),
                names.race(row),
                cells.text(row["track_name"]),
                *winner_cells(frames, names, row)[:2],
            ]
        )
        for row in newest[:_NEWEST]
    ]
    columns = [Column(one) for one in ("Date", "Race", "Track", "Winner", "Team")]
    return Section("races", "Newest races", [Table("Newest races", columns, rows)] if rows else ())


def _winners(frames: Frames, names: Names) -> Section:
    """Who won most often, over all seasons that are here."""
    wins = Counter(
        row["driver_id"]
        for row in frames.rows("core.fct_race_result")
        if row["finish_position"] == 1 and row["driver_id"]
    )
    first = sorted(wins, key=lambda one: (-wins[one], one))[:_MOST_WINS]
    rows = [
        TableRow([names.driver(one), cells.number(wins[one], names.driver(one).page)])
        for one in first
    ]
    columns = [Column("Driver"), Column("Wins", is_number=True)]
    return Section("winners", "Most wins", [Table("Most wins", columns, rows)] if rows else ())


def _builds(frames: Frames) -> list[Fact]:
    build = max(frames.rows("quality.build"), key=lambda row: row["build_number"], default=None)
    if build is None:
        return []
    return [
        Fact("Build", [cells.number(build["build_number"])]),
        Fact("Made at", [cells.text(build["made_at"])]),
        Fact("Version", [cells.text(build["version"])]),
        Fact("Documents", [cells.number(build["documents"])]),
    ]


def _checks(frames: Frames) -> Section:
    rows = sorted(
        frames.rows("quality.check_result"), key=lambda row: (row["is_passed"], row["check_name"])
    )
    columns = [
        Column("Check"),
        Column("Of"),
        Column("Outcome"),
        Column("Rows", "that break it", True),
        Column("Rule"),
    ]
    table = Table(
        "Checks",
        columns,
        [
            TableRow(
                [
                    cells.text(row["check_name"].replace("_", " ")),
                    cells.text(row["relation"]),
                    cells.text("holds" if row["is_passed"] else row["severity"]),
                    cells.number(row["offending_rows"]),
                    cells.text(row["description"]),
                ]
            )
            for row in rows
        ],
    )
    return Section("checks", "Checks", [table] if rows else ())
