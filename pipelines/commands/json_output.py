"""What ``--json`` prints: one object, a key or an item of a list to a line.

In: a mapping of plain values. Out: JSON on standard output. Separate because scripts read it:
every command must lay it out alike, and nothing else may stand beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON object, for scripts, and nothing else.")
]


def print_json(values: Mapping[str, object]) -> None:
    """Print the object; the keys of a command are a promise, new ones may come."""
    # What quotes an article is escaped there: no text in it steers a terminal.
    lines = [f"  {_text(name)}: {_laid_out(value)}" for name, value in values.items()]
    typer.echo("{\n" + ",\n".join(lines) + "\n}")


def _laid_out(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _text(value)
    return "[\n" + ",\n".join(f"    {_text(one)}" for one in value) + "\n  ]"


def _text(value: object) -> str:
    from pipelines.exports.json_text import json_text
    from pipelines.exports.plain_values import plain

    return json_text(plain(value))
