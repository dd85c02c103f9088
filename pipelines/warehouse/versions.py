"""The last published files, kept beside the published one, and how one is brought back.

In: the published file and its build number. Out: copies in ``versions/``. Separate because a
copy shares nothing with the published file: whatever happens to that one, they stay as they
were. To keep one is not worth failing for: by then, the build is published.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.warehouse.catalog import BUILD, ROW_COUNT
from pipelines.warehouse.publish import (
    discard_unfinished,
    open_quietly,
    publish,
    sync,
    unfinished_path,
)

KEPT_VARIABLE = "NASCAR_WAREHOUSE_KEPT_VERSIONS"
DEFAULT_KEPT = 3


class VersionError(RuntimeError):
    """There is no such version, or it cannot be used; the published file is as it was."""


def kept_versions_wanted() -> int:
    """How many published files are kept, the current one among them.

    Raises:
        ValueError: the environment says something else than a number.
    """
    text = os.environ.get(KEPT_VARIABLE) or str(DEFAULT_KEPT)
    if not re.fullmatch(r"\d{1,4}", text):
        raise ValueError(f"{KEPT_VARIABLE} is '{text}', it should be a number, such as 3")
    return int(text)


def kept_versions(target: Path) -> dict[int, Path]:
    """The kept files by build number, newest first."""
    name = re.compile(rf"{re.escape(target.stem)}\.(\d{{6,9}})\.duckdb")
    found = {
        int(matched[1]): path
        for path in kept_folder(target).glob(f"{target.stem}.*.duckdb")
        if (matched := name.fullmatch(path.name)) and path.is_file()
    }
    return dict(sorted(found.items(), reverse=True))


def keep_version(target: Path, number: int, wanted: int) -> str | None:
    """Keep a copy of the published file, remove the oldest ones; what went wrong, or ``None``.

    The caller holds the build lock.
    """
    folder = kept_folder(target)
    partial = folder / f".{target.stem}.{number}.partial"
    try:
        folder.mkdir(exist_ok=True)
        for left_over in folder.glob(f".{target.stem}.*.partial"):
            left_over.unlink()
        if wanted:
            shutil.copyfile(target, partial)
            sync(partial)
            partial.chmod(target.stat().st_mode)
            partial.replace(folder / f"{target.stem}.{number:06d}.duckdb")
        for kept, path in list(kept_versions(target).items())[wanted:]:
            if kept != number or not wanted:
                path.unlink()
        sync(folder)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        return f"published, but not kept as version {number} in {folder}: {error.strerror}"
    return None


def restore_version(target: Path, number: int | None = None) -> int:
    """Put a kept version in the place of the published file; return its build number.

    Without a ``number``, the newest one that is older than the published file. The caller
    holds the build lock.

    Raises:
        VersionError: there is no such version, or it is damaged; nothing was changed.
    """
    kept = kept_versions(target)
    chosen = _version_before(target, kept) if number is None else number
    if chosen not in kept:
        shown = ", ".join(map(str, kept)) or "none"
        wanted = "older version" if number is None else f"version {number}"
        raise VersionError(
            f"there is no {wanted} to restore; kept in {kept_folder(target)}: {shown}"
        )
    problem = damage(kept[chosen]) or _other_number(kept[chosen], chosen)
    if problem:
        raise VersionError(f"version {chosen} cannot be used, choose another one: {problem}")
    discard_unfinished(target)
    unfinished = unfinished_path(target)
    try:
        shutil.copyfile(kept[chosen], unfinished)
        publish(unfinished, target)
    except OSError as error:
        raise VersionError(f"version {chosen} could not be restored: {error}") from error
    finally:
        discard_unfinished(target)
    return chosen


def damage(path: Path) -> str | None:
    """What is wrong with a published file, or ``None``: every table has its rows."""
    tables = "select schema_name || '.' || table_name from duckdb_tables()"
    counts = f"select * from {ROW_COUNT} where relation in ({tables})"
    try:
        with open_quietly(path) as connection:
            counted = connection.execute(counts).fetchall()
            if not counted:
                return "it is no warehouse"
            for name, count in counted:
                # Every column is read, not only counted: a damaged block shows when it is read.
                digest = f"select count(*), bit_xor(hash(everything)) from {name} as everything"
                found = connection.execute(digest).fetchone()
                if found is None or found[0] != count:
                    return f"{name} should have {count} rows"
    except duckdb.Error as error:
        return str(error)
    return None


def published_number(target: Path) -> int | None:
    """The build number of a published file, or ``None`` if it cannot be read.

    0: a file of before builds were numbered.
    """
    if not target.is_file():
        return None
    newest = f"select max(try_cast(build_number as integer)) from {BUILD}"
    try:
        with open_quietly(target) as connection:
            found = connection.execute(newest).fetchone()
    except (duckdb.CatalogException, duckdb.BinderException):
        return 0
    except duckdb.Error:
        return None
    return (found[0] if found else None) or 0


def contents_of(path: Path, number: int) -> tuple[datetime | None, int | None, int | None]:
    """When a kept file was built, and its races and documents; ``None`` where it cannot tell."""
    counts = f"select made_at, races, documents from {BUILD} where build_number = ?"
    try:
        with open_quietly(path) as connection:
            found = connection.execute(counts, [number]).fetchone()
    except duckdb.Error:
        found = None
    return found or (None, None, None)


def _other_number(path: Path, number: int) -> str | None:
    found = published_number(path)
    return None if found == number else f"it holds build {found}"


def _version_before(target: Path, kept: dict[int, Path]) -> int | None:
    published = published_number(target)
    return next((one for one in kept if published is None or one < published), None)


def kept_folder(target: Path) -> Path:
    """Where the copies of a published file are kept."""
    return target.with_name("versions")
