"""The rows of a trace as text: a value, its row, and the places in articles that it comes from.

In: what ``pipelines/warehouse/tracing.py`` found. Out: lines on standard output. Separate from the
command because here it is decided how much of a trace a person has to read: a place once, a
long line in parts.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from pipelines.terminal import on_one_line

if TYPE_CHECKING:
    from pipelines.warehouse.sources import Source
    from pipelines.warehouse.tracing import TracedBelow, TracedRow

_NAME_WIDTH = 12
_INDENT = " " * (_NAME_WIDTH + 3)
# Where nobody sees it on a terminal.
_USUAL_WIDTH = 100
_LEAST_WIDTH = 60


class RowPrinter:
    """Prints rows; a place, or an article, that was printed before is only referred to."""

    def __init__(self) -> None:
        self._width = max(_LEAST_WIDTH, shutil.get_terminal_size((_USUAL_WIDTH, 24)).columns)
        self._places: set[tuple[str, str, str | None]] = set()
        self._articles: set[tuple[str, str]] = set()

    def print_row(self, row: TracedRow) -> None:
        """The value, the identifiers of its row, its places, and what is left open."""
        typer.echo()
        value = "unknown (NULL)" if row.value is None else str(row.value)
        print_field(row.column, *value.splitlines())
        if row.is_inferred:
            print_field("inferred", "the article does not state it, see the comment of the column")
        shown = [f"{name}={value}" for name, value in row.identifiers.items() if value is not None]
        print_field("row", *_filled(map(on_one_line, shown), self._width - len(_INDENT)))
        for source in row.sources:
            self._print_source(source)
        if row.reason:
            print_field("reason", row.reason)

    def print_below(self, below: TracedBelow) -> None:
        """Rows of a table: the source of the value, or rows that only belong to the same."""
        typer.echo()
        found = below.found
        typer.echo(on_one_line(f"  {found.relation}.{found.column}: {_said(below)}"))
        for row in below.rows:
            self.print_row(row)

    def _print_source(self, source: Source) -> None:
        place = (source.place, source.text, source.cell)
        if place in self._places:
            print_field(source.label, f"as above: {source.place}")
            return
        self._places.add(place)
        print_field(source.label, *source.text.splitlines())
        if source.cell is not None:
            print_field("cell", *source.cell.splitlines())
        for column, before, after, reason, origin in source.corrections:
            print_field("corrected", f"{column} from '{before}' to '{after}': {reason} ({origin})")
        print_field("place", source.place)
        if source.heading:
            print_field("heading", source.heading)
        self._print_article(source)

    def _print_article(self, source: Source) -> None:
        article = (source.title, source.revision)
        if article in self._articles:
            print_field("article", f"as above: {source.title}")
            return
        self._articles.add(article)
        print_field("article", f"{source.title}, {source.revision}")
        print_field("address", source.address or "unknown")
        print_field("licence", source.licence or "unknown")


def print_field(name: str, *lines: str) -> None:
    """A name and its text; further lines stand below the first."""
    for place, line in enumerate(lines or ("",)):
        start = f"  {name:<{_NAME_WIDTH}} " if place == 0 else _INDENT
        typer.echo(on_one_line(start + line))


def _filled(parts: Iterable[str], width: int) -> list[str]:
    """The parts, divided by commas, in lines of this width; a part is never cut."""
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + len(part) + len(", ,") <= width:
            lines[-1] += f", {part}"
        else:
            lines.append(part)
    return [f"{line}," for line in lines[:-1]] + lines[-1:]


def _said(below: TracedBelow) -> str:
    found = below.found
    shared = ", ".join(found.shared)
    if found.is_source:
        return "the source of the value"
    if found.count == 0:
        return f"no row shares its identifiers ({shared})"
    if found.count == 1:
        return f"the row that shares its identifiers ({shared})"
    return f"{found.count} rows that share its identifiers ({shared})"
