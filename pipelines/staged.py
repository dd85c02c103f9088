"""The staged Parquet files: one folder a season, one file a table.

In: frames of a season and the digest of all they were made of. Out: a folder that is either
complete or not there, and a manifest that names the folders of the present state. Separate
because it is the only state between extraction and warehouse: written under a temporary
name, renamed when whole, never changed afterwards. Nothing is forced to disk: what a power
cut leaves incomplete is found by its size, or when it is read, and made again.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

_MANIFEST = "manifest.json"
_CONTENTS = "_contents.json"
# As season_folder makes it.
_FOLDER = re.compile(r"\d{4}-[0-9a-f]{20}")


class StagedDataError(RuntimeError):
    """A staged file is missing or damaged; the next build makes it again."""


@dataclass(frozen=True, slots=True)
class StagedSeason:
    """One staged folder: its files' sizes in bytes by table name, and their rows.

    ``made_by`` is the digest of all that made it but the documents; seasons with the same one
    fit into one warehouse. ``documents`` has the ids of those it was made of.
    """

    folder: str
    sizes: Mapping[str, int]
    rows: Mapping[str, int]
    made_by: str
    documents: tuple[str, ...]


def season_folder(season: int, digest: str) -> str:
    """The folder name of a season made from the input with this digest."""
    return f"{season:04d}-{digest[:20]}"


def find_season(staged: Path, folder: str) -> StagedSeason | None:
    """The staged season in a folder, or ``None`` if it is not there, or not whole."""
    try:
        contents = json.loads((staged / folder / _CONTENTS).read_bytes())
        season = StagedSeason(
            folder,
            sizes=contents["sizes"],
            rows=contents["rows"],
            made_by=contents["made_by"],
            documents=tuple(contents["documents"]),
        )
        for name, size in season.sizes.items():
            if (staged / folder / f"{name}.parquet").stat().st_size != size:
                return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return season


def write_season(
    staged: Path,
    folder: str,
    tables: Mapping[str, pl.DataFrame],
    made_by: str,
    documents: Sequence[str],
) -> StagedSeason:
    """Write every table of a season; the folder appears under its name when it is whole."""
    temporary = staged / f".{folder}.{os.getpid()}.partial"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    sizes: dict[str, int] = {}
    for name, frame in tables.items():
        path = temporary / f"{name}.parquet"
        frame.write_parquet(path, compression="zstd")
        sizes[name] = path.stat().st_size
    rows = {name: frame.height for name, frame in tables.items()}
    season = StagedSeason(folder, sizes, rows, made_by, tuple(documents))
    contents = {name: value for name, value in asdict(season).items() if name != "folder"}
    (temporary / _CONTENTS).write_text(json.dumps(contents))
    shutil.rmtree(staged / folder, ignore_errors=True)
    temporary.rename(staged / folder)
    return season


def write_manifest(staged: Path, seasons: Mapping[int, StagedSeason]) -> None:
    """Name the folders of the present state, in one step."""
    temporary = staged / f".{_MANIFEST}.{os.getpid()}.partial"
    folders = {str(season): staged_season.folder for season, staged_season in seasons.items()}
    temporary.write_text(json.dumps(folders, indent=1, sort_keys=True))
    temporary.replace(staged / _MANIFEST)


def read_manifest(staged: Path) -> dict[int, StagedSeason]:
    """The staged seasons of the present state.

    Raises:
        StagedDataError: nothing is staged, or a file of it is missing or damaged.
    """
    seasons: dict[int, StagedSeason] = {}
    for season, folder in _named_folders(staged).items():
        found = find_season(staged, folder)
        if found is None:
            raise StagedDataError(
                f"{staged / folder} is missing or damaged; materialize the staging assets again"
            )
        seasons[season] = found
    return seasons


def named_seasons(staged: Path) -> dict[int, StagedSeason | None]:
    """The seasons that the manifest names, ``None`` for one that is not whole.

    Where there is no manifest that can be read, there are none: all is to be made again.
    """
    try:
        folders = _named_folders(staged)
    except StagedDataError:
        return {}
    return {season: find_season(staged, folder) for season, folder in folders.items()}


def _named_folders(staged: Path) -> dict[int, str]:
    try:
        folders = json.loads((staged / _MANIFEST).read_bytes())
        return {int(season): str(folder) for season, folder in folders.items()}
    except FileNotFoundError as error:
        raise StagedDataError(
            f"nothing is staged in {staged}; materialize the staging assets first"
        ) from error
    except (ValueError, AttributeError) as error:
        raise StagedDataError(f"{staged / _MANIFEST} is damaged: {error}") from error


def discard_others(staged: Path, seasons: Mapping[int, StagedSeason]) -> None:
    """Remove folders that the manifest does not name, and what killed builds have left."""
    kept = {season.folder for season in seasons.values()} | {_MANIFEST}
    for path in staged.iterdir():
        if path.name in kept:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def discard_damaged(staged: Path, message: str) -> None:
    """Mark the folders that an error names as incomplete, so that they are made again."""
    for folder in set(_FOLDER.findall(message)):
        (staged / folder / _CONTENTS).unlink(missing_ok=True)
