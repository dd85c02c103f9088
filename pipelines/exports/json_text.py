"""Values as JSON, without a loss of digits.

In: plain values. Out: JSON text in ASCII's safe part and letters. Separate because Python's own
writer makes decimals floats, writes NaN, which is no JSON, and lets marks through that steer a
terminal.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from pipelines.exports.plain_values import Plain, plain

_STRANGE = re.compile(r"[^\x20-\x7e]")
_STRANGE_IN_LINES = re.compile(r"[^\x20-\x7e\n]")


def json_text(value: Plain | None) -> str:
    """One value. What is no number, or infinite, is ``null``; all digits of others stay."""
    if isinstance(value, str):
        return _STRANGE.sub(_escaped, json.dumps(value, ensure_ascii=False))
    if isinstance(value, list):
        return f"[{', '.join(map(json_text, value))}]"
    if isinstance(value, dict):
        return (
            f"{{{', '.join(f'{json_text(key)}: {json_text(one)}' for key, one in value.items())}}}"
        )
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        return "null"
    return format(value, "f") if isinstance(value, Decimal) else json.dumps(value)


def json_object(names: Sequence[str], row: Iterable[object]) -> str:
    """One row as an object; ``names`` must differ."""
    return json_text(dict(zip(names, map(plain, row), strict=True)))


def without_strange_marks(text: str) -> str:
    """JSON of another writer, its lines kept, with what steers a terminal as ``\\u009b``."""
    return _STRANGE_IN_LINES.sub(_escaped, text)


def different_names(names: Iterable[str]) -> list[str]:
    """Names of columns, of which an object has each once: ``a, a`` is ``a, a_1``."""
    found: dict[str, None] = {}
    for name in names:
        count, one = 0, name
        while one in found:
            count += 1
            one = f"{name}_{count}"
        found[one] = None
    return list(found)


def _escaped(match: re.Match[str]) -> str:
    mark = match[0]
    return mark if mark.isprintable() else json.dumps(mark)[1:-1]
