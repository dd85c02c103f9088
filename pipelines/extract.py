"""From ``raw/`` to staged Parquet: which seasons changed, and who extracts them.

In: a raw folder, the vocabulary, the catalogue. Out: staged seasons. Separate because it is
the one seam for scale: the work is the pure ``extract_season``, given to any
``concurrent.futures.Executor``; nothing else knows where it runs.
"""

from __future__ import annotations

import hashlib
import multiprocessing
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl

from pipelines import staged
from pipelines.normalise.frames import REJECTED_SCHEMA
from pipelines.normalise.playoffs import playoff_tables
from pipelines.normalise.points import points_tables
from pipelines.normalise.season import Schemas, conform, extract_season
from pipelines.progress import tell
from pipelines.recognition.vocabulary import Vocabulary, digest_of_files
from pipelines.sources.raw import RawDocument, RawFolder
from pipelines.warehouse.catalog import Catalog

# The pseudo-season of what belongs to none: reference data and misfiled files.
NO_SEASON = 0
# Below this many documents a second process costs more than it saves (it must import Polars).
_DOCUMENTS_WORTH_A_POOL = 200
_PACKAGE = Path(__file__).resolve().parent
# What decides a staged value; the Dagster shell, the CLI, the SQL plumbing, and how a document
# came into raw/ do not.
DECIDING_CODE = (
    "documents/*.py",
    "recognition/*.py",
    "normalise/*.py",
    "sources/raw.py",
    "sources/file_names.py",
    "sources/sidecar.py",
    "extract.py",
    "staged.py",
)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an extraction did: all staged seasons, and which of them were made now."""

    seasons: Mapping[int, staged.StagedSeason]
    extracted: tuple[int, ...]

    def rows(self, table: str, season: int | None = None) -> int:
        """Staged rows of a table, in one season or over all; 0 of a season that is not staged."""
        found = [one for key, one in self.seasons.items() if season in (None, key)]
        return sum(one.rows.get(table, 0) for one in found)


def schemas_of(catalog: Catalog) -> Schemas:
    """The Polars schema of every table."""
    return {table.name: table.polars_schema for table in catalog.loaded_tables}


@lru_cache(maxsize=1)
def code_digest() -> str:
    """The sha256 of the code that makes staged values, in this file and the pure packages."""
    files = [path for pattern in DECIDING_CODE for path in sorted(_PACKAGE.glob(pattern))]
    digests = [digest_of_files([path]) for path in files]
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def extract(
    raw: RawFolder,
    folder: Path,
    vocabulary: Vocabulary,
    catalog: Catalog,
    executor: Executor | None = None,
    announce: Callable[[str], None] = lambda message: None,
    only: Collection[int] | None = None,
) -> Extraction:
    """Stage every season of ``raw`` in ``folder``; a season staged from the same input stays.

    With ``only``, other seasons stay as they are staged, even if their documents changed or
    are gone. One that is not staged, is damaged, or was made by other code, vocabulary or
    schemas, is made all the same: a warehouse is whole, and no mixture.

    The caller holds the build lock. Without an ``executor``, a pool of processes is used
    where there is enough to do.
    """
    folder.mkdir(parents=True, exist_ok=True)
    schemas = schemas_of(catalog)
    made_by = _digest(code_digest(), vocabulary.digest, pl.__version__, repr(schemas))
    seasons, names = _staged_already(raw, folder, made_by, only)
    waiting = [raw.seasons[season] for season in names]
    with _executor(executor, waiting) as run:
        jobs = [
            run(_extract_and_write, documents, str(folder), name, vocabulary, schemas, made_by)
            for name, documents in zip(names.values(), waiting, strict=True)
        ]
        for done, (season, result) in enumerate(zip(names, jobs, strict=True)):
            tell(f"Extracting season {season}", done, len(names))
            seasons[season] = result()
            announce(f"season {season}: {len(raw.seasons[season])} documents extracted")
    tables = _reference_tables(raw, vocabulary, catalog)
    name = staged.season_folder(NO_SEASON, _digest(made_by, repr(raw.misfiled)))
    seasons[NO_SEASON] = staged.find_season(folder, name) or staged.write_season(
        folder, name, tables, made_by, [one.path for one in raw.misfiled]
    )
    staged.write_manifest(folder, seasons)
    return Extraction(dict(sorted(seasons.items())), tuple(names))


def _staged_already(
    raw: RawFolder, folder: Path, made_by: str, only: Collection[int] | None
) -> tuple[dict[int, staged.StagedSeason], dict[int, str]]:
    """The seasons that stay as they are staged, and the folder names of those to be made."""
    seasons: dict[int, staged.StagedSeason] = {}
    if only is not None:
        seasons = {
            season: one
            for season, one in staged.named_seasons(folder).items()
            if season not in {*only, NO_SEASON} and one is not None and one.made_by == made_by
        }
    names: dict[int, str] = {}
    for season in sorted(raw.seasons.keys() - seasons.keys()):
        name = staged.season_folder(season, _season_digest(made_by, raw.seasons[season]))
        found = staged.find_season(folder, name)
        if found is None:
            names[season] = name
        else:
            seasons[season] = found
    return seasons, names


def _extract_and_write(
    documents: Sequence[RawDocument],
    folder: str,
    name: str,
    vocabulary: Vocabulary,
    schemas: Schemas,
    made_by: str,
) -> staged.StagedSeason:
    tables = extract_season(documents, lambda raw: raw.file.read_bytes(), vocabulary, schemas)
    names = [document.document_id for document in documents]
    return staged.write_season(Path(folder), name, tables, made_by, names)


@contextmanager
def _executor(
    executor: Executor | None, waiting: Sequence[Sequence[RawDocument]]
) -> Iterator[Callable[..., Callable[[], staged.StagedSeason]]]:
    """A function that starts a call and returns a function for its result."""
    is_worth_a_pool = len(waiting) > 1 and sum(map(len, waiting)) >= _DOCUMENTS_WORTH_A_POOL
    if executor is not None:
        yield lambda function, *arguments: executor.submit(function, *arguments).result
    elif is_worth_a_pool:
        # Polars keeps threads, which do not survive a fork.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(mp_context=context) as pool:
            yield lambda function, *arguments: pool.submit(function, *arguments).result
    else:
        yield lambda function, *arguments: lambda: function(*arguments)


def _season_digest(base: str, documents: Sequence[RawDocument]) -> str:
    parts = (
        f"{one.document_id}\0{one.sha256}\0{one.sidecar!r}\0{one.problem}" for one in documents
    )
    return _digest(base, *parts)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


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
