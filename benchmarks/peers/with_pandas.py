"""HTML to core tables with ``pandas.read_html`` and pandas, by hand.

In: the page of an article and a parser. Out: frames by table. Separate because pandas gives
tables without headings: which is which has to be told from columns and order.
"""

from __future__ import annotations

import io
import unicodedata

import pandas as pd

_ENTRANT = ["driver_id", "team_id", "manufacturer_id"]
_COLUMNS = {
    "Pos": "position", "No.": "car_number", "No": "car_number", "Driver": "driver",
    "Team": "team", "Manufacturer": "manufacturer", "Grid": "start_position",
    "Laps": "laps_completed", "Points": "points", "Unnamed: 0": "moved",
}  # fmt: skip


def core_frames(page: str, race_id: str, flavor: str) -> dict[str, pd.DataFrame]:
    """The core tables of one race. Which way an arrow points, pandas does not say."""
    found: dict[str, pd.DataFrame] = {}
    stages: list[pd.DataFrame] = []
    converters = {"No.": str, "No": str}
    for table in pd.read_html(io.StringIO(page), flavor=flavor, converters=converters):
        if table.columns.nlevels > 1:
            continue  # two header rows: who is on television
        names = [str(name) for name in table.columns]
        frame = table.rename(columns=_COLUMNS).assign(race_id=race_id)
        if names == ["No.", "Driver", "Team", "Manufacturer"]:
            found["fct_entry"] = _with_ids(frame.iloc[:-1])
        elif "R1" in names:
            found["fct_qualifying_result"] = _with_ids(frame.iloc[:-1])
        elif "Grid" in names:
            found["fct_race_result"] = _with_ids(frame.iloc[:-1])
        elif names == ["Pos", "No", "Driver", "Team", "Manufacturer", "Points"]:
            stages.append(_with_ids(frame.iloc[:-1]).assign(stage_number=len(stages) + 1))
        elif names[-3:] == ["Pos", "Driver", "Points"]:
            found["fct_driver_standing"] = frame
        elif names[-3:] == ["Pos", "Manufacturer", "Points"]:
            found["fct_manufacturer_standing"] = frame
    found["fct_stage_result"] = pd.concat(stages)
    return _facts(found)


def _slug(names: pd.Series) -> pd.Series:
    plain = names.str.replace(r"\s*\((R|i)\)$", "", regex=True)
    plain = plain.map(lambda name: unicodedata.normalize("NFKD", name))
    plain = plain.str.encode("ascii", "ignore").str.decode("ascii").str.lower()
    plain = plain.str.replace("'", "").str.replace(r"[^a-z0-9]+", "-", regex=True)
    return plain.str.strip("-")


def _with_ids(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(
        **{f"{name}_id": _slug(frame[name]) for name in ("driver", "team", "manufacturer")},
        is_rookie=frame["driver"].str.contains("(R)", regex=False),
        is_points_eligible=~frame["driver"].str.contains("(i)", regex=False),
    )


def _number(column: pd.Series, pattern: str = r"^(\d+)") -> pd.Series:
    return column.astype(str).str.extract(pattern, expand=False).astype("Int32")


def _facts(found: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    entry, qualifying = found["fct_entry"], found["fct_qualifying_result"]
    stage, result = found["fct_stage_result"], found["fct_race_result"]
    marks = ["is_rookie", "is_points_eligible"]
    return {
        "fct_entry": entry[["race_id", "car_number", *_ENTRANT, *marks]],
        "fct_qualifying_result": qualifying.assign(position=_number(qualifying["position"]))[
            ["race_id", "position", "car_number", *_ENTRANT]
        ],
        "fct_qualifying_round": _rounds(qualifying),
        "fct_stage_result": stage.assign(
            position=_number(stage["position"]), stage_points=_number(stage["points"])
        )[["race_id", "stage_number", "position", "car_number", *_ENTRANT, "stage_points"]],
        "fct_race_result": result.assign(
            finish_position=_number(result["position"]),
            start_position=_number(result["start_position"]),
            laps_completed=_number(result["laps_completed"]),
            points=_number(result["points"]),
        )[
            ["race_id", "finish_position", "start_position", "car_number", *_ENTRANT,
             "laps_completed", "points", *marks]
        ],
        "fct_driver_standing": _standings(found["fct_driver_standing"], "driver"),
        "fct_manufacturer_standing": _standings(found["fct_manufacturer_standing"], "manufacturer"),
    }  # fmt: skip


def _rounds(qualifying: pd.DataFrame) -> pd.DataFrame:
    index = ["race_id", "car_number", "driver_id"]
    long = qualifying.melt(id_vars=index, value_vars=["R1", "R2"])
    long = long[long["value"].astype(str).str.contains(r"^\d")]
    parts = long["value"].astype(str).str.extract(r"^(?:(\d+):)?([\d.]+)$")
    seconds = parts[0].astype(float).fillna(0) * 60 + parts[1].astype(float)
    return long.assign(
        round_number=_number(long["variable"], r"(\d)$"),
        lap_time_seconds=seconds.round(3).where(seconds > 0),
    )[["race_id", "car_number", "round_number", "driver_id", "lap_time_seconds"]]


def _standings(frame: pd.DataFrame, entrant: str) -> pd.DataFrame:
    behind = _number(frame["points"], r"\(–(\d+)\)").fillna(0)
    return frame.assign(
        position=_number(frame["position"]),
        points=_number(frame["points"]),
        points_behind_leader=behind,
        **{f"{entrant}_id": _slug(frame[entrant])},
    )[["race_id", "position", f"{entrant}_id", "points", "points_behind_leader"]]
