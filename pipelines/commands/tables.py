"""``tables``: what the warehouse holds.

In: the published file. Out: every table and view with its rows. Separate because it only lists.
"""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.exits import fail
from pipelines.commands.json_output import JsonOption, print_json
from pipelines.commands.options import WarehouseOption
from pipelines.commands.reading import published_file
from pipelines.commands.screen import is_screen, print_tabbed, show_table, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from pipelines.warehouse.contents import RelationSummary

# A screen shows its last lines: there is what most people look for.
_SCHEMAS = ("staging", "intermediate", "quality", "core", "marts")


def tables(
    part: Annotated[
        str | None,
        typer.Argument(
            metavar="TEXT", help="Only those with this in their name: marts.", show_default="all"
        ),
    ] = None,
    json: JsonOption = False,
    warehouse: WarehouseOption = None,
) -> None:
    """List every table and view: its rows, and what one row is.

    Rows are as the build counted them; steps (intermediate), which are computed when they are
    read, are not counted. Piped, it prints a line for each, without a heading: name,
    kind, rows and description, divided by tabs.

    With --json: `tables`, a list of objects with `name`, `kind` (table or view), `rows` (null:
    not counted) and `description`.

    Exit status: 0 listed; 1 there is none.

    Examples:
      nascar-warehouse tables
      nascar-warehouse tables marts
      nascar-warehouse tables | cut -f 1,3
      nascar-warehouse tables --json | jq -r '.tables[].name'
    """
    with published_file(warehouse) as connection:
        from pipelines.warehouse.contents import relation_summaries

        found = in_order(relation_summaries(connection), part or "")
        if not found:
            fail(f"no table or view has '{part}' in its name; 'nascar-warehouse tables' lists all")
        if json:
            print_json({"tables": [asdict(one) for one in found]})
        elif is_screen():
            show_tables(found)
        else:
            print_tabbed((one.name, one.kind, one.rows, one.description) for one in found)


def in_order(found: Sequence[RelationSummary], part: str) -> list[RelationSummary]:
    """Those with the text in their name, by schema, what most people look for last."""
    places = {schema: place for place, schema in enumerate(_SCHEMAS)}
    chosen = [one for one in found if part.lower() in one.name]
    return sorted(chosen, key=lambda one: (places.get(_schema(one), -1), one.name))


def show_tables(found: Sequence[RelationSummary]) -> None:
    """Show them on a screen, each schema under a line of its own."""
    show_table(
        ("table or view", "rows", "one row is"),
        [[_line(one) for one in members] for _, members in groupby(found, _schema)],
        number=1,
    )


def _line(one: RelationSummary) -> tuple[Text, Text, Text]:
    schema, _, short = one.name.rpartition(".")
    rows = "" if one.rows is None else f"{one.rows:,}"
    # Most descriptions begin with what the heading of the column says already.
    description = one.description.removeprefix("one row ")
    return (
        text((f"{schema}.", "dim"), (short, "bold")),
        text((rows, "")),
        text((description, "")),
    )


def _schema(one: RelationSummary) -> str:
    return one.name.partition(".")[0]
