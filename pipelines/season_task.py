"""One season, from documents to staged Parquet: what a worker does, wherever it is.

In: a task, which holds all that the work needs but the code. Out: the staged season, and how
long it took. Separate because it crosses to other processes and machines: a worker with other
code would write other values under the same name, and refuses.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import polars as pl

from pipelines import staged
from pipelines.engine import EngineError
from pipelines.locations import Location, is_url
from pipelines.normalise.season import Schemas, Tables, extract_season
from pipelines.recognition.vocabulary import Vocabulary, digest_of_files
from pipelines.sources.raw import RawDocument

_PACKAGE = Path(__file__).resolve().parent
# What decides a staged value; the Dagster shell, the CLI, the SQL plumbing, how a document
# came into raw/, and where the work is done, do not.
DECIDING_CODE = (
    "documents/*.py",
    "recognition/*.py",
    "normalise/*.py",
    "sources/raw.py",
    "sources/file_names.py",
    "sources/sidecar.py",
    "extract.py",
    "season_task.py",
    "staged.py",
)


@lru_cache(maxsize=1)
def code_digest() -> str:
    """The sha256 of the code that makes staged values, in these files and the pure packages."""
    files = [path for pattern in DECIDING_CODE for path in sorted(_PACKAGE.glob(pattern))]
    digests = [digest_of_files([path]) for path in files]
    return digest("".join(digests))


def digest(*parts: str) -> str:
    """The sha256 of texts."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Rules:
    """What all seasons are read by; a process to which it is sent many times loads it once."""

    vocabulary: Vocabulary
    schemas: Schemas

    @cached_property
    def _pickled(self) -> bytes:
        return pickle.dumps((self.vocabulary, self.schemas))

    def __reduce__(self) -> tuple[Callable[[bytes], Rules], tuple[bytes]]:
        return _loaded, (self._pickled,)


@lru_cache(maxsize=2)
def _loaded(pickled: bytes) -> Rules:
    return Rules(*pickle.loads(pickled))


@dataclass(frozen=True, slots=True)
class SeasonTask:
    """What a worker needs to stage a season.

    ``contents`` has the bytes of documents by their ids, as ``packed`` gives them; without it,
    the worker reads their files.
    """

    season: int
    location: Location
    documents: Sequence[RawDocument]
    rules: Rules
    made_by: str
    code: str
    contents: Mapping[str, bytes] | None = None

    @property
    def folder(self) -> str:
        """The name of the staged folder, made of all that its values depend on."""
        identities = (one.identity for one in self.documents)
        return staged.season_folder(self.season, digest(self.made_by, *identities))

    def read(self, document: RawDocument) -> bytes:
        """The bytes of a document.

        Raises:
            DocumentChanged: they are not those that the season is named by.
        """
        if self.contents is None:
            return document.read()
        return zlib.decompress(self.contents[document.document_id])


def packed(document: RawDocument) -> bytes:
    """The bytes of a document to travel with a task: a sixth, in a hundredth of reading it.

    Raises:
        DocumentChanged: they are not those that the season is named by.
    """
    if document.problem is not None:
        # It is rejected for that, and may be larger than memory.
        return b""
    return zlib.compress(document.read(), level=1)


@dataclass(frozen=True, slots=True)
class SeasonDone:
    """A season that was staged now, how long that took, and by whom."""

    season: staged.StagedSeason
    seconds: float
    worker: str


def read_season(task: SeasonTask) -> Tables:
    """The tables of a season.

    Raises:
        EngineError: the task comes from other code.
    """
    if task.code != version_of_code():
        raise EngineError(
            f"{_worker()} has other code, or other Polars, than whoever gave it this task: install "
            "the same version of nascar-warehouse in both places, and start the workers again"
        )
    return extract_season(task.documents, task.read, task.rules.vocabulary, task.rules.schemas)


def stage_season(task: SeasonTask) -> SeasonDone:
    """Read a season and write its tables to the staged location.

    Raises:
        EngineError: the task comes from other code, or this machine has no such folder.
    """
    started = time.monotonic()
    if not is_url(task.location) and not task.location.is_dir():
        raise EngineError(
            f"{_worker()} sees no folder {task.location}: seasons are staged in a folder that all "
            "machines share, or an object store: set NASCAR_WAREHOUSE_STAGED"
        )
    tables = read_season(task)
    documents = [one.document_id for one in task.documents]
    season = staged.write_season(task.location, task.folder, tables, task.made_by, documents)
    return SeasonDone(season, time.monotonic() - started, _worker())


def is_outlived(task: SeasonTask) -> bool:
    """Read a season and throw it away; where the worker dies of it, there is no answer."""
    read_season(task)
    return True


def version_of_code() -> str:
    """What must be the same here and at a worker, that both give the same values."""
    return f"{code_digest()} polars {pl.__version__}"


def _worker() -> str:
    return f"{platform.node()}, process {os.getpid()}"
