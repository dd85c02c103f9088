"""What can be asked of an export: formats and schemas.

In: nothing. Out: two enumerations. Separate because the command line must know them before
anything else is imported.
"""

from __future__ import annotations

from enum import StrEnum


class Schema(StrEnum):
    """A schema whose tables and views can be exported; ``intermediate`` is steps, no result."""

    CORE = "core"
    MARTS = "marts"
    STAGING = "staging"
    QUALITY = "quality"


class Format(StrEnum):
    """A format of the exported tables."""

    PARQUET = "parquet"
    CSV = "csv"
    SQLITE = "sqlite"
    JSON = "json"
