"""Write generated articles into a raw folder, and what must come of them beside it.

In: a folder and how many articles. Out: ``raw/<series>/<season>/<slug>.r<revision>.wikitext``
with sidecars, and ``truth/<table>/<series>-<season>.parquet``. Separate because tens of
thousands take a process pool, and seasons are made without each other.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from benchmarks.generated.article import article
from benchmarks.generated.calendar import SERIES, SeasonPlan, plan
from benchmarks.generated.names import id_of
from benchmarks.generated.race import Race
from benchmarks.generated.season import races
from benchmarks.generated.truth import COLUMNS, truth
from benchmarks.generated.wikitext import wikitext
from pipelines.sources.revision import Revision
from pipelines.sources.sidecar import sidecar_of

_SCHEMA = {
    "race_date": pl.Date, "track_length_miles": pl.Float64, "distance_miles": pl.Float64,
    "average_speed_mph": pl.Float64, "race_time_seconds": pl.Float64,
    "pole_time_seconds": pl.Float64, "lap_time_seconds": pl.Float64, "speed_mph": pl.Float64,
    **dict.fromkeys(("race_number", "session_number", "position", "round_number", "stage_number",
        "laps", "end_lap", "stage_points", "finish_position", "start_position", "laps_completed",
        "laps_led", "points", "points_behind_leader", "position_change", "person_number",
        "scheduled_laps", "season", "scheduled_races", "lead_changes", "leaders", "cautions",
        "caution_laps", "red_flags", "most_laps_led"), pl.Int32),
    **dict.fromkeys(("finish_position_is_inferred", "is_disqualified", "is_rookie",
        "is_points_eligible", "position_change_is_inferred", "is_inferred"), pl.Boolean),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """How many articles there are, and how many bytes of wikitext."""

    articles: int
    bytes: int


def truth_frames(made: list[Race]) -> dict[str, pl.DataFrame]:
    """What ``core`` must hold of some races, by table."""
    rows = [truth(race) for race in made]
    return {
        table: pl.DataFrame(
            [row for one in rows for row in one[table]],
            schema={name: _SCHEMA.get(name, pl.String()) for name in columns},
            orient="row",
        ).unique(maintain_order=True)
        for table, columns in COLUMNS.items()
    }


def write_folder(folder: Path, count: int, workers: int | None = None) -> Written:
    """Write ``count`` articles and their truth below ``folder``; the same bytes each time."""
    plans = plan(count)
    workers = workers or os.cpu_count() or 1
    write = partial(write_season, folder)
    if workers == 1 or len(plans) == 1:
        done = [write(one) for one in plans]
    else:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            done = list(pool.map(write, plans))
    return Written(sum(one.articles for one in done), sum(one.bytes for one in done))


def write_season(folder: Path, planned: SeasonPlan) -> Written:
    """Write one season."""
    made = list(races(planned))
    place = folder / "raw" / planned.series / str(planned.season)
    place.mkdir(parents=True, exist_ok=True)
    written = sum(_write_article(place, race) for race in made)
    for table, frame in truth_frames(made).items():
        path = folder / "truth" / table / f"{planned.series}-{planned.season}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.write_parquet(path)
    return Written(len(made), written)


def page_id(race: Race) -> int:
    """A number that no other race has."""
    return (SERIES.index(race.series) * 100 + race.season - 1949) * 10_000 + race.number


def _write_article(place: Path, race: Race) -> int:
    content = wikitext(article(race)).encode()
    revision = Revision(
        title=race.title,
        page_id=page_id(race),
        revision_id=10_000_000 + page_id(race),
        timestamp=f"{race.date}T20:00:00Z",
        sha1=hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        content=content,
        url=f"https://example.org/wiki/{race.title.replace(' ', '_')}",
        licence="CC BY-SA 4.0",
    )
    name = f"{id_of(race.title)}.r{revision.revision_id}"
    (place / f"{name}.wikitext").write_bytes(content)
    (place / f"{name}.json").write_bytes(sidecar_of(revision, "2026-01-01T00:00:00Z"))
    return len(content)
