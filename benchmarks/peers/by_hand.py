"""Tables of text to core tables with Polars, by hand, for race articles of one era.

In: each table's heading, header and rows of plain text. Out: frames by table. Separate because
both wikitext libraries end there; the rest is what anyone would write with Polars: names to ids,
texts to numbers, columns by header.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

# Those of the core tables that are made by hand.
TABLES = (
    "fct_entry", "fct_qualifying_result", "fct_qualifying_round", "fct_stage_result",
    "fct_race_result", "fct_driver_standing", "fct_manufacturer_standing",
)  # fmt: skip
_COLUMNS = {
    "Pos": "position", "No.": "car_number", "No": "car_number", "Driver": "driver",
    "Team": "team", "Manufacturer": "manufacturer", "Grid": "start_position",
    "Laps": "laps_completed", "Points": "points", "R1": "round_1", "R2": "round_2", "": "moved",
}  # fmt: skip
_HEADINGS = {
    "Entry list", "Qualifying results", "Stage results", "Final Stage results",
    "Standings after the race",
}  # fmt: skip
_ENTRANT = ("driver_id", "team_id", "manufacturer_id")


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table and the heading that it stands under."""

    heading: str
    header: list[str]
    rows: list[list[str]]


def core_frames(tables: Iterable[TextTable], race_id: str) -> dict[str, pl.DataFrame]:
    """The core tables of one race."""
    found: dict[str, pl.DataFrame] = {}
    stages: list[pl.DataFrame] = []
    for table in tables:
        heading = table.heading
        if heading not in _HEADINGS:
            continue
        frame = _frame(table, race_id)
        if heading == "Entry list":
            found["fct_entry"] = _with_ids(frame)
        elif heading == "Qualifying results":
            found["fct_qualifying_result"] = _with_ids(frame)
        elif heading == "Stage results":
            stages.append(_with_ids(frame).with_columns(stage_number=pl.lit(len(stages) + 1)))
        elif heading == "Final Stage results":
            found["fct_race_result"] = _with_ids(frame)
        elif heading == "Standings after the race" and "driver" in frame.columns:
            found["fct_driver_standing"] = frame
        elif heading == "Standings after the race":
            found["fct_manufacturer_standing"] = frame
    found["fct_stage_result"] = pl.concat(stages)
    return _facts(found)


def _frame(table: TextTable, race_id: str) -> pl.DataFrame:
    names = [_COLUMNS.get(name, name) for name in table.header]
    frame = pl.DataFrame(table.rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return frame.with_columns(race_id=pl.lit(race_id))


def _slug(name: str) -> pl.Expr:
    plain = pl.col(name).str.replace_all(r"\s*\((R|i)\)$", "").str.normalize("NFKD")
    plain = plain.str.replace_all(r"\p{M}|'", "").str.to_lowercase()
    return plain.str.replace_all(r"[^a-z0-9]+", "-").str.strip_chars("-")


def _number(name: str, pattern: str = r"^(\d+)") -> pl.Expr:
    return pl.col(name).str.extract(pattern).cast(pl.Int32)


def _with_ids(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        *(_slug(name).alias(f"{name}_id") for name in ("driver", "team", "manufacturer")),
        is_rookie=pl.col("driver").str.contains("(R)", literal=True),
        is_points_eligible=~pl.col("driver").str.contains("(i)", literal=True),
    )


def _facts(found: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    position = _number("position")
    qualifying, result = found["fct_qualifying_result"], found["fct_race_result"]
    return {
        "fct_entry": found["fct_entry"].select(
            "race_id", "car_number", *_ENTRANT, "is_rookie", "is_points_eligible"
        ),
        "fct_qualifying_result": qualifying.select("race_id", position, "car_number", *_ENTRANT),
        "fct_qualifying_round": _rounds(qualifying),
        "fct_stage_result": found["fct_stage_result"].select(
            "race_id", "stage_number", position, "car_number", *_ENTRANT,
            _number("points").alias("stage_points"),
        ),
        "fct_race_result": result.select(
            "race_id",
            position.alias("finish_position"),
            pl.lit(False).alias("finish_position_is_inferred"),
            pl.lit(None, pl.String).alias("position_word"),
            pl.lit(False).alias("is_disqualified"),
            _number("start_position"),
            "car_number",
            *_ENTRANT,
            _number("laps_completed"),
            pl.lit(None, pl.Int32).alias("laps_led"),
            pl.lit(None, pl.String).alias("status"),
            _number("points"),
            "is_rookie",
            "is_points_eligible",
        ),
        "fct_driver_standing": _standings(found["fct_driver_standing"], "driver"),
        "fct_manufacturer_standing": _standings(found["fct_manufacturer_standing"], "manufacturer"),
    }  # fmt: skip


def _rounds(qualifying: pl.DataFrame) -> pl.DataFrame:
    index = ["race_id", "car_number", "driver_id"]
    long = qualifying.unpivot(["round_1", "round_2"], index=index, value_name="time")
    parts = pl.col("time").str.extract_groups(r"^(?:(\d+):)?([\d.]+)$")
    minutes = parts.struct[0].cast(pl.Float64).fill_null(0.0)
    seconds = (minutes * 60 + parts.struct[1].cast(pl.Float64)).round(3)
    return long.filter(pl.col("time").str.contains(r"^\d")).select(
        "race_id",
        "car_number",
        pl.col("variable").str.tail(1).cast(pl.Int32).alias("round_number"),
        "driver_id",
        pl.when(seconds > 0).then(seconds).alias("lap_time_seconds"),
    )


def _standings(frame: pl.DataFrame, entrant: str) -> pl.DataFrame:
    behind = pl.coalesce(_number("points", r"\(–(\d+)\)"), pl.lit(0, pl.Int32))
    moved: pl.Expr = pl.lit(None, pl.Int32)
    if "moved" in frame.columns:
        places = _number("moved", r"(\d+)$").fill_null(0)
        moved = pl.when(pl.col("moved").str.starts_with("-")).then(-places).otherwise(places)
    return frame.select(
        "race_id",
        _number("position"),
        _slug(entrant).alias(f"{entrant}_id"),
        _number("points"),
        behind.alias("points_behind_leader"),
        moved.alias("position_change"),
        pl.lit(False).alias("position_change_is_inferred"),
    )
