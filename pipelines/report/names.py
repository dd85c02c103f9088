"""Who and what the ids stand for: names with links, and one colour for each manufacturer.

In: the dimensions. Out: cells, texts and colours. Separate because a fact has ids only, and a
manufacturer should have the same colour on every page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from pipelines.report import addresses, cells
from pipelines.report.charts.drawing import COLOURS, MUTED, colour
from pipelines.report.frames import Frames, Row
from pipelines.report.model import Cell, Legend

OTHER = "other"


class Names:
    """The names of one published file."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames

    def driver(self, driver_id: str | None) -> Cell:
        """A driver, leading to the driver's page."""
        return self.entrant("driver", driver_id)

    def team(self, team_id: str | None) -> Cell:
        """A team, leading to its page."""
        return self.entrant("team", team_id)

    def manufacturer(self, manufacturer_id: str | None) -> Cell:
        """A manufacturer, leading to its page."""
        return self.entrant("manufacturer", manufacturer_id)

    def entrant(self, kind: str, identifier: str | None) -> Cell:
        """A ``driver``, ``team`` or ``manufacturer``, leading to the page of it."""
        if identifier is None:
            return cells.UNKNOWN
        page = addresses.ENTRANT_PAGES[kind](identifier)
        return cells.text(self.title(kind, identifier), page=page)

    def race(self, race: Row) -> Cell:
        """A race, leading to its page."""
        return cells.text(self.race_title(race), page=addresses.race_page(race["race_id"]))

    def season(self, season: Row) -> Cell:
        """A season of a series, leading to its page."""
        return cells.text(
            season["season_name"] or season["season_id"],
            page=addresses.season_page(season["season_id"]),
        )

    def race_title(self, race: Row) -> str:
        """The name of a race, or its id where the article has no name."""
        return str(race["race_name"] or race["race_id"])

    def title(self, what: str, identifier: str) -> str:
        """The name of a ``driver``, ``team`` or ``manufacturer``, or its id."""
        row = self._frames.one(f"core.dim_{what}", f"{what}_id", identifier)
        return str((row and row[f"{what}_name"]) or identifier)

    def colour(self, manufacturer_id: str | None) -> str:
        """The colour of a manufacturer; grey for one that is unknown or seldom raced."""
        return self._colours.get(manufacturer_id or "", MUTED)

    def legend(self, manufacturer_ids: Iterable[str | None]) -> list[Legend]:
        """What the colours of these manufacturers mean; those in grey have one line."""
        found = {one or "" for one in manufacturer_ids}
        own = [one for one in self._colours if one in found]
        legend = [Legend(self.title("manufacturer", one), self._colours[one]) for one in own]
        return [*legend, Legend(OTHER, MUTED)] if found - {*own} else legend

    @cached_property
    def _colours(self) -> dict[str, str]:
        """Colours for those with the most starts."""
        starts = Counter(
            row["manufacturer_id"] for row in self._frames.rows("core.fct_race_result")
        )
        ordered = sorted((one for one in starts if one), key=lambda one: (-starts[one], one))
        return {one: colour(place) for place, one in enumerate(ordered[: len(COLOURS)])}
