"""The page of a race: everything that its article states, and what follows from it.

In: a row of ``marts.race_summary``. Out: ``Page``. Separate from the parts of the page, which
each know one kind of table.
"""

from __future__ import annotations

from pipelines.report import addresses, cells
from pipelines.report.articles import article_of
from pipelines.report.frames import Frames, Row
from pipelines.report.model import Cell, Page, Section
from pipelines.report.names import Names
from pipelines.report.pages.race_audit import audit_section
from pipelines.report.pages.race_broadcast import broadcast_section
from pipelines.report.pages.race_facts import race_facts
from pipelines.report.pages.race_points import points_section
from pipelines.report.pages.race_qualifying import practice_section, qualifying_section
from pipelines.report.pages.race_results import gained_section, results_section
from pipelines.report.pages.race_stages import stages_section
from pipelines.report.pages.race_standings import standings_section
from pipelines.report.pages.race_weekend import weekend_section


def race_page(frames: Frames, names: Names, race: Row) -> Page:
    """Make the page of a race."""
    season = frames.one("core.dim_season", "season_id", race["season_id"])
    title = f"{race['season']} {names.race_title(race)}"
    return Page(
        path=addresses.race_page(race["race_id"]),
        kind="race",
        title=title,
        subtitle=_subtitle(race),
        trail=[names.season(season)] if season else [],
        facts=race_facts(frames, names, race),
        sections=_sections(frames, names, race["race_id"]),
        articles=[article_of(frames, race["document_id"])],
        neighbours=_neighbours(frames, names, race),
        detail=str(race["track_name"] or ""),
    )


def _sections(frames: Frames, names: Names, race_id: str) -> list[Section]:
    makers = (
        weekend_section,
        results_section,
        gained_section,
        points_section,
        stages_section,
        qualifying_section,
        practice_section,
        standings_section,
        broadcast_section,
        audit_section,
    )
    return [make(frames, names, race_id) for make in makers]


def _subtitle(race: Row) -> str:
    number = race["race_number"]
    parts = (
        f"race {number} of the season" if number else "",
        race["race_date"].isoformat() if race["race_date"] else "",
        ", ".join(part for part in (race["track_name"], race["location"]) if part),
    )
    return " · ".join(part for part in parts if part)


def _neighbours(frames: Frames, names: Names, race: Row) -> list[Cell]:
    """The races before and after it, of those that are here."""
    races = list(
        frames.of(
            "marts.race_summary", "season_id", race["season_id"], "race_date race_number race_id"
        )
    )
    place = next(i for i, one in enumerate(races) if one["race_id"] == race["race_id"])
    links = []
    if place > 0:
        links.append(_neighbour("Before", names, races[place - 1]))
    if place + 1 < len(races):
        links.append(_neighbour("Next", names, races[place + 1]))
    return links


def _neighbour(label: str, names: Names, race: Row) -> Cell:
    return cells.text(f"{label}: {names.race_title(race)}", addresses.race_page(race["race_id"]))
