"""Whether a build would make again what is published: then there is nothing to do.

In: the folders. Out: yes or no, and a small hidden file beside the published one that remembers
what it was made of. Separate because it answers without Dagster, Polars and DuckDB, whose
import takes longer than all that it does.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from pipelines.paths import Paths
from pipelines.recognition.files import digest_of_files
from pipelines.sources.raw import scan_raw_folder

_PACKAGE = Path(__file__).resolve().parent
# Libraries that values pass through; those of the command line and the UI do not count.
_LIBRARIES = ("beautifulsoup4", "duckdb", "lxml", "polars", "sqlglot")
# What a build does beside its file depends on it.
_KEPT_VERSIONS = "NASCAR_WAREHOUSE_KEPT_VERSIONS"


def digest_of_inputs(paths: Paths) -> str:
    """The sha256 of all that a build reads: articles, vocabulary, SQL, code and libraries.

    Raises:
        FileNotFoundError: there is no raw folder.
    """
    raw = scan_raw_folder(paths.raw)
    documents = [one.identity for one in raw.documents]
    files = [
        *sorted(paths.sql.rglob("*.sql")),
        *sorted(paths.vocabulary.glob("*.csv")),
        *sorted(_PACKAGE.rglob("*.py")),
    ]
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    kept = os.environ.get(_KEPT_VERSIONS, "")
    parts = [*documents, repr(raw.misfiled), digest_of_files(files), *libraries, kept]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def note_published(paths: Paths) -> None:
    """Note which file was published, by whoever holds the build lock."""
    _write(paths, {"inputs": None, **_state(paths)})


def remember_inputs(paths: Paths, digest: str) -> None:
    """Note what the file was made of that was published last, if that is still what lies there."""
    with suppress(OSError, ValueError):
        published = json.loads(_note(paths).read_bytes())
        if published == {"inputs": None, **_state(paths)}:
            _write(paths, {**published, "inputs": digest})


def forget_inputs(paths: Paths) -> None:
    """Let the next build make again what is published."""
    with suppress(OSError):
        _note(paths).unlink(missing_ok=True)


def is_unchanged(paths: Paths, digest: str) -> bool:
    """Whether the published file was made of these inputs, and all is there as it was then."""
    try:
        remembered = json.loads(_note(paths).read_bytes())
        return bool(remembered == {"inputs": digest, **_state(paths)})
    except (OSError, ValueError):
        return False


def _state(paths: Paths) -> dict[str, object]:
    """The published file, told from any other that has its name, and which versions are kept."""
    status = paths.database.stat()
    # As warehouse/versions.py names it, which imports DuckDB.
    kept = paths.database.with_name("versions")
    return {
        "file": [status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns],
        "kept": sorted(path.name for path in kept.glob("*.duckdb")),
    }


def _write(paths: Paths, note: Mapping[str, object]) -> None:
    """Where it cannot be written, nothing is lost: the next build builds."""
    partial = _note(paths).with_suffix(".partial")
    with suppress(OSError):
        partial.write_text(json.dumps(note))
        partial.replace(_note(paths))


def _note(paths: Paths) -> Path:
    return paths.database.with_name(f".{paths.database.name}.inputs.json")
