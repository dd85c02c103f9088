"""The sidecar of a document: what was recorded about it when it was landed.

In: a ``.json`` file beside a document, or a revision that is landed. Out: a ``Sidecar``, or the
bytes of one. Separate because what is written when landing is what a build reads, and people
write sidecars by hand as well.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.sources.revision import Revision

_ATTRIBUTION = "Wikipedia contributors"
_LARGEST_NUMBER = 2**63 - 1
# A sidecar has some 500 bytes; what is larger is something else.
_LARGEST_SIDECAR = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What was recorded when a document was landed; unknown is ``None``.

    ``problem`` says why the sidecar could not be used, where there is one that could not.
    """

    title: str | None = None
    page_id: int | None = None
    revision_id: int | None = None
    timestamp: str | None = None
    url: str | None = None
    licence: str | None = None
    sha1: str | None = None
    sha256: str | None = None
    fetched_at: str | None = None
    problem: str | None = None


def read_sidecar(path: Path) -> Sidecar:
    """Read a sidecar; where there is none, nothing is known. Never raises."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            # A pipe would be waited for, a device read for ever.
            return Sidecar(problem=f"{path.name} is no ordinary file")
        with path.open("rb") as file:
            content = file.read(_LARGEST_SIDECAR + 1)
        if len(content) > _LARGEST_SIDECAR:
            return Sidecar(problem=f"{path.name} has more than {_LARGEST_SIDECAR:,} bytes")
        values = json.loads(content)
        if not isinstance(values, dict):
            return Sidecar(problem=f"{path.name} does not hold a JSON object")
        return _sidecar(values)
    except FileNotFoundError:
        return Sidecar()
    except UnicodeEncodeError:
        return Sidecar(problem=f"{path.name} holds a text that cannot be written as UTF-8")
    except (OSError, ValueError, RecursionError) as error:
        return Sidecar(problem=f"{path.name} cannot be read: {error}")


def _sidecar(values: Mapping[str, Any]) -> Sidecar:
    return Sidecar(
        title=_text(values, "title"),
        page_id=_number(values, "page_id"),
        revision_id=_number(values, "revision_id"),
        timestamp=_text(values, "timestamp"),
        # The second name is what sidecars written by hand call it.
        url=_text(values, "url", "source_url"),
        licence=_text(values, "licence"),
        sha1=_text(values, "sha1"),
        sha256=_text(values, "sha256"),
        fetched_at=_text(values, "fetched_at", "retrieved_at"),
    )


def sidecar_of(revision: Revision, fetched_at: str) -> bytes:
    """The sidecar of a revision, as the bytes of a JSON object.

    Raises:
        UnicodeEncodeError: a text of the revision cannot be written as UTF-8.
    """
    values: dict[str, object] = {
        "title": revision.title,
        "page_id": revision.page_id,
        "revision_id": revision.revision_id,
        "timestamp": revision.timestamp,
        "sha1": revision.sha1,
        "sha256": hashlib.sha256(revision.content).hexdigest(),
        "url": revision.url,
        "licence": revision.licence,
        "attribution": _ATTRIBUTION,
        "fetched_at": fetched_at,
    }
    if revision.redirected_from:
        values["redirected_from"] = list(revision.redirected_from)
    return (json.dumps(values, indent=2, ensure_ascii=False) + "\n").encode()


def _text(values: Mapping[str, Any], *names: str) -> str | None:
    text = next((values[name] for name in names if isinstance(values.get(name), str)), None)
    if text is not None:
        # Half a character, as JSON may hold, cannot be stored by anything behind this.
        text.encode()
    return text


def _number(values: Mapping[str, Any], name: str) -> int | None:
    """An id from 1; ``True`` is none, though Python counts it as 1."""
    value = values.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LARGEST_NUMBER:
        return value
    return None
