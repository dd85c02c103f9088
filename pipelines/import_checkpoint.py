"""Where an import of a dump was when it was stopped, so that the next one goes on there.

In: a raw folder, what is imported and how. Out: a hidden file in that folder, replaced whole
every few seconds and gone when the import has ended. Separate because nothing depends on it:
without it an import begins at the beginning, and lands the same documents.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.locations import Location
from pipelines.sources.dump import DumpError, Place
from pipelines.sources.dump_open import state_of


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What an import had done: how many pages were passed, and what became of them.

    Documents are paths below raw/; those ``landed`` are new, and have their outcome.
    """

    place: Place
    pages_read: int
    unchanged: list[str]
    landed: list[tuple[str, str]]
    problems: list[tuple[str, str]]
    no_races: list[tuple[str, str]]


class CheckpointFile:
    """The file of one dump's import; of another file or other options it knows nothing."""

    def __init__(
        self,
        raw: Path,
        dump: Location,
        vocabulary_digest: str,
        series_ids: Collection[str] | None,
        seasons: Collection[int] | None,
    ) -> None:
        path = dump.resolve() if isinstance(dump, Path) else dump
        name = hashlib.sha256(os.fsencode(str(path))).hexdigest()[:16]
        self._path = raw / f".import-{name}.json"
        self._import: dict[str, Any] = {
            "dump": _state(path),
            "vocabulary": vocabulary_digest,
            "series": sorted(series_ids) if series_ids is not None else None,
            "seasons": sorted(seasons) if seasons is not None else None,
        }

    def read(self) -> Checkpoint | None:
        """What an earlier import of the same left, if it was stopped."""
        try:
            values = json.loads(self._path.read_bytes())
            if values.pop("import") != self._import:
                return None
            place = Place(**values.pop("place"))
            for key in ("landed", "problems", "no_races"):
                values[key] = [(first, second) for first, second in values[key]]
            return Checkpoint(place=place, **values)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def write(self, checkpoint: Checkpoint) -> None:
        """Replace what is there; where it cannot be written, the import goes on without."""
        partial = self._path.with_suffix(".partial")
        with contextlib.suppress(OSError):
            partial.write_text(json.dumps({"import": self._import, **asdict(checkpoint)}))
            partial.replace(self._path)

    def remove(self) -> None:
        """Leave nothing behind."""
        for path in (self._path, self._path.with_suffix(".partial")):
            with contextlib.suppress(OSError):
                path.unlink()


def _state(dump: Location) -> list[int | str] | None:
    try:
        return list(state_of(dump))
    except DumpError:
        # What is wrong with it, its reader says.
        return None
