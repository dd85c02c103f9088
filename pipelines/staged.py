"""The staged Parquet files: one folder a season, one file a table that has rows.

In: frames of a season and the digest of all they were made of. Out: a folder that is either
complete or not there, and a manifest that names the folders of the present state. Separate
because it is the only state between extraction and warehouse, in a folder or an object store:
a file is named by its content and never changed, and ``_contents.json``, which names the files
of a season, is written last. So two writers of one season do not disturb each other. Nothing is
forced to disk: what a power cut leaves incomplete is found by its size, what a disk changes by
its checksum when it is read, and made again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import polars as pl

from pipelines.locations import (
    PARTIAL,
    Location,
    files_below,
    read_files,
    remove_files,
    write_files,
)

_MANIFEST = "manifest.json"
_CONTENTS = "_contents.json"
# As season_folder makes it.
_FOLDER = re.compile(r"\d{4}-[0-9a-f]{20}")
_DIGITS = 12


class StagedDataError(RuntimeError):
    """A staged file is missing or damaged; the next build makes it again."""


@dataclass(frozen=True, slots=True)
class StagedSeason:
    """One staged folder: its files and their sizes in bytes by table name, and all tables' rows.

    ``made_by`` is the digest of all that made it but the documents; seasons with the same one
    fit into one warehouse. ``documents`` has the ids of those it was made of.
    """

    folder: str
    files: Mapping[str, str]
    sizes: Mapping[str, int]
    rows: Mapping[str, int]
    made_by: str
    documents: tuple[str, ...]

    def path(self, table: str) -> str:
        """The file of a table that has rows, below the staged location."""
        return f"{self.folder}/{self.files[table]}"


def season_folder(season: int, digest: str) -> str:
    """The folder name of a season made from the input with this digest."""
    return f"{season:04d}-{digest[:20]}"


def find_season(staged: Location, folder: str) -> StagedSeason | None:
    """The staged season in a folder, or ``None`` if it is not there, or not whole."""
    there = {f"{folder}/{name}": size for name, size in files_below(staged / folder).items()}
    return _whole_seasons(staged, [folder], there).get(folder)


def find_seasons(staged: Location, folders: Collection[str]) -> dict[str, StagedSeason]:
    """Those of these folders that are there and whole; one listing, and all read at once."""
    return _whole_seasons(staged, folders, files_below(staged)) if folders else {}


def _whole_seasons(
    staged: Location, folders: Collection[str], there: Mapping[str, int]
) -> dict[str, StagedSeason]:
    names = {f"{folder}/{_CONTENTS}": folder for folder in folders}
    read = read_files(staged, [name for name in names if name in there])
    seasons = [_season(names[name], content) for name, content in read.items()]
    return {one.folder: one for one in seasons if one is not None and _is_whole(one, there)}


def _season(folder: str, content: bytes) -> StagedSeason | None:
    try:
        contents = json.loads(content)
        return StagedSeason(
            folder,
            files=dict(contents["files"]),
            sizes=dict(contents["sizes"]),
            rows=dict(contents["rows"]),
            made_by=contents["made_by"],
            documents=tuple(contents["documents"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _is_whole(season: StagedSeason, there: Mapping[str, int]) -> bool:
    with_rows = {name for name, rows in season.rows.items() if rows}
    return with_rows == season.files.keys() == season.sizes.keys() and all(
        there.get(season.path(name)) == size for name, size in season.sizes.items()
    )


def write_season(
    staged: Location,
    folder: str,
    tables: Mapping[str, pl.DataFrame],
    made_by: str,
    documents: Sequence[str],
) -> StagedSeason:
    """Write every table of a season; it is there as soon as the last file is.

    Where somebody else has written it in the meantime, theirs stays, and is what is returned.
    """
    contents = {name: _parquet(frame) for name, frame in tables.items() if frame.height}
    season = StagedSeason(
        folder,
        files={name: _file_name(name, content) for name, content in contents.items()},
        sizes={name: len(content) for name, content in contents.items()},
        rows={name: frame.height for name, frame in tables.items()},
        made_by=made_by,
        documents=tuple(documents),
    )
    write_files(staged, {season.path(name): content for name, content in contents.items()})
    if (theirs := find_season(staged, folder)) is not None:
        return theirs
    described = {name: value for name, value in asdict(season).items() if name != "folder"}
    write_files(staged, {f"{folder}/{_CONTENTS}": json.dumps(described).encode()})
    return season


def _parquet(frame: pl.DataFrame) -> bytes:
    written = BytesIO()
    frame.write_parquet(written, compression="zstd")
    return written.getvalue()


def _file_name(table: str, content: bytes) -> str:
    return f"{table}.{hashlib.sha256(content).hexdigest()[:_DIGITS]}.parquet"


def is_named_by(name: str, sha256: str) -> bool:
    """Whether a file has the content that it is named by."""
    return name.endswith(f".{sha256[:_DIGITS]}.parquet")


def write_manifest(named_in: Location, seasons: Mapping[int, StagedSeason]) -> None:
    """Name the folders of the present state of a warehouse, in one step."""
    folders = {str(season): staged_season.folder for season, staged_season in seasons.items()}
    write_files(named_in, {_MANIFEST: json.dumps(folders, indent=1, sort_keys=True).encode()})


def read_manifest(staged: Location, named_in: Location | None = None) -> dict[int, StagedSeason]:
    """The staged seasons of the present state, named in the staged location or elsewhere.

    Raises:
        StagedDataError: nothing is staged, or a file of it is missing or damaged.
    """
    folders = _named_folders(named_in or staged)
    found = find_seasons(staged, folders.values())
    for folder in folders.values():
        if folder not in found:
            raise StagedDataError(
                f"{staged / folder} is missing or damaged; materialize the staging assets again"
            )
    return {season: found[folder] for season, folder in folders.items()}


def named_seasons(
    staged: Location, named_in: Location | None = None
) -> dict[int, StagedSeason | None]:
    """The seasons that the manifest names, ``None`` for one that is not whole.

    Where there is no manifest that can be read, there are none: all is to be made again.
    """
    try:
        folders = _named_folders(named_in or staged)
    except StagedDataError:
        return {}
    found = find_seasons(staged, folders.values())
    return {season: found.get(folder) for season, folder in folders.items()}


def _named_folders(named_in: Location) -> dict[int, str]:
    content = read_files(named_in, [_MANIFEST]).get(_MANIFEST)
    if content is None:
        raise StagedDataError(
            f"nothing is staged, says {named_in}; materialize the staging assets first"
        )
    try:
        return {int(season): str(folder) for season, folder in json.loads(content).items()}
    except (ValueError, AttributeError) as error:
        raise StagedDataError(f"{named_in / _MANIFEST} is damaged: {error}") from error


def discard_others(staged: Location, seasons: Mapping[int, StagedSeason]) -> None:
    """Remove folders of seasons that are none of these, and what killed builds have left.

    What else lies there, such as shards of a dump, belongs to others.
    """
    kept = {season.folder for season in seasons.values()}
    remove_files(staged, [name for name in files_below(staged) if _is_left_over(name, kept)])
    if isinstance(staged, Path) and staged.is_dir():
        # A writer may have been killed before its first file.
        for path in staged.iterdir():
            if path.is_dir() and _is_left_over(path.name, kept):
                with suppress(OSError):
                    path.rmdir()


def _is_left_over(name: str, kept: Collection[str]) -> bool:
    folder = name.partition("/")[0]
    is_ours = bool(_FOLDER.fullmatch(folder)) or folder.startswith(".")
    return is_ours and (folder not in kept or name.endswith(PARTIAL))


def discard_damaged(staged: Location, message: str) -> None:
    """Mark the folders that an error names as incomplete, so that they are made again."""
    remove_files(staged, [f"{folder}/{_CONTENTS}" for folder in set(_FOLDER.findall(message))])
