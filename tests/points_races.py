"""Random races of a series and season, of which an article says more or less, with their points.

In: a source of chance. Out: races, their rows of the contract, and what the audit must find.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import points_reference as rules
from points_reference import Start

RACES_A_SEASON = 36
CONTENDERS = 4
# How many positions of a stage an article lists.
LISTED = {"full": 10, "partial": 3, "none": 0}
Row = dict[str, object]
SOURCE: Row = {"document_id": "x", "table_index": 0, "row_index": 0}


@dataclass
class Race:
    """A race, what its article leaves out, and its points as the reference reckons them."""

    series: str
    season: int
    number: int
    laps: int
    starts: list[Start]
    leads: str
    stages: str
    standings: str
    marks: str
    entries: str
    states_laps: bool
    points: dict[int, int] = field(default_factory=dict)

    @property
    def race_id(self) -> str:
        return f"{self.series}-{self.season}-{self.number}"

    @property
    def most_laps_led(self) -> int:
        return max(start.laps_led for start in self.starts)

    def driver(self, start: Start) -> str:
        return f"driver-{start.position}"

    def is_finale(self) -> bool:
        has_finale = rules.FIRST_CONTENDERS[self.series] <= self.season <= 2025
        return has_finale and self.number == RACES_A_SEASON

    def is_whole(self) -> bool:
        """Whether the article tells that no car was behind the last one listed."""
        after = rules.finish_points(self.series, self.season, len(self.starts) + 1)
        return self.entries == "full" or after is None

    def needs_to_contend(self, start: Start) -> bool:
        """Whether only that the driver contends, which nobody says, explains his points."""
        if not start.is_contender or self.standings == "full":
            return False
        if self.season <= 2016:
            is_named = self.leads == "infobox" and start is self.named()
            is_stated = self.leads in ("table", "blanks") and start.laps_led > 0
            return start.position == 1 or is_named or is_stated
        place = rules.finish_points(self.series, self.season, start.position) or 0
        fewest = place + sum(11 - place for place in _listed(self, start))
        return self.points[start.position] < fewest

    def named(self) -> Start:
        """The driver whom an infobox names with most laps led."""
        return next(one for one in self.starts if one.laps_led == self.most_laps_led)

    def open_stages(self, start: Start) -> int:
        """Paid stages of which the article says nothing about the driver."""
        if self.season < 2017 or self.stages == "full":
            return 0
        if self.stages == "none":
            return 3 if self.series == "cup" else 2
        return sum(place is None or place > 3 for place in start.stage_positions)

    def is_open(self, start: Start) -> bool:
        """Whether the article leaves open what the driver scored by rule."""
        leads = rules.has_lead_bonus(self.series, self.season) and self.leads in ("infobox", "none")
        contenders = self.is_finale() and self.standings == "none"
        return leads or contenders or self.open_stages(start) > 0


def race_of(random: Random, series: str, season: int) -> Race:
    """A race of 1 to 43 cars."""
    cars = random.randint(1, 43)
    number = random.choice([RACES_A_SEASON, random.randint(1, RACES_A_SEASON - 1)])
    laps = random.randint(50, 400)
    leads = random.choice(["table", "blanks", "infobox", "none"])
    race = Race(
        series,
        season,
        number,
        laps,
        _starts(random, series, season, cars, laps, leads),
        leads=leads,
        stages=random.choice(["full", "full", "partial", "none"]),
        standings=random.choice(["full", "none"]),
        marks=random.choice(["marked", "unmarked"]) if season >= 2011 else "unmarked",
        entries=random.choice(["full", "none"]),
        states_laps=random.random() < 0.8,
    )
    _name_contenders(random, race)
    race.points = {
        start.position: rules.race_points(series, season, start, race.most_laps_led, cars)
        for start in race.starts
    }
    return race


def _starts(
    random: Random, series: str, season: int, cars: int, laps: int, leads: str
) -> list[Start]:
    # That two are level only the laps led of each can tell.
    led = _laps_led(random, cars, laps, may_be_level=leads in ("table", "blanks"))
    # Of a position beyond 40 no rule says what it is worth, and so neither of the last one.
    out = random.choice([0, 0, 0, 1, 2]) if 4 < cars <= 40 else 0
    stages = random.choice([2, 3]) if series == "cup" else 2
    starts = [
        Start(
            position=position,
            is_eligible=season < 2011 or random.random() < 0.9,
            is_disqualified=position > cars - out,
            laps_led=led[position - 1],
            stage_positions=[None] * stages,
        )
        for position in range(1, cars + 1)
    ]
    for stage in range(stages if season >= 2017 else 0):
        for place, start in enumerate(random.sample(starts, min(10, cars)), start=1):
            start.stage_positions[stage] = place
    scorers = [one for one in starts if one.is_eligible and not one.is_disqualified]
    if scorers and random.random() < 0.8:
        random.choice(scorers).has_fastest_lap = True
    return starts


def _laps_led(random: Random, cars: int, laps: int, may_be_level: bool) -> list[int]:
    """Laps by position, which sum up; the winner leads one, and often two are level."""
    led = [0] * cars
    leaders = {0, *random.sample(range(cars), min(cars, random.randint(1, 6)))}
    for car in leaders:
        led[car] = 1
    rest = laps - len(leaders)
    if may_be_level and len(leaders) > 1 and random.random() < 0.5:
        for car in random.sample(sorted(leaders), 2):
            led[car] += rest // 2
        rest -= rest // 2 * 2
    led[random.choice(sorted(leaders))] += rest
    return led


def _name_contenders(random: Random, race: Race) -> None:
    able = [one for one in race.starts if one.is_eligible and not one.is_disqualified]
    if race.is_finale():
        for start in random.sample(able, min(CONTENDERS, len(able))):
            start.is_contender = True


def expected_status(race: Race, start: Start) -> str:
    """What the audit must find where the points are as reckoned."""
    if not rules.is_known(race.series, race.season):
        return "not_validated"
    if not start.is_eligible:
        return "ineligible" if race.marks == "marked" else "not_validated"
    if start.is_disqualified:
        own = rules.finish_points(race.series, race.season, start.position)
        is_told = race.is_whole() or race.points[start.position] == own
        return "disqualified" if race.season >= 2019 and is_told else "not_validated"
    if rules.finish_points(race.series, race.season, start.position) is None:
        return "not_validated"
    if race.needs_to_contend(start):
        return "not_validated"
    if not race.open_stages(start) or (start.is_contender and race.standings == "full"):
        return "exact"
    fewest = rules.finish_points(race.series, race.season, start.position) or 0
    fewest += sum(11 - place for place in _listed(race, start))
    return "stage_unknown" if race.points[start.position] >= fewest else "exact"


def contract_rows(races: list[Race]) -> dict[str, list[Row]]:
    """The rows of each table of the contract."""
    names = [f"driver-{number}" for number in range(1, 100)]
    seasons = {f"{race.series}-{race.season}": race for race in races}
    return {
        "core.dim_season": [
            {
                "season_id": season_id,
                "series_id": race.series,
                "season": race.season,
                "season_name": season_id,
                "scheduled_races": RACES_A_SEASON,
            }
            for season_id, race in seasons.items()
        ],
        "core.dim_driver": [{"driver_id": one, "driver_name": one} for one in names],
        "core.dim_race": [_race_row(race) for race in races],
        "core.fct_entry": [row for race in races for row in _entry_rows(race)],
        "core.fct_race_result": [_result_row(race, one) for race in races for one in race.starts],
        "core.fct_stage_result": [row for race in races for row in _stage_rows(race)],
        "core.fct_driver_standing": [row for race in races for row in _standing_rows(race)],
    }


def _race_row(race: Race) -> Row:
    named = race.named()
    is_stated = race.leads == "infobox"
    return {
        "race_id": race.race_id,
        "season_id": f"{race.series}-{race.season}",
        "race_number": race.number,
        "race_name": "X 400",
        "laps": race.laps if race.states_laps else None,
        "most_laps_led_driver_id": race.driver(named) if is_stated else None,
        "most_laps_led": race.most_laps_led if is_stated else None,
        "document_id": "x",
    }


def _result_row(race: Race, start: Start) -> Row:
    stated = {"table": start.laps_led, "blanks": start.laps_led or None}
    return {
        "race_id": race.race_id,
        "finish_position": start.position,
        "finish_position_is_inferred": False,
        "is_disqualified": start.is_disqualified,
        "driver_id": race.driver(start),
        "laps_completed": race.laps,
        "laps_led": stated.get(race.leads),
        "points": race.points[start.position],
        "is_points_eligible": start.is_eligible if race.marks == "marked" else None,
        **SOURCE,
    }


def _entry_rows(race: Race) -> Iterator[Row]:
    for start in race.starts if race.entries == "full" else []:
        yield {
            "race_id": race.race_id,
            "car_number": str(start.position),
            "driver_id": race.driver(start),
            **SOURCE,
        }


def _stage_rows(race: Race) -> Iterator[Row]:
    """The points are stated in the first stage only."""
    for start in race.starts:
        for stage, place in enumerate(start.stage_positions, start=1):
            if place and place <= LISTED[race.stages]:
                yield {
                    "race_id": race.race_id,
                    "stage_number": stage,
                    "position": place,
                    "driver_id": race.driver(start),
                    "stage_points": 11 - place if stage == 1 else None,
                    **SOURCE,
                }


def _standing_rows(race: Race) -> Iterator[Row]:
    """The contenders first, with others who were not in the race where they are too few."""
    contenders = [race.driver(one) for one in race.starts if one.is_contender]
    others = [race.driver(one) for one in race.starts if not one.is_contender]
    absent = [f"driver-{90 + number}" for number in range(CONTENDERS - len(contenders))]
    listed = [*contenders, *absent, *others] if race.standings == "full" else []
    for position, driver in enumerate(listed, start=1):
        yield {
            "race_id": race.race_id,
            "position": position,
            "driver_id": driver,
            "points": 0,
            "position_change_is_inferred": False,
            **SOURCE,
        }


def _listed(race: Race, start: Start) -> list[int]:
    """The places of a driver in the stages that the article lists."""
    last = LISTED[race.stages]
    return [place for place in start.stage_positions if place and place <= last]
