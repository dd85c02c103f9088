"""From ``raw/`` to staged Parquet: which seasons changed, and who extracts them.

In: a raw folder, the vocabulary, the catalogue. Out: staged seasons. Separate because it is
the one seam for scale: the work is one function, ``stage_season``, given to any
``concurrent.futures.Executor``; nothing else knows where it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipelines import season_task, staged
from pipelines.engine import LOCAL, Engine, EngineSettings, in_this_process, open_engine
from pipelines.extracting import extract_seasons
from pipelines.locations import Location, LocationError
from pipelines.normalise.frames import REJECTED_SCHEMA
from pipelines.normalise.playoffs import playoff_tables
from pipelines.normalise.points import points_tables
from pipelines.normalise.season import Schemas, conform
from pipelines.progress import tell
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.season_task import Rules, SeasonDone, SeasonTask, digest
from pipelines.sources.raw import RawFolder
from pipelines.warehouse.catalog import Catalog

# The pseudo-season of what belongs to none: reference data and misfiled files.
NO_SEASON = 0
# Below this many documents a second process costs more than it saves (it must import Polars).
_DOCUMENTS_WORTH_A_POOL = 200


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an extraction did: all staged seasons, and which of them were made now, by whom."""

    seasons: Mapping[int, staged.StagedSeason]
    done: Mapping[int, SeasonDone] = field(default_factory=dict)

    @property
    def extracted(self) -> tuple[int, ...]:
        """The seasons that were made now."""
        return tuple(sorted(self.done))

    def rows(self, table: str, season: int | None = None) -> int:
        """Staged rows of a table, in one season or over all; 0 of a season that is not staged."""
        found = [one for key, one in self.seasons.items() if season in (None, key)]
        return sum(one.rows.get(table, 0) for one in found)


def schemas_of(catalog: Catalog) -> Schemas:
    """The Polars schema of every table."""
    return {table.name: table.polars_schema for table in catalog.loaded_tables}


def extract(
    raw: RawFolder,
    location: Location,
    vocabulary: Vocabulary,
    catalog: Catalog,
    engine: Engine | EngineSettings | None = None,
    announce: Callable[[str], None] = lambda message: None,
    only: Collection[int] | None = None,
    named_in: Location | None = None,
) -> Extraction:
    """Stage every season of ``raw``; a season staged from the same input stays as it is.

    With ``only``, other seasons stay as they are staged, even if their documents changed or
    are gone. One that is not staged, is damaged, or was made by other code, vocabulary or
    schemas, is made all the same: a warehouse is whole, and no mixture. The manifest that names
    all seasons is written to ``named_in``, or to the staged location.

    The caller holds the build lock. An engine that is given by its settings is opened only
    where there is something to do.

    Raises:
        EngineError: the engine cannot do it; the seasons that it has done stay.
        LocationError: the staged location cannot be used.
    """
    if isinstance(location, Path):
        _make_folder(location)
    schemas = schemas_of(catalog)
    code = season_task.version_of_code()
    made_by = digest(code, vocabulary.digest, repr(schemas))
    rules = Rules(vocabulary, schemas)
    tasks = [
        SeasonTask(season, location, documents, rules, made_by, code)
        for season, documents in sorted(raw.seasons.items())
    ]
    kept = {} if only is None else _kept(staged.named_seasons(location, named_in), made_by, only)
    seasons, waiting = _staged_already(location, tasks, kept)
    done = _extracted(waiting, engine, announce)
    seasons |= {season: one.season for season, one in done.items()}
    tables = _reference_tables(raw, vocabulary, catalog)
    name = staged.season_folder(NO_SEASON, digest(made_by, repr(raw.misfiled)))
    seasons[NO_SEASON] = staged.find_season(location, name) or staged.write_season(
        location, name, tables, made_by, [one.path for one in raw.misfiled]
    )
    staged.write_manifest(named_in or location, seasons)
    return Extraction(dict(sorted(seasons.items())), done)


def _make_folder(location: Path) -> None:
    try:
        location.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LocationError(
            f"{location}, where seasons are staged, cannot be made: {error.strerror or error}; "
            "NASCAR_WAREHOUSE_DIR and NASCAR_WAREHOUSE_STAGED say where it is"
        ) from error


def _kept(
    named: Mapping[int, staged.StagedSeason | None], made_by: str, only: Collection[int]
) -> dict[int, staged.StagedSeason]:
    """The seasons that stay as they are staged, whatever has become of their documents."""
    return {
        season: one
        for season, one in named.items()
        if season not in {*only, NO_SEASON} and one is not None and one.made_by == made_by
    }


def _staged_already(
    location: Location, tasks: Sequence[SeasonTask], kept: Mapping[int, staged.StagedSeason]
) -> tuple[dict[int, staged.StagedSeason], list[SeasonTask]]:
    """Those and what is staged of the same input, and the tasks of seasons to be made."""
    open_tasks = [task for task in tasks if task.season not in kept]
    folders = {task.season: task.folder for task in open_tasks}
    found = staged.find_seasons(location, folders.values())
    seasons = {season: found[folder] for season, folder in folders.items() if folder in found}
    return {**kept, **seasons}, [task for task in open_tasks if task.season not in seasons]


def _extracted(
    tasks: Sequence[SeasonTask],
    engine: Engine | EngineSettings | None,
    announce: Callable[[str], None],
) -> dict[int, SeasonDone]:
    if not tasks:
        return {}
    step = f"Extracting season {tasks[0].season}"
    if len(tasks) > 1:
        step = f"Extracting {len(tasks)} seasons"
    documents = {task.season: len(task.documents) for task in tasks}
    done: dict[int, SeasonDone] = {}
    tell(step, 0, len(tasks))
    with _opened(engine, tasks) as opened:
        for one in extract_seasons(opened, tasks, announce):
            season = int(one.season.folder.partition("-")[0])
            done[season] = one
            tell(step, len(done), len(tasks))
            announce(
                f"season {season}: {documents[season]} documents extracted in "
                f"{one.seconds:.1f} s by {one.worker}"
            )
    return dict(sorted(done.items()))


@contextmanager
def _opened(
    engine: Engine | EngineSettings | None, tasks: Sequence[SeasonTask]
) -> Iterator[Engine]:
    """The engine; without one, or on one machine, processes where there is enough to do."""
    settings = engine or EngineSettings()
    is_worth_a_pool = len(tasks) > 1 and (
        sum(len(task.documents) for task in tasks) >= _DOCUMENTS_WORTH_A_POOL
    )
    if isinstance(settings, Engine):
        yield settings
    elif settings.kind == LOCAL and not is_worth_a_pool:
        yield in_this_process()
    else:
        with open_engine(settings) as opened:
            yield opened


def _reference_tables(
    raw: RawFolder, vocabulary: Vocabulary, catalog: Catalog
) -> dict[str, pl.DataFrame]:
    """What belongs to no season: series, points by rule, and files that lie in a wrong place."""
    series = [
        {"series_id": ident, "series_name": name} for ident, name in vocabulary.series.items()
    ]
    misfiled = [
        {
            "document_id": one.path,
            "level": "file",
            "reason_code": "misfiled",
            "reason": one.reason,
        }
        for one in raw.misfiled
    ]
    schemas = schemas_of(catalog)
    frames = {
        "core.dim_series": pl.DataFrame(series),
        **points_tables(vocabulary, schemas),
        **playoff_tables(vocabulary.playoffs, schemas),
        "quality.rejected": pl.DataFrame(misfiled, schema=REJECTED_SCHEMA),
    }
    return {name: conform(frame, schemas[name]) for name, frame in frames.items()}
