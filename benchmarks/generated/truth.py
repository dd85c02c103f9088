"""What ``core`` must hold of a race: rows of each table, as the article states them.

In: a ``Race``. Out: rows by table, in the columns of ``COLUMNS``. Separate because it is the
yardstick: it takes nothing from an article's text, and nothing from the code that reads one.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.generated import rules
from benchmarks.generated.forms import Form, form_of
from benchmarks.generated.race import Car, Race, Standing

Row = tuple[object, ...]
_ENTRANT = ("driver_id", "team_id", "manufacturer_id")
_STANDING = ("points", "points_behind_leader", "position_change", "position_change_is_inferred")
# All columns of the contract but where a row comes from. A dimension has a row once, however
# many races state it.
COLUMNS: dict[str, tuple[str, ...]] = {
    "dim_race": (
        "race_id", "season_id", "race_number", "race_name", "race_date", "track_id",
        "track_length_miles", "scheduled_laps", "laps", "distance_miles", "average_speed_mph",
        "race_time_seconds", "lead_changes", "leaders", "cautions", "caution_laps", "red_flags",
        "pole_driver_id", "pole_time_seconds", "most_laps_led_driver_id", "most_laps_led",
        "winner_driver_id", "winner_car_number",
    ),
    "dim_season": ("season_id", "series_id", "season", "season_name", "scheduled_races"),
    "dim_driver": ("driver_id", "driver_name", "article_title"),
    "dim_track": ("track_id", "track_name", "location"),
    "fct_entry": ("race_id", "car_number", *_ENTRANT, "is_rookie", "is_points_eligible"),
    "fct_practice_result": (
        "race_id", "session_number", "position", "car_number", *_ENTRANT, "lap_time_seconds",
        "speed_mph",
    ),
    "fct_qualifying_result": ("race_id", "position", "car_number", *_ENTRANT),
    "fct_qualifying_round": (
        "race_id", "car_number", "round_number", "driver_id", "lap_time_seconds",
    ),
    "fct_stage": ("race_id", "stage_number", "laps", "end_lap"),
    "fct_stage_result": (
        "race_id", "stage_number", "position", "car_number", *_ENTRANT, "stage_points",
    ),
    "fct_race_result": (
        "race_id", "finish_position", "finish_position_is_inferred", "position_word",
        "is_disqualified", "start_position", "car_number", *_ENTRANT, "laps_completed", "laps_led",
        "status", "points", "is_rookie", "is_points_eligible",
    ),
    "fct_driver_standing": ("race_id", "position", "driver_id", *_STANDING),
    "fct_manufacturer_standing": ("race_id", "position", "manufacturer_id", *_STANDING),
    "fct_broadcast_crew": (
        "race_id", "medium", "person_number", "network", "role", "assignment", "person_name",
        "is_inferred",
    ),
}  # fmt: skip


def truth(race: Race) -> dict[str, list[Row]]:
    """The rows of every table of ``COLUMNS``."""
    form = form_of(race.series, race.season)
    return {
        "dim_race": [_race(race, form)],
        "dim_season": [_season(race, form)],
        "dim_driver": [(one.driver.id, one.driver.name, one.driver.page) for one in race.cars],
        "dim_track": [(race.track.id, race.track.name, race.place)] if form.has_infobox else [],
        "fct_entry": list(_entries(race, form)),
        "fct_practice_result": list(_practices(race)),
        "fct_qualifying_result": list(_qualifying(race, form)),
        "fct_qualifying_round": list(_rounds(race, form)),
        "fct_stage": list(_stages(race)),
        "fct_stage_result": list(_stage_results(race)),
        "fct_race_result": list(_results(race, form)),
        "fct_driver_standing": list(_standings(race, form, race.drivers)),
        "fct_manufacturer_standing": list(_standings(race, form, race.manufacturers)),
        "fct_broadcast_crew": list(_crew(race)),
    }


def _race(race: Race, form: Form) -> Row:
    lead = (
        race.race_id, f"{race.series}-{race.season}", race.number, race.name, race.date,
    )  # fmt: skip
    stated = (race.laps, race.distance) if form.has_infobox else (None, None)
    place = (race.track.id, race.miles) if form.has_infobox else (None, None)
    statistics: Row = (None,) * 6 + (None,)
    if form.is_stock_car:
        statistics = (
            race.speed, float(race.seconds), race.lead_changes, race.leaders, race.cautions,
            race.caution_laps, 0,
        )  # fmt: skip
    return (*lead, *place, None, *stated, *statistics, *_infobox_persons(race, form))


def _infobox_persons(race: Race, form: Form) -> Row:
    """Pole, most laps led and winner."""
    pole: Row = (None, None)
    most: Row = (None, None)
    if form.has_infobox and form.rounds:
        car, times = race.qualifying[0]
        pole = (car.driver.id, times[-1])
    if form.has_infobox and form.is_stock_car:
        most = (race.most_leader.driver.id, race.most_led)
    winner = race.finish[0].car
    # Car numbers of infoboxes are plain numbers; 07 stays 07.
    return (
        *pole,
        *most,
        winner.driver.id if form.has_infobox else None,
        winner.number if form.has_infobox and form.is_stock_car else None,
    )


def _entrant(car: Car, has_teams: bool = True) -> Row:
    return (car.driver.id, car.team.id if has_teams else None, car.make.id)


def _marks(car: Car, race: Race, form: Form) -> Row:
    """Rookie and eligible; unknown where no table of the article uses the marker."""
    is_rookie = car.marker == "R" if form.explains_rookies else None
    is_eligible = car.marker != "i" if form.explains_ineligible else None
    return (is_rookie, is_eligible)


def _entries(race: Race, form: Form) -> Iterator[Row]:
    for car in race.cars if form.has_entries else ():
        yield (race.race_id, car.number, *_entrant(car), *_marks(car, race, form))


def _practices(race: Race) -> Iterator[Row]:
    for session, practice in enumerate(race.practices, start=1):
        for position, (car, time, speed) in enumerate(practice.cars, start=1):
            yield (race.race_id, session, position, car.number, *_entrant(car), time, speed)


def _qualifying(race: Race, form: Form) -> Iterator[Row]:
    for position, (car, _) in enumerate(race.qualifying if form.rounds else (), start=1):
        yield (race.race_id, position, car.number, *_entrant(car, form.has_teams))


def _rounds(race: Race, form: Form) -> Iterator[Row]:
    for car, times in race.qualifying if form.rounds else ():
        for number, time in enumerate(times, start=1):
            yield (race.race_id, car.number, number, car.driver.id, time or None)


def _stages(race: Race) -> Iterator[Row]:
    for number, laps in enumerate(race.stage_laps, start=1):
        yield (race.race_id, number, laps, sum(race.stage_laps[:number]))


def _stage_results(race: Race) -> Iterator[Row]:
    for number, cars in enumerate(race.stages, start=1):
        for place, car in enumerate(cars, start=1):
            yield (race.race_id, number, place, car.number, *_entrant(car), 11 - place)


def _results(race: Race, form: Form) -> Iterator[Row]:
    for one in race.finish:
        # An empty cell of points says nothing.
        has_points = form.has_points and not (form.has_words and one.points == 0)
        yield (
            race.race_id, one.position, bool(one.word), one.word or None, one.word == "DSQ",
            one.start, one.car.number, *_entrant(one.car, form.has_teams), one.laps,
            one.laps_led if form.has_laps_led else None,
            one.status if form.has_status else None,
            one.points if has_points else None,
            *_marks(one.car, race, form),
        )  # fmt: skip


def _standings(race: Race, form: Form, listed: list[Standing]) -> Iterator[Row]:
    for one in listed:
        is_gap_shown = one.position == 1 or not form.has_words
        yield (
            race.race_id, one.position, one.entrant.id, one.points,
            one.behind if is_gap_shown else None,
            one.change if race.number > 1 else None, False,
        )  # fmt: skip


def _crew(race: Race) -> Iterator[Row]:
    numbers: dict[str, int] = {}
    for one in race.crew:
        numbers[one.medium] = numbers.get(one.medium, 0) + 1
        yield (
            race.race_id, one.medium, numbers[one.medium], one.network, one.role, one.assignment,
            one.name, one.is_inferred,
        )  # fmt: skip


def _season(race: Race, form: Form) -> Row:
    """A season is called what its articles call it, or what the vocabulary has first for it."""
    is_named = form.is_stock_car and form.has_infobox
    name = rules.series_name(race.series, race.season, longest=is_named)
    scheduled = race.scheduled if form.has_infobox else None
    season_id = f"{race.series}-{race.season}"
    return (season_id, race.series, race.season, f"{race.season} {name}", scheduled)
