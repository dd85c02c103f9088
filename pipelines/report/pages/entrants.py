"""The pages of drivers, teams and manufacturers: their seasons and their results.

In: an id. Out: ``Page``. Together because they show the same of each: what it did in every
season, and every result with the row that states it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.report import addresses, cells
from pipelines.report.articles import article_of
from pipelines.report.charts.seasons import finishes
from pipelines.report.frames import Frames, Row, in_order
from pipelines.report.model import Article, Cell, Chart, Column, Page, Section, Table, TableRow
from pipelines.report.names import Names
from pipelines.report.pages import totals

_RESULTS = "results"
_ORDER = "season race_date race_number race_id finish_position"
_CARS = (
    "core.fct_entry",
    "core.fct_practice_result",
    "core.fct_qualifying_result",
    "core.fct_race_result",
    "core.fct_stage_result",
)
_NAMED_IN = {
    "driver": (
        *((one, "driver_id") for one in (*_CARS, "core.fct_driver_standing")),
        ("core.fct_qualifying_round", "driver_id"),
        ("core.dim_race", "winner_driver_id"),
        ("core.dim_race", "pole_driver_id"),
        ("core.dim_race", "most_laps_led_driver_id"),
    ),
    "team": tuple((one, "team_id") for one in _CARS),
    "manufacturer": tuple(
        (one, "manufacturer_id") for one in (*_CARS, "core.fct_manufacturer_standing")
    ),
}
# More races than that cannot be told apart in one chart.
_SHOWN_RACES = 40


@dataclass(frozen=True, slots=True)
class Entrant:
    """A kind of entrant: its name, and what else a result of it names."""

    kind: str
    also: Sequence[str]

    @property
    def key(self) -> str:
        """The column that its id is in."""
        return f"{self.kind}_id"

    def page(self, identifier: str) -> str:
        """The page of one."""
        return addresses.ENTRANT_PAGES[self.kind](identifier)

    def results(self, identifier: str) -> str:
        """Where its page lists what totals sum up."""
        return f"{self.page(identifier)}#{_RESULTS}"


DRIVER = Entrant("driver", ("team", "manufacturer"))
TEAM = Entrant("team", ("driver", "manufacturer"))
MANUFACTURER = Entrant("manufacturer", ("driver", "team"))


def entrant_page(frames: Frames, names: Names, what: Entrant, identifier: str) -> Page:
    """Make the page of a driver, team or manufacturer."""
    results = list(frames.of("marts.race_results", what.key, identifier, _ORDER))
    seasons = frames.of(f"marts.{what.kind}_season", what.key, identifier, "season series_id")
    here = what.results(identifier) if results else ""
    return Page(
        path=what.page(identifier),
        kind=what.kind,
        title=names.title(what.kind, identifier),
        # Of who was entered or only qualified, there is nothing to sum up.
        facts=totals.career(seasons, here) if results else (),
        sections=[
            _finishes(frames, names, what, results),
            _seasons(frames, names, seasons if results else (), here),
            _results(names, what, results),
        ],
        articles=_articles(frames, what, identifier),
        detail=_years(seasons),
    )


def _years(seasons: Sequence[Row]) -> str:
    years = sorted({row["season"] for row in seasons})
    if not years:
        return ""
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _articles(frames: Frames, what: Entrant, identifier: str) -> list[Article]:
    """Every article that names the entrant."""
    named = {
        row["document_id"]
        for relation, column in _NAMED_IN[what.kind]
        for row in frames.of(relation, column, identifier)
    }
    return [article_of(frames, one) for one in sorted(named)]


def _finishes(frames: Frames, names: Names, what: Entrant, results: Sequence[Row]) -> Section:
    """Nothing for one race: its page has it."""
    title = "Finish of the best car" if what is MANUFACTURER else "Start and finish"
    races = _last_races(results)
    chosen = in_order((row for row in results if row["race_id"] in races), _ORDER)
    if what is MANUFACTURER:
        best: dict[str, Row] = {}
        for row in chosen:
            best.setdefault(row["race_id"], row)
        chosen = list(best.values())
    if len(races) < 2 or not chosen:
        return Section("finishes", title, ())
    picture = finishes(
        [_finish(names, row, order) for order, row in enumerate(chosen)],
        "Starting and finishing positions by race; the table of results has the same",
    )
    note = "Hollow: start; filled: finish."
    if len(races) == _SHOWN_RACES:
        note += f" The last {_SHOWN_RACES} races; the table has all."
    return Section(
        "finishes",
        title,
        [Chart(picture, names.legend(row["manufacturer_id"] for row in chosen), note)],
    )


def _last_races(results: Sequence[Row]) -> set[str]:
    races = list(dict.fromkeys(row["race_id"] for row in results))
    return {*races[-_SHOWN_RACES:]}


def _finish(names: Names, row: Row, order: int) -> dict[str, object]:
    title = names.race_title(row)
    return {
        # Two races of one name have two places.
        "race": f"{row['season']} {row['race_number'] or row['race_id']} {title}",
        "race_order": order,
        "start": row["start_position"],
        "finish": row["finish_position"],
        "colour": names.colour(row["manufacturer_id"]),
        "said": f"{row['season']} {title}: {row['driver_name']} started "
        f"{row['start_position'] or 'unknown'}, finished {row['finish_position']}",
    }


def _seasons(frames: Frames, names: Names, seasons: Sequence[Row], here: str) -> Section:
    rows = [TableRow([_season(frames, names, row), *totals.totals(row, here)]) for row in seasons]
    table = Table("Seasons", [Column("Season"), *totals.COLUMNS], rows)
    return Section("seasons", "Seasons", [table] if rows else (), totals.NOTE if rows else "")


def _season(frames: Frames, names: Names, row: Row) -> Cell:
    season = frames.one("core.dim_season", "season_id", row["season_id"])
    return names.season(season or {**row, "season_name": None})


def _results(names: Names, what: Entrant, results: Sequence[Row]) -> Section:
    columns = [
        Column("Season", is_number=True),
        Column("Race"),
        *(Column("Make" if one == "manufacturer" else one.capitalize()) for one in what.also),
        Column("No.", "car number"),
        Column("Start", "starting position", True),
        Column("Finish", "finishing position", True),
        Column("Led", "laps led", True),
        Column("Points", "as published", True),
        Column("Status"),
        Column("Source", "the row of the article"),
    ]
    rows = [TableRow(_result(names, what, row)) for row in reversed(results)]
    table = Table("Results, the newest first", columns, rows)
    return Section(_RESULTS, "Results", [table] if rows else ())


def _result(names: Names, what: Entrant, row: Row) -> list[Cell]:
    source = cells.source_of(row)
    return [
        cells.number(row["season"]),
        names.race(row),
        *(names.entrant(one, row[f"{one}_id"]) for one in what.also),
        cells.text(row["car_number"], source=source),
        cells.number(row["start_position"], source),
        cells.number(
            row["finish_position"], source, is_inferred=bool(row["finish_position_is_inferred"])
        ),
        cells.number(row["laps_led"], source),
        cells.number(row["points"], source),
        cells.remark(row["status"] or "", source),
        cells.source_cell(row),
    ]
