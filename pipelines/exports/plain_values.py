"""What DuckDB gives Python, as the few kinds of value that a text format has.

In: a value of a result. Out: ``None``, a boolean, a number, a text, a list or a mapping of such.
Separate because every text format needs the same answer to what a date or a blob is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

Plain = bool | int | float | Decimal | str | list["Plain | None"] | dict[str, "Plain | None"]


def plain(value: object) -> Plain | None:
    """Dates and times as ISO 8601 has them, bytes in hexadecimal; numbers stay exact."""
    if value is None or isinstance(value, bool | int | float | Decimal | str):
        return value
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(one) for key, one in value.items()}
    return str(value)
