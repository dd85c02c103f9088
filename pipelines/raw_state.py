"""What raw/ holds, beside what the published warehouse was made of.

In: the folders. Out: a ``RawState``. Separate because it only compares: by document id and
checksum, without reading an article.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from pipelines.fetching.report import counted
from pipelines.paths import Paths
from pipelines.sources.raw import RawDocument, scan_raw_folder
from pipelines.warehouse.query import NoWarehouse, open_read_only


@dataclass(frozen=True, slots=True)
class SeasonState:
    """The documents of one season of one series; times as their sidecars give them."""

    series_id: str
    season: int
    documents: frozenset[str]
    to_build: frozenset[str]
    oldest: str | None
    newest: str | None


@dataclass(frozen=True, slots=True)
class RawState:
    """Every season, and what stands in no season."""

    seasons: tuple[SeasonState, ...]
    superseded: int
    misfiled: tuple[str, ...]

    @property
    def to_build(self) -> frozenset[str]:
        """The documents that the published warehouse does not hold as they are now."""
        return frozenset[str]().union(*(one.to_build for one in self.seasons))

    @property
    def summary(self) -> str:
        """One line: ``"36 documents in 1 season, 2 older revisions; 1 to build"``."""
        documents = sum(len(one.documents) for one in self.seasons)
        seasons = counted(len({one.season for one in self.seasons}), "season")
        return (
            f"{counted(documents, 'document')} in {seasons}, "
            f"{counted(self.superseded, 'older revision')} kept; {len(self.to_build)} to build"
        )


def raw_state(paths: Paths) -> RawState:
    """Compare raw/ with the published file.

    Raises:
        FileNotFoundError: there is no raw folder.
    """
    raw = scan_raw_folder(paths.raw)
    built = _built(paths)
    seasons: dict[tuple[str, int], list[RawDocument]] = {}
    for document in raw.documents:
        seasons.setdefault((document.series_id, document.season), []).append(document)
    return RawState(
        tuple(
            _season_state(series, season, found, built)
            for (series, season), found in sorted(seasons.items(), key=lambda one: one[0][::-1])
        ),
        len(raw.superseded),
        tuple(one.path for one in raw.misfiled),
    )


def _season_state(
    series_id: str, season: int, documents: list[RawDocument], built: dict[str, str]
) -> SeasonState:
    times = sorted(one.sidecar.fetched_at for one in documents if one.sidecar.fetched_at)
    return SeasonState(
        series_id,
        season,
        frozenset(one.document_id for one in documents),
        frozenset(one.document_id for one in documents if built.get(one.document_id) != one.sha256),
        oldest=times[0] if times else None,
        newest=times[-1] if times else None,
    )


def _built(paths: Paths) -> dict[str, str]:
    """Checksums by document of the published file; of a file that cannot be read, none."""
    try:
        with open_read_only(paths.database) as connection:
            return dict(
                connection.execute("select document_id, sha256 from staging.document").fetchall()
            )
    except (NoWarehouse, duckdb.Error):
        return {}
