"""The infobox of a race, as the template of its series has it.

In: a race. Out: keys and values. Separate because templates of stock cars, of Grands Prix and
of IndyCar name the same things differently.
"""

from __future__ import annotations

from benchmarks.generated import rules
from benchmarks.generated.forms import Form
from benchmarks.generated.race import Race

INFOBOXES = {
    "stock car": "Infobox NASCAR race report",
    "f1": "Infobox Grand Prix race report",
    "indycar": "Infobox IndyCar race report",
    "cart": "Infobox Champ Car race report",
}


def infobox(race: Race, form: Form) -> dict[str, str]:
    """Keys and values; of the oldest races none."""
    if not form.has_infobox:
        return {}
    fields = _stock_car_beginning(race) if form.is_stock_car else _open_wheel_beginning(race)
    fields |= {
        "Location": f"{race.track.wikitext} in [[{race.place}]]",
        "Course_mi": f"{race.miles}",
        "Course_km": f"{race.miles * 1.609344:.3f}",
        "Distance_laps": f"{race.laps}",
        "Distance_mi": f"{race.distance}",
        "Distance_km": f"{race.distance * 1.609344:.1f}",
    }
    if form.is_stock_car:
        fields["Avg"] = f"{{{{convert|{race.speed:.3f}|mph|km/h|3|abbr=on}}}}<!-- box score -->"
    if race.qualifying and form.rounds:
        car, times = race.qualifying[0]
        fields["Pole_Driver"] = car.driver.wikitext
        fields["Pole_Team"] = car.team.wikitext if form.has_teams else car.make.wikitext
        fields["Pole_Time"] = lap_time(times[-1])
    if form.is_stock_car:
        fields["Most_Driver"] = race.most_leader.driver.wikitext
        fields["Most_Team"] = race.most_leader.team.wikitext
        fields["Most_laps"] = f"{race.most_led}"
        fields["Car"] = race.finish[0].car.number
    winner = race.finish[0].car
    fields["First_Driver"] = winner.driver.wikitext
    fields["First_Team"] = winner.team.wikitext if form.has_teams else winner.make.wikitext
    return fields


def _stock_car_beginning(race: Race) -> dict[str, str]:
    name = rules.series_name(race.series, race.season, longest=True)
    return {
        "Description": f"Race {race.number} of {race.scheduled} in the [[{race.season} {name}]]",
        "Race_Name": race.name,
        "Details_ref": '<ref name="box">{{cite web|url=https://example.org|title=Box}}</ref>',
        "Fulldate": f"{{{{Start date|{race.date:%Y|%m|%d}}}}}",
        "Year": f"{race.season}",
    }


def _open_wheel_beginning(race: Race) -> dict[str, str]:
    return {
        "Race_No": f"{race.number}",
        "Season_No": f"{race.scheduled}",
        "Fulldate": f"{race.date:%B} {race.date.day}, {race.season}",
        "Year": f"{race.season}",
        "Official_name": f"{race.name} of {race.season}",
    }


def lap_time(seconds: float) -> str:
    """``88.435`` to ``"1:28.435"``; below a minute as it is."""
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    if not minutes:
        return f"{rest / 1000:.3f}"
    return f"{minutes}:{rest // 1000:02}.{rest % 1000:03}"
