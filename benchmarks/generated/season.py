"""One season, race by race: entries, qualifying, stages, results and standings that agree.

In: a ``SeasonPlan``. Out: its ``Race`` values, the same each time. Separate because standings
are sums over the races before: only a season as a whole can be made without contradiction.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from benchmarks.generated import names, rules
from benchmarks.generated.calendar import SeasonPlan
from benchmarks.generated.championship import Championship
from benchmarks.generated.entrants import guest_cars, regular_cars
from benchmarks.generated.forms import Form, form_of
from benchmarks.generated.people import crew_of
from benchmarks.generated.race import Car, Finish, Practice, Race

_REASONS = ("Engine", "Accident", "Suspension", "Overheating", "Transmission", "Handling")


def races(plan: SeasonPlan) -> Iterator[Race]:
    """The races of a season, in order.

    The last race of the season is not made: who contends for a title scores otherwise in it.
    """
    form = form_of(plan.series, plan.season)
    cars = regular_cars(plan.series, plan.season, form)
    championship = Championship(plan.series, plan.season, form)
    for number in range(1, plan.races + 1):
        yield _race(plan, number, form, cars, championship)


def _race(
    plan: SeasonPlan, number: int, form: Form, regulars: list[Car], championship: Championship
) -> Race:
    chance = Random(f"race {plan.series} {plan.season} {number}")
    guests = guest_cars(plan.series, plan.season, form, chance)
    cars, absent = [*regulars, *guests[:2]], guests[2:]
    skill = {car.number: place % 23 for place, car in enumerate(regulars)}
    track, place = names.track(number * 3 + plan.season % 7)
    miles = round(0.5 + chance.randrange(40) / 16, 3)
    laps = max(round((190 if plan.series == "f1" else 400) / miles), 40)
    qualifying = _qualifying(_order(chance, cars, skill), miles, form, chance)
    starts = {car.number: one for one, (car, _) in enumerate(qualifying, start=1)}
    order = _order(chance, cars, skill)
    stage_laps = (laps // 4, laps // 3, laps - laps // 4 - laps // 3) if form.has_stages else ()
    stages = [_order(chance, cars, skill)[:10] for _ in stage_laps[:-1]]
    led = _laps_led(order, laps, chance)
    seconds = round(laps * miles / chance.uniform(95, 160) * 3600)
    finish = _finish(plan, form, order, starts, led, laps, stages, seconds, chance)
    championship.count(finish)
    most = max(led.values())
    leader = next(car for car in order if led[car.number] == most)
    leaders = sum(1 for one in led.values() if one)
    cautions = chance.randrange(1, 12)
    return Race(
        series=plan.series,
        season=plan.season,
        number=number,
        scheduled=plan.races + 1,
        name=names.race_name(plan.series, number),
        date=date(plan.season, 2, 5) + timedelta(days=(number - 1) * 280 // (plan.races + 1)),
        track=track,
        place=place,
        miles=miles,
        laps=laps,
        seconds=seconds,
        speed=round(laps * miles / seconds * 3600, 3),
        lead_changes=leaders - 1 + chance.randrange(6),
        leaders=leaders,
        cautions=cautions,
        caution_laps=cautions * 4 + chance.randrange(4),
        most_led=most,
        most_leader=leader,
        cars=sorted(cars, key=lambda car: (int(car.number), car.number)),
        absent=absent if _has_absentees(form, number) else [],
        practices=[_practice(chance, cars, skill, miles) for _ in range(form.practices)],
        qualifying=qualifying,
        stage_laps=stage_laps,
        stages=stages,
        finish=finish,
        drivers=championship.driver_standings(),
        manufacturers=championship.manufacturer_standings(),
        crew=crew_of(plan.season, number) if form.has_crew else [],
    )


def _has_absentees(form: Form, number: int) -> bool:
    """Some races of the time before entry lists list who failed to qualify."""
    return form.is_stock_car and not form.has_entries and form.rounds > 0 and number % 4 == 0


def _order(chance: Random, cars: list[Car], skill: dict[str, int]) -> list[Car]:
    noise = {car.number: skill.get(car.number, 25) + chance.gauss(0, 12) for car in cars}
    return sorted(cars, key=lambda car: noise[car.number])


def _times(chance: Random, first: float, cars: int) -> list[float]:
    """Lap times from the fastest on, no two the same in thousandths."""
    thousandths, found = round(first * 1000), []
    for _ in range(cars):
        found.append(thousandths / 1000)
        thousandths += chance.randrange(3, 70)
    return found


def _practice(chance: Random, cars: list[Car], skill: dict[str, int], miles: float) -> Practice:
    order = _order(chance, cars, skill)
    if chance.random() < 0.3:
        order = order[:10]
    times = _times(chance, miles * 21 + 6, len(order))
    speeds = [round(miles / time * 3600, 3) for time in times]
    return Practice(list(zip(order, times, speeds, strict=True)))


def _qualifying(
    order: list[Car], miles: float, form: Form, chance: Random
) -> list[tuple[Car, tuple[float, ...]]]:
    """Positions with the times of each round: who is out earlier has fewer of them."""
    last = {1: [99], 2: [99, 10], 3: [99, 15, 10]}.get(form.rounds, [])
    found: list[tuple[Car, tuple[float, ...]]] = []
    rounds = [_times(chance, miles * 20.5 + 6 - number / 20, len(order)) for number in range(3)]
    for position, car in enumerate(order, start=1):
        taken = [
            rounds[number][position - 1] for number, most in enumerate(last) if position <= most
        ]
        # The slowest of the last round may have set no time in it.
        if len(last) == 2 and position == 10 and chance.random() < 0.5:
            taken[-1] = 0.0
        found.append((car, tuple(taken)))
    return found


def _laps_led(order: list[Car], laps: int, chance: Random) -> dict[str, int]:
    """Laps led by car number: all laps, and the last one by the winner."""
    leaders = [order[0], *chance.sample(order[1:], chance.randrange(3, 9))]
    cuts = sorted(chance.sample(range(1, laps), len(leaders) - 1))
    shares = [end - start for start, end in zip([0, *cuts], [*cuts, laps], strict=True)]
    led = dict.fromkeys((car.number for car in order), 0)
    led |= {car.number: share for car, share in zip(leaders, shares, strict=True)}
    return led


def _finish(
    plan: SeasonPlan,
    form: Form,
    order: list[Car],
    starts: dict[str, int],
    led: dict[str, int],
    laps: int,
    stages: list[list[Car]],
    seconds: int,
    chance: Random,
) -> list[Finish]:
    out = chance.randrange(3, len(order) // 3)
    fastest = chance.randrange(5)
    most = max(led.values())
    found: list[Finish] = []
    for position, car in enumerate(order, start=1):
        is_out = position > len(order) - out
        down = position // 9 + (chance.randrange(5, laps // 2) if is_out else 0)
        done = min(laps - down, found[-1].laps if found else laps)
        done = max(done, led[car.number])
        word, status = "", _status(form, position, laps - done, seconds, chance)
        if is_out:
            status = chance.choice(_REASONS)
            word = ("DSQ" if position == len(order) and plan.season % 3 == 0 else "Ret") * (
                form.has_words
            )
            status = "Underweight" if word == "DSQ" else status
        points = 0 if word else _points(plan, car, position, led, most, stages, fastest)
        start = starts[car.number]
        found.append(Finish(car, position, start, done, led[car.number], status, points, word))
    return found


def _status(form: Form, position: int, down: int, seconds: int, chance: Random) -> str:
    if form.is_stock_car:
        return "running"
    if position == 1:
        thousandths = chance.randrange(1000)
        minutes, rest = seconds // 60 % 60, seconds % 60
        return f"{seconds // 3600}:{minutes:02}:{rest:02}.{thousandths:03}"
    if down:
        return f"+{down} lap" + "s" * (down > 1)
    return f"+{position * 3 + chance.random():.3f}"


def _points(
    plan: SeasonPlan,
    car: Car,
    position: int,
    led: dict[str, int],
    most: int,
    stages: list[list[Car]],
    fastest: int,
) -> int:
    """What the rules of the season pay; nothing to who scores in another series."""
    if car.marker == "i":
        return 0
    of, paid = plan.series, rules.system(plan.series, plan.season)
    points = rules.position_points("finish", of, plan.season, position)
    if not paid:
        return points
    points += paid["win_points"] * (position == 1)
    points += paid["led_lap_points"] * (led[car.number] > 0)
    points += paid["most_laps_led_points"] * (led[car.number] == most)
    points += paid["fastest_lap_points"] * (position == fastest + 1)
    places = [stage.index(car) + 1 for stage in stages if car in stage]
    return points + sum(rules.position_points("stage", of, plan.season, one) for one in places)
