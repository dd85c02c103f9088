"""The page of a season: its races, points over them, drivers, teams and manufacturers.

In: a row of ``core.dim_season``. Out: ``Page``.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.report import addresses, cells
from pipelines.report.articles import article_of
from pipelines.report.charts.drawing import COLOURS, colour
from pipelines.report.charts.seasons import points_lines
from pipelines.report.frames import Frames, Row
from pipelines.report.model import Chart, Column, Fact, Legend, Page, Section, Table, TableRow
from pipelines.report.names import Names
from pipelines.report.pages import totals
from pipelines.report.pages.entrants import DRIVER, MANUFACTURER, TEAM, Entrant
from pipelines.report.pages.winners import winner_cells


def season_page(frames: Frames, names: Names, season: Row) -> Page:
    """Make the page of a season of a series."""
    season_id = season["season_id"]
    races = frames.of("marts.race_summary", "season_id", season_id, "race_date race_number race_id")
    here = f"{addresses.season_page(season_id)}#races"
    return Page(
        path=addresses.season_page(season_id),
        kind="season",
        title=str(season["season_name"] or season_id),
        facts=_facts(frames, names, season, races, here),
        sections=[
            _races(frames, names, races),
            _points(frames, names, season_id, "driver"),
            _points(frames, names, season_id, "manufacturer"),
            *(_entrants(frames, names, season_id, one) for one in (DRIVER, TEAM, MANUFACTURER)),
        ],
        articles=[article_of(frames, row["document_id"]) for row in races],
        detail="1 race" if len(races) == 1 else f"{len(races)} races",
    )


def _facts(
    frames: Frames, names: Names, season: Row, races: Sequence[Row], here: str
) -> list[Fact]:
    scheduled = season["scheduled_races"]
    winners = {winner_cells(frames, names, row)[0].page for row in races} - {""}
    return [
        Fact("Races here", [cells.number(len(races), here)]),
        *([Fact("Races of the season", [cells.number(scheduled, here)])] if scheduled else []),
        Fact("Winners", [cells.number(len(winners), here)]),
    ]


def _races(frames: Frames, names: Names, races: Sequence[Row]) -> Section:
    columns = [
        Column("Race", "number in the season", True),
        Column("Date"),
        Column("Name"),
        Column("Track"),
        Column("Winner"),
        Column("Team"),
        Column("Laps", is_number=True),
        Column("Avg. speed", "mph", True),
        Column("Lead changes", is_number=True),
        Column("Cautions", is_number=True),
    ]
    rows = []
    for row in races:
        page = addresses.race_page(row["race_id"])
        winner, team, _ = winner_cells(frames, names, row)
        rows.append(
            TableRow(
                [
                    cells.number(row["race_number"], page),
                    cells.day(row["race_date"]),
                    names.race(row),
                    cells.text(row["track_name"]),
                    winner,
                    team,
                    cells.number(row["laps"], page),
                    cells.number(row["average_speed_mph"], page, 3),
                    cells.number(row["lead_changes"], page),
                    cells.number(row["cautions"], page),
                ]
            )
        )
    return Section("races", "Races", [Table("Races of the season", columns, rows)] if rows else ())


def _points(frames: Frames, names: Names, season_id: str, championship: str) -> Section:
    """Published points after each race, of the first few; nothing for one race."""
    title = f"{championship.capitalize()}s' points over the season"
    rows = [
        row
        for row in frames.of("marts.standings", "season_id", season_id, "race_number position")
        if row["championship"] == championship
        and row["points"] is not None
        and row["race_number"] is not None
    ]
    numbers = sorted({row["race_number"] for row in rows})
    if len(numbers) < 2:
        return Section(f"{championship}-points", title, ())
    first = [row["entrant_id"] for row in rows if row["race_number"] == numbers[-1]]
    shown = first[: len(COLOURS)]
    colours = {one: colour(place) for place, one in enumerate(shown)}
    own = {one: names.colour(one) for one in shown}
    if championship == "manufacturer" and len({*own.values()}) == len(own):
        colours = own
    points = [
        {
            "name": row["entrant_name"],
            "race_number": row["race_number"],
            "points": row["points"],
            "colour": colours[row["entrant_id"]],
            "said": f"{row['entrant_name']}: {row['points']} points after race "
            f"{row['race_number']}",
        }
        for row in rows
        if row["entrant_id"] in colours
    ]
    note = f"As published after each race; the first {len(shown)} after the last race that is here."
    picture = points_lines(points, f"{title}; the pages of the races have the same as tables")
    legend = [Legend(names.title(championship, one), colours[one]) for one in shown]
    return Section(f"{championship}-points", title, [Chart(picture, legend, note)])


def _entrants(frames: Frames, names: Names, season_id: str, what: Entrant) -> Section:
    kind = what.kind
    rows = sorted(
        frames.of(f"marts.{kind}_season", "season_id", season_id),
        key=lambda row: (-row["wins"], -(row["points"] or 0), row[what.key]),
    )
    table = Table(
        f"{kind.capitalize()}s of the season, by wins and points",
        [Column(kind.capitalize()), *totals.COLUMNS],
        [
            TableRow(
                [
                    names.entrant(kind, row[what.key]),
                    *totals.totals(row, what.results(row[what.key])),
                ]
            )
            for row in rows
        ],
    )
    return Section(f"{kind}s", f"{kind.capitalize()}s", [table] if rows else (), totals.NOTE)
